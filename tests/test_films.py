"""The public pages of films and of the people, characters and companies in them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from films.filters import PersonFilter
from films.imaging import make_renditions
from films.models import Film, Person
from franchise.filters import FranchiseFilmFilter

from .factories import (
    make_article_section,
    make_character,
    make_company,
    make_country,
    make_credit,
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
    make_release,
    make_review,
    make_source,
)

pytestmark = pytest.mark.django_db


def titles(response):
    return [film.title for film in response.context["listing"].page]


# A film's page


def test_film_detail_shows_every_fact_that_is_known(client):
    film = make_film(
        title="Lost Bullet",
        original_title="Balle perdue",
        original_language=make_language("fr", "French"),
        tagline="He builds cars that go through walls.",
        runtime_minutes=92,
    )
    make_credit(film, make_person("Guillaume Pierret"), role="director")
    make_credit(film, make_person("Alban Lenoir"), character=make_character("Lino"), is_starring=1)
    make_film_company(film, make_company("Inoxy Films"))
    make_film_country(film, make_country("FR", "France"))
    make_film_genre(film, make_genre("Action"))
    make_release(film, "2020-06-19", kind="streaming", company=make_company("Netflix"))
    make_figure(film, amount=37_000_000, is_minimum=True, period="first month")
    film.links.create(label="Netflix", url="https://netflix.example/1")
    response = client.get(film.get_absolute_url())
    for text in (
        "<h1>Lost Bullet</h1>",
        '<p class="original-title" lang="fr">Balle perdue</p>',
        "He builds cars that go through walls.",
        '<time datetime="PT92M">92 minutes</time>',
        "<dt>Directed by</dt>",
        "Guillaume Pierret",
        "<dt>Starring</dt>",
        '<a href="/characters/lino/">Lino</a>',
        '<a href="/companies/inoxy-films/">Inoxy Films</a>',
        '<a href="/films/?country=FR">France</a>',
        '<a href="/films/?genre=action">Action</a>',
        '<time datetime="2020-06-19">19 June 2020</time>',
        "over 37,000,000",
        '<a href="https://netflix.example/1" rel="external noopener">Netflix</a>',
        "first month",
    ):
        assertContains(response, text)


def test_film_detail_shows_nothing_for_what_is_not_known(client):
    film = make_film(title="Untold")
    response = client.get(film.get_absolute_url())
    assertContains(response, "<h1>Untold</h1>")
    for absent in ("<dt>", "<h2", "original-title", "tagline", "None"):
        assertNotContains(response, absent)
    assertContains(response, "No further details yet.")
    make_credit(film)
    assertNotContains(client.get(film.get_absolute_url()), "No further details yet.")


def test_film_detail_opens_with_its_lead_and_names_its_makers_beside_it(client):
    film = make_film(lead="It drives.")
    make_credit(film, make_person("Guillaume Pierret"), role="director")
    make_credit(film, make_person("Nobody Else"), role="stunts")
    html = client.get(film.get_absolute_url()).content.decode()
    lead, facts = html.partition('<aside class="facts"')[::2]
    facts, crew = facts.partition("</aside>")[::2]
    assert "It drives." in lead.partition("<main")[2]
    assert "Guillaume Pierret" in facts
    assert "Nobody Else" not in facts
    assert "Nobody Else" in crew


def test_film_detail_tells_the_plot_in_its_editors_order(client):
    film = make_film()
    make_plot_section(film, "Second", position=2)
    first = make_plot_section(film, "First", position=1)
    first.appearances.create(character=make_character("Lino"))
    html = client.get(film.get_absolute_url()).content.decode()
    assert html.index('<section class="text" id="plot-first"') < html.index(
        '<section class="text" id="plot-second"'
    )
    assert html.index("<h3>First</h3>") < html.index("<h3>Second</h3>")
    assert 'With <a href="/characters/lino/">Lino</a>' in html


def test_film_detail_tells_the_article_by_topic(client):
    film = make_film()
    make_article_section(film, "Afterlife", topic="legacy", position=1)
    make_article_section(film, "On the road", topic="production", position=2)
    html = client.get(film.get_absolute_url()).content.decode()
    assert html.index("On the road") < html.index("Afterlife")


def test_film_detail_tells_of_releases_and_of_reviews_under_their_topics(client):
    film = make_film()
    make_release(film)
    make_review(film)
    make_article_section(film, "Straight to the shelf", topic="release")
    html = client.get(film.get_absolute_url()).content.decode()
    release, reception = html.partition('<h2 id="topic-reception">Reception</h2>')[::2]
    assert html.count("<h2 id=") == 3
    assert "Straight to the shelf" in release.partition('<h2 id="topic-release">Release</h2>')[2]
    assert "Table of releases" in release
    assert 'id="reviews"' in reception


def test_film_detail_lists_the_sources_of_its_text_and_of_its_facts(client):
    make_source(key="cited")
    make_source(key="unused")
    film = make_film(lead="A success.[^cited]")
    make_figure(film, source=make_source(key="stated"))
    response = client.get(film.get_absolute_url())
    assertContains(response, '<li id="source-cited">')
    assertContains(response, '<li id="source-stated">')
    assertContains(response, 'href="#cite-stated-1"')
    assertNotContains(response, "source-unused")


def test_film_detail_names_at_its_foot_what_its_text_was_made_from(client):
    source = make_source(
        "The Long Pier",
        authors="Many hands",
        publisher="Harbour Encyclopedia",
        url="https://encyclopedia.example/pier",
        licence="CC BY-SA 4.0",
    )
    film = make_film(text_source=source)
    told = (
        '<p class="meta text-source">Text based on <a href="https://encyclopedia.example/pier" '
        'rel="external noopener"><cite>The Long Pier</cite></a>, Many hands, '
        "Harbour Encyclopedia, CC BY-SA 4.0.</p>"
    )
    assertContains(client.get(film.get_absolute_url()), told, html=True)
    assertContains(client.get(f"/fr{film.get_absolute_url()}"), "Texte d’après")


def test_film_detail_of_a_text_of_ones_own_names_no_source_at_its_foot(client):
    assertNotContains(client.get(make_film().get_absolute_url()), "Text based on")


def test_film_detail_says_where_the_film_stands_in_its_franchise(client):
    first, second, third = (make_film(title) for title in ("One", "Two", "Three"))
    make_franchise("The Numbers", [first, second, third])
    response = client.get(second.get_absolute_url())
    assertContains(response, "Film 2 of 3")
    assertContains(response, '<a rel="prev" href="/films/one/">')
    assertContains(response, '<a rel="next" href="/films/three/">')


def test_film_detail_skips_neighbours_that_are_not_published(client):
    first, second = make_film("One"), make_film("Two", status="draft")
    make_franchise("The Numbers", [first, second])
    response = client.get(first.get_absolute_url())
    assertContains(response, "Film 1 of 1")
    assertNotContains(response, "/films/two/")


def test_film_detail_of_a_crossover_names_both_franchises(client):
    film = make_film()
    make_franchise("Cars", [film])
    make_franchise("Boats", [film])
    response = client.get(film.get_absolute_url())
    assertContains(response, '<a href="/franchises/cars/">Cars</a>')
    assertContains(response, '<a href="/franchises/boats/">Boats</a>')


def test_film_detail_gives_pictures_in_three_formats_with_their_size(client):
    picture = make_picture(width=640, height=960, alt="A car under a white sun.")
    make_renditions(picture)
    film = make_film(poster=picture)
    response = client.get(film.get_absolute_url())
    for text in ('type="image/avif"', 'type="image/webp"', 'width="640" height="960"'):
        assertContains(response, text)
    assertContains(response, 'alt="A car under a white sun."')
    assertContains(response, "640w")


def test_film_detail_holds_the_place_of_a_picture_whose_file_is_gone(client):
    picture = make_picture(width=640, height=960, alt="A car under a white sun.")
    picture.file.storage.delete(picture.file.name)
    film = make_film(poster=picture)
    make_film_picture(film, picture)
    response = client.get(film.get_absolute_url())
    assertContains(response, '<svg class="placeholder" viewBox="0 0 640 960"')
    assertContains(response, "<title>A car under a white sun.</title>")


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"publish_at": "2999-01-01T00:00Z"}])
def test_film_detail_of_an_unpublished_film_is_not_found(client, fields):
    film = make_film(**fields)
    assert client.get(film.get_absolute_url()).status_code == 404


# The list of films


def test_film_list_shows_the_newest_first(client):
    for title, date in (("Old", "2020-06"), ("New", "2025"), ("Middle", "2022-11-10")):
        make_release(make_film(title), date)
    make_film("Undated")
    assert titles(client.get("/films/")) == ["New", "Middle", "Old", "Undated"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("oldest", ["Alpha", "Beta", "Gamma"]),
        ("title", ["Alpha", "Beta", "Gamma"]),
        ("newest", ["Beta", "Alpha", "Gamma"]),
        ("longest", ["Gamma", "Alpha", "Beta"]),
    ],
)
def test_film_list_is_ordered_as_asked(client, order, expected):
    make_release(make_film("Alpha", runtime_minutes=90), "2020")
    make_release(make_film("Beta"), "2022")
    make_film("Gamma", runtime_minutes=120)
    assert titles(client.get("/films/", {"order": order})) == expected


@pytest.mark.parametrize("order", ["title", "newest", "oldest", "longest"])
def test_film_list_has_each_film_on_one_page_however_far(client, order, monkeypatch):
    monkeypatch.setattr("content.listings.ListPaginator.FAR", 24)
    for number in range(110):
        film = make_film(f"Film {number:03}", runtime_minutes=60 + number // 2 or None)
        if number % 3:
            make_release(film, str(1900 + number // 2))
    listed = [
        title
        for page in range(1, 6)
        for title in titles(client.get("/films/", {"order": order, "page": page}))
    ]
    whole = FranchiseFilmFilter({"order": order}, queryset=Film.objects.published()).qs
    assert listed == [film.title for film in whole]


@pytest.fixture
def two_films():
    """Lost Bullet (2020, French, action, a franchise) and Éclair (1999, Italian, comedy)."""
    bullet = make_film("Lost Bullet", original_title="Balle perdue")
    make_release(bullet, "2020-06-19")
    make_film_country(bullet, make_country("FR", "France"))
    make_film_language(bullet, make_language("fr", "French"))
    make_film_genre(bullet, make_genre("Action"))
    make_credit(bullet, make_person("Stéfi Celma"))
    make_film_company(bullet, make_company("Inoxy Films"))
    make_franchise("Bullets", [bullet])
    eclair = make_film("Éclair")
    make_release(eclair, "1999")
    make_film_country(eclair, make_country("IT", "Italy"))
    make_film_language(eclair, make_language("it", "Italian"))
    make_film_genre(eclair, make_genre("Comedy"))
    make_credit(eclair, make_person("Anna Rossi"))
    make_film_company(eclair, make_company("Cine Due"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("title=eclair", ["Éclair"]),
        ("title=BALLE+perdue", ["Lost Bullet"]),
        ("franchise=bullets", ["Lost Bullet"]),
        ("franchise=bull", ["Lost Bullet"]),
        ("franchise=nothing", []),
        ("year_from=2000", ["Lost Bullet"]),
        ("year_to=1999", ["Éclair"]),
        ("year_from=1999&year_to=2020", ["Lost Bullet", "Éclair"]),
        ("country=FR", ["Lost Bullet"]),
        ("language=it", ["Éclair"]),
        ("genre=comedy", ["Éclair"]),
        ("person=stefi", ["Lost Bullet"]),
        ("person=celma+stefi", ["Lost Bullet"]),
        ("company=cine", ["Éclair"]),
        ("country=FR&genre=comedy", []),
    ],
)
def test_film_list_is_narrowed_by_each_filter(client, two_films, query, expected):
    assert titles(client.get(f"/films/?{query}")) == expected


@pytest.mark.parametrize("few", [0, 1000])
@pytest.mark.parametrize(
    ("name", "expected"),
    [("a", ["One", "Three", "Two"]), ("stefi", ["One"]), ("celma stefi", ["One"]), ("zz", [])],
)
def test_film_list_finds_films_of_few_people_and_of_many_alike(
    client, monkeypatch, few, name, expected
):
    monkeypatch.setattr("films.filters.FEW", few)
    for title, names in {
        "One": ["Stéfi Celma"],
        "Two": ["Rod Paradot"],
        "Three": ["Al", "Ann"],
    }.items():
        film = make_film(title)
        for each in names:
            make_credit(film, make_person(each))
    make_film("Nobody's")
    assert sorted(titles(client.get("/films/", {"person": name}))) == expected


def test_films_of_many_people_are_asked_one_by_one(client, monkeypatch):
    """Rather than led to from all credits of the people whose names hold a letter."""
    monkeypatch.setattr("films.filters.FEW", 1)
    make_credit(make_film("One"), make_person("Ann"))
    make_credit(make_film("Two"), make_person("Al"))
    films = FranchiseFilmFilter({"person": "a"}, queryset=Film.objects.published()).qs
    assert 'AND EXISTS(SELECT 1 AS "a" FROM "films_credit"' in str(films.query)
    few = FranchiseFilmFilter({"person": "ann"}, queryset=Film.objects.published()).qs
    assert "EXISTS" not in str(few.query)


def test_film_list_filters_can_be_removed_one_by_one(client, two_films):
    response = client.get("/films/?country=FR&title=bullet&page=1")
    assertContains(response, "<strong>1</strong> film")
    assertContains(response, '<a href="?title=bullet">Country: France')
    assertContains(response, '<a href="?country=FR">Title: bullet')


def test_film_list_knows_each_choice_that_leaves_a_film_by_its_url(two_films):
    filters = FranchiseFilmFilter({}, queryset=Film.objects.published())
    choices = {str(label): dict(urls) for label, urls in filters.choices}
    assert choices["Country"]["France"] == "?country=FR"
    assert choices["Order"]["Newest first"] == "?"
    assert choices["Order"]["By title"] == "?order=title"
    roles = dict(PersonFilter({}, queryset=Person.objects.published()).choices)["Role"]
    assert [url for _words, url in roles] == ["?role=cast"]


def test_film_list_without_a_match_offers_a_way_on(client, two_films):
    response = client.get("/films/?country=FR&genre=comedy")
    assertContains(response, "Nothing matches all of these filters.")
    assertContains(response, "Search again without Country: France")


@pytest.mark.parametrize(
    "query",
    [
        "year_from=soon",
        "year_from=99999999999999999999",
        "country=XX",
        "order=-pk",
        "order=title;drop",
        "title=%00",
        "franchise=%00",
    ],
)
def test_film_list_leaves_out_a_value_it_cannot_use_and_says_so(client, two_films, query):
    response = client.get(f"/films/?{query}")
    assert len(titles(response)) == 2
    assertContains(response, "This filter was ignored.")


@pytest.mark.parametrize("name", ["title", "person", "company"])
@pytest.mark.parametrize(("words", "expected"), [("a " * 2000, ["Alpha"]), ("\ufdfa" * 200, [])])
def test_film_list_takes_a_filter_of_any_length(client, name, words, expected):
    film = make_film("Alpha")
    make_credit(film, make_person("Anna"))
    make_film_company(film, make_company("Arte"))
    make_film("Zero")
    assert titles(client.get("/films/", {name: words})) == expected


@pytest.mark.parametrize(
    "query", ["page=abc", "page=-1", "page=99999999999", "credits__pk=1", "x[]=1"]
)
def test_film_list_answers_a_senseless_url_with_the_list(client, two_films, query):
    assert len(titles(client.get(f"/films/?{query}"))) == 2


def test_film_list_has_pages_of_24(client):
    for number in range(25):
        make_film(f"Film {number:02}")
    response = client.get("/films/?order=title&page=2")
    assert titles(response) == ["Film 24"]
    assertContains(response, '<a href="?order=title&amp;page=1" rel="prev">')
    assertContains(response, "<strong>25</strong> films")


def test_film_list_offers_only_what_published_films_have(client):
    make_film_country(make_film(), make_country("FR", "France"))
    make_film_country(make_film(status="draft"), make_country("IT", "Italy"))
    response = client.get("/films/")
    assertContains(response, '<option value="FR">France</option>')
    assertNotContains(response, "Italy")


def test_film_list_hides_drafts_and_counts_without_them(client):
    make_film("Seen")
    make_film("Unseen", status="draft")
    response = client.get("/films/")
    assert titles(response) == ["Seen"]
    assertContains(response, "<strong>1</strong> film")


def test_film_list_says_when_nothing_is_published(client):
    assertContains(client.get("/films/"), "Nothing is published here yet.")


# People, characters, companies


def test_person_list_shows_roles_and_numbers_of_films(client):
    person = make_person("Alban Lenoir", sort_name="Lenoir, Alban")
    for title in ("One", "Two"):
        make_credit(make_film(title), person)
    make_credit(make_film("Three"), person, role="writer")
    make_credit(make_film("Four", status="draft"), person, role="director")
    response = client.get("/people/")
    assertContains(response, '<a href="/people/alban-lenoir/">Alban Lenoir</a>')
    assertContains(response, "Cast, Writer")
    assertContains(response, "3 films")


@pytest.mark.parametrize("url", ["/people/?role=cast&order=films", "/api/v1/people/?role=cast"])
def test_person_list_reads_no_credits(client, url):
    make_credit(make_film())
    with CaptureQueriesContext(connection) as captured:
        assertContains(client.get(url), "Cast" if url.startswith("/people/") else "cast")
    assert not [query["sql"] for query in captured if "films_credit" in query["sql"]]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL decides by the numbers.")
def test_people_with_a_role_are_counted_from_an_index_alone():
    people = Person.objects.published().with_role("cast").order_by().values("pk")
    assert "USING COVERING INDEX person_visible_by_films" in people.explain()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Stéfi Celma", "Guillaume Pierret"]),
        ("name=STEFI", ["Stéfi Celma"]),
        ("role=director", ["Guillaume Pierret"]),
        ("role=clown", ["Stéfi Celma", "Guillaume Pierret"]),
        ("order=films", ["Guillaume Pierret", "Stéfi Celma"]),
    ],
)
def test_person_list_is_narrowed_and_ordered(client, query, expected):
    film = make_film()
    make_credit(film, make_person("Stéfi Celma", sort_name="Celma, Stéfi"))
    director = make_person("Guillaume Pierret", sort_name="Pierret, Guillaume")
    make_credit(film, director, role="director")
    make_credit(make_film("Another"), director, role="director")
    make_person("Nobody Yet")
    people = client.get(f"/people/?{query}").context["listing"].page
    assert [person.name for person in people] == expected


def test_person_detail_shows_a_filmography_newest_first(client):
    person = make_person("Alban Lenoir", born_on="1980", biography="An actor.[^bio]")
    make_source(key="bio")
    old, new = make_film("Old"), make_film("New", original_title="Neuf")
    make_release(old, "2020")
    make_release(new, "2025")
    make_franchise("Numbers", [old, new])
    make_credit(old, person, character=make_character("Lino"))
    make_credit(new, person, role="writer")
    make_credit(make_film("Hidden", status="draft"), person)
    response = client.get(person.get_absolute_url())
    html = response.content.decode()
    assert html.index("/films/new/") < html.index("/films/old/")
    assertContains(response, '<a href="/characters/lino/">Lino</a>')
    assertContains(response, "Writer")
    assertContains(response, '<a href="/franchises/numbers/">Numbers</a>')
    assertContains(response, "2025")
    assertContains(response, 'id="source-bio"')
    assertNotContains(response, "Hidden")


def test_character_detail_shows_films_players_and_plot(client):
    lino = make_character("Lino", description="A mechanic.")
    film = make_film("Lost Bullet")
    make_credit(film, make_person("Alban Lenoir"), character=lino)
    make_plot_section(film, "The robbery").appearances.create(character=lino)
    response = client.get(lino.get_absolute_url())
    assertContains(response, 'Played by <a href="/people/alban-lenoir/">Alban Lenoir</a>')
    assertContains(response, "A mechanic.")
    assertContains(response, '<a href="/films/lost-bullet/#plot-the-robbery">The robbery</a>')


def test_a_character_of_the_plot_whom_nobody_plays_has_a_page(client):
    rival = make_character("Rival")
    make_plot_section().appearances.create(character=rival)
    make_plot_section(make_film(status="draft"))
    assertContains(client.get(rival.get_absolute_url()), "The robbery")


def test_a_citation_in_a_characters_description_is_numbered_in_the_cast(client):
    make_source(key="src")
    lino = make_character("Lino", description="A mechanic.[^src]")
    credit = make_credit(character=lino)
    assertContains(client.get(credit.film.get_absolute_url()), 'id="source-src"')


def test_company_detail_pages_through_its_releases(client):
    netflix = make_company("Netflix")
    for number in range(30):
        make_release(make_film(f"Film {number}"), str(1990 + number), company=netflix)
    response = client.get("/companies/netflix/?releases=2")
    assertContains(response, "<time", 6)
    assertContains(response, '<a href="?releases=1" rel="prev">')


def test_company_detail_shows_what_it_did_for_which_film(client):
    netflix = make_company("Netflix")
    film = make_film("Lost Bullet")
    make_film_company(film, netflix, role="distribution")
    make_release(film, "2020-06-19", kind="streaming", company=netflix)
    make_release(make_film("Bought"), "2021", kind="streaming", company=netflix)
    response = client.get(netflix.get_absolute_url())
    assertContains(response, "Distributor")
    assertContains(response, '<a href="/films/bought/">Bought</a>')
    assertContains(response, "Streaming, worldwide,", count=1)


def test_a_long_filmography_has_pages(client):
    person = make_person()
    for number in range(30):
        make_credit(make_film(f"Film {number:02}"), person)
    assertContains(client.get(person.get_absolute_url()), '<a href="?page=2" rel="next">')
    last = client.get(f"{person.get_absolute_url()}?page=2")
    assertContains(last, '<h3><a href="/films/', count=6)


def test_people_characters_and_companies_of_drafts_are_not_found(client):
    draft = make_film(status="draft")
    credit = make_credit(draft, character=make_character())
    company = make_film_company(draft).company
    for hidden in (credit.person, credit.character, company):
        assert client.get(hidden.get_absolute_url()).status_code == 404
    assertNotContains(client.get("/people/"), credit.person.name)
