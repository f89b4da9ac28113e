"""Editors paste an article, read what becomes of it, and get a draft film to check."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from exchange.models import PendingUpload
from films.models import Film, Source
from franchise.models import Installment
from reviews.models import Review

from .factories import make_film, make_franchise
from .test_content_admin import sent_by

pytestmark = pytest.mark.django_db

PAGE = reverse("article_import")
ARTICLE = """= Night Tram (2019 film) =

Night Tram
- Director: Odile Marchetti
- Starring: Jan Kowal
- Country: Poland
- Released: 2019-03-08
- Shoe size: 43

Night Tram is a 2019 film about a driver on the last line.

== Plot ==
Marek (Jan Kowal) drives the last tram of the night and finds a suitcase on the back seat.

== Reception ==
Ewa Lis of Evening Post called it "a quiet little film that keeps its doors open".
"""


@pytest.fixture(autouse=True)
def upload_storage(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def paste(client, text=ARTICLE, **fields):
    return client.post(PAGE, {"text": text, **fields})


def test_article_becomes_a_plan_and_then_a_draft_film(alice):
    plan = alice.get(paste(alice)["Location"])
    assertContains(plan, "Night Tram")
    assert not Film.objects.exists()
    done = alice.post(plan.request["PATH_INFO"], sent_by(plan), follow=True)
    film = Film.objects.get()
    assert (film.title, film.status) == ("Night Tram", "draft")
    assert Review.objects.get().verdict == ""
    assertContains(done, reverse("admin:films_film_change", args=[film.pk]))


def test_what_found_no_place_is_told_until_the_file_is_discarded(alice):
    url = paste(alice)["Location"]
    plan = alice.get(url)
    assertContains(plan, "Not placed")
    assertContains(plan, "Shoe size: 43")
    done = alice.post(url, sent_by(plan), follow=True)
    assertContains(done, "Shoe size: 43")
    assertContains(done, "Nothing to apply")
    alice.post(url, {"discard": "1"})
    assert not PendingUpload.objects.exists()


def test_article_as_a_file(alice):
    file = SimpleUploadedFile("article.txt", ARTICLE.encode())
    assertContains(alice.get(alice.post(PAGE, {"file": file})["Location"]), "Night Tram")


def test_article_goes_into_a_franchise_and_tells_where_it_is_from(alice):
    make_franchise("Trams")
    fields = {
        "franchise": "trams",
        "source_url": "https://example.org/wiki/Night_Tram",
        "publisher": "An encyclopedia",
        "licence": "CC BY-SA 4.0",
    }
    url = paste(alice, **fields)["Location"]
    alice.post(url, sent_by(alice.get(url)))
    assert Installment.objects.get().film.title == "Night Tram"
    assert Film.objects.get().text_source == Source.objects.get()
    assert Source.objects.get().licence == "CC BY-SA 4.0"


def test_article_of_a_film_that_is_here_fills_in_what_is_empty(alice):
    make_film("Night Tram", status="draft", tagline="By hand.")
    assertContains(paste(alice), "Which film is “Night Tram”")
    url = paste(alice, film="night-tram")["Location"]
    alice.post(url, sent_by(alice.get(url)))
    film = Film.objects.get()
    assert (film.tagline, bool(film.lead)) == ("By hand.", True)


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({}, "Paste the article, or choose its file."),
        ({"text": "   "}, "Paste the article, or choose its file."),
        ({"text": "x" * 600_000}, "500,000 bytes"),
        ({"text": "No title at all"}, ""),
        ({"file": SimpleUploadedFile("a.txt", b"\xff\xfe=\x00")}, "UTF-16"),
        ({"file": SimpleUploadedFile("a.txt", b"= caf\xe9 =")}, "not in UTF-8"),
        ({"text": ARTICLE, "franchise": "none"}, "Select a valid choice"),
        ({"text": ARTICLE, "source_url": "no address"}, "Enter a valid URL"),
    ],
)
def test_what_cannot_be_read_is_told_and_what_was_pasted_stays(alice, sent, problem):
    page = alice.post(PAGE, sent)
    assertContains(page, problem)
    assertContains(page, 'class="problem"')
    if "text" in sent and sent["text"] == ARTICLE:
        assertContains(page, "finds a suitcase")
    assert not PendingUpload.objects.exists()


def test_others_than_editors_are_refused(client, wanda):
    assert wanda.get(PAGE).status_code == 403
    assert paste(wanda).status_code == 403
    assert client.get(PAGE).status_code == 302


def test_page_is_found_from_import_and_export(alice):
    assertContains(alice.get(reverse("content_transfer")), f'href="{PAGE}"')
    assertNotContains(alice.get(PAGE), 'class="problem"')
