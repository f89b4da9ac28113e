"""URLs that change: the old one leads to the new, links follow, and the form asks first."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from content.texts import Text
from editorial import history, redirects
from editorial.admin.redirects import MOST_NAMES
from editorial.checks import findings_of
from editorial.models import Redirect, Version
from films.links import moved_words
from films.models import Film, Person

from .admin_forms import change, errors_in, form_of, logged_in, sent_by
from .factories import (
    make_article_section,
    make_character,
    make_company,
    make_credit,
    make_critic,
    make_editor,
    make_film,
    make_film_company,
    make_franchise,
    make_person,
    make_plot_section,
    make_publication,
    make_review,
    make_reviewer,
)

pytestmark = pytest.mark.django_db


def move(page, slug):
    """Give a page another URL, as a form does in between."""
    history.catch_up([page])
    type(page).objects.filter(pk=page.pk).update(slug=slug)
    history.record(history.Action.CHANGED, [page])
    page.refresh_from_db()


def leads_to(client, url):
    """Where a URL leads for good; the URL itself where a page is; None where nothing."""
    response = client.get(url)
    if response.status_code == 301:
        return response["Location"]
    return {200: url, 404: None}[response.status_code]


def query_count(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def dead_link_in(film):
    """What the rule about links says of a film's one link."""
    [finding] = (each for each in findings_of(film) if each.rule.name == "film_dead_link")
    return finding.message


# Visitors


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/films/old/", "/films/new/"),
        ("/fr/films/old/", "/fr/films/new/"),
        ("/films/old/?spoilers=1&a=é", "/films/new/?spoilers=1&a=%C3%A9"),
        ("/cards/films/old.jpg?v=1", "/cards/films/new.jpg?v=1"),
        ("/fr/cards/films/old.jpg", "/fr/cards/films/new.jpg"),
        ("/api/v1/films/old/", "/api/v1/films/new/"),
    ],
)
def test_every_url_of_a_film_leads_to_the_new_one(client, old, new):
    move(make_film(slug="old"), "new")
    assert leads_to(client, old) == new
    assert leads_to(client, new) == new


def test_other_pages_lead_to_their_new_urls_too(client):
    film = make_film()
    pages = {
        "people": make_person(slug="old"),
        "characters": make_character(slug="old"),
        "companies": make_company(slug="old"),
        "franchises": make_franchise(slug="old"),
        "publications": make_publication(slug="old"),
        "critics": make_critic(slug="old"),
    }
    make_credit(film, pages["people"], character=pages["characters"])
    make_film_company(film, pages["companies"])
    make_review(film, pages["publications"], critic=pages["critics"])
    for page in pages.values():
        move(page, "new")
    for name in pages:
        assert leads_to(client, f"/{name}/old/") == f"/{name}/new/"
    assert leads_to(client, "/feeds/franchises/old/") == "/feeds/franchises/new/"
    assert leads_to(client, "/cards/people/old.jpg") == "/cards/people/new.jpg"
    assert leads_to(client, "/api/v1/people/old/") == "/api/v1/people/new/"
    # A kind of page has its own URLs.
    assert leads_to(client, "/films/old/") is None


def test_no_browser_keeps_the_answer_and_no_form_is_sent_on(client):
    move(make_film(slug="old"), "new")
    assert client.get("/films/old/")["Cache-Control"] == "no-cache"
    assert client.head("/films/old/").status_code == 301
    assert client.head("/api/v1/films/old/").status_code == 301
    assert client.get("/api/v1/films/old/")["Access-Control-Allow-Origin"] == "*"
    assert client.post("/films/old/").status_code == 404


def test_a_page_that_moves_again_is_one_step_from_every_url_it_had(client):
    film = make_film(slug="a")
    for slug in ("b", "c", "d"):
        move(film, slug)
    assert [leads_to(client, f"/films/{slug}/") for slug in "abcd"] == ["/films/d/"] * 4


def test_a_page_that_moves_back_leaves_no_circle(client):
    film = make_film(slug="a")
    move(film, "b")
    move(film, "a")
    assert leads_to(client, "/films/a/") == "/films/a/"
    assert leads_to(client, "/films/b/") == "/films/a/"
    assert Redirect.objects.get().slug == "b"


