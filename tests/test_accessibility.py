"""Everyone can use every page: axe's rules, the keyboard, small windows, wide spacing, no script.

WCAG 2.2 A and AA and axe's best practices, on the longest and on the emptiest content.
"""

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from playwright.sync_api import expect

from films import imaging
from franchise.errors import too_many_attempts
from search.index import rebuild

from .admin_forms import logged_in
from .axe import broken_in_all_views
from .factories import (
    make_article_section,
    make_character,
    make_company,
    make_country,
    make_credit,
    make_critic,
    make_figure,
    make_film,
    make_film_company,
    make_film_country,
    make_film_genre,
    make_film_language,
    make_film_picture,
    make_franchise,
    make_genre,
    make_language,
    make_person,
    make_picture,
    make_plot_section,
    make_publication,
    make_release,
    make_review,
    make_source,
)

pytestmark = pytest.mark.django_db(transaction=True)

# The longest title that fits, without and with places to break it.
UNBROKEN = "Unverwechselbarkeitsvermutungsverfahren"
LONG = f"{UNBROKEN} " + "und die verlorene Kugel, oder wie man durch Wände fährt " * 3
LONG = LONG[:199].strip()


def picture(name, width=640, height=400):
    """A picture with its renditions, as an upload makes them."""
    made = make_picture(name, width=width, height=height, caption=LONG, credit="A. Photographer")
    imaging.make_renditions(made)
    return made


def long_content():
    """A film with the longest title, 60 in the cast and 40 reviews, in a franchise of three."""
    german, source = make_language("de", "German"), make_source(LONG[:190], key="src", url=URL)
    film = make_film(
        LONG,
        slug="long",
        original_title=LONG,
        original_language=german,
        tagline=LONG,
        lead="A film.[^src]\n\n" + "It goes on. " * 40,
        runtime_minutes=1500,
        poster=picture("Poster", 400, 600),
    )
    others = [make_film(f"{UNBROKEN} {number}", tagline=LONG) for number in (2, 3)]
    for number, each in enumerate([film, *others]):
        make_release(each, f"20{10 + number}-06", event=LONG[:90], source=source)
    franchise = make_franchise(
        LONG,
        [film, *others],
        slug="long",
        hero=picture("Hero", 1200, 500),
        introduction="It is.[^src]",
    )
    for number in range(60):
        person = make_person(f"{UNBROKEN} {number}")
        character = make_character(f"Character {number} {UNBROKEN}", description="Drives.[^src]")
        for each in [film, *others[: number % 3]]:
            make_credit(each, person, character=character, position=number, source=source)
        make_credit(film, person, role="stunts", credited_as=UNBROKEN)
    for number, level in enumerate((0, 1, 2)):
        section = make_plot_section(
            film, f"{number} {UNBROKEN}", spoiler_level=level, position=number
        )
        section.appearances.create(character=character)
    for topic in ("production", "legacy"):
        make_article_section(film, f"{topic} {UNBROKEN}", topic=topic, body="True.[^src]")
    company = make_company(f"{UNBROKEN} Company", url=URL)
    make_film_company(film, company)
    make_film_country(film, make_country())
    make_film_language(film, german)
    make_film_genre(film, make_genre(UNBROKEN))
    make_figure(film, amount=10**15, period=LONG[:90], source=source)
    make_film_picture(film, picture("Still"))
    film.links.create(label=UNBROKEN, url=URL)
    for number in range(40):
        make_review(
            film,
            make_publication(f"Paper {number} {UNBROKEN}"),
            critic=make_critic(f"Critic {number} {UNBROKEN}"),
            quote=f"{UNBROKEN} ist gut",
            quote_translation="It is good",
            summary="Says so.",
            language=german,
            verdict=("positive", "mixed", "negative", "")[number % 4],
            score_text=f"{number % 6}/5"[:30],
            score_value=number % 6,
            score_scale=5,
            published_on="2020",
            url=URL,
        )
    rebuild()
    review = film.reviews.first()
    return {
        "home": "/",
        "franchise": franchise.get_absolute_url(),
        "films": "/films/",
        "film": film.get_absolute_url(),
        "people": "/people/",
        "person": person.get_absolute_url(),
        "character": character.get_absolute_url(),
        "company": company.get_absolute_url(),
        "reviews": "/reviews/",
        "publication": review.publication.get_absolute_url(),
        "critic": review.critic.get_absolute_url(),
        "search": f"/search/?q={UNBROKEN[:8]}",
        "search in one kind": f"/search/?q={UNBROKEN[:8]}&in=plot",
    }


def short_content():
    """What has a title or a name and nothing else."""
    film, review = make_film("Untold"), make_review(make_film("Other"), critic=make_critic())
    franchise = make_franchise("Alone", [film])
    make_franchise("Empty")
    make_film_company(film, make_company())
    make_credit(film, make_person("Nobody"), character=make_character("No one"))
    bare = make_film("Bare")
    return {
        "home": "/",
        "franchise": franchise.get_absolute_url(),
        "franchise without films": "/franchises/empty/",
        "film": bare.get_absolute_url(),
        "person": "/people/nobody/",
        "character": "/characters/no-one/",
        "company": "/companies/inoxy-films/",
        "films filtered away": "/films/?year=1800",
        "publication": review.publication.get_absolute_url(),
        "critic": review.critic.get_absolute_url(),
        "search": "/search/",
        "search without results": "/search/?q=zzz",
        "error": "/nowhere/",
    }


HTML = {"content_type": "text/html; charset=utf-8"}
URL = "https://example.org/a-very-long-address/without/any/place/to/break/it/0123456789"
CONTENTS = {"longest": long_content, "emptiest": short_content}


@pytest.fixture(params=CONTENTS)
def pages(request, transactional_db):
    return CONTENTS[request.param]()


