"""What holds on every public page: policy, caching, validity, URLs, errors, queries."""

from wsgiref.util import setup_testing_defaults

import html5lib
import pytest
from django.core.servers.basehttp import get_internal_wsgi_application
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from .factories import (
    make_article_section,
    make_character,
    make_company,
    make_country,
    make_credit,
    make_critic,
    make_editor,
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
    make_publication,
    make_release,
    make_review,
    make_source,
)

pytestmark = pytest.mark.django_db


def make_full_film(title, franchise, parts=1):
    """A film with a poster and `parts` of everything that a film can have."""
    film = make_film(title, poster=make_picture(f"{title}, poster"), lead="A film.[^src]")
    franchise.installments.create(film=film, position=film.pk)
    source = make_source(key=f"src-{film.pk}")
    for number in range(parts):
        name = f"{title} {number}"
        lino = make_character(f"Character of {name}")
        make_credit(film, make_person(f"Actor of {name}"), character=lino, source=source)
        make_credit(film, make_person(f"Director of {name}"), role="director")
        make_plot_section(film, name).appearances.create(character=lino)
        make_article_section(film, name, body=f"True.[^{source.key}]")
        company = make_company(f"Company of {name}")
        make_film_company(film, company)
        country = make_country(f"{chr(65 + film.pk % 26)}{chr(65 + number % 26)}", name)
        make_film_country(film, country)
        make_film_language(film, make_language(f"aa-{film.pk}{number:03}", name))
        make_film_genre(film, make_genre(f"Genre of {name}"))
        make_release(film, "2020", event=name, company=company, country=country, source=source)
        make_figure(film, period=name, source=source)
        make_film_picture(film, make_picture(f"Still of {name}"))
        film.links.create(label=name, url=f"https://example.org/{film.pk}/{number}")
        make_review(
            film,
            make_publication(f"Paper of {name}"),
            critic=make_critic(f"Critic of {name}"),
            quote="Good.",
            verdict="positive",
            language=make_language("en", "English"),
        )
    return film


@pytest.fixture
def pages():
    """The URL of every kind of page, on a site with a film that has everything twice."""
    make_source(key="src")
    franchise = make_franchise("Numbers", hero=make_picture("Hero"), introduction="Films.[^src]")
    film = make_full_film("One", franchise, parts=2)
    make_full_film("Two", franchise)
    make_franchise("Another")
    credit = film.credits.get(role="cast", position=0, person__name="Actor of One 0")
    review = film.reviews.first()
    return {
        "home": "/",
        "franchise_detail": franchise.get_absolute_url(),
        "film_list": "/films/",
        "film_detail": film.get_absolute_url(),
        "person_list": "/people/",
        "person_detail": credit.person.get_absolute_url(),
        "character_detail": credit.character.get_absolute_url(),
        "company_detail": film.film_companies.first().company.get_absolute_url(),
        "review_list": "/reviews/",
        "publication_detail": review.publication.get_absolute_url(),
        "critic_detail": review.critic.get_absolute_url(),
        "search": "/search/?q=one",
        "not_found": "/nowhere/",
    }


def test_every_page_has_a_title_a_description_and_its_canonical_url(client, pages):
    titles = set()
    for name, path in pages.items():
        if name == "not_found":
            continue
        html = html5lib.parse(client.get(path).content, namespaceHTMLElements=False)
        titles.add(html.findtext("head/title"))
        description = html.find("head/meta[@name='description']").get("content")
        canonical = html.find("head/link[@rel='canonical']").get("href")
        assert description.strip(), name
        assert canonical == "http://127.0.0.1:8000" + path.partition("?")[0], name
        assert name == "home" or html.find(".//nav[@class='breadcrumbs']") is not None, name
        assert len(html.findall(".//h1")) == 1, name
    assert len(titles) == len(pages) - 1