def test_two_pages_that_swap_their_urls_have_them(client):
    one, two = make_film("One", slug="a"), make_film("Two", slug="b")
    move(one, "between")
    move(two, "a")
    move(one, "b")
    assertContains(client.get("/films/a/"), "Two")
    assertContains(client.get("/films/b/"), "One")
    assert leads_to(client, "/films/between/") == "/films/b/"
    # What one has left is the other's, while that is to be seen.
    linking = make_film("Linking", lead="[a](/films/a/#plot-nothing)")
    assert "does not lead to a published page" in dead_link_in(linking)
    Film.objects.filter(pk=two.pk).update(status="draft")
    assert leads_to(client, "/films/a/") == "/films/b/"


def test_a_new_page_takes_an_old_url_once_it_is_published(client):
    move(make_film(slug="old"), "new")
    other = make_film("Other", slug="old", status="draft")
    assert leads_to(client, "/films/old/") == "/films/new/"
    Film.objects.filter(pk=other.pk).update(status="published")
    assertContains(client.get("/films/old/"), "Other")


def test_the_last_page_to_leave_a_url_is_found_there(client):
    first, second = make_film("One", slug="old"), make_film("Two", slug="two")
    move(first, "one")
    move(second, "old")
    move(second, "two")
    assert leads_to(client, "/films/old/") == "/films/two/"
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": "draft"},
        {"publish_at": timezone.now() + timezone.timedelta(days=1)},
    ],
)
def test_no_url_leads_to_what_visitors_do_not_see(client, hidden):
    film = make_film(slug="old")
    move(film, "new")
    Film.objects.filter(pk=film.pk).update(**hidden)
    assert leads_to(client, "/films/old/") is None
    film.delete()
    assert leads_to(client, "/films/old/") is None


@pytest.mark.parametrize(
    "unseen",
    [
        {"status": "draft"},
        {"publish_at": timezone.now() + timezone.timedelta(days=1)},
    ],
)
def test_a_page_that_nobody_saw_leaves_no_url(client, unseen):
    film = make_film(slug="old", **unseen)
    move(film, "new")
    Film.objects.filter(pk=film.pk).update(status="published", publish_at=None)
    assert leads_to(client, "/films/old/") is None


def test_a_page_that_was_withdrawn_still_leaves_its_url(client):
    film = make_film(slug="old")
    history.catch_up([film])
    Film.objects.filter(pk=film.pk).update(status="draft")
    move(film, "new")
    Film.objects.filter(pk=film.pk).update(status="published")
    assert leads_to(client, "/films/old/") == "/films/new/"


def test_a_person_of_whom_no_film_tells_leaves_no_url():
    move(make_person(slug="old"), "new")
    assert not Redirect.objects.exists()


def test_what_a_program_changed_leads_on_once_it_is_found(client):
    film = make_film(slug="old")
    history.catch_up([film])
    Film.objects.filter(pk=film.pk).update(slug="new")
    history.catch_up([film])
    assert leads_to(client, "/films/old/") == "/films/new/"


def test_a_page_that_is_there_asks_for_no_url_and_one_that_is_not_asks_once(client):
    move(make_film(slug="old"), "new")

    def asked(url):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return [query["sql"] for query in queries if Redirect._meta.db_table in query["sql"]]

    assert asked("/films/new/") == asked("/films/") == asked("/nowhere/") == []
    assert len(asked("/films/nothing/")) == len(asked("/films/old/")) == 1


@pytest.mark.parametrize("slug", ["x" * 3000, "Old", "old-", "-", "0", "%00", "old%2F", "öld"])
def test_an_odd_url_is_a_missing_page(client, slug):
    move(make_film(slug="old"), "new")
    assert client.get(f"/films/{slug}/").status_code == 404
    assert client.get(f"/api/v1/films/{slug}/").status_code in {404, 422}


def test_maps_and_feeds_tell_of_present_urls_alone(client):
    film = make_film(slug="old")
    franchise = make_franchise("Numbers", [film], slug="numbers-old")
    move(film, "new")
    move(franchise, "numbers")
    for url in ("/sitemap-film.xml", "/sitemap-franchise.xml", "/feeds/franchises/numbers/"):
        response = client.get(url)
        assert response.status_code == 200
        assertNotContains(response, "old")


# Links in texts


