"""The admin as a whole: who may see what, lists, search, publishing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from films.models import Film, Genre, Person
from reviews.models import Review

from .admin_forms import errors_in, sent_by
from .factories import (
    make_character,
    make_company,
    make_country,
    make_credit,
    make_critic,
    make_editor,
    make_film,
    make_film_country,
    make_franchise,
    make_genre,
    make_language,
    make_person,
    make_picture,
    make_publication,
    make_review,
    make_reviewer,
    make_source,
)

pytestmark = pytest.mark.django_db

FACTORIES = {
    "films.film": make_film,
    "films.person": make_person,
    "films.character": make_character,
    "films.company": make_company,
    "films.genre": make_genre,
    "films.country": make_country,
    "films.language": make_language,
    "films.picture": make_picture,
    "films.source": make_source,
    "franchise.franchise": make_franchise,
    "reviews.review": make_review,
    "reviews.publication": make_publication,
    "reviews.critic": make_critic,
}
CONTENT = sorted(FACTORIES)


def admin_url(label, page, *args):
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def sidebar(client):
    response = client.get("/admin/")
    groups = response.context["sidebar_navigation"]
    return [item["title"] for group in groups for item in group["items"] if item["has_permission"]]


def _stored(row):
    """What an editor wrote into a row: not when it was written."""
    fields = (field for field in row._meta.fields if field.name != "changed_at")
    return {field.name: field.value_from_object(row) for field in fields}


def queries_of(client, url):
    client.get(url)  # The first request fills caches of content types and templates.
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def found(client, label, field, term):
    """Return the names that an autocomplete field offers."""
    app, model = label.split(".")
    query = {"app_label": app, "model_name": model, "field_name": field, "term": term}
    results = client.get("/admin/autocomplete/", query).json()["results"]
    return [result["text"] for result in results]


@pytest.fixture
def reviewer(client):
    client.force_login(make_reviewer())
    return client


# Who may see what


def test_every_model_of_the_catalogue_is_in_the_admin():
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered == {*FACTORIES, "auth.user", "auth.group"}


@pytest.mark.parametrize("label", CONTENT)
def test_editor_lists_adds_changes_and_deletes(editor, label):
    row = FACTORIES[label]()
    listed = editor.get(admin_url(label, "changelist")).content.decode()
    assert admin_url(label, "change", row.pk) in listed
    assert editor.get(admin_url(label, "add")).status_code == 200
    change = editor.get(admin_url(label, "change", row.pk))
    assert b'name="_save"' in change.content
    assert editor.get(admin_url(label, "delete", row.pk)).status_code == 200
    assert editor.get(admin_url(label, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("label", CONTENT)
def test_untouched_form_saves_without_an_error(editor, label):
    row = FACTORIES[label]()
    before = _stored(type(row).objects.get(pk=row.pk))
    url = admin_url(label, "change", row.pk)
    sent = sent_by(editor.get(url), f"{label.split('.')[1]}_form")
    response = editor.post(url, sent)
    assert response.status_code == 302, errors_in(response)
    saved = type(row).objects.get(pk=row.pk)
    assert _stored(saved) == before


@pytest.mark.parametrize("label", ["auth.user", "auth.group"])
@pytest.mark.parametrize("make_member", [make_editor, make_reviewer])
def test_users_and_groups_are_for_superusers_alone(client, label, make_member):
    client.force_login(make_member())
    assert client.get(admin_url(label, "changelist")).status_code == 403
    assert client.get(admin_url(label, "add")).status_code == 403
    client.force_login(User.objects.create_superuser("root"))
    assert client.get(admin_url(label, "changelist")).status_code == 200
    assert client.get(admin_url(label, "add")).status_code == 200


def test_reviewers_desk_works_on_reviews(reviewer):
    review = make_review()
    for label in ("reviews.review", "reviews.publication", "reviews.critic"):
        assert reviewer.get(admin_url(label, "changelist")).status_code == 200
        assert reviewer.get(admin_url(label, "add")).status_code == 200
    assert b'name="_save"' in reviewer.get(admin_url("reviews.review", "change", review.pk)).content


@pytest.mark.parametrize("label", sorted(set(CONTENT) - {"films.film", "films.language"}))
def test_reviewers_desk_sees_nothing_else(reviewer, label):
    row = FACTORIES[label]()
    mine = label.startswith("reviews.")
    expected = 200 if mine else 403
    assert reviewer.get(admin_url(label, "changelist")).status_code == expected
    assert reviewer.get(admin_url(label, "change", row.pk)).status_code == expected


def test_reviewers_desk_reads_films_only_to_choose_them(reviewer):
    film = make_film()
    page = reviewer.get(admin_url("films.film", "change", film.pk))
    assert b'name="_save"' not in page.content
    assert reviewer.post(admin_url("films.film", "change", film.pk), {}).status_code == 403
    assert reviewer.get(admin_url("films.film", "add")).status_code == 403
    assert found(reviewer, "reviews.review", "film", "lost") == ["Lost Bullet"]


def test_sidebar_shows_what_one_may_see(client):
    client.force_login(make_reviewer())
    shown = ["Calendar", "Findings", "Films", "Reviews", "Publications", "Critics", "Languages"]
    assert sidebar(client) == shown
    client.force_login(make_editor())
    assert sidebar(client)[:7] == [
        "Calendar",
        "Findings",
        "Films",
        "Franchises",
        "People",
        "Characters",
        "Reviews",
    ]
    assert not {"Users", "Groups"} & set(sidebar(client))
    client.force_login(User.objects.create_superuser("root"))
    assert sidebar(client)[-2:] == ["Users", "Groups"]


def test_roles_come_with_the_database_and_keep_what_a_superuser_changed():
    make_editor()
    group = Group.objects.get(name="Editors")
    assert group.permissions.filter(codename="delete_plotsection").exists()
    assert not group.permissions.filter(content_type__app_label="auth").exists()
    group.permissions.clear()
    make_editor("second")
    assert not group.permissions.exists()


# Lists


@pytest.mark.parametrize("label", CONTENT)
def test_list_takes_as_many_queries_for_three_rows_as_for_one(editor, label):
    make = FACTORIES[label]
    names = {"films.country": "code", "films.language": "code"}
    field = names.get(label)
    make(**({field: "aa".upper() if "country" in label else "aa"} if field else {}))
    url = admin_url(label, "changelist")
    one = queries_of(editor, url)
    for code in ("bb", "cc"):
        value = code.upper() if label == "films.country" else code
        make(**({field: value} if field else {}))
    assert queries_of(editor, url) == one


def test_film_list_shows_what_tells_films_apart(editor):
    make_credit(film=make_film(original_title="Balle perdue"))
    page = editor.get(admin_url("films.film", "changelist")).content.decode()
    for text in ("Lost Bullet", "Balle perdue", "Released", "Published"):
        assert text in page


@pytest.mark.parametrize(
    ("label", "query", "expected"),
    [
        ("films.film", {"film_countries__country__id__exact": "FR"}, ["Lost Bullet"]),
        ("films.film", {"credits__person__id__exact": "Lenoir"}, ["Lost Bullet"]),
        ("films.film", {"status__exact": "draft"}, ["Burned Bullet"]),
    ],
)
def test_list_is_narrowed_by_choosing(editor, label, query, expected):
    film = make_film()
    credit = make_credit(film=film, person=make_person("Lenoir"))
    make_credit(film=film, person=credit.person, role="writer")
    country = make_film_country(film=film).country
    make_film(title="Burned Bullet", status="draft")
    rows = {"FR": country.pk, "Lenoir": credit.person.pk}
    query = {name: rows.get(value, value) for name, value in query.items()}
    listed = editor.get(admin_url(label, "changelist"), query).context["cl"].result_list
    assert [str(row) for row in listed] == expected


def test_filter_names_the_row_that_was_chosen_and_lists_no_other(editor):
    chosen = make_person("Stéfi Celma")
    make_person("Rod Paradot")
    page = editor.get(
        admin_url("films.film", "changelist"), {"credits__person__id__exact": chosen.pk}
    ).content.decode()
    assert "Stéfi Celma" in page
    assert "Rod Paradot" not in page


# Search


@pytest.mark.parametrize("term", ["stefi", "STÉFI", "Stéfi", "celma stefi", "téf"])
def test_search_finds_a_name_without_accents_or_case(editor, term):
    make_person("Stéfi Celma")
    make_person("Rod Paradot")
    people = editor.get(admin_url("films.person", "changelist"), {"q": term})
    assert [person.name for person in people.context["cl"].result_list] == ["Stéfi Celma"]
    assert found(editor, "films.credit", "person", term) == ["Stéfi Celma"]


def test_search_finds_a_review_by_film_publication_or_critic(editor):
    sete = make_film(title="Sète")
    make_review(
        film=sete, publication=make_publication("Libération"), critic=make_critic("Élisabeth")
    )
    make_review(publication=make_publication("Variety"))
    for term in ("sete", "LIBERATION", "elisabeth"):
        reviews = editor.get(admin_url("reviews.review", "changelist"), {"q": term})
        assert [review.film for review in reviews.context["cl"].result_list] == [sete]


def test_sidebar_s_search_finds_any_row_that_one_may_see(client):
    make_person("Stéfi Celma")
    make_critic("Stéfan")
    client.force_login(make_editor())
    page = client.get("/admin/search/", {"s": "stefi"}).content.decode()
    assert "Stéfi Celma" in page
    assert "Stéfan" not in page
    client.force_login(make_reviewer())
    page = client.get("/admin/search/", {"s": "stef"}).content.decode()
    assert "Stéfan" in page
    assert "Stéfi Celma" not in page


def test_sidebar_s_search_finds_a_new_name_at_once(editor):
    person = make_person("Old Name")
    assert b"Old Name" in editor.get("/admin/search/", {"s": "name"}).content
    person.name = "New Name"
    person.save()
    assert b"New Name" in editor.get("/admin/search/", {"s": "name"}).content


def test_every_relation_is_chosen_by_typing(editor):
    """No form holds a list that grows with the catalogue."""
    make_person("Rod Paradot")
    make_source("Cahiers du cinéma")
    for label in CONTENT:
        page = editor.get(admin_url(label, "add")).content.decode()
        assert "Rod Paradot" not in page
        assert "Cahiers" not in page


@pytest.mark.parametrize("way", ["page", "list"])
def test_source_that_a_text_cites_cannot_be_deleted(editor, way):
    source = make_source(key="variety")
    make_film(lead="So it is said.[^variety]")
    if way == "page":
        url, fields = admin_url("films.source", "delete", source.pk), {"post": "yes"}
    else:
        url = admin_url("films.source", "changelist")
        fields = {"action": "delete_selected", "_selected_action": [source.pk], "post": "yes"}
    response = editor.post(url, fields)
    assert b"film: Lost Bullet" in response.content
    source.refresh_from_db()


def test_source_that_only_a_translation_cites_cannot_be_deleted(editor):
    source = make_source(key="variety")
    make_film(translations={"fr": {"lead": "Dit-on.[^variety]"}})
    editor.post(admin_url("films.source", "delete", source.pk), {"post": "yes"})
    source.refresh_from_db()


def test_key_of_a_source_stays_as_texts_cite_it(editor):
    source = make_source(key="variety")
    url = admin_url("films.source", "change", source.pk)
    editor.post(url, {**sent_by(editor.get(url), "source_form"), "key": "other"})
    source.refresh_from_db()
    assert source.key == "variety"


def test_regular_expression_in_a_url_is_refused(editor):
    response = editor.get(admin_url("films.film", "changelist"), {"slug__regex": "("})
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("colour", "problem"),
    [
        (
            "#ffd84d",
            "Its contrast with the background is 1.3 to 1, but text needs 4.5. Choose a darker "
            "colour.",
        ),
        ("red", "Enter a colour as # and six digits, such as #b3290f."),
    ],
)
def test_accent_that_could_not_be_read_is_refused(editor, colour, problem):
    franchise = make_franchise()
    url = admin_url("franchise.franchise", "change", franchise.pk)
    fields = sent_by(editor.get(url), "franchise_form")
    assert errors_in(editor.post(url, fields | {"accent": colour})) == [problem]
    assert editor.post(url, fields | {"accent": "#1144aa"}).status_code == 302
    franchise.refresh_from_db()
    assert franchise.accent == "#1144aa"


# Publishing


@pytest.mark.parametrize(
    ("label", "model", "field"),
    [("films.film", Film, "title"), ("reviews.review", Review, "url")],
)
def test_editor_publishes_and_unpublishes_from_the_list(editor, label, model, field):
    first = FACTORIES[label](status="draft")
    second = FACTORIES[label](status="published")
    long_ago = timezone.now() - timedelta(days=30)
    model.objects.update(changed_at=long_ago)
    url = admin_url(label, "changelist")
    chosen = {"_selected_action": [first.pk, second.pk]}
    response = editor.post(url, {"action": "publish", **chosen}, follow=True)
    assert f"1 {model._meta.verbose_name} published." in response.content.decode()
    assert LogEntry.objects.get().change_message == "Published"
    assert model.objects.filter(status="published").count() == 2
    assert [page.pk for page in model.objects.exclude(changed_at=long_ago)] == [first.pk]
    response = editor.post(url, {"action": "unpublish", **chosen}, follow=True)
    assert f"2 {model._meta.verbose_name_plural} unpublished." in response.content.decode()
    assert not model.objects.filter(status="published").exists()


def state_of(client, page):
    """What stands beside the title of a page's form."""
    url = admin_url(page._meta.label_lower, "change", page.pk)
    return client.get(url).text.partition('<span class="state ')[2].partition("</span>")[0]