def overflow(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_axe_finds_nothing_on_any_page_in_light_and_dark_wide_and_narrow(page, pages):
    found = []
    for name, path in pages.items():
        page.goto(path)
        found += [f"{name}, {each}" for each in broken_in_all_views(page)]
    assert not found, "\n".join(found)


def error_pages(monkeypatch):
    """Each page that says that something went wrong, as the site answers with it."""
    visitor = Client(raise_request_exception=False, enforce_csrf_checks=True)
    guest = logged_in(User.objects.create_user("guest", is_staff=True))
    yield visitor.get("/", headers={"host": "evil.example"})
    yield visitor.post("/admin/login/")
    yield guest.get("/admin/films/film/add/")
    yield too_many_attempts(RequestFactory().get("/admin/login/"))
    monkeypatch.setattr("franchise.views.Film.objects", None)
    yield visitor.get("/films/")
    yield visitor.get("/fr/films/")


def test_axe_finds_nothing_on_the_pages_of_errors(page, monkeypatch):
    found, statuses = [], []
    for answer in error_pages(monkeypatch):
        statuses.append(answer.status_code)
        page.route(
            "**/error", lambda route, *, answer=answer: route.fulfill(body=answer.content, **HTML)
        )
        page.goto("/error")
        expect(page.locator(".error .kicker")).to_have_text(str(answer.status_code))
        found += [f"{answer.status_code}, {each}" for each in broken_in_all_views(page)]
        page.unroute("**/error")
    assert statuses == [400, 403, 403, 429, 500, 500]
    assert not found, "\n".join(found)


def test_no_page_scrolls_sideways(page, pages):
    """At 320 pixels, which is 1280 at 400%, with wide text spacing, and from right to left."""
    page.set_viewport_size({"width": 320, "height": 640})
    found = {}
    for name, path in pages.items():
        page.goto(path)
        found[name] = [overflow(page)]
        # WCAG 1.4.12: what readers may set without loss.
        page.evaluate(
            """() => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(`
                    * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
                        word-spacing: 0.16em !important }
                    p { margin-block-end: 2em !important }`);
                document.adoptedStyleSheets = [sheet];
            }"""
        )
        found[name].append(overflow(page))
        page.evaluate("document.adoptedStyleSheets = []; document.dir = 'rtl'")
        found[name].append(overflow(page))
    too_wide = [f"{name}: {wide}" for name, wide in found.items() if max(wide) > 0]
    assert not too_wide, "\n".join(too_wide)


# Elements that hide what does not fit in them, but those that scroll and the visually hidden.
CUT_TEXT = """() => [...document.querySelectorAll("body *")].filter(element => {
    const style = getComputedStyle(element);
    if (!["hidden", "clip"].includes(style.overflowX) || !element.innerText) return false;
    if (element.closest(".visually-hidden, .skip")) return false;
    return element.scrollWidth > element.clientWidth + 1
        || element.scrollHeight > element.clientHeight + 1;
}).map(element => element.outerHTML.slice(0, 160))"""


def test_no_text_is_lost_at_200_per_cent(page, pages):
    """WCAG 1.4.4: by the browser's zoom, which halves the window, and by larger text alone."""
    found = []
    for name, path in pages.items():
        page.set_viewport_size({"width": 640, "height": 400})
        page.goto(path)
        found += [f"{name}, zoomed: {cut}" for cut in page.evaluate(CUT_TEXT)]
        found += [f"{name}, zoomed: too wide"] * (overflow(page) > 0)
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += [f"{name}, larger: {cut}" for cut in page.evaluate(CUT_TEXT)]
        found += [f"{name}, larger: too wide"] * (overflow(page) > 0)
    assert not found, "\n".join(found)


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page):
    film = make_film(lead="A film.")
    make_franchise("Numbers", [film, make_film("Two")])
    make_plot_section(film, spoiler_level=1)
    make_review(film, quote="It drives and it drives.", verdict="positive", url=URL)
    page.goto(film.get_absolute_url())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    # The contents mark where the reader is: that changes as the focus moves.
    page.evaluate(
        """() => {
            window.key = element => {
                const copy = element.cloneNode();
                copy.removeAttribute("aria-current");
                return copy.outerHTML;
            };
        }"""
    )
    reached = {page.evaluate("key(document.activeElement)")}
    for _ in range(80):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
                const element = document.activeElement, style = getComputedStyle(element);
                if (!element || element === document.body) return null;
                return [key(element), style.outlineStyle, parseFloat(style.outlineWidth)];
            }"""
        )
        if focus is None:
            break
        markup, style, width = focus
        assert (style, width) == ("solid", 3), markup
        reached.add(markup)
    interactive = page.locator(
        "a[href]:not([tabindex='-1']):visible, button:visible, input:visible, select:visible, "
        "summary:visible"
    ).evaluate_all("elements => elements.map(key)")
    assert not set(interactive) - reached
    page.goto(film.get_absolute_url())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_fold_opens_by_keyboard(page):
    film = make_film()
    make_plot_section(film, body="He drives.", spoiler_level=2)
    page.goto(film.get_absolute_url())
    expect(page.get_by_text("He drives.")).to_be_hidden()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("He drives.")).to_be_visible()


def test_without_script_every_fold_opens_and_no_control_is_dead(browser, live_server):
    film = make_film()
    make_franchise("Numbers", [film, make_film("Two")])
    make_plot_section(film, body="He drives.", spoiler_level=2)
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto(film.get_absolute_url())
    expect(page.get_by_label("I have seen")).to_be_hidden()
    expect(page.get_by_label("Theme")).to_be_hidden()
    page.locator("summary").click()
    expect(page.get_by_text("He drives.")).to_be_visible()
    context.close()