def test_a_later_page_is_its_own_and_a_filtered_one_is_not(client):
    person = make_person()
    for number in range(30):
        make_credit(make_film(f"Film {number}"), person)

    def canonical(path):
        html = html5lib.parse(client.get(path).content, namespaceHTMLElements=False)
        return html.find("head/link[@rel='canonical']").get("href")

    site = "http://127.0.0.1:8000"
    assert canonical("/films/?page=2") == f"{site}/films/?page=2"
    assert canonical("/films/?page=1") == f"{site}/films/"
    assert canonical("/films/?order=title&page=2") == f"{site}/films/"
    assert canonical(f"{person.get_absolute_url()}?page=2") == f"{site}/people/alban-lenoir/?page=2"


def test_every_page_is_valid_html(client, pages):
    for path in pages.values():
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(client.get(path).content)


def test_no_id_is_given_twice_on_a_page(client, pages):
    for path in pages.values():
        html = html5lib.parse(client.get(path).content, namespaceHTMLElements=False)
        ids = [element.get("id") for element in html.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), path


def test_every_link_within_the_site_leads_somewhere(client, pages):
    seen, todo = set(), ["/"]
    while todo:
        path = todo.pop()
        if path in seen or path.startswith(("/static/", "/media/", "/admin/")):
            continue
        seen.add(path)
        response = client.get(path)
        assert response.status_code == 200, path
        if not response["Content-Type"].startswith("text/html"):
            continue
        html = html5lib.parse(response.content, namespaceHTMLElements=False)
        for link in html.iter("a"):
            target = link.get("href").partition("#")[0]
            if target.startswith("?"):
                target = path.partition("?")[0] + target
            if target.startswith("/") and target.count("&") < 2:
                todo.append(target)
    assert len(seen) > 30


def test_no_page_sets_a_cookie_or_varies_on_one(client, pages):
    for path in pages.values():
        response = client.get(path)
        assert not response.cookies, path
        assert "cookie" not in response.get("Vary", "").lower(), path


@pytest.mark.parametrize(
    "path", ["/films/", "/api/v1/films/", "/feeds/films/", "/cards/site.jpg", "/nowhere/"]
)
def test_cookies_are_read_in_the_admin_alone(client, path):
    client.cookies["session"] = "x"
    response = client.get(path)
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
    assert client.get("/admin/login/").cookies["session"]["max-age"] == 0


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, br", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("br, gzip ; Q=0.000, identity", None),
        ("identity", None),
    ],
)
def test_a_page_is_compressed_only_for_who_accepts_it(client, accepted, encoding):
    response = client.get("/films/", headers={"accept-encoding": accepted})
    assert response.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in response["Vary"]


def test_no_page_needs_inline_script_or_style(client, pages):
    for path in pages.values():
        response = client.get(path)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "nonce" not in policy
        html = html5lib.parse(response.content, namespaceHTMLElements=False)
        for element in html.iter():
            assert element.tag != "style", path
            assert not any(name == "style" or name.startswith("on") for name in element.attrib)
            is_data = element.get("type") == "application/ld+json"
            assert element.tag != "script" or element.get("src") or is_data, path


# Numbers of queries

LISTS = ["home", "film_list", "person_list", "review_list", "search"]
PAGES = ["franchise_detail", "person_detail", "company_detail", "publication_detail"]


def queries_of(client, path, django_assert_max_num_queries, limit):
    with django_assert_max_num_queries(limit) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["film_detail", *LISTS, *PAGES])
