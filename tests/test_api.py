"""The JSON API: what it tells, what it hides, how it is asked, and that it keeps its own word."""

import gzip
import json
from urllib.parse import quote, urlsplit

import html5lib
import jsonschema_rs
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from api.api import api
from films import imaging

from .factories import (
    make_character,
    make_country,
    make_credit,
    make_critic,
    make_film,
    make_film_country,
    make_franchise,
    make_language,
    make_person,
    make_picture,
    make_plot_section,
    make_publication,
    make_release,
    make_review,
    make_source,
)
from .test_site import make_full_film

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/"
SITE = "http://127.0.0.1:8000"
DOCUMENT = json.loads(json.dumps(api.document))
OPERATIONS = {path: methods["get"] for path, methods in DOCUMENT["paths"].items()}


@pytest.fixture
def get(client):
    """Ask the API for what is under a path, and return the JSON of its answer."""

    def get_json(path, status=200):
        response = client.get(ROOT + path)
        assert response.status_code == status, response.content
        assert response["Content-Type"].startswith("application/json")
        return response.json()

    return get_json


@pytest.fixture
def full_site():
    """A film that has everything twice, with its neighbour in a franchise."""
    make_source(key="src")
    franchise = make_franchise("Numbers", hero=make_picture("Hero"), introduction="Films.[^src]")
    film = make_full_film("One", franchise, parts=2)
    make_full_film("Two", franchise)
    return film


def slugs(rows):
    return [row["slug"] for row in rows]


# What it tells


def test_film_detail_tells_facts_credits_texts_and_reviews(get):
    film = make_film("Lost Bullet", original_title="Balle perdue", lead="*Fast.*[^variety]")
    variety = make_source("A review", key="variety")
    lino = make_character("Lino")
    make_credit(film, make_person("Alban Lenoir"), character=lino, is_starring=True, source=variety)
    make_release(film, "2020-06")
    make_plot_section(film, "The robbery", spoiler_level=2).appearances.create(character=lino)
    make_review(film, make_publication("Variety"), verdict="positive", score_value=4, score_scale=5)

    told = get("films/lost-bullet/")

    assert told["url"] == f"{SITE}/api/v1/films/lost-bullet/"
    assert told["page"] == f"{SITE}/films/lost-bullet/"
    assert told["original_title"] == "Balle perdue"
    assert told["tagline"] is None
    assert told["released_on"] == {"date": "2020-06", "precision": "month"}
    assert told["lead"] == {
        "markdown": "*Fast.*[^variety]",
        "html": '<p><em>Fast.</em><sup data-cites="variety"></sup></p>\n',
    }
    assert told["credits"] == [
        {
            "role": "cast",
            "person": {
                "name": "Alban Lenoir",
                "url": f"{SITE}/api/v1/people/alban-lenoir/",
                "page": f"{SITE}/people/alban-lenoir/",
            },
            "character": {
                "name": "Lino",
                "url": f"{SITE}/api/v1/characters/lino/",
                "page": f"{SITE}/characters/lino/",
            },
            "credited_as": None,
            "is_starring": True,
            "source": "variety",
        }
    ]
    [section] = told["plot_sections"]
    assert section["spoiler_level"] == 2
    assert section["page"] == f"{SITE}/films/lost-bullet/#plot-the-robbery"
    assert [character["name"] for character in section["characters"]] == ["Lino"]
    assert told["reception"] == {
        "total": 1,
        "positive": 1,
        "mixed": 0,
        "negative": 0,
        "share": None,
        "interval": None,
    }
    [review] = told["reviews"]
    assert (review["score_value"], review["score_scale"]) == (4.0, 5.0)
    assert [source["key"] for source in told["sources"]] == ["variety"]


def test_film_detail_tells_what_its_text_was_made_from(get):
    source = make_source("The Long Pier", key="pier", licence="CC BY-SA 4.0")
    make_film("The Long Pier", text_source=source)
    make_film("Alone")

    told = get("films/the-long-pier/")["text_source"]

    assert (told["key"], told["licence"]) == ("pier", "CC BY-SA 4.0")
    assert get("films/alone/")["text_source"] is None


