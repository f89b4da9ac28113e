"""What the pages' design does for readers: folds, pictures, colours and the ways around a page."""

import re
from decimal import Decimal
from itertools import chain

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from playwright.sync_api import expect
from pytest_django.asserts import assertContains, assertNotContains

from content import palette
from content.axis import lanes_of
from films import imaging
from franchise.colours import AA, contrast, on_dark
from reviews.reception import FilmReception, Scores

from .factories import (
    make_character,
    make_credit,
    make_film,
    make_franchise,
    make_language,
    make_picture,
    make_plot_section,
    make_publication,
    make_release,
    make_review,
)

pytestmark = pytest.mark.django_db

PREMISE, PLOT, ENDING = range(3)


# What a reader may not want to know yet


def test_a_plot_is_folded_under_headings_that_give_nothing_away(client):
    film = make_film()
    make_franchise("Lost Bullet", [make_film("Before"), film])
    make_plot_section(film, "He dies", spoiler_level=ENDING)
    html = client.get(film.get_absolute_url()).content.decode()
    assert '<details class="spoiler" data-spoils="lost-bullet:2">' in html
    fold = html.partition("<details")[2]
    assert fold.index("how it ends") < fold.index("</summary>") < fold.index("He dies")
    assert "He dies" not in html.partition("<details")[0]


def test_the_first_films_premise_stands_open_and_a_later_one_can_fold(client):
    first, second = make_film("One"), make_film("Two")
    make_franchise("Numbers", [first, second])
    for film in (first, second):
        make_plot_section(film, "The robbery", spoiler_level=PREMISE)
    assertNotContains(client.get(first.get_absolute_url()), "<details")
    assertContains(
        client.get(second.get_absolute_url()), 'data-spoils="numbers:2" data-premise open'
    )


def test_a_film_without_a_franchise_is_folded_by_click_alone(client):
    film = make_film()
    make_plot_section(film, spoiler_level=PLOT)
    response = client.get(film.get_absolute_url())
    assertContains(response, '<details class="spoiler" data-spoils="">')
    assertNotContains(response, "how it ends")
    assertNotContains(response, "I have seen")


def test_a_number_counts_published_films_alone(client):
    film = make_film("Three")
    make_franchise("Numbers", [make_film("One"), make_film("Two", status="draft"), film])
    section = make_plot_section(film, "The robbery", spoiler_level=PLOT)
    section.appearances.create(character=make_character("Lino"))
    for path in (film.get_absolute_url(), "/characters/lino/", "/search/?q=robbery"):
        assertContains(client.get(path), 'data-spoils="numbers:2"')


def test_a_search_result_does_not_head_itself_with_a_spoiler(client):
    make_plot_section(heading="Lino dies", body="He dies.", spoiler_level=ENDING)
    html = client.get("/search/?q=dies").content.decode()
    before, _, fold = html.partition("<details")
    assert "From the plot of" in fold.partition("</summary>")[0]
    assert "<mark>dies</mark>" not in before


def test_what_a_later_film_is_about_folds_on_its_page_and_in_results(client):
    first, second = make_film("One", lead="A robbery."), make_film("Two", lead="A robbery again.")
    make_franchise("Numbers", [first, second])
    fold = '<details class="spoiler" data-spoils="numbers:2" data-premise open>'
    assertNotContains(client.get(first.get_absolute_url()), "<details")
    html = client.get(second.get_absolute_url()).content.decode()
    assert "A robbery again." in html.partition(fold)[2].partition("</details>")[0]
    html = client.get("/search/?q=robbery&in=film").content.decode()
    assert html.count(fold) == html.count("<details") == 1
    assert "again" in html.partition(fold)[2].partition("</details>")[0]


def test_who_a_character_is_folds_by_the_first_film_with_them(client):
    one, two, three = (make_film(title) for title in ("One", "Two", "Three"))
    make_franchise("Numbers", [one, two, three])
    lino = make_character("Lino", description="He drives.")
    julia = make_character("Julia", description="She drives.")
    for film, character in ((three, lino), (one, lino), (three, julia), (two, julia)):
        make_credit(film, character=character)
    assertNotContains(client.get("/characters/lino/"), "<details")
    assertContains(client.get("/characters/julia/"), 'data-spoils="numbers:2" data-premise open')
    html = client.get("/search/?q=drives").content.decode()
    assert html.count("<details") == html.count('data-spoils="numbers:2" data-premise open') == 1
    assertContains(client.get("/films/three/"), 'data-spoils="numbers:3" data-premise open', 2)


@pytest.fixture
def lost_bullet(transactional_db, lost_bullet):
    """The demonstration, for a browser."""