@pytest.mark.parametrize(
    ("text", "followed"),
    [
        ("[a](/films/old/)", "[a](/films/new/)"),
        ("[a](/fr/films/old/)", "[a](/fr/films/new/)"),
        ("[a](http://127.0.0.1:8000/films/old/)", "[a](http://127.0.0.1:8000/films/new/)"),
        ("<http://127.0.0.1:8000/fr/films/old/>", "<http://127.0.0.1:8000/fr/films/new/>"),
        ('[a](/films/old/?x=1#plot-end "T")', '[a](/films/new/?x=1#plot-end "T")'),
        ("[a](</films/old/>)", "[a](</films/new/>)"),
        ("[a][b]\n\n[b]: /films/old/#cast", "[a][b]\n\n[b]: /films/new/#cast"),
        ("[old]\n\n[old]: /films/old/", "[old]\n\n[old]: /films/new/"),
        ("> - [a\n>   b](/films/old/)", "> - [a\n>   b](/films/new/)"),
        ("[a](../old/)", "[a](../new/)"),
        ("[a](../../films/old/)", "[a](../../films/new/)"),
        ("[a](/cards/films/old.jpg)", "[a](/cards/films/new.jpg)"),
        ("[a](/api/v1/films/old/)", "[a](/api/v1/films/new/)"),
        ("*[a](/films/old/)* [b](/films/old/)", "*[a](/films/new/)* [b](/films/new/)"),
        ("`/films/old/` [a](/films/old/)", "`/films/old/` [a](/films/new/)"),
        ("\\[[a](/films/old/)\r\n", "\\[[a](/films/new/)\r\n"),
    ],
)
def test_a_link_follows_its_page(text, followed):
    linking = make_film("Linking", lead=text)
    move(make_film(slug="old"), "new")
    linking.refresh_from_db()
    assert linking.lead == followed


@pytest.mark.parametrize(
    "text",
    [
        "`[a](/films/old/)`",
        "    [a](/films/old/)",
        "```\n[a](/films/old/)\n<http://127.0.0.1:8000/films/old/>\n```",
        "It was at /films/old/ once.",
        "http://127.0.0.1:8000/films/old/",
        "\\[a](/films/old/)",
        "[a](/films/old-two/) [b](/films/very-old/) [c](/films/older/)",
        "[a](/people/old/)",
        "[a](https://example.org/films/old/)",
        "[a](/search/?q=/films/old/)",
        "[a](/films/other/#/films/old/)",
        "[a](/media/films/old/)",
        "[a](/admin/films/old/)",
        "[a](http://[/films/old/)",
        "[unused]: /films/old/",
        "[a](/films/%6Fld/)",
    ],
)
def test_what_is_no_link_to_the_page_stays_as_it_was_written(text):
    linking = make_film("Linking", lead=text)
    move(make_film(slug="old"), "new")
    linking.refresh_from_db()
    assert linking.lead == text
    assert not Version.objects.of(Film, [linking.pk]).exists()


def linking_everywhere(text="Read [more](/films/old/)."):
    french = {"fr": {"lead": text, "title": text}}
    film = make_film("Linking", lead=text, translations=french)
    make_plot_section(film, body=text, translations={"fr": {"body": text}})
    make_article_section(film, body=text)
    return [
        film,
        make_person(biography=text),
        make_character(description=text),
        make_company(description=text),
        make_franchise(introduction=text),
        make_review(film, summary=text, translations={"fr": {"summary": text}}),
    ]


def test_links_follow_in_every_text_and_language_in_one_revision_that_can_be_undone():
    pages = linking_everywhere()
    film = make_film(slug="old", lead="[Itself](/films/old/)")
    move(film, "new")
    assert film.lead == "[Itself](/films/new/)"
    for page in pages:
        found, changed = Version.objects.of(type(page), [page.pk]).order_by("pk")
        assert (found.action, changed.action) == ("found", "changed")
        assert str(found.state).count("/films/old/") == str(changed.state).count("/films/new/") + (
            # A title is no text in Markdown.
            1 if page == pages[0] else 0
        )
        assert changed.revision == Version.objects.of(Film, [film.pk]).first().revision
        history.restore(found, history.Action.REVERTED)
        assert history.state_of(page) == found.state