def test_form_shows_beside_its_title_what_visitors_see(editor):
    tomorrow = timezone.now() + timedelta(days=1)
    assert state_of(editor, make_film()).endswith(">Published")
    assert state_of(editor, make_film(status="draft")).endswith(">Draft")
    label = f">From {tomorrow:%-d %B %Y, %H:%M} UTC"
    assert state_of(editor, make_film(publish_at=tomorrow)).endswith(label)
    assert state_of(editor, make_review(make_film(status="draft"))).endswith(">Hidden")
    assert state_of(editor, make_person()) == ""


def test_refused_form_shows_the_state_that_is_saved(editor):
    film = make_film(status="draft")
    url = admin_url("films.film", "change", film.pk)
    fields = sent_by(editor.get(url), "film_form") | {"title": "", "status": "published"}
    assert (
        'title="This is a draft. Visitors cannot see it.">Draft<' in editor.post(url, fields).text
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("draft", "This is a draft. Visitors cannot see it."),
        ("published", 'Visible to visitors. <a href="/films/lost-bullet/"'),
    ],
)
def test_saving_says_what_visitors_see(editor, status, said):
    url = admin_url("films.film", "add")
    fields = sent_by(editor.get(url), "film_form") | {"title": "Lost Bullet", "status": status}
    assert said in editor.post(url, fields, follow=True).text
    url = admin_url("films.film", "change", Film.objects.get().pk)
    fields = sent_by(editor.get(url), "film_form")
    [message] = editor.post(url, fields, follow=True).context["messages"]
    assert said in str(message)