def test_film_detail_tells_its_places_in_franchises(get):
    films = [make_film("One"), make_film("Two"), make_film("Three")]
    make_franchise("Numbers", films)
    [place] = get("films/two/")["places"]
    assert place["franchise"]["url"] == f"{SITE}/api/v1/franchises/numbers/"
    assert (place["number"], place["count"]) == (2, 3)
    assert (place["before"]["title"], place["after"]["title"]) == ("One", "Three")


def test_a_reception_of_five_verdicts_has_a_share_with_its_interval(get):
    film = make_film("Lost Bullet")
    for number, verdict in enumerate(["positive"] * 4 + ["negative"]):
        make_review(film, make_publication(f"Paper {number}"), verdict=verdict)
    reception = get("films/lost-bullet/")["reception"]
    assert (reception["share"], reception["interval"]) == (80, [38, 96])


def test_a_picture_is_told_with_each_rendition_that_can_be_fetched(client, get):
    poster = make_picture("Poster", width=400, height=600, credit="Ann")
    make_film("Lost Bullet", poster=poster)
    assert get("films/lost-bullet/")["poster"]["renditions"] == []
    assert get("films/")["results"][0]["image"] is None

    imaging.make_renditions(poster)
    told = get("films/lost-bullet/")["poster"]
    assert (told["credit"], told["width"], told["height"]) == ("Ann", 400, 600)
    assert [(made["format"], made["width"]) for made in told["renditions"]] == [
        (f"image/{name}", width) for name in ("avif", "webp", "jpeg") for width in (320, 400)
    ]
    for made in told["renditions"]:
        assert client.get(urlsplit(made["url"]).path)["Content-Type"] == made["format"]
    assert get("films/")["results"][0]["image"] == told["renditions"][4]["url"]


def test_franchise_detail_numbers_its_films_in_order(get):
    films = [make_film("Zero"), make_film("Draft", status="draft"), make_film("Alpha")]
    make_franchise("Numbers", films)
    told = get("franchises/numbers/")
    assert told["film_count"] == 2
    assert [(part["number"], part["film"]["title"]) for part in told["installments"]] == [
        (1, "Zero"),
        (2, "Alpha"),
    ]


def test_person_detail_and_character_detail_tell_credits_newest_film_first(get):
    lino, alban = make_character("Lino"), make_person("Alban Lenoir", born_on="1980")
    for title, year in (("Old", "2020"), ("New", "2025")):
        film = make_film(title)
        make_release(film, year)
        make_credit(film, alban, character=lino)
    section = make_plot_section(film, "The robbery")
    section.appearances.create(character=lino)

    person, character = get("people/alban-lenoir/"), get("characters/lino/")

    assert person["born_on"] == {"date": "1980", "precision": "year"}
    for told in (person, character):
        assert [credit["film"]["title"] for credit in told["credits"]] == ["New", "Old"]
        assert told["credits"][0]["released_on"] == {"date": "2025", "precision": "year"}
    assert person["credits"][0]["character"]["name"] == "Lino"
    assert character["credits"][0]["person"]["name"] == "Alban Lenoir"
    assert [part["heading"] for part in character["plot_sections"]] == ["The robbery"]


def test_plots_of_a_character_are_in_one_order_on_its_page_and_here(client, get):
    lino, film = make_character("Lino"), make_film("Lost Bullet")
    for heading, position in (("Last", 2), ("First", 1), ("Second", 1)):
        section = make_plot_section(film, heading, position=position)
        section.appearances.create(character=lino)
    section = make_plot_section(make_film("Balls"), "Before")
    section.appearances.create(character=lino)
    headings = [part["heading"] for part in get("characters/lino/")["plot_sections"]]
    assert headings == ["Before", "First", "Second", "Last"]
    shown = client.get("/characters/lino/").context["sections"]
    assert [section.heading for section in shown] == headings


