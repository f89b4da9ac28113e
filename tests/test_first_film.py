"""An editor's first film, from log-in to published, in a real browser.

The walk of docs/first-film.md, step by step. Its pictures are taken by this very test:
`make screenshots`.
"""

import io
import re

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from .factories import (
    make_character,
    make_country,
    make_critic,
    make_editor,
    make_film,
    make_language,
    make_person,
    make_publication,
    make_source,
)

pytestmark = pytest.mark.django_db(transaction=True)

LEAD = "*Night Ferry* is a French thriller, shot in nine nights on one ship."
SCREEN = {"width": 1280, "height": 900}

PREMISE = "Premise: what the trailer reveals"
STORY = "Plot: what happens along the way"
ENDING = "Ending: how it ends"
PLOT = [
    (
        "The last crossing",
        PREMISE,
        "Alma takes the night ferry home. A cabin is locked in her name.",
    ),
    ("Cabin 114", STORY, "The key fits. Somebody has slept there, and left her coat."),
    ("Fog", STORY, "The captain stops the engines, and counts the passengers again."),
    ("Le Havre", ENDING, "Two women called Alma walk down the ramp."),
]
CREDITS = [
    ("Director", "Nadia Ferrand", ""),
    ("Screenplay", "Nadia Ferrand", ""),
    ("Screenplay", "Paul Lestrade", ""),
    ("Producer", "Odile Marchetti", ""),
    ("Cinematography", "Tomasz Wilk", ""),
    ("Editing", "Inès Aubry", ""),
    ("Music", "Bruno Caradec", ""),
    ("Cast", "Lise Aumont", "Alma"),
    ("Cast", "Yanis Roche", "The captain"),
    ("Cast", "Marguerite Sol", "The other Alma"),
    ("Cast", "Denis Okafor", "The steward"),
    ("Cast", "Clara Vidal", "The night clerk"),
]
NEW = {"Denis Okafor", "Clara Vidal", "The steward", "Cinéma du Large"}
REVIEWS = [
    (
        "The Harbour Post",
        "Ada Lindqvist",
        "Positive",
        "4/5",
        "Calls it a ghost story without a ghost.",
    ),
    ("Lumière du Nord", "", "Mixed", "3/5", "Admires the fog, and misses a second half."),
    ("Cinéma du Large", "", "Positive", "B+", "Praises Marguerite Sol above all."),
]


@pytest.fixture
def catalogue():
    """What the site knows before: most of the people, an older film, two publications."""
    names = [person for _, person, _ in CREDITS] + [name for *_, name in CREDITS if name]
    for name in dict.fromkeys(names):
        if name in NEW:
            continue
        make = make_character if name in [credit[2] for credit in CREDITS] else make_person
        make(name)
    make_film("Slack Water")
    make_language()
    make_country()
    make_source("Nine nights at sea", key="harbour-post-2024", publisher="The Harbour Post")
    for name in ("The Harbour Post", "Lumière du Nord"):
        make_publication(name)
    make_critic("Ada Lindqvist")


@pytest.fixture
def poster(tmp_path):
    """A ferry below the moon, as a file on the editor's machine."""
    image = Image.new("RGB", (800, 1200), "#10233f")
    draw = ImageDraw.Draw(image)
    draw.ellipse((480, 160, 680, 360), fill="#f2e9d8")
    draw.rectangle((0, 900, 800, 1200), fill="#07111f")
    draw.polygon([(90, 820), (710, 820), (640, 930), (150, 930)], fill="#d9261c")
    draw.rectangle((200, 740, 600, 820), fill="#f2e9d8")
    draw.rectangle((430, 650, 500, 740), fill="#d9261c")
    for left in range(225, 580, 50):
        draw.rectangle((left, 765, left + 24, 790), fill="#ffa31a")
    path = tmp_path / "night-ferry.jpg"
    image.save(path)
    return path


@pytest.fixture
def complaints(page):
    """Where a script or the server fails; a form that is not complete yet is no failure."""
    told = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("response", lambda answer: answer.status >= 500 and told.append(answer.url))
    return told


@pytest.fixture
def visitor(browser, live_server):
    """The page of somebody who is not logged in."""
    context = browser.new_context(base_url=live_server.url, viewport=SCREEN)
    yield context.new_page()
    context.close()


