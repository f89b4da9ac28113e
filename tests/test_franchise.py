"""The home page and the pages of franchises."""

import html5lib
import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from franchise import franchise_page
from franchise.places import places_of

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
    assertNotContains(response, "who return most")
    assertNotContains(response, "In the first")


def test_franchise_detail_shows_of_many_who_return_those_who_return_most(client, monkeypatch):
    monkeypatch.setattr(franchise_page, "MOST_FILMS", 3)
    monkeypatch.setattr(franchise_page, "MOST_PEOPLE", 2)
    films = [make_film(f"Film {number}") for number in range(5)]
    twice, late = make_person("In Two"), make_person("In Later Ones")
    for film in films[:2]:
        make_credit(film, twice)
    for film in films[3:]:
        make_credit(film, late)
    for number in range(2):
        person = make_person(f"In Three {number}")
        for film in films[:3]:
            make_credit(film, person)
    response = client.get(make_franchise("Numbers", films).get_absolute_url())
    html = html5lib.parse(response.content, namespaceHTMLElements=False)
    rows = html.findall(".//table[@class='matrix']/tbody/tr")
    assert [row.findtext("th/a") for row in rows] == ["In Three 0", "In Three 1"]
    assert [len(row.findall("td")) for row in rows] == [3, 3]
    assertContains(response, "In the first 3 of 5 films.")
    assertContains(response, "The 2 people who return most, of 3.")


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


def test_franchise_detail_without_films_says_so(client):
    franchise = make_franchise("Plans", [make_film(status="draft")])
    assertContains(client.get(franchise.get_absolute_url()), "None of its films is published yet.")


def test_franchise_detail_of_a_draft_is_not_found(client):
    assert client.get(make_franchise(status="draft").get_absolute_url()).status_code == 404


def test_places_of_a_film_are_read_once(django_assert_num_queries):
    film = make_film("One")
    make_franchise("Numbers", [film, make_film("Two")])
    with django_assert_num_queries(1):
        (place,) = places_of(film)
        assert places_of(film) == [place]
    assert (place.number, place.count) == (1, 2)