def test_person_list_tells_roles_and_the_number_of_films(get):
    person, film = make_person("Alban Lenoir"), make_film()
    make_credit(film, person, role="writer")
    make_credit(film, person)
    [told] = get("people/")["results"]
    assert told["film_count"] == 1
    assert told["roles"] == ["cast", "writer"]


@pytest.mark.parametrize("critic", ["pearl", "unsigned"])
def test_review_detail_is_known_by_film_publication_and_critic(get, critic):
    film, variety = make_film("Lost Bullet"), make_publication("Variety")
    make_review(film, variety, critic=make_critic("Pearl"), summary="*pearl*", quote="Oui.")
    make_review(film, variety, summary="*unsigned*", url="https://variety.example/")
    told = get(f"reviews/lost-bullet/variety/{critic}/")
    assert told["url"] == f"{SITE}/api/v1/reviews/lost-bullet/variety/{critic}/"
    assert told["page"] == f"{SITE}/films/lost-bullet/#review-variety.{critic}"
    assert told["summary"]["markdown"] == f"*{critic}*"
    assert told["verdict"] is None


def test_texts_in_other_languages_are_told_beside_the_own_ones(get):
    make_film("Lost Bullet", translations={"fr": {"title": "Balle perdue"}})
    told = get("films/lost-bullet/")
    assert told["title"] == "Lost Bullet"
    assert told["translations"] == {"fr": {"title": "Balle perdue"}}


def test_search_finds_what_the_page_finds_kind_by_kind(client, get, full_site):
    told = get("search/?q=one")
    groups = client.get("/search/?q=one").context["groups"]
    assert told["kinds"] == {kind.name: count for kind, count, _results in groups}
    assert told["count"] == sum(told["kinds"].values())
    assert told["results"][0]["title"] == "One"
    assert told["results"][0]["url"] == f"{SITE}/api/v1/films/one/"
    assert "<mark>" in get("search/?q=clio&in=plot")["results"][0]["snippet"]
    only_people = get("search/?q=one&in=person")
    assert {result["kind"] for result in only_people["results"]} == {"person"}


# What it hides


def test_drafts_are_hidden_everywhere(client):
    film = make_film("Hidden", status="draft")
    person, character = make_person("Hidden person"), make_character("Hidden character")
    make_credit(film, person, character=character)
    make_franchise("Hidden franchise", [film], status="draft")
    make_review(make_film("Shown"), make_publication("Hidden paper"), status="draft")
    make_review(film, make_publication("Hidden post"))
    for path in (*OPERATIONS, f"{ROOT}search/?q=hidden"):
        if "{" not in path:
            assert b"Hidden" not in client.get(path).content, path
    for path in (
        "films/hidden/",
        "people/hidden-person/",
        "characters/hidden-character/",
        "franchises/hidden-franchise/",
        "reviews/shown/hidden-paper/unsigned/",
        "reviews/hidden/hidden-post/unsigned/",
    ):
        assert client.get(ROOT + path).status_code == 404, path


# How it is asked