def test_links_follow_a_page_that_is_brought_back_to_its_old_url():
    film = make_film(slug="old")
    linking = make_person(biography="[a](/films/old/)")
    history.catch_up([film])
    first = Version.objects.get()
    move(film, "new")
    history.restore(first, history.Action.REVERTED)
    linking.refresh_from_db()
    assert linking.biography == "[a](/films/old/)"
    assert [each.slug for each in Redirect.objects.all()] == ["new"]
    versions = Version.objects.of(Person, [linking.pk]).order_by("pk")
    assert [version.action for version in versions] == ["found", "changed", "changed"]


def test_links_follow_a_draft_and_stand_in_drafts():
    linking = make_film("Linking", lead="[a](/films/old/)", status="draft")
    move(make_film(slug="old", status="draft"), "new")
    linking.refresh_from_db()
    assert linking.lead == "[a](/films/new/)"


def test_links_stay_while_only_a_program_moved_the_page():
    linking = make_person(biography="[a](/films/old/)")
    film = make_film(slug="old")
    history.catch_up([film])
    Film.objects.filter(pk=film.pk).update(slug="new")
    history.catch_up([film])
    linking.refresh_from_db()
    assert linking.biography == "[a](/films/old/)"


def test_a_link_to_an_old_url_is_told_as_one_to_mend_and_not_as_dead(client):
    linking = make_film("Linking", lead="[a](/films/old/)")
    film = make_film(slug="old")
    move(film, "new")
    history.restore(Version.objects.of(Film, [linking.pk]).earliest("pk"), history.Action.REVERTED)
    assert (
        dead_link_in(linking) == "The page at /films/old/ has moved. Link to /films/new/ instead."
    )
    Film.objects.filter(pk=film.pk).update(status="draft")
    assert "does not lead to a published page" in dead_link_in(linking)


def test_as_many_queries_for_many_texts_that_name_the_url_and_do_not_link_to_it():
    def queries(number):
        old = f"old-{number}"
        text = f"`/films/{old}/` [a](/films/{old}-2/)"
        for each in range(number):
            name = f"{number} {each}"
            film = make_film(name, lead=text)
            make_article_section(film, body=text)
            make_review(film, make_publication(name), summary=text)
            make_person(name, biography=text)
        film = make_film(slug=old)
        history.catch_up([film])
        Film.objects.filter(pk=film.pk).update(slug=f"new-{number}")
        return query_count(lambda: history.record(history.Action.CHANGED, [film]))

    assert queries(1) == queries(4)


def test_a_long_text_full_of_links_is_read_once():
    linking = make_person(biography="[a](/films/old/) `/films/old/`\n\n" * 2000)
    text = Text(linking, None, "biography", "en", linking.biography)
    words, links = moved_words(text, redirects.Move(Film, 1, "old", "new"))
    assert links == 2000
    assert words == "[a](/films/new/) `/films/old/`\n\n" * 2000


# The form


def send(client, page, **fields):
    return client.post(change(page), form_of(client, page) | fields)


def send_on(client, page, response, **fields):
    """Send a form again as it came back."""
    sent = sent_by(response, f"{page._meta.model_name}_form")
    return client.post(change(page), sent | fields)


def question_in(response):
    return [each for each in errors_in(response) if "_moves_to" in each]


def test_the_form_asks_before_visitors_find_a_page_elsewhere_and_keeps_what_was_typed(editor):
    film = make_film(slug="old")
    make_article_section(make_film("Linking"), body="[a](/films/old/) [b](/fr/films/old/)")
    make_review(make_film("Reviewed"), make_publication("Le Monde"), summary="[a](/films/old/)")
    response = send(editor, film, slug="new", tagline="Fast.", _note="As on the poster")
    [question] = question_in(response)
    assert "This page’s URL is /films/old/." in question
    assert "It will change to /films/new/" in question
    assert "3 links in texts will be updated" in question
    assert "<cite>Linking</cite> and <cite>Reviewed: Le Monde</cite>." in question
    film.refresh_from_db()
    assert (film.slug, film.tagline) == ("old", "")
    response = send_on(editor, film, response, _moves_to="new", _note="As on the poster")
    assert response.status_code == 302
    film.refresh_from_db()
    assert (film.slug, film.tagline) == ("new", "Fast.")
    assert editor.get("/films/old/")["Location"] == "/films/new/"
    assertContains(
        editor.get(response["Location"]),
        "The page has moved. /films/old/ now redirects to /films/new/.",
    )
    revision = Version.objects.of(Film, [film.pk]).first().revision
    assert {version.title for version in revision.versions.all()} == {
        "Lost Bullet",
        "Linking",
        "Reviewed: Le Monde",
    }
    assert {version.action for version in revision.versions.all()} == {"changed"}