def test_a_page_asks_as_many_queries_for_one_row_as_for_many(
    client, name, django_assert_max_num_queries
):
    # Search asks for titles, for words of titles and for all words in turn, and each table once.
    limit = {"film_detail": 16, "search": 11}.get(name, 8)
    franchise = make_franchise("Numbers", introduction="x[^src]", hero=make_picture("Hero"))
    make_franchise("Others")
    make_source(key="src")
    film = make_full_film("One", franchise, parts=1)
    person = film.credits.get(role="cast").person
    path = {
        "home": "/",
        "film_list": "/films/",
        "person_list": "/people/",
        "review_list": "/reviews/",
        "search": "/search/?q=of",
        "film_detail": film.get_absolute_url(),
        "franchise_detail": franchise.get_absolute_url(),
        "person_detail": person.get_absolute_url(),
        "company_detail": film.film_companies.get().company.get_absolute_url(),
        "publication_detail": film.reviews.get().publication.get_absolute_url(),
    }[name]
    before = queries_of(client, path, django_assert_max_num_queries, limit)
    for title in ("Two", "Three"):
        other = make_full_film(title, franchise, parts=3)
        make_credit(other, person)
        make_film_company(other, film.film_companies.get().company)
        make_review(other, film.reviews.get().publication)
        make_franchise(f"Series {title}", [other], hero=make_picture(f"Hero of {title}"))
    for number in range(3):
        make_credit(film, make_person(f"Extra {number}"), character=make_character(f"E {number}"))
        make_plot_section(film, f"More {number}").appearances.create(character=make_character("E"))
        make_review(film, make_publication(f"More {number}"))
    assert queries_of(client, path, django_assert_max_num_queries, limit) == before


def test_the_lists_stay_within_their_queries_with_300_rows(client, django_assert_max_num_queries):
    franchise = make_franchise("Numbers")
    make_franchise("Others")
    for number in range(300):
        film = make_film(f"Film {number}")
        franchise.installments.create(film=film, position=number)
        make_credit(film, make_person(f"Person {number}"))
        make_review(film, make_publication(f"Paper {number}"))
    for path in ("/", "/films/", "/people/", "/reviews/", "/search/?q=film"):
        queries_of(client, path, django_assert_max_num_queries, 8)


# URLs for machines


def test_the_sitemap_lists_what_is_published(client, pages):
    make_film("Hidden", status="draft")
    assertContains(client.get("/sitemap.xml"), "/sitemap-film.xml")
    films = client.get("/sitemap-film.xml")
    assertContains(films, "<loc>http://127.0.0.1:8000/films/one/</loc>")
    assert b"hidden" not in films.content


def test_robots_are_kept_from_admin_and_search_and_shown_the_sitemap(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /fr/search/",
        "Sitemap: http://127.0.0.1:8000/sitemap.xml",
    ]


def test_the_feeds_tell_of_new_films_and_reviews(client):
    film = make_film("Lost Bullet", tagline="Fast.")
    make_release(film, "2020-06")
    make_review(film, quote="It drives.", published_on="2020-06-21")
    make_release(make_film("Hidden", status="draft"), "2021")
    films, reviews = client.get("/feeds/films/"), client.get("/feeds/reviews/")
    assertContains(films, '<link href="http://127.0.0.1:8000/films/lost-bullet/"')
    assertContains(films, "2020-06-01T00:00:00+00:00")
    assertContains(films, "Fast.")
    assert b"Hidden" not in films.content
    assertContains(reviews, "It drives.")


def test_a_feed_is_escaped_once_and_knows_no_future(client):
    make_release(make_film("Fast & <Loud>", tagline="A <b>bold</b> one."), "2020")
    make_release(make_film("Announced"), "2999")
    feed = client.get("/feeds/films/")
    assertContains(feed, "<title>Fast &amp; &lt;Loud&gt;</title>")
    assertContains(feed, "A &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; one.")
    assert b"Announced" not in feed.content


def test_a_control_character_does_not_take_a_feed_down(client):
    film = make_film("Lost\x0bBullet", tagline="A\x01b")
    make_release(film, "2020")
    make_review(film, quote="It\x0b drives.", published_on="2020")
    assertContains(client.get("/feeds/films/"), "LostBullet")
    assertContains(client.get("/feeds/reviews/"), "It drives.")


def test_empty_feeds_are_feeds_and_stay_as_they_are(client):
    never = "<updated>1970-01-01T00:00:00+00:00</updated>"
    assertContains(client.get("/feeds/films/"), never)
    assertContains(client.get("/feeds/reviews/"), never)