@pytest.mark.parametrize(
    "query",
    [
        "films/?title=eclair",
        "films/?year_from=2021",
        "films/?year_to=2020&order=oldest",
        "films/?country=FR",
        "films/?person=alban",
        "films/?franchise=bullets&order=title",
        "people/?name=lenoir",
        "people/?role=director",
        "people/?order=films",
        "reviews/?film=bullet",
        "reviews/?verdict=negative",
        "reviews/?order=oldest",
        "reviews/?language=fr",
    ],
)
def test_filters_and_orders_are_those_of_the_pages(client, get, query):
    bullet, eclair = make_film("Lost Bullet"), make_film("Éclair")
    make_franchise("Bullets", [eclair, bullet])
    make_film_country(bullet)
    alban = make_person("Alban Lenoir")
    for film, year in ((bullet, "2020"), (eclair, "2022")):
        make_release(film, year)
        make_credit(film, alban)
        make_review(
            film,
            make_publication(f"Paper {year}"),
            published_on=year,
            verdict="negative" if film == bullet else "positive",
            language=make_language(),
        )
    make_credit(bullet, make_person("Guillaume Pierret"), role="director")
    rows = client.get(f"/{query}").context["listing"].page
    assert list(rows)
    assert [row["page"] for row in get(query)["results"]] == [
        SITE + row.get_absolute_url() for row in rows
    ]


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("films/?year_from=soon", {"year_from": "Enter a whole number."}),
        ("films/?page=0", {"page": "Ensure this value is greater than or equal to 1."}),
        ("films/?page_size=101", {"page_size": "Ensure this value is less than or equal to 100."}),
        ("films/?title=%00", {"title": "Null characters are not allowed."}),
        ("search/", {"q": "This field is required."}),
        (
            "franchises/?coutnry=FR",
            {"coutnry": "There is no such parameter. Valid parameters are: page, page_size."},
        ),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused_and_named(get, query, problems):
    assert get(query, status=422) == {
        "status": 422,
        "message": "Some parameters are not valid.",
        "parameters": problems,
    }


def test_a_single_resource_looks_at_no_parameter_as_the_documentation_says(client, get):
    make_film("Lost Bullet")
    assert get("films/lost-bullet/?page=x&size=large")["title"] == "Lost Bullet"
    assertContains(client.get("/api/"), "single resources take no parameters and ignore them")


def test_the_choices_of_a_refused_parameter_are_no_secret(get):
    assert "great" in get("reviews/?verdict=great", status=422)["parameters"]["verdict"]
    assert "country" in get("films/?country=%00", status=422)["parameters"]


def test_next_leads_from_page_to_page_and_previous_back(client, get):
    for number in range(5):
        make_film(f"Film {number}")
    url, seen = f"{SITE}{ROOT}films/?order=title&page_size=2", []
    while url:
        parts = urlsplit(url)
        page = client.get(f"{parts.path}?{parts.query}").json()
        assert page["count"] == 5
        seen.append(slugs(page["results"]))
        url = page["next"]
    assert seen == [["film-0", "film-1"], ["film-2", "film-3"], ["film-4"]]
    assert page["previous"] == f"{SITE}{ROOT}films/?order=title&page_size=2&page=2"
    get("films/?page_size=2&page=4", status=404)
    get("films/?page=99999999999999999999", status=404)


def test_an_empty_list_has_one_page(get):
    assert get("films/") == {"count": 0, "next": None, "previous": None, "results": []}


# Every answer