def test_form_says_where_one_is_without_the_app(editor):
    film = make_film()
    page = editor.get(admin_url("films.film", "change", film.pk)).text
    assert page.count(">Films</a>") == 1
    assert f'href="{reverse("admin:app_list", args=["films"])}"' not in page


def test_who_may_only_read_a_film_reads_its_times_as_lists_write_them(reviewer):
    film = make_film(publish_at=datetime(2026, 9, 1, 17, 30, tzinfo=UTC))
    url = admin_url("films.film", "change", film.pk)
    assert "1 September 2026, 17:30" in reviewer.get(url).text


def test_who_may_only_read_films_cannot_publish_them(reviewer):
    film = make_film(status="draft")
    reviewer.post(
        admin_url("films.film", "changelist"),
        {"action": "publish", "_selected_action": [film.pk]},
    )
    film.refresh_from_db()
    assert film.status == "draft"


@pytest.mark.parametrize("label", ["films.film", "franchise.franchise", "reviews.review"])
def test_page_is_offered_only_where_visitors_see_it(editor, label):
    live, draft = FACTORIES[label](), FACTORIES[label](status="draft")
    assert b"View on site" in editor.get(admin_url(label, "change", live.pk)).content
    assert b"View on site" not in editor.get(admin_url(label, "change", draft.pk)).content