def test_health_and_readiness_are_told_without_being_kept(client):
    for path in ("/healthz", "/readyz"):
        response = client.get(path)
        assert (response.status_code, response.content) == (200, b"ok\n")
        assert response["Cache-Control"] == "no-store"


def test_health_names_the_version_that_runs(client, settings):
    settings.VERSION = "1.2.3"
    assert client.get("/healthz")["Franchise-Version"] == "1.2.3"


def test_pictures_are_served_for_good_under_their_random_name(client):
    picture = make_picture()
    response = client.get(picture.file.url, headers={"accept-encoding": "gzip"})
    assert b"".join(response.streaming_content) == picture.file.read()
    assert "immutable" in response["Cache-Control"]
    assert "Content-Encoding" not in response
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("../settings.py", 400),
        ("%2e%2e/db.sqlite3", 400),
        ("", 404),
        ("gone.jpg", 404),
        ("a" * 300, 404),
    ],
)
def test_nothing_but_pictures_is_served(client, path, status):
    assert client.get(f"/media/{path}").status_code == status


# Errors


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_every_error_is_told_with_its_status_a_title_and_a_way_on(rf, name):
    content = render_to_string(f"{name}.html", request=rf.get("/"))
    html = html5lib.parse(content, namespaceHTMLElements=False)
    told = html.find(".//div[@class='error']")
    status, title, advice, way_on = ("".join(part.itertext()) for part in told)
    assert status == name[:3]
    assert html.findtext("head/title") == f"{title} · Franchise"
    assert advice.endswith(".")
    assert way_on == "Go to the home page or search the site."
    assert html.find("head/meta[@name='robots']").get("content") == "noindex"
    assert html.find("head/link[@rel='canonical']") is None


def test_a_missing_page_is_told_in_the_sites_own_design(client):
    response = client.get("/films/nowhere/")
    assertContains(response, "Page not found", status_code=404)
    assertContains(response, 'class="site-header"', status_code=404)


def test_a_fault_of_ours_is_told_in_the_sites_own_design(monkeypatch):
    monkeypatch.setattr("franchise.views.Film.objects", None)
    response = Client(raise_request_exception=False).get("/films/")
    assertContains(response, "Something went wrong", status_code=500)


def test_a_form_without_its_token_is_refused_in_the_sites_own_design():
    response = Client(enforce_csrf_checks=True).post(reverse("admin:login"), {"username": "x"})
    assertContains(response, "The form could not be verified", status_code=403)


def test_an_unknown_host_is_a_bad_request(client):
    assertContains(
        client.get("/", headers={"host": "evil.example"}),
        "Bad request",
        status_code=400,
    )


@pytest.mark.parametrize("path", ["/", "/api/v1/films/", "/nowhere/"])
@pytest.mark.parametrize("charset", ["charset*=bogus''x%ff", "charset*=utf-8''a%00"])
def test_a_content_type_that_cannot_be_read_is_a_bad_request(path, charset):
    environ = {"PATH_INFO": path, "CONTENT_TYPE": f"text/plain; {charset}"}
    setup_testing_defaults(environ)
    application, statuses = get_internal_wsgi_application(), []
    body = b"".join(application(environ, lambda status, headers: statuses.append(status)))
    assert statuses == ["400 Bad Request"]
    assert b"Bad request" in body


def test_log_in_without_a_page_in_mind_leads_to_the_dashboard(client):
    make_editor()
    fields = {"username": "editor", "password": "a long pass phrase"}
    assertRedirects(client.post(reverse("admin:login"), fields), reverse("admin:index"))


def test_guessing_passwords_is_stopped_with_429(client, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(reverse("admin:login"), {"username": "editor", "password": "guess"})
    response = client.post(reverse("admin:login"), {"username": "editor", "password": "guess"})
    assertContains(response, "Too many attempts", status_code=429)