def test_agreeing_is_of_use_for_that_very_url(editor):
    film = make_film(slug="old")
    response = send(editor, film, slug="new", _moves_to="newer")
    assert question_in(response)
    # Its tick stays while the form comes back for another reason.
    response = send(editor, film, slug="new", _moves_to="new", title="")
    assert not question_in(response)
    assert send_on(editor, film, response, title="Title").status_code == 302
    film.refresh_from_db()
    assert film.slug == "new"


@pytest.mark.parametrize("agreed", ["", "on", "old", "x" * 5000, '"><script>'])
def test_an_odd_agreement_is_none(editor, agreed):
    film = make_film(slug="old")
    response = send(editor, film, slug="new", _moves_to=agreed)
    assert question_in(response)
    assertNotContains(response, "<script>'")


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "old", "tagline": "Fast."},
        {"slug": "lost bullet"},
        {"slug": "x" * 81},
        {"slug": "taken"},
        {"slug": "", "title": ""},
    ],
)
def test_what_moves_no_page_asks_nothing(editor, fields):
    make_film("Other", slug="taken")
    film = make_film(slug="old")
    response = send(editor, film, **fields)
    assert response.status_code == 302 or (errors_in(response) and not question_in(response))
    film.refresh_from_db()
    assert film.slug == "old"


def test_an_emptied_url_asks_only_where_the_title_gives_another(editor):
    film = make_film("Lost Bullet")
    assert send(editor, film, slug="").status_code == 302
    [question] = question_in(send(editor, film, slug="", title="Balle perdue"))
    assert "/films/balle-perdue/" in question
    response = send(editor, film, slug="", title="Balle perdue", _moves_to="balle-perdue")
    assert response.status_code == 302
    assert editor.get("/films/lost-bullet/")["Location"] == "/films/balle-perdue/"


def test_a_page_that_nobody_saw_moves_without_a_question(editor):
    film = make_film(slug="old", status="draft")
    assert send(editor, film, slug="new", status="published").status_code == 302
    person = make_person(slug="old")
    assert send(editor, person, slug="new").status_code == 302
    assert not Redirect.objects.exists()


def test_a_page_that_was_withdrawn_or_is_hidden_by_the_same_save_asks(editor):
    film = make_film(slug="old")
    assert question_in(send(editor, film, slug="new", status="draft"))
    assert send(editor, film, status="draft").status_code == 302
    assert question_in(send(editor, film, slug="new"))


def test_a_preview_asks_nothing(editor):
    film = make_film(slug="old")
    fields = form_of(editor, film) | {"slug": "new"}
    response = editor.post(f"{change(film)}preview/", fields)
    assert (response.status_code, response["Content-Location"]) == (200, "/films/new/")
    film.refresh_from_db()
    assert film.slug == "old"
    assert not Redirect.objects.exists()


def test_another_pages_former_url_can_be_taken(editor):
    first, second = make_film("One", slug="one"), make_film("Two", slug="two")
    move(first, "first")
    assert send(editor, second, slug="one", _moves_to="one").status_code == 302
    assertContains(editor.get("/films/one/"), "Two")
    assert editor.get("/films/two/")["Location"] == "/films/one/"
    # No box for what is another's now.
    assertNotContains(editor.get(change(first)), "Redirects")


def test_two_editors_may_move_and_change_one_page_at_once(editor):
    other = logged_in(make_editor("other"))
    film = make_film(slug="old", tagline="Fast.")
    mine, theirs = form_of(editor, film), form_of(other, film)
    again = form_of(other, film)
    editor.post(change(film), mine | {"slug": "new", "_moves_to": "new"})
    assert other.post(change(film), theirs | {"tagline": "Slow."}).status_code == 302
    film.refresh_from_db()
    assert (film.slug, film.tagline) == ("new", "Slow.")
    # Both moved it: that is asked first, and once decided, whether visitors are to follow.
    response = other.post(change(film), again | {"slug": "newer", "_moves_to": "newer"})
    assert any("changed this too" in each for each in errors_in(response))
    assert send_on(other, film, response).status_code == 302
    assert [editor.get(f"/films/{slug}/")["Location"] for slug in ("old", "new")] == [
        "/films/newer/",
        "/films/newer/",
    ]


