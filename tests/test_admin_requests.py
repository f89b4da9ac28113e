"""What no page of the admin sends is answered all the same, never with a 500."""

import pytest
from pytest_django.asserts import assertContains

from content.search_keys import normalize
from films.models import Film

from .admin_forms import change, errors_in, form_of, sent_by
from .factories import make_film, make_person

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/films/film/", "/admin/films/film/add/"


def found(client, term):
    query = {"app_label": "films", "model_name": "credit", "field_name": "person", "term": term}
    return client.get("/admin/autocomplete/", query).json()["results"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=%22", 1),
        ("q=%FF%FE", 0),
        ("q=" + "a+" * 2000, 0),
        ("p=abc", 1),
        ("p=-1", 1),
        ("p=99999999999999999999", 1),
        ("o=x.y.-9", 1),
        ("film_genres__genre__id__exact=abc", 1),
        ("film_genres__genre__id__exact=99999999999999999999", 0),
        ("credits__person__id__exact=1&credits__person__id__exact=x", 1),
        ("password__startswith=a", 1),
        ("_facets=True", 1),
        ("all=", 1),
        ("e=1", 1),
    ],
)
def test_odd_query_is_left_out_or_matches_nothing(editor, query, count):
    make_film()
    response = editor.get(f"{LIST}?{query}", follow=True)
    assert response.status_code == 200
    assert len(response.context["cl"].result_list) == count


def test_list_shown_to_choose_by_another_field_is_a_bad_request(editor):
    response = editor.get(f"{LIST}?_to_field=slug")
    assertContains(response, "Bad request", status_code=400)


@pytest.mark.parametrize(
    "path",
    [
        "films/film/?q=%00",
        "films/film/?status__exact=%00",
        "films/film/add/?title=%00",
        "autocomplete/?app_label=films&model_name=credit&field_name=person&term=%00",
        "search/?s=%00",
    ],
)
def test_null_character_in_a_url_is_a_bad_request(editor, path):
    assert editor.get(f"/admin/{path}").status_code == 400


@pytest.mark.parametrize("value", ["abc", "\0", "9" * 30, "-1", "1.5", "é"])
def test_choice_that_is_no_row_is_an_error_of_its_field(editor, value):
    url = ADD
    sent = sent_by(editor.get(url), "film_form")
    response = editor.post(url, {**sent, "title": "Lost Bullet", "poster": value})
    assert response.status_code == 200
    assert "poster" in response.context["adminform"].form.errors
    assert b'value="Lost Bullet"' in response.content


@pytest.mark.parametrize(
    "term",
    [
        '"',
        "a" * 5000,
        "a " * 3000,
        "%",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ],
)
def test_odd_term_is_searched_for_all_the_same(editor, term):
    make_person("Rod Paradot")
    assert isinstance(found(editor, term), list)


def test_normalizing_makes_searches_longer_but_never_too_long(editor):
    assert len(normalize("漢" * 100)) > 100
    assert found(editor, "漢" * 100) == []


@pytest.mark.parametrize(
    "query",
    ["poster=abc", "publish_at=x", "status=zz", "runtime_minutes=x", "credits=1"],
)
def test_add_form_takes_from_the_url_only_what_its_fields_take(editor, query):
    response = editor.get(f"{ADD}?{query}&title=Lost+Bullet")
    initial = response.context["adminform"].form.initial
    assert initial["title"] == "Lost Bullet"
    name, value = query.split("=")
    assert initial.get(name) != value


@pytest.mark.parametrize("number", ["x", "99", "-1"])
def test_search_shows_the_nearest_page(editor, number):
    response = editor.get("/admin/search/", {"s": "film", "page": number})
    assert b"/admin/films/film/" in response.content


@pytest.mark.parametrize("key", ["abc", "\0", "9" * 25])
def test_action_on_what_is_no_row_is_a_bad_request(editor, key):
    film = make_film(status="draft")
    action = {"action": "publish", "_selected_action": [film.pk, key]}
    assert editor.post(LIST, action).status_code == 400
    film.refresh_from_db()
    assert film.status == "draft"


@pytest.mark.parametrize(
    "tampered",
    [
        {"credits-TOTAL_FORMS": []},
        {"credits-TOTAL_FORMS": "x", "credits-INITIAL_FORMS": "-1"},
        {"credits-TOTAL_FORMS": "2", "credits-INITIAL_FORMS": "2", "credits-0-id": "abc"},
        {"credits-TOTAL_FORMS": "1", "credits-INITIAL_FORMS": "1", "credits-0-id": "9" * 25},
    ],
)
def test_damaged_form_is_shown_again_with_what_was_typed(editor, tampered):
    film = make_film()
    fields = {**form_of(editor, film), "title": "Balle perdue"}
    response = editor.post(change(film), {**fields, **tampered})
    assert response.status_code == 200
    assert b'value="Balle perdue"' in response.content
    assert Film.objects.get().title == "Lost Bullet"


def test_url_left_empty_beside_another_error_loses_nothing(editor):
    film = make_film()
    fields = form_of(editor, film)
    response = editor.post(change(film), {**fields, "slug": "", "title": ""})
    assert errors_in(response) == ["This field is required."]
    assert b'href="/films/lost-bullet/"' in response.content


def test_null_character_is_refused_in_its_field(editor):
    fields = sent_by(editor.get(ADD), "film_form")
    response = editor.post(ADD, {**fields, "title": "a\0b", "lead": "\0"})
    assert errors_in(response) == ["Null characters are not allowed."] * 2


def test_character_that_no_feed_can_write_is_refused_in_its_field(editor):
    fields = sent_by(editor.get(ADD), "film_form")
    texts = {"title": "a\x0bb", "lead": "\ufffe", "tagline_fr": "Vite\n\x01"}
    response = editor.post(ADD, {**fields, **texts})
    assert errors_in(response) == [
        f"Remove the character {code}: it cannot be shown on a page."
        for code in ("U+000B", "U+FFFE", "U+0001")
    ]


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "bogus", "zlib", "idna"])
@pytest.mark.parametrize(
    "form", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_form_in_another_charset_is_a_bad_request(editor, charset, form):
    response = editor.generic("POST", ADD, b"title=x", f"{form}; charset={charset}")
    assert response.status_code == 400
    assert b"Bad request" in response.content