@pytest.fixture
def picture(page, pytestconfig):
    """Take a picture for docs/first-film.md, where a folder for them is given."""
    page.set_viewport_size(SCREEN)
    folder = pytestconfig.getoption("screenshots_to")

    def take(name, shown=page):
        if folder:
            shown.wait_for_timeout(500)  # until the frame of the preview is painted
            image = Image.open(io.BytesIO(shown.screenshot(animations="disabled")))
            few_colours = image.quantize(dither=Image.Dither.NONE)
            few_colours.save(f"{folder}/first-film-{name}.png", optimize=True)

    return take


def log_in(page):
    make_editor("camille", "a long pass phrase")
    page.goto("/admin/")
    page.get_by_label("Username").fill("camille")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Log in").click()


def open_tab(page, name):
    page.locator("#tabs-wrapper").get_by_role("link", name=name).click()


def fill(page, label, text):
    """Fill a field by its label, which has a star where the field must be filled."""
    page.get_by_label(re.compile(rf"^{label}\*?$")).fill(text)


def choose(page, field, name):
    """Type a name into a list's box, and take what is found."""
    page.locator(f"#id_{field} + .select2").click()
    page.locator(".select2-container--open .select2-search__field").fill(name)
    page.get_by_role("option", name=name, exact=True).click()


def open_dialog(page, field):
    """Press the "+" beside a field: what is missing is added without leaving the form."""
    page.locator(f"#add_id_{field}").click()
    return page.frame_locator(".related-modal-frame")


def close_dialog(page, dialog, field, name):
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(f"#id_{field} option:checked")).to_have_text(name)
    expect(page.locator(f"#add_id_{field}")).to_be_focused()


def choose_or_add(page, field, name):
    if name not in NEW:
        return choose(page, field, name)
    dialog = open_dialog(page, field)
    fill(dialog, "Name", name)
    close_dialog(page, dialog, field, name)


def add_row(page, tab):
    """Press Alt+N for another row in the open tab, and return what its fields' names begin with."""
    group = page.locator(f"#{tab}-group")
    # A tab is shown a frame after it was chosen: until then, the key means the one before.
    expect(group).to_be_visible()
    rows = group.locator(".form-group.template:not(.empty-form)")
    count = rows.count()
    page.keyboard.press("Alt+n")
    expect(rows).to_have_count(count + 1)
    return f"{tab}-{count}"


def add_credit(page, role, person, character=""):
    row = add_row(page, "credits")
    page.locator(f"#id_{row}-role").select_option(role)
    choose_or_add(page, f"{row}-person", person)
    if character:
        choose_or_add(page, f"{row}-character", character)


def add_plot_section(page, heading, spoiler_level, body):
    row = add_row(page, "plot_sections")
    page.locator(f"#id_{row}-heading").fill(heading)
    page.locator(f"#id_{row}-body").fill(body)
    page.locator(f"#id_{row}-spoiler_level").select_option(spoiler_level)


def add_poster(page, file, picture):
    dialog = open_dialog(page, "poster")
    fill(dialog, "Name", "Night Ferry, poster")
    dialog.locator("#id_file").set_input_files(file)
    fill(dialog, "Alternative text", "A red ferry below a full moon.")
    picture("poster")
    close_dialog(page, dialog, "poster", "Night Ferry, poster")


def write_lead(page, picture):
    lead = page.get_by_label("Lead", exact=True)
    lead.fill(LEAD)
    lead.press("End")
    lead.press_sequentially(" Nadia Ferrand made it after [[slack")
    found = page.get_by_role("option", name="Slack Water")
    expect(found).to_be_visible()
    picture("lead")
    found.click()
    lead.press_sequentially(".[^nine")
    page.get_by_role("option", name="Nine nights at sea").click()


def add_release(page, kind, day, country):
    row = add_row(page, "releases")
    page.locator(f"#id_{row}-kind").select_option(kind)
    page.locator(f"#id_{row}-released_on").fill(day)
    choose(page, f"{row}-country", country)


def save_and_go_on(page, what):
    page.keyboard.press("Control+s")
    expect(page.get_by_text(f"was {what} successfully")).to_be_visible()
    page.wait_for_load_state()


def move_up(page, row):
    handle = page.get_by_role("button", name=f"Move {row}")
    handle.press("Alt+ArrowUp")
    expect(handle).to_be_focused()