def test_an_editor_who_has_a_linking_page_open_keeps_what_they_type(editor):
    other = logged_in(make_editor("other"))
    film = make_film(slug="old")
    linking = make_film("Linking", lead="[a](/films/old/)\n\nMore.")
    theirs = form_of(other, linking)
    send(editor, film, slug="new", _moves_to="new")
    response = other.post(change(linking), theirs | {"lead": "[a](/films/old/)\n\nMore words."})
    assert response.status_code == 302
    linking.refresh_from_db()
    assert linking.lead.splitlines() == ["[a](/films/new/)", "", "More words."]


def test_former_urls_are_listed_and_let_go(editor):
    film = make_film(slug="a")
    assertNotContains(editor.get(change(film)), "Redirects")
    move(film, "b")
    move(film, "c")
    response = editor.get(change(film))
    assertContains(response, "/films/a/ (until")
    assertContains(response, "/films/b/ (until")
    former = Redirect.objects.get(slug="a")
    # A form with a mistake lets nothing go, and the tick stays.
    response = send(editor, film, former_urls=str(former.pk), title="")
    assert sent_by(response, "film_form")["former_urls"] == [str(former.pk)]
    assert send_on(editor, film, response, title="Title").status_code == 302
    assert editor.get("/films/a/").status_code == 404
    assert editor.get("/films/b/")["Location"] == "/films/c/"


@pytest.mark.parametrize("key", ["0", "abc", "9" * 30, "other", ""])
def test_only_a_pages_own_former_urls_are_let_go(editor, key):
    film, other = make_film(slug="a"), make_film("Other", slug="other-a")
    move(film, "b")
    move(other, "other-b")
    key = str(Redirect.objects.get(slug="other-a").pk) if key == "other" else key
    assert send(editor, film, former_urls=key).status_code == (200 if key else 302)
    assert Redirect.objects.count() == 2


def test_who_may_not_change_a_page_sees_no_boxes(client):
    film = make_film(slug="a")
    move(film, "b")
    client.force_login(make_reviewer())
    response = client.get(change(film))
    assert response.status_code == 200
    assertNotContains(response, "Redirects")
    sent = {"slug": "c", "_moves_to": "c", "former_urls": Redirect.objects.get().pk}
    assert client.post(change(film), sent).status_code == 403
    assert Redirect.objects.exists()


def test_a_form_is_merged_with_former_urls_in_it(editor):
    other = logged_in(make_editor("other"))
    film = make_film(slug="a")
    move(film, "b")
    mine, theirs = form_of(editor, film), form_of(other, film)
    editor.post(change(film), mine | {"tagline": "Fast."})
    assert other.post(change(film), theirs | {"runtime_minutes": "90"}).status_code == 302
    assert Redirect.objects.exists()


def test_the_question_takes_as_many_queries_for_many_pages_as_for_one(editor):
    def queries(number):
        slug = f"old-{number}"
        for each in range(number):
            name = f"{number} {each}"
            film = make_film(name, lead=f"[a](/films/{slug}/)")
            make_review(film, make_publication(name), summary=f"[a](/films/{slug}/)")
        film = make_film(slug=slug)
        sent = form_of(editor, film) | {"slug": f"new-{number}"}
        return query_count(lambda: question_in(editor.post(change(film), sent)))

    assert queries(1) == queries(MOST_NAMES // 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    not connection.features.has_select_for_update_skip_locked, reason="Writers queue."
)
def test_who_moves_a_page_waits_for_nobody_who_saves_a_linking_one():
    film = make_film(slug="old")
    linking = make_person("Anna", biography="[a](/films/old/)")
    make_person("Bob", biography="[a](/films/old/)")
    locked, moved = Event(), Event()

    def save():
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=linking.pk)
            locked.set()
            moved.wait(timeout=20)
        connection.close()

    saving = Thread(target=save)
    saving.start()
    locked.wait(timeout=20)
    move(film, "new")
    moved.set()
    saving.join()
    biographies = dict(Person.objects.values_list("name", "biography"))
    assert biographies == {"Anna": "[a](/films/old/)", "Bob": "[a](/films/new/)"}