def test_what_has_not_changed_is_not_sent_again(client):
    film = make_film("Lost Bullet")
    first = client.get(f"{ROOT}films/lost-bullet/")
    assert first["Cache-Control"] == "public, max-age=60"
    again = client.get(f"{ROOT}films/lost-bullet/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"

    film.title = "Found Bullet"
    film.save()
    changed = client.get(f"{ROOT}films/lost-bullet/", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_compressed_answer_is_recognised_too(client, full_site):
    headers = {"accept-encoding": "gzip"}
    first = client.get(f"{ROOT}films/one/", headers=headers)
    assert json.loads(gzip.decompress(first.content))["title"] == "One"
    headers["if-none-match"] = first["ETag"]
    assert client.get(f"{ROOT}films/one/", headers=headers).status_code == 304


def test_what_has_not_changed_varies_as_the_whole_answer_does(client, full_site):
    first = client.get(f"{ROOT}films/one/")
    again = client.get(f"{ROOT}films/one/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again["Vary"]) == (304, first["Vary"])


def test_head_tells_what_get_would(client):
    make_film()
    told = client.get(f"{ROOT}films/")
    head = client.head(f"{ROOT}films/")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == told["ETag"]


def test_every_origin_may_read_whatever_is_answered(client):
    for path in ("", "films/", "openapi.json", "nowhere/", "films/?page=x"):
        response = client.get(ROOT + path, headers={"origin": "https://elsewhere.example"})
        assert response["Access-Control-Allow-Origin"] == "*", path
        assert not response.cookies
        assert "cookie" not in response.get("Vary", "").lower()
    asked = client.options(f"{ROOT}films/")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Origin" not in client.get("/films/").headers


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("get", "nowhere/", {}, 404),
        ("get", "films/nowhere/", {}, 404),
        ("get", "films/%00/", {}, 404),
        ("get", "films/%ed%a0%80/", {}, 404),
        ("post", "films/", {}, 405),
        ("delete", "films/lost-bullet/", {}, 405),
        ("get", "films/", {"host": "evil.example"}, 400),
        ("get", "films/", {"content-type": "text/plain; charset=utf-16"}, 400),
        ("get", "", {"if-match": '"another"'}, 412),
    ],
)
def test_an_error_is_told_in_json_and_in_a_sentence(client, method, path, headers, status):
    response = getattr(client, method)(ROOT + path, headers=headers)
    assert response.status_code == status
    told = response.json()
    assert (told["status"], told["parameters"]) == (status, {})
    assert told["message"].endswith(".")


def test_a_fault_of_ours_is_told_in_json(monkeypatch):
    monkeypatch.setattr("api.films.models.Film.objects", None)
    response = Client(raise_request_exception=False).get(f"{ROOT}films/")
    assert response.status_code == 500
    assert response.json()["message"].startswith("Something went wrong on the server.")


def test_every_url_in_the_api_leads_somewhere(client, full_site):
    seen, todo = set(), [f"{SITE}{ROOT}"]
    while todo:
        url = todo.pop()
        if url in seen:
            continue
        seen.add(url)
        path = urlsplit(url).path
        response = client.get(path, {"q": "one"} if path.endswith("search/") else {})
        assert response.status_code == 200, url
        if path.startswith(ROOT):
            todo += urls_in(response.json())
    kinds = {urlsplit(url).path.strip("/").split("/")[0] for url in seen}
    assert kinds >= {"api", "films", "people", "characters", "companies", "franchises", "critics"}


def urls_in(value):
    """The URLs on this site in a piece of JSON, its pictures' left out."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [url for part in value for url in urls_in(part)]
    is_page = isinstance(value, str) and value.startswith(SITE) and "/media/" not in value
    return [value.partition("#")[0]] if is_page else []


# Numbers of queries


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("films/", 4),
        ("films/?franchise=numbers&country=ZZ&person=of", 6),
        ("films/one/", 16),
        ("franchises/", 2),
        ("franchises/numbers/", 4),
        ("people/", 2),
        ("people/actor-of-one-0/", 5),
        ("characters/", 2),
        ("characters/character-of-one-0/", 5),
        ("reviews/", 3),
        ("reviews/one/paper-of-one-0/critic-of-one-0/", 2),
        # Three for the ranks. Seven kinds at once: one for each, and another for what each shows
        # beside its name.
        ("search/?q=o&in=film", 5),
        ("search/?q=o&page_size=100", 16),
    ],
)
def test_an_answer_asks_as_many_queries_for_one_row_as_for_many(
    client, path, limit, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(limit) as asked:
            assert client.get(ROOT + path).status_code == 200
        return len(asked)

    make_source(key="src")
    franchise = make_franchise("Numbers of O", slug="numbers", introduction="O.[^src]")
    film = make_full_film("One", franchise)
    make_film_country(film, country=make_country("ZZ", "Zed"))
    credit = film.credits.get(role="cast")
    before = queries()
    for title in ("Other", "Odd"):
        other = make_full_film(title, franchise, parts=3)
        make_film_country(other, country=make_country("ZZ", "Zed"))
        make_credit(other, credit.person, character=credit.character)
        make_franchise(f"Of {title}", [film, other], hero=make_picture(f"Hero of {title}"))
    for number in range(3):
        make_credit(film, make_person(f"Extra {number}"), character=make_character(f"E {number}"))
        make_plot_section(film, f"Of {number}").appearances.create(character=credit.character)
        make_review(film, make_publication(f"Of {number}"))
    assert queries() == before


# Its own word


def validator(schema):
    return jsonschema_rs.validator_for({**schema, "components": DOCUMENT["components"]})


SCHEMAS = {
    (path, int(status)): validator(response["content"]["application/json"]["schema"])
    for path, operation in OPERATIONS.items()
    for status, response in operation["responses"].items()
}

texts = st.text(st.characters(), max_size=20) | st.sampled_from(
    [
        "",
        "\0",
        "a" * 3000,
        "9" * 5000,
        "-1",
        "1e9",
        "0x10",
        "NaN",
        "٣",
        "'\"--",
        "*",
        "\ud800",
        "[]",
    ]
)
words = st.sampled_from(["one", "of", "numbers", "en", "actor-of-one-0", "paper-of-one-0"])


def values_of(schema):
    """Values that a parameter's schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        lowest = schema["minimum"]
        return st.integers(lowest, schema.get("maximum", lowest + 3)).map(str)
    return words


@st.composite
def requests(draw, path):
    """A URL of an operation: all of it as its parameters' schemas allow, or anything."""
    is_anything_allowed = draw(st.booleans())
    slugs, query = {}, []
    for parameter in OPERATIONS[path]["parameters"]:
        values = values_of(parameter["schema"])
        value = in_url(draw(values | texts if is_anything_allowed else values))
        if parameter["in"] == "path":
            slugs[parameter["name"]] = value
        elif draw(st.booleans()):
            query.append(f"{parameter['name']}={value}")
    return f"{path.format(**slugs)}?{'&'.join(query)}"


def in_url(text):
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@pytest.mark.parametrize("path", OPERATIONS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_asked_the_answer_is_as_its_schema_says(client, full_site, path, data):
    response = client.get(data.draw(requests(path)))
    SCHEMAS[path, response.status_code].validate(response.json())


def test_every_example_in_the_document_is_as_its_schema_says():
    for path, operation in OPERATIONS.items():
        for status, response in operation["responses"].items():
            example = response["content"]["application/json"]["example"]
            SCHEMAS[path, int(status)].validate(example)


def test_the_document_gives_each_parameter_its_examples_in_its_schema_alone():
    for operation in OPERATIONS.values():
        for parameter in operation["parameters"]:
            # Beside the schema, OpenAPI has a map of named examples.
            assert "examples" not in parameter, parameter
    [slug] = OPERATIONS[f"{ROOT}films/{{slug}}/"]["parameters"]
    assert slug["schema"]["examples"] == ["lost-bullet"]


def test_the_document_names_each_operation_once_and_tells_what_it_takes(get):
    document = get("openapi.json")
    assert document == DOCUMENT
    assert document["openapi"] == "3.1.0"
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names) == 12
    for operation in OPERATIONS.values():
        assert operation["description"].endswith(".")
    parameters = {p["name"]: p for p in OPERATIONS[f"{ROOT}films/"]["parameters"]}
    assert parameters["year_from"]["schema"] == {
        "type": "integer",
        "minimum": 1888,
        "maximum": 2200,
    }
    assert parameters["order"]["schema"]["enum"] == ["newest", "oldest", "title", "longest"]


# The page that tells of it


def test_api_documentation_shows_every_operation_and_parameter(client):
    response = client.get("/api/")
    for path, operation in OPERATIONS.items():
        assertContains(response, f"<code>GET {path}</code>")
        for parameter in operation["parameters"]:
            assertContains(response, f"<code>{parameter['name']}</code>")
    assertContains(response, 'curl "http://127.0.0.1:8000/api/v1/films/lost-bullet/"')


def test_api_documentation_is_a_valid_page_of_the_site(client):
    response = client.get("/api/")
    html5lib.HTMLParser(strict=True).parse(response.content)
    html = html5lib.parse(response.content, namespaceHTMLElements=False)
    ids = [element.get("id") for element in html.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert len(html.findall(".//h1")) == 1
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not response.cookies


def test_api_documentation_is_linked_from_every_page(client):
    assertContains(client.get("/films/"), '<a href="/api/">API</a>')