def write_review(page, publication, critic, verdict, score, summary):
    choose_or_add(page, "publication", publication)
    if critic:
        choose(page, "critic", critic)
    fill(page, "URL", "https://example.org/night-ferry")
    fill(page, "Published", "2024-10-03")
    page.get_by_label("Verdict", exact=True).select_option(verdict)
    fill(page, "Summary", summary)
    fill(page, "Original score", score)
    page.get_by_label(re.compile("^Status")).select_option("Published")


def test_first_film_from_log_in_to_published(page, visitor, catalogue, poster, picture, complaints):
    log_in(page)
    picture("dashboard")
    page.get_by_role("link", name="Add a Film").click()
    fill(page, "Title", "Night Ferry")
    fill(page, "Original title", "Le Dernier Bac")
    choose(page, "original_language", "French")
    fill(page, "Tagline", "Nobody boards twice.")
    write_lead(page, picture)
    add_poster(page, poster, picture)

    open_tab(page, "Cast and crew")
    for role, person, character in CREDITS:
        add_credit(page, role, person, character)
    page.evaluate("scrollTo(0, 0)")
    picture("credits")
    open_tab(page, "Plot")
    for heading, spoiler_level, body in PLOT:
        add_plot_section(page, heading, spoiler_level, body)
    picture("plot")
    open_tab(page, "Releases")
    add_release(page, "Cinemas", "2024-10-02", "France")

    open_tab(page, "General")
    page.keyboard.press("Alt+p")
    preview = page.frame_locator("#preview iframe")
    expect(preview.get_by_role("heading", name="Night Ferry", level=1)).to_be_visible()
    expect(preview.get_by_text("Marguerite Sol")).to_be_attached()
    picture("preview")
    page.keyboard.press("Alt+p")
    save_and_go_on(page, "added")
    expect(page.get_by_text("This is a draft. Visitors cannot see it.")).to_be_visible()

    open_tab(page, "Cast and crew")
    move_up(page, "Cast: Marguerite Sol")
    save_and_go_on(page, "changed")

    page.get_by_role("link", name="Add a review of this film").click()
    for review in REVIEWS[:-1]:
        write_review(page, *review)
        page.get_by_role("button", name="Save and add another").click()
        expect(
            page.get_by_text(f"{review[1] or review[0]}” was added successfully")
        ).to_be_visible()
        page.wait_for_load_state()
    write_review(page, *REVIEWS[-1])
    page.evaluate("scrollTo(0, 0)")
    picture("review")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="3 reviews")).to_be_visible()

    # No script listens to keys before that.
    page.wait_for_load_state()
    page.keyboard.press("Control+Shift+Enter")
    expect(page.get_by_text("Visible to visitors.")).to_be_visible()
    assert complaints == []
    visitor.goto(page.get_by_role("link", name="View page").get_attribute("href"))
    picture("page", visitor)
    sees_the_film(visitor)


def sees_the_film(visitor):
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Night Ferry")
    expect(visitor.locator(".original-title[lang=fr]")).to_have_text("Le Dernier Bac")
    expect(visitor.locator(".tagline")).to_have_text("Nobody boards twice.")
    expect(visitor.get_by_role("img", name="A red ferry below a full moon.")).to_be_visible()
    lead = visitor.locator(".lead")
    expect(lead).to_contain_text("Night Ferry is a French thriller")
    expect(lead.get_by_role("link", name="Slack Water")).to_have_attribute(
        "href", "/films/slack-water/"
    )
    expect(visitor.locator("#sources + *")).to_contain_text("Nine nights at sea")

    told = visitor.locator(".plot .text")
    for section, (heading, _, body) in zip(told.all(), PLOT, strict=True):
        expect(section).to_contain_text(heading)
        expect(section).to_contain_text(body)
    expect(visitor.locator("[aria-labelledby=cast] dt")).to_have_text(
        ["Lise Aumont", "Marguerite Sol", "Yanis Roche", "Denis Okafor", "Clara Vidal"]
    )
    crew = visitor.locator("[aria-labelledby=crew]")
    for role, person, _ in CREDITS:
        if role != "Cast":
            expect(crew).to_contain_text(person)
    expect(visitor.get_by_role("row", name="2 October 2024 France Cinemas")).to_be_visible()
    reviews = visitor.locator(".review")
    for review, (publication, _, verdict, score, summary) in zip(
        reviews.all(), REVIEWS, strict=True
    ):
        for words in (publication, verdict, score, summary):
            expect(review).to_contain_text(words)
