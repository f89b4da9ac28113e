"""The home page and the pages of franchises."""

import html5lib
import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from films.models import Film
from franchise import pages
from franchise.models import Installment
from franchise.pages import Years
from franchise.series_positions import series_positions_of

from .factories import (
    make_character,
    make_credit,
    make_film,
    make_franchise,
    make_language,
    make_person,
    make_publication,
    make_release,
    make_review,
    make_source,
)

pytestmark = pytest.mark.django_db


def test_home_lists_the_franchises_with_their_films_counted(client):
    make_franchise("Bullets", [make_film("One"), make_film("Two"), make_film("D", status="draft")])
    make_franchise("Boats")
    make_franchise("Secrets", status="draft")
    response = client.get("/")
    assertContains(response, '<a href="/franchises/bullets/">Bullets</a>')
    assertContains(response, "2 films")
    assertNotContains(response, "0 films")
    assertNotContains(response, "Secrets")


def test_home_with_one_franchise_is_its_page(client):
    make_franchise("Bullets", [make_film("One")])
    make_franchise("Secrets", status="draft")
    response = client.get("/")
    assertTemplateUsed(response, "franchise/franchise_detail.html")
    assertContains(
        response, '<link rel="canonical" href="http://127.0.0.1:8000/franchises/bullets/">'
    )


def test_home_of_an_empty_site_says_so(client):
    assertContains(client.get("/"), "Nothing is published here yet.")


def test_franchise_detail_shows_its_films_in_running_order(client):
    second, first = make_film("Alpha", runtime_minutes=92, tagline="Again."), make_film("Beta")
    make_release(first, "2020-06-19")
    make_release(second, "2022")
    french = make_language()
    franchise = make_franchise(
        "Numbers",
        [first, second, make_film("Hidden", status="draft")],
        original_title="Nombres",
        original_language=french,
        introduction="Counted.[^count]",
        tagline="Up they go.",
    )
    make_source(key="count")
    response = client.get(franchise.get_absolute_url())
    html = response.content.decode()
    assert html.index('<h3><a href="/films/beta/">') < html.index('<h3><a href="/films/alpha/">')
    for text in (
        "<h1>Numbers</h1>",
        '<p class="original-title" lang="fr">Nombres</p>',
        "2 films, 2020–2022",
        "Up they go.",
        "Again.",
        "92 minutes",
        '<time datetime="2020-06-19">19 June 2020</time>',
        '<li id="source-count">',
    ):
        assertContains(response, text)
    assertNotContains(response, "Hidden")


def test_franchise_detail_shows_who_returns_and_as_whom(client):
    first, second = make_film("One"), make_film("Two")
    alban, once = make_person("Alban Lenoir"), make_person("Once Only")
    lino = make_character("Lino")
    make_credit(first, alban, character=lino)
    make_credit(second, alban, character=lino)
    make_credit(second, alban, role="writer")
    make_credit(second, once)
    franchise = make_franchise("Numbers", [first, second])
    response = client.get(franchise.get_absolute_url())
    assertContains(
        response,
        """<tr><th scope="row"><a href="/people/alban-lenoir/">Alban Lenoir</a></th>
        <td class="in"><ul class="commas"><li><a href="/characters/lino/">Lino</a></li></ul></td>
        <td class="in"><ul class="commas"><li><a href="/characters/lino/">Lino</a></li>
        <li>Writer</li></ul></td>
        </tr>""",
        html=True,
    )
    assertNotContains(response, "Once Only")
    assertNotContains(response, "most frequent of")


def test_franchise_detail_shows_of_many_who_return_those_who_return_most(client, monkeypatch):
    monkeypatch.setattr(pages, "MOST_PEOPLE", 2)
    films = [make_film(f"Film {number}") for number in range(3)]
    twice = make_person("In Two")
    for film in films[:2]:
        make_credit(film, twice)
    for number in range(2):
        person = make_person(f"In Three {number}")
        for film in films[:3]:
            make_credit(film, person)
    response = client.get(make_franchise("Numbers", films).get_absolute_url())
    html = html5lib.parse(response.content, namespaceHTMLElements=False)
    rows = html.findall(".//table[@class='matrix']/tbody/tr")
    assert [row.findtext("th/a") for row in rows] == ["In Three 0", "In Three 1"]
    assert [len(row.findall("td")) for row in rows] == [3, 3]
    assertContains(response, "The 2 most frequent of 3 people.")