def test_person_s_page_is_offered_once_a_published_film_credits_them(editor):
    person = make_person()
    url = admin_url("films.person", "change", person.pk)
    assert b"View on site" not in editor.get(url).content
    make_credit(person=person)
    assert person.get_absolute_url().encode() in editor.get(url).content


# URLs


def test_slug_is_made_at_creation_and_stays_when_the_name_changes(editor):
    sent = sent_by(editor.get(admin_url("films.person", "add")), "person_form")
    editor.post(admin_url("films.person", "add"), {**sent, "name": "Stéfi Celma"})
    person = Person.objects.get()
    assert person.slug == "stefi-celma"
    url = admin_url("films.person", "change", person.pk)
    editor.post(url, {**sent_by(editor.get(url), "person_form"), "name": "Stéfi C."})
    person.refresh_from_db()
    assert (person.name, person.slug, person.folded) == ("Stéfi C.", "stefi-celma", "stefi c.")


# Two at once


def test_what_another_editor_saved_at_the_same_moment_is_a_clear_error(editor):
    """Between the check and the save, the other one's row appears."""

    def other_editor(execute, sql, params, many, context):
        """Refuse the first insert as the database would; at the next try the other row is there."""
        if sql.startswith('INSERT INTO "films_genre"') and not moments:
            moments.append("refused")
            raise IntegrityError
        result = execute(sql, params, many, context)
        if sql.startswith("SAVEPOINT") and moments == ["refused"]:
            moments.append("other saved")
            make_genre("Action", slug="action")
        return result

    moments = []
    with connection.execute_wrapper(other_editor):
        response = editor.post(
            admin_url("films.genre", "add"), {"name": "Action", "slug": "action"}
        )
    assert "Genre with this Slug already exists." in errors_in(response)
    assert b'value="Action"' in response.content
    assert Genre.objects.count() == 1
