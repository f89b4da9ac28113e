"""Preview links: read by whoever has one, until they expire, are revoked or were never made."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from editorial.models import Draft, PreviewLink, Version
from films.models import Film

from .admin_forms import admin_url, all_rows, change, form_of, logged_in, sent_by
from .factories import make_film, make_plot_section, make_writer

pytestmark = pytest.mark.django_db


def draft_of(client, film):
    url = change(film)
    return sent_by(client.get(url, {"draft": Draft.objects.get().pk}), "film_form")


def shared(client, url, fields, days=7):
    """Share a form as it is, and return the link's URL."""
    links = client.post(url, fields)["Location"]
    client.post(links, {"days": str(days)})
    return PreviewLink.objects.last().get_absolute_url()


@pytest.fixture
def film():
    return make_film("Lost Bullet", tagline="Fast.")


@pytest.fixture
def link(alice, film):
    return shared(
        alice, admin_url(Film, "share", film.pk), form_of(alice, film) | {"tagline": "Faster."}
    )


def test_anybody_reads_the_draft_as_a_page_and_nothing_is_kept(client, film, link):
    before = all_rows()
    response = client.get(link)
    assertContains(response, "Faster.")
    assert all_rows() == before
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assertContains(client.get(f"/films/{film.slug}/"), "Fast.")


def test_a_link_shows_the_draft_as_it_is_kept_last(client, alice, film, link):
    fields = draft_of(alice, film) | {"tagline": "Fastest."}
    alice.post(admin_url(Film, "draft", film.pk), fields)
    assertContains(client.get(link), "Fastest.")


def test_once_the_draft_is_saved_the_link_shows_the_page_that_is_no_page_for_visitors_yet(
    client, alice
):
    film = make_film(status="draft")
    link = shared(alice, admin_url(Film, "share", film.pk), form_of(alice, film))
    fields = draft_of(alice, film) | {"tagline": "Faster."}
    alice.post(change(film), fields)
    assert client.get(f"/films/{film.slug}/").status_code == 404
    assertContains(client.get(link), "Faster.")


def test_a_film_that_is_not_there_yet_is_shared_and_still_is_when_it_is(client, alice):
    fields = sent_by(alice.get(admin_url(Film, "add")), "film_form") | {"title": "Brand new"}
    link = shared(alice, admin_url(Film, "share_new"), fields)
    assertContains(client.get(link), "<h1>Brand new</h1>")
    assert not Film.objects.exists()
    shown = sent_by(
        alice.get(admin_url(Film, "add"), {"draft": Draft.objects.get().pk}), "film_form"
    )
    alice.post(admin_url(Film, "add"), shown | {"title": "Brand newer"})
    assertContains(client.get(link), "<h1>Brand newer</h1>")


def test_a_draft_with_another_url_is_shown_without_a_question(client, alice, film):
    fields = form_of(alice, film) | {"slug": "elsewhere", "tagline": "Faster."}
    assertContains(client.get(shared(alice, admin_url(Film, "share", film.pk), fields)), "Faster.")


def test_a_link_speaks_the_language_asked_for(client, link):
    assertContains(client.get(link, {"language": "fr"}), '<html lang="fr">')
    assertContains(client.get(link, {"language": "xx"}), '<html lang="en">')


def test_a_link_that_is_over_or_revoked_says_so(client, alice, link):
    links = f"{admin_url(Film, 'links')}?draft={Draft.objects.get().pk}"
    assertContains(alice.get(links), link)
    PreviewLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assertContains(client.get(link), "This preview is no longer available", status_code=410)
    assertNotContains(alice.get(links), link)
    PreviewLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    alice.post(links, {"revoke": PreviewLink.objects.get().pk})
    assertContains(client.get(link), "This preview is no longer available", status_code=410)


def test_the_form_leads_to_the_links_that_outlive_their_draft(client, alice, film, link):
    alice.post(change(film), draft_of(alice, film))
    links = f"{admin_url(Film, 'links')}?page={film.pk}"
    assertContains(alice.get(change(film)), f'href="{links}"')
    assertContains(alice.get(links), link)
    alice.post(links, {"revoke": PreviewLink.objects.get().pk})
    assert client.get(link).status_code == 410
    assertNotContains(alice.get(change(film)), "Manage links")


@pytest.mark.parametrize("token", ["1", "1:", "1:abc", "x:y", "%00", "9" * 300, "é:è"])
def test_a_link_that_was_never_made_leads_nowhere(client, link, token):
    assert client.get(f"/previews/{token}/").status_code == 410


def test_a_link_is_read_only(client, link):
    assert client.post(link, {"tagline": "x"}).status_code in (403, 405)


def test_a_draft_with_mistakes_is_not_shown(client, alice, film, link):
    fields = draft_of(alice, film) | {"title": ""}
    alice.post(admin_url(Film, "draft", film.pk), fields)
    assertContains(client.get(link), "This preview is no longer available", status_code=410)


def test_the_draft_of_one_who_may_no_longer_write_is_not_shown(client, alice, link):
    Draft.objects.get().author.groups.clear()
    assert client.get(link).status_code == 410


def test_the_draft_of_a_writer_is_shared(client, film):
    writer = logged_in(make_writer())
    fields = form_of(writer, film) | {"tagline": "Faster."}
    assertContains(client.get(shared(writer, admin_url(Film, "share", film.pk), fields)), "Faster.")


def test_what_is_deleted_is_shared_no_longer(client, alice, film, link):
    alice.post(admin_url(Film, "delete", film.pk), {"post": "yes"})
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("query", ["", "?draft=abc", f"?draft={'9' * 30}", "?page=x", "?page=0"])
def test_links_of_nothing_are_not_found(alice, query):
    assert alice.get(admin_url(Film, "links") + query).status_code == 404


@pytest.mark.parametrize("data", [{"days": "1000"}, {"days": ""}, {"revoke": "x"}, {}])
def test_odd_links_are_not_made(alice, link, data):
    alice.post(f"{admin_url(Film, 'links')}?draft={Draft.objects.get().pk}", data)
    assert PreviewLink.objects.count() == 1


def test_sharing_is_for_those_who_may_draft(client, alice, film, link):
    writer = make_writer()
    writer.groups.clear()
    client.force_login(writer)
    assert client.post(admin_url(Film, "share", film.pk), {}).status_code == 403
    assert client.get(f"{admin_url(Film, 'links')}?page={film.pk}").status_code == 403


def test_a_shared_preview_leaves_no_revision(client, film, link):
    make_plot_section(film)
    client.get(link)
    assert not Version.objects.exists()