def parts(page, which=""):
    """Which folds are open."""
    folds = page.locator(f"details.spoiler{which}")
    return folds.evaluate_all("folds => folds.map(fold => fold.open)")


def test_what_the_reader_has_seen_opens_everywhere_and_stays_open(page, lost_bullet):
    page.goto("/films/lost-bullet-2/")
    assert all(parts(page, "[data-premise]")), "a premise is open to who has said nothing"
    assert not any(parts(page, ":not([data-premise])"))
    page.get_by_label("I have seen").select_option("1")
    assert not any(parts(page))
    page.get_by_label("I have seen").select_option("2")
    assert all(parts(page))
    page.goto("/films/lost-bullet/")
    expect(page.get_by_label("I have seen")).to_have_value("2")
    assert all(parts(page))
    page.goto("/franchises/lost-bullet/")
    assert parts(page) == [True, True, False]
    page.goto("/characters/areski/")
    assert parts(page) == [False, True, True]
    page.goto("/films/last-bullet/")
    assert not any(parts(page))


def test_how_far_a_reader_of_a_long_series_has_come_is_a_number(page, transactional_db):
    films = [make_film(f"Case {number}", tagline="A case.") for number in range(1, 32)]
    make_plot_section(films[26])
    make_franchise("Cases", films)
    page.goto("/franchises/cases/?page=2")
    page.get_by_label("I have seen").fill("26")
    page.get_by_label("I have seen").blur()
    assert parts(page) == [True] * 2 + [False] * 5
    page.goto("/films/case-27/")
    expect(page.get_by_label("I have seen")).to_have_value("26")
    page.goto("/franchises/cases/")
    assert all(parts(page))


def test_nothing_of_what_the_reader_says_is_sent(page, lost_bullet):
    page.goto("/films/lost-bullet-2/")
    page.wait_for_load_state("networkidle")
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_label("I have seen").select_option("1")
    assert sent == []
    page.reload()
    assert page.context.cookies() == []


def test_light_or_dark_is_remembered(page, lost_bullet):
    def ground():
        return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    page.emulate_media(color_scheme="light")
    page.goto("/")
    light = ground()
    page.get_by_label("Theme").select_option("dark")
    dark = ground()
    assert dark != light
    page.goto("/films/")
    assert ground() == dark
    page.get_by_label("Theme").select_option("")
    assert ground() == light


def test_the_contents_follow_the_reading(page, lost_bullet):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/films/lost-bullet/")
    page.get_by_role("link", name="Reception").click()
    expect(page.locator(".contents [aria-current]")).to_have_text("Reception")


# Pictures to look at


def test_a_films_best_quotes_stand_between_its_sections(client):
    film = make_film()
    fields = {"language": make_language("fr"), "verdict": "positive"}
    make_review(film, quote="Une balle qui ne perd pas de temps", **fields)
    make_review(film, make_publication("Short"), quote="Good.", verdict="positive")
    make_review(film, make_publication("Bad"), quote="x" * 40, verdict="negative")
    response = client.get(film.get_absolute_url())
    assertContains(response, '<figure class="pull-quote">', count=1)
    assertContains(response, '<blockquote lang="fr"><p>Une balle', count=2)


def test_equal_scores_are_stacked_and_labels_keep_apart():
    film = make_film()
    for number, (value, scale) in enumerate([(4, 5), (8, 10), (Decimal("3.9"), 5), (0, 5)]):
        paper = make_publication(f"Paper {number}")
        make_review(film, paper, score_text="x", score_value=value, score_scale=scale)
    scores = FilmReception(film).scores
    assert [share for share, _, _ in scores.dots] == [0, 78, 80, 80]
    assert len({top for share, top, _ in scores.dots if share == 80}) == 2
    assert [(share, text) for share, _, text, _ in scores.labels] == [
        (0, "0/5"),
        (78, "3.9/5"),
        (80, "4/5, 8/10"),
    ]
    _, near, nearer = (top for _, top, _, _ in scores.labels)
    assert near != nearer


def test_without_a_score_there_is_no_axis(client):
    film = make_film()
    make_review(film, score_text="B+", verdict="positive")
    assert not Scores([])
    assertNotContains(client.get(film.get_absolute_url()), '<svg class="axis"')


def test_the_timeline_is_to_scale_and_told_in_words(client):
    films = [make_film(title) for title in ("One", "Two", "Three")]
    for film, day in zip(films, ("2000", "2001", "2010"), strict=True):
        make_release(film, day)
    response = client.get(make_franchise("Numbers", films).get_absolute_url())
    for place in (2, 11.62, 98):
        number = f"{place:g}" if place == 11.62 else f"{place}.0"
        assertContains(response, f'<circle cx="{number}%"')
    assertContains(response, 'aria-label="Released: 1, One, 2000; 2, Two, 2001; 3, Three, 2010"')
    assertContains(response, ">9 years</text>")