def test_a_credit_in_a_crossover_is_told_once(client):
    first, second = make_film("One"), make_film("Two")
    alban = make_person("Alban Lenoir")
    make_credit(first, alban, role="writer")
    make_credit(second, alban, role="writer")
    make_franchise("Others", [second])
    response = client.get(make_franchise("Numbers", [first, second]).get_absolute_url())
    assertContains(response, "<li>Writer</li>", count=2, html=True)


def test_franchise_detail_compares_the_reception_of_its_films(client):
    seen, unseen = make_film("Seen"), make_film("Unseen")
    make_review(seen, make_publication("Variety"), verdict="positive")
    make_review(seen, make_publication("Paste"), verdict="mixed")
    make_review(seen, make_publication("Later"), verdict="positive", status="draft")
    franchise = make_franchise("Numbers", [seen, unseen])
    response = client.get(franchise.get_absolute_url())
    assertContains(response, '<a href="/films/seen/#reviews">Seen</a>')
    assertContains(response, "<strong>1</strong> positive</li>")
    assertContains(response, "<strong>1</strong> mixed</li>")
    assertContains(response, "2 verdicts: too few for a percentage.")
    assertNotContains(response, "/films/unseen/#reviews")


@pytest.fixture
def long_franchise():
    """Episode 1 to Episode 31, three a year from 1990 on, with people and verdicts in the last."""
    films = [make_film(f"Episode {number}", tagline="A case.") for number in range(1, 32)]
    for index, film in enumerate(films):
        make_release(film, str(1990 + index // 3))
    franchise = make_franchise("Case Files", films, introduction="On Sundays.")
    regular, guest, once = make_person("Regular"), make_person("Guest"), make_person("Once")
    for film, person in [(films[30], regular), (films[3], regular), (films[0], regular)]:
        make_credit(film, person)
    for film, person in [(films[29], guest), (films[30], guest), (films[2], once)]:
        make_credit(film, person)
    make_review(films[0], make_publication("Paste"), verdict="mixed")
    make_review(films[30], make_publication("Variety"), verdict="positive")
    return franchise


def parsed(response):
    return html5lib.parse(response.content, namespaceHTMLElements=False)


def test_franchise_detail_shows_a_long_series_page_by_page(client, long_franchise):
    first = client.get("/franchises/case-files/")
    assert first.content.count(b"<h3>") == 24
    assertContains(first, "31 films, 1990–2000")
    assertContains(first, "Films 1–24 of 31")
    assertContains(first, "<p>On Sundays.</p>")
    assertContains(first, '<a href="/franchises/case-files/?page=2" rel="next">Next</a>')
    last = client.get("/franchises/case-files/?page=2")
    assert last.content.count(b"<h3>") == 7
    assertContains(last, "31 films, 1990–2000")
    assertContains(last, "Films 25–31 of 31")
    assertContains(last, '<ol class="installments" start="25">')
    assertContains(last, '<p class="kicker">25</p>')
    assertContains(last, 'data-spoils="case-files:31"')
    assertContains(last, 'franchises/case-files/?page=2">')
    assertNotContains(last, "<p>On Sundays.</p>")
    assertNotContains(last, "Recurring cast and crew")


def test_home_with_one_long_franchise_leads_to_its_pages(client, long_franchise):
    response = client.get("/")
    assertContains(response, '<a href="/franchises/case-files/?page=2" rel="next">Next</a>')


def test_franchise_detail_has_a_few_films_more_than_a_page_on_one(client):
    make_franchise("Spies", [make_film(f"Mission {number}") for number in range(1, 31)])
    response = client.get("/franchises/spies/")
    assert response.content.count(b"<h3>") == 30
    assertNotContains(response, "Films 1–")
    assertNotContains(response, 'class="pagination"')


def test_franchise_detail_counts_the_years_of_a_long_series(client, long_franchise):
    html = parsed(client.get("/franchises/case-files/"))
    chart = html.find(".//figure[@class='years']")
    told = "; ".join(f"{year}, 3" for year in range(1990, 2000))
    assert chart.find("{*}svg").get("aria-label") == f"Films by year: {told}; 2000, 1"
    assert [text.text for text in chart.findall("{*}svg/{*}text")] == [
        "1990", "1992", "1994", "1996", "1998", "2000",
    ]  # fmt: skip
    assert len(chart.findall("{*}svg/{*}rect")) == 11
    assert chart.findtext("figcaption") == "Films by year, at most 3."


def test_franchise_detail_counts_who_returns_in_all_of_a_long_series(client, long_franchise):
    html = parsed(client.get("/franchises/case-files/"))
    rows = html.findall(".//ul[@class='people']/li")
    assert [["".join(part.itertext()) for part in row] for row in rows] == [
        ["Regular", "1990–2000", "3 films"],
        ["Guest", "1999–2000", "2 films"],
    ]


def test_franchise_detail_sums_the_reception_of_a_long_series(client, long_franchise):
    first, last = (client.get(f"/franchises/case-files/?page={number}") for number in (1, 2))
    rows = parsed(first).findall(".//dl[@class='receptions']/div/dt")
    assert ["".join(row.itertext()) for row in rows] == ["All 31 films", "Episode 1"]
    assertContains(first, "2 verdicts: too few for a percentage.")
    rows = parsed(last).findall(".//dl[@class='receptions']/div/dt")
    assert ["".join(row.itertext()) for row in rows] == ["Episode 31"]


def test_franchise_detail_asks_as_many_queries_however_long(
    client, long_franchise, django_assert_num_queries
):
    with django_assert_num_queries(8):
        client.get("/franchises/case-files/")
    for number in range(40):
        make_credit(make_film(f"Special {number}"), make_person(f"Star {number}"))
    for position, film in enumerate(Film.objects.filter(title__startswith="Special"), 32):
        Installment.objects.create(franchise=long_franchise, film=film, position=position)
    with django_assert_num_queries(8):
        client.get("/franchises/case-files/")


def test_franchise_detail_without_films_says_so(client):
    franchise = make_franchise("Plans", [make_film(status="draft")])
    assertContains(client.get(franchise.get_absolute_url()), "None of its films is published yet.")


def test_franchise_detail_of_a_draft_is_not_found(client):
    assert client.get(make_franchise(status="draft").get_absolute_url()).status_code == 404


def test_series_positions_of_a_film_are_read_once(django_assert_num_queries):
    film = make_film("One")
    make_franchise("Numbers", [film, make_film("Two")])
    with django_assert_num_queries(1):
        (position,) = series_positions_of(film)
        assert series_positions_of(film) == [position]
    assert (position.number, position.count) == (1, 2)


@pytest.mark.parametrize(
    ("years", "named"),
    [
        ([1990, 2000, 2025], [1990, 2000, 2010, 2020]),
        ([2020, 2021], [2020, 2021]),
        # Slips of an editor: a page that says them is how they are noticed.
        ([1020, 2020], [1200, 1400, 1600, 1800, 2000]),
        ([1, 9999], [2000, 4000, 6000, 8000]),
    ],
)
def test_years_of_a_long_franchise_are_drawn_however_far_apart_they_are(years, named):
    bars = list(Years(years))
    assert [bar.year for bar in bars if bar.count] == years
    assert [bar.year for bar in bars if bar.anchor] == named
    assert len(bars) < 50


def test_a_year_at_an_end_is_named_from_the_edge_of_its_bar():
    first, *_, last = Years(range(1980, 2011))
    assert (first.anchor, first.name_at) == ("start", 0)
    assert (last.anchor, last.name_at) == ("end", last.at + last.width)