def test_a_single_day_makes_no_timeline(client):
    film = make_film()
    make_release(film)
    response = client.get(make_franchise(films=[film, make_film("Two")]).get_absolute_url())
    assertNotContains(response, "timeline")


# The stylesheet


def test_visitors_get_the_stylesheet_and_its_parts_as_one_file():
    folder = settings.BASE_DIR / "static/css"
    parts = re.findall('@import "(.+)";', (folder / "site.css").read_text())
    one = staticfiles_storage.open(staticfiles_storage.stored_name("css/site.css")).read().decode()
    assert "@import" not in one
    layers = [re.findall(r"^@layer .*{", (folder / part).read_text(), re.M) for part in parts]
    assert re.findall(r"^@layer .*{", one, re.M) == list(chain.from_iterable(layers))
    assert len(layers) > 5
    assert re.search(r'url\("\.\./fonts/archivo-latin\.\w{12}\.woff2"\)', one)


# Colours and crops


def test_a_franchise_brings_its_colour_to_its_pages_and_its_films(client):
    film = make_film()
    franchise = make_franchise(films=[film], accent="#1144AA")
    for path in (franchise.get_absolute_url(), film.get_absolute_url()):
        assertContains(client.get(path), '<link rel="stylesheet" href="/accents/1144aa.css">')
    response = client.get("/accents/1144aa.css")
    assertContains(response, "--accent: light-dark(#1144aa, #")
    assert "immutable" in response["Cache-Control"]


@pytest.mark.parametrize("colour", ["ffffff", "1144A", "1144AA", "11g4aa", "x;}", "1144aa0"])
def test_no_other_stylesheet_can_be_asked_for(client, colour):
    assert client.get(f"/accents/{colour}.css").status_code == 404


def test_a_crop_keeps_the_focal_point(client):
    hero = make_picture(width=640, height=400, focal_x=68, focal_y=3)
    imaging.make_renditions(hero)
    franchise = make_franchise(hero=hero)
    assertContains(client.get(franchise.get_absolute_url()), 'class="fx-70 fy-0"')


# Moves between pages


def test_browsers_may_fetch_the_next_page_early_but_never_the_admins(client):
    assert client.get("/")["Speculation-Rules"] == '"/speculation-rules.json"'
    assert "Speculation-Rules" not in client.get("/admin/login/")
    response = client.get("/speculation-rules.json")
    assert response["Content-Type"] == "application/speculationrules+json"
    excluded = response.json()["prefetch"][0]["where"]["and"][1]["not"]["href_matches"]
    assert "/admin/*" in excluded


def test_a_browser_takes_the_speculation_rules_and_moves_without_a_complaint(page, lost_bullet):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    with page.expect_request("**/speculation-rules.json") as request:
        page.goto("/")
    assert request.value.response().status == 200
    page.get_by_role("heading", name="Lost Bullet 2").get_by_role("link").click()
    expect(page).to_have_title("Lost Bullet 2 (2022) · Franchise")
    assert complaints == []


def test_a_printed_film_is_an_article_with_its_whole_plot(page, lost_bullet):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/films/lost-bullet/")
    expect(page.get_by_text("The Renault still exists.")).to_be_visible()
    for hidden in (".site-header", ".contents", ".seen", ".neighbours", ".theme"):
        expect(page.locator(hidden).first).to_be_hidden()
    source = page.locator(".sources a[href^=http]").first
    after = source.evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://cineserie.com" in after
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


# Labels on an axis


@pytest.mark.parametrize(
    ("places", "lanes"),
    [
        ([], []),
        ([0, 10, 20], [0, 0, 0]),
        ([0, 9, 10], [0, 1, 0]),
        ([0, 1, 2, 11], [0, 1, 2, 0]),
    ],
)
def test_label_goes_into_the_first_lane_where_it_meets_no_other(places, lanes):
    assert lanes_of(places, label_width=10) == lanes


# Colours outside the stylesheet


def test_palette_agrees_with_the_stylesheet():
    css = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    tokens = {
        name: (light, dark)
        for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", css)
    }
    light = {name: colours[0] for name, colours in tokens.items()}
    assert tokens["paper"] == (palette.PAPER, palette.DARK_PAPER)
    assert (light["ink"], light["ink-soft"]) == (palette.INK, palette.SOFT_INK)
    assert (light["hairline"], light["accent"]) == (palette.HAIRLINE, palette.ACCENT)


@pytest.mark.parametrize("colour", ["#000000", "#b3290f", "#00008b", "#ffffff"])
def test_colour_is_made_as_light_as_dark_paper_needs(colour):
    assert contrast(on_dark(colour), palette.DARK_PAPER) >= AA
