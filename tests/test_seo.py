"""What machines read: structured data, shared links and their images, feeds, sitemaps, icons."""

import datetime
import io
import json
import re
from xml.etree import ElementTree

import html5lib
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect
from pytest_django.asserts import assertContains, assertNotContains

from films import imaging, share_image
from films.models import Film
from films.share_image import ShareImage
from seo import sitemaps

from .factories import (
    image_file,
    make_character,
    make_company,
    make_country,
    make_credit,
    make_critic,
    make_film,
    make_film_company,
    make_film_country,
    make_film_genre,
    make_film_language,
    make_franchise,
    make_genre,
    make_language,
    make_person,
    make_picture,
    make_publication,
    make_release,
    make_review,
)

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
ATOM = {"atom": "http://www.w3.org/2005/Atom"}
SITEMAP = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def page_at(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return html5lib.parse(response.content, namespaceHTMLElements=False)


def data_of(client, path):
    """Map each kind of schema.org node on a page to that node."""
    scripts = page_at(client, path).iterfind(".//script[@type='application/ld+json']")
    nodes = [json.loads(script.text) for script in scripts]
    for node in nodes:
        assert node.pop("@context") == "https://schema.org"
    kinds = {node.pop("@type"): node for node in nodes}
    assert len(kinds) == len(nodes)
    return kinds


def shared(client, path):
    """(property, content) of what a page says to sites on which it is shared."""
    metas = page_at(client, path).iterfind("head/meta")
    pairs = [(meta.get("property") or meta.get("name"), meta.get("content")) for meta in metas]
    return [(name, content) for name, content in pairs if name and ":" in name]


def xml_at(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own.


def full_film():
    """The second of two films, with all that machines are told of one."""
    film = make_film(
        "Lost Bullet 2",
        original_title="Balle perdue 2",
        original_language=make_language(),
        tagline="Back on the road.",
        runtime_minutes=98,
        poster=make_picture("Poster", alt="A car.", credit="Ada Lens"),
    )
    make_franchise("Lost Bullet", [make_film("Lost Bullet"), film])
    director = make_person("Guillaume Pierret")
    make_credit(film, director, role="director")
    make_credit(film, director, role="writer")
    make_credit(film, director, role="screenplay")
    make_credit(film, make_person("Rémi Leautier"), role="producer")
    make_credit(film, make_person("André Dziezuk"), role="music")
    star = make_person("Stéfi Celma")
    make_credit(film, star, character=make_character("Julia"), is_starring=True, position=1)
    make_credit(film, make_person("Extra"), position=2)
    make_film_company(film, make_company("Inoxy Films"))
    make_film_company(film, make_company("Netflix"), role="distribution")
    make_film_country(film, make_country())
    make_film_language(film, make_language())
    make_film_genre(film, make_genre("Action"))
    make_release(film, "2022-11-10")
    film.links.create(label="IMDb", url="https://www.imdb.com/title/tt15771916/")
    make_review(
        film,
        make_publication("Le Monde"),
        critic=make_critic("Noémie Luciani"),
        url="https://example.org/review",
        published_on="2022-11",
        quote="Ça </script> roule & vite.",
        language=make_language(),
        verdict="positive",
        score_text="3.5/5",
        score_value="3.5",
        score_scale="5",
    )
    make_review(
        film, make_publication("Variety"), critic=make_critic("Jordan Mintzer"), score_text="B+"
    )
    make_review(film, make_publication("Unsigned Weekly"), quote="Good.", verdict="positive")
    return film


def at(kind, slug, name):
    types = {"people": "Person", "companies": "Organization", "publications": "Organization"}
    return {
        "@type": types.get(kind, "Person"),
        "name": name,
        "url": f"{SITE}/{kind}/{slug}/",
    }


# Structured data


def test_film_is_described_in_full(client):
    film = full_film()
    pierret = at("people", "guillaume-pierret", "Guillaume Pierret")
    assert data_of(client, film.get_absolute_url())["Movie"] == {
        "name": "Lost Bullet 2",
        "alternateName": ["Balle perdue 2"],
        "url": f"{SITE}/films/lost-bullet-2/",
        "description": "Back on the road.",
        "image": {
            "@type": "ImageObject",
            "url": SITE + film.poster.file.url,
            "width": 64,
            "height": 40,
            "caption": "A car.",
            "creditText": "Ada Lens",
        },
        "datePublished": "2022-11-10",
        "duration": "PT98M",
        "countryOfOrigin": [{"@type": "Country", "name": "France"}],
        "inLanguage": ["fr"],
        "genre": ["Action"],
        "director": [pierret],
        "author": [pierret],
        "producer": [at("people", "remi-leautier", "Rémi Leautier")],
        "musicBy": [at("people", "andre-dziezuk", "André Dziezuk")],
        "actor": [
            {
                "@type": "PerformanceRole",
                "actor": at("people", "stefi-celma", "Stéfi Celma"),
                "characterName": "Julia",
            },
            at("people", "extra", "Extra"),
        ],
        "productionCompany": [at("companies", "inoxy-films", "Inoxy Films")],
        "sameAs": ["https://www.imdb.com/title/tt15771916/"],
        "position": 2,
        "isPartOf": [
            {
                "@type": "MovieSeries",
                "name": "Lost Bullet",
                "url": f"{SITE}/franchises/lost-bullet/",
            }
        ],
        "review": [
            {
                "@type": "CriticReview",
                "author": at("critics", "noemie-luciani", "Noémie Luciani"),
                "publisher": at("publications", "le-monde", "Le Monde"),
                "url": "https://example.org/review",
                "datePublished": "2022-11",
                "inLanguage": "fr",
                "reviewBody": "Ça </script> roule & vite.",
                "reviewRating": {
                    "@type": "Rating",
                    "ratingValue": 3.5,
                    "bestRating": 5,
                    "worstRating": 0,
                },
            },
            {
                "@type": "CriticReview",
                "author": at("critics", "jordan-mintzer", "Jordan Mintzer"),
                "publisher": at("publications", "variety", "Variety"),
            },
        ],
    }


def test_film_with_nothing_but_a_title_is_described_by_it(client):
    film = make_film("Bare")
    assert data_of(client, film.get_absolute_url())["Movie"] == {
        "name": "Bare",
        "url": f"{SITE}/films/bare/",
    }


def test_film_of_two_series_has_no_one_position(client):
    film = make_film("Crossover")
    make_franchise("Aliens", [make_film("Alien"), film])
    make_franchise("Predators", [film])
    movie = data_of(client, film.get_absolute_url())["Movie"]
    assert [series["name"] for series in movie["isPartOf"]] == ["Aliens", "Predators"]
    assert "position" not in movie


def test_film_is_named_in_the_language_of_the_page(client):
    film = make_film(
        "Lost Bullet",
        original_title="Balle perdue",
        translations={"fr": {"title": "Balle perdue"}},
    )
    make_film_country(film, make_country("DE", "Germany"))
    movie = data_of(client, "/fr/films/lost-bullet/")["Movie"]
    assert (movie["name"], movie["alternateName"]) == ("Balle perdue", ["Lost Bullet"])
    assert movie["url"] == f"{SITE}/fr/films/lost-bullet/"
    assert movie["countryOfOrigin"] == [{"@type": "Country", "name": "Allemagne"}]


def test_score_of_nought_is_a_rating(client):
    film = make_film()
    make_review(film, critic=make_critic(), score_text="0/5", score_value=0, score_scale=5)
    (review,) = data_of(client, film.get_absolute_url())["Movie"]["review"]
    assert review["reviewRating"]["ratingValue"] == 0


def test_franchise_is_a_series_of_its_published_films(client):
    first = make_film("Lost Bullet", original_title="Balle perdue")
    make_release(first, "2020")
    films = [first, make_film("Hidden", status="draft"), make_film("Last Bullet")]
    franchise = make_franchise("Lost Bullet", films, introduction="Three *films*.")
    make_franchise("Another")
    assert data_of(client, franchise.get_absolute_url())["MovieSeries"] == {
        "name": "Lost Bullet",
        "url": f"{SITE}/franchises/lost-bullet/",
        "description": "Three films.",
        "hasPart": [
            {
                "@type": "Movie",
                "name": "Lost Bullet",
                "alternateName": ["Balle perdue"],
                "url": f"{SITE}/films/lost-bullet/",
                "position": 1,
                "datePublished": "2020",
            },
            {
                "@type": "Movie",
                "name": "Last Bullet",
                "url": f"{SITE}/films/last-bullet/",
                "position": 2,
            },
        ],
    }


def test_person_is_described(client):
    person = make_person(
        "Alban Lenoir",
        born_on="1980-08-29",
        biography="A French **actor**.",
        portrait=make_picture("Portrait", alt="A man."),
    )
    person.links.create(label="Wikipedia", url="https://en.wikipedia.org/wiki/Alban_Lenoir")
    make_credit(person=person)
    assert data_of(client, person.get_absolute_url())["Person"] == {
        "name": "Alban Lenoir",
        "url": f"{SITE}/people/alban-lenoir/",
        "description": "A French actor.",
        "image": {
            "@type": "ImageObject",
            "url": SITE + person.portrait.file.url,
            "width": 64,
            "height": 40,
            "caption": "A man.",
        },
        "birthDate": "1980-08-29",
        "sameAs": ["https://en.wikipedia.org/wiki/Alban_Lenoir"],
    }


def urls_of(film):
    """A page of every kind that a full film leads to."""
    credit = film.credits.exclude(character=None).get()
    review = film.reviews.exclude(critic=None).first()
    rows = [
        film,
        film.installments.get().franchise,
        credit.person,
        credit.character,
        film.film_companies.first().company,
        review.publication,
        review.critic,
    ]
    lists = ["/films/", "/people/", "/reviews/", "/search/?q=lost"]
    return [row.get_absolute_url() for row in rows] + lists


def test_breadcrumbs_are_told_as_they_are_shown(client):
    make_franchise("Another")
    paths = urls_of(full_film())
    for path in [*paths, *(f"/fr{path}" for path in paths)]:
        shown = page_at(client, path).iterfind(".//nav[@class='breadcrumbs']/ol/li/*")
        steps = [(step.text, step.get("href") and SITE + step.get("href")) for step in shown]
        told = data_of(client, path)["BreadcrumbList"]["itemListElement"]
        assert [(step["name"], step.get("item")) for step in told] == steps, path
        assert [step["position"] for step in told] == list(range(1, len(steps) + 1)), path


def test_no_rating_is_made_of_critics_scores(client):
    film = full_film()
    for path in urls_of(film):
        assertNotContains(client.get(path), "aggregateRating")


def test_no_text_ends_the_data(client):
    film = full_film()
    html = client.get(film.get_absolute_url()).content.decode()
    (block,) = re.findall(
        r'<script type="application/ld\+json">(\{[^\n]*"Movie".*?)</script>', html
    )
    assert not set(block) & set("<>&")
    assert "\\u003c/script\\u003e" in block


# Shared links


def test_film_is_shared_with_its_facts(client):
    film = full_film()
    told = shared(client, film.get_absolute_url())
    url = dict(told)["og:image"]
    assert re.fullmatch(rf"{SITE}/cards/films/lost-bullet-2\.jpg\?v=[0-9a-f]{{20}}", url)
    assert told == [
        ("og:site_name", "Franchise"),
        ("og:type", "video.movie"),
        ("og:title", "Lost Bullet 2 (2022)"),
        ("og:description", "Back on the road."),
        ("og:url", f"{SITE}/films/lost-bullet-2/"),
        ("og:locale", "en_GB"),
        ("og:locale:alternate", "fr_FR"),
        ("og:image", url),
        ("og:image:type", "image/jpeg"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", "Lost Bullet 2. Lost Bullet, 2/2. Guillaume Pierret, 2022"),
        ("video:director", f"{SITE}/people/guillaume-pierret/"),
        ("video:actor", f"{SITE}/people/stefi-celma/"),
        ("video:actor:role", "Julia"),
        ("video:duration", "5880"),
        ("video:release_date", "2022-11-10"),
        ("twitter:card", "summary_large_image"),
    ]


def test_every_page_is_shared_under_its_own_words_and_url(client):
    make_franchise("Another")
    paths = urls_of(full_film())
    for path in ["/", *paths, *(f"/fr{path}" for path in paths)]:
        html = page_at(client, path)
        told = dict(shared(client, path))
        assert html.findtext("head/title") == f"{told['og:title']} · Franchise", path
        description = html.find("head/meta[@name='description']").get("content")
        assert told["og:description"] == description, path
        assert told["og:url"] == html.find("head/link[@rel='canonical']").get("href"), path
        assert told["og:locale"] == ("fr_FR" if path.startswith("/fr/") else "en_GB"), path
        image = client.get(told["og:image"].removeprefix(SITE))
        assert image.status_code == 200, path
        assert "immutable" in image["Cache-Control"], path


def test_person_is_shared_as_a_profile(client):
    person = make_credit().person
    assert ("og:type", "profile") in shared(client, person.get_absolute_url())


def test_page_that_is_not_there_is_not_shared(client):
    assertNotContains(client.get("/nowhere/"), "og:", status_code=404)


def test_quotation_marks_do_not_end_what_is_shared(client):
    film = make_film('The "Best" & <Worst>', tagline='"Go"')
    told = dict(shared(client, film.get_absolute_url()))
    assert told["og:title"] == 'The "Best" & <Worst>'
    assert told["og:description"] == '"Go"'


# Share images


def image_of(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def picture(width, height, colour="#c8401e", **fields):
    return make_picture(
        width=width, height=height, file=image_file(width, height, colour), **fields
    )


def ink(image, box):
    """How much of a part of an image is dark."""
    histogram = image.crop(box).convert("L").histogram()
    return sum(histogram[:64]) / sum(histogram)


@pytest.mark.parametrize(
    "title",
    [
        "X",
        "L’Été où Stéfi défia les démons",
        "Пуля 中文 ✈ \x0b\u202e",
        "W" * 200,
        "Such a long title that it is cut " * 6,
        "",
    ],
)
@pytest.mark.parametrize("size", [(200, 300), (300, 200), (30, 900), (900, 30), None])
def test_share_image_is_of_one_size_whatever_it_shows(title, size):
    share = ShareImage(title, "Lost Bullet, 1/3", "Guillaume Pierret, 2020", "Franchise")
    if size:
        share = ShareImage(title, picture=picture(*size))
    image = image_of(share.content())
    assert (image.format, image.size, image.mode) == ("JPEG", (1200, 630), "RGB")


def test_share_image_keeps_its_title_off_the_picture_and_on_the_paper():
    image = image_of(ShareImage("W" * 200, picture=picture(400, 600, "#fff")).content())
    assert ink(image, (64, 132, 740, 490)) > 0.1
    assert ink(image, (750, 0, 1200, 630)) == 0
    assert ink(image, (0, 0, 40, 630)) == 0


def test_share_image_with_accents_differs_from_one_without():
    plain, accented = (image_of(ShareImage(title).content()) for title in ("Ete", "Été"))
    assert plain.tobytes() != accented.tobytes()
    polish = image_of(ShareImage("Łódź").content())
    assert polish.tobytes() != image_of(ShareImage("Lodz").content()).tobytes()


def test_share_image_is_the_same_wherever_it_is_drawn():
    share = ShareImage("Balle perdue", "Été", picture=picture(200, 300))
    first = share.content()
    default_storage.delete(f"cards/{share.version}.jpg")
    assert share.content() == first


def test_share_image_is_drawn_once(client, monkeypatch):
    make_film(poster=picture(200, 300))
    first = client.get("/cards/films/lost-bullet.jpg").content
    monkeypatch.setattr(ShareImage, "_drawn", None)
    assert client.get("/cards/films/lost-bullet.jpg").content == first


def test_share_image_is_drawn_anew_where_what_it_shows_has_changed(client):
    film = make_film()
    first = client.get("/cards/films/lost-bullet.jpg")
    make_franchise("Cars", [film])
    second = client.get("/cards/films/lost-bullet.jpg")
    assert first["ETag"] != second["ETag"]
    assert first.content != second.content


def test_share_image_is_kept_for_good_under_its_version_alone(client):
    make_film()
    path = "/cards/films/lost-bullet.jpg"
    answer = client.get(path)
    version = answer["ETag"].strip('"')
    assert answer["Cache-Control"] == "public, max-age=600"
    assert "immutable" in client.get(path, {"v": version})["Cache-Control"]
    assert "immutable" not in client.get(path, {"v": "another"})["Cache-Control"]
    unchanged = client.get(path, headers={"if-none-match": answer["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_share_image_is_not_refused_for_good(client):
    make_film()
    path = "/cards/films/lost-bullet.jpg"
    version = client.get(path)["ETag"].strip('"')
    refused = client.get(path, {"v": version}, headers={"if-match": '"another"'})
    assert (refused.status_code, refused.get("Cache-Control")) == (412, None)


def test_share_image_does_without_a_picture_whose_file_is_gone_or_broken(client):
    gone, broken = picture(200, 300, name="Gone"), picture(200, 300, name="Broken")
    gone.file.storage.delete(gone.file.name)
    with broken.file.storage.open(broken.file.name, "wb") as file:
        file.write(b"nothing")
    for film in (make_film("Gone", poster=gone), make_film("Broken", poster=broken)):
        answer = client.get(f"/cards/films/{film.slug}.jpg")
        assert image_of(answer.content).size == (1200, 630)


def test_share_image_without_its_picture_is_not_kept_once_the_picture_is_back(client):
    poster = picture(200, 300)
    film, storage = make_film(poster=poster), poster.file.storage
    name, content = poster.file.name, poster.file.read()
    storage.delete(name)
    bare = client.get(f"/cards/films/{film.slug}.jpg").content
    imaging.store(storage, name, content)
    assert client.get(f"/cards/films/{film.slug}.jpg").content != bare


def test_share_image_is_shown_where_it_cannot_be_kept(client, monkeypatch):
    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(imaging, "store", full)
    make_film()
    assert image_of(client.get("/cards/films/lost-bullet.jpg").content).size == (1200, 630)


@pytest.mark.parametrize("kind", ["films", "franchises", "people"])
def test_only_what_is_published_has_a_share_image(client, kind):
    make_film("Hidden", status="draft")
    make_franchise("Hidden", status="draft")
    make_person("Hidden")
    assert client.get(f"/cards/{kind}/hidden.jpg").status_code == 404
    assert client.get(f"/cards/{kind}/nothing.jpg").status_code == 404


def test_share_image_speaks_the_language_of_its_url(client):
    make_film("Lost Bullet", translations={"fr": {"title": "Balle perdue"}})
    english = client.get("/cards/films/lost-bullet.jpg")
    french = client.get("/fr/cards/films/lost-bullet.jpg")
    assert english["ETag"] != french["ETag"]


@pytest.mark.parametrize("names", [("W" * 200,) * 200, ("\ufdfa" * 200,)])
def test_text_of_any_length_is_cut(names):
    text = ", ".join(names)
    drawn = ShareImage(text, above=text, below=text).content()
    assert image_of(drawn).size == (1200, 630)


@pytest.mark.parametrize(
    ("text", "space", "shortened"),
    [
        ("Wide", 300, "Wide"),
        ("Wide", 60, "W…"),
        ("A Bcdef", 72, "A…"),
        ("Wide", 1, "…"),
        ("", 0, ""),
    ],
)
def test_line_is_cut_with_an_ellipsis_where_it_must_be(text, space, shortened):
    assert share_image._shortened(text, share_image.LINE, 30, space) == shortened


def test_letters_that_the_fonts_lack_are_spelled_out():
    assert share_image._words("Сет Łódź 中\x01") == "Set Łódź Zhong"


# Feeds


def test_franchise_feed_tells_its_latest_changes_first(client):
    film = make_film("Lost Bullet", tagline="Fast & loud.")
    hidden = make_film("Hidden", status="draft")
    franchise = make_franchise("Cars", [film, hidden], introduction="*Three* cars.")
    make_film("Elsewhere")
    make_review(film, make_publication("Variety"), quote="It drives.")
    make_review(film, make_publication("Hidden Paper"), status="draft")
    film.save()
    feed = xml_at(client, "/feeds/franchises/cars/")
    titles = [title.text for title in feed.iterfind("atom:entry/atom:title", ATOM)]
    links = [link.get("href") for link in feed.iterfind("atom:entry/atom:link", ATOM)]
    texts = [text.text for text in feed.iterfind("atom:entry/atom:summary", ATOM)]
    assert titles == ["Lost Bullet", "Lost Bullet: Variety", "Cars"]
    assert texts == ["Fast &amp; loud.", "It drives.", "Three cars."]
    assert links == [
        f"{SITE}/films/lost-bullet/",
        f"{SITE}/films/lost-bullet/#review-variety.unsigned",
        f"{SITE}/franchises/cars/",
    ]
    film.refresh_from_db()
    updated = feed.findtext("atom:updated", namespaces=ATOM)
    assert datetime.datetime.fromisoformat(updated) == film.changed_at
    assertContains(client.get(franchise.get_absolute_url()), "/feeds/franchises/cars/")


def test_franchise_feed_tells_a_scheduled_film_when_it_appears(client):
    now = timezone.now()
    film = make_film("Scheduled", publish_at=now - datetime.timedelta(hours=1))
    franchise = make_franchise("Cars", [film, make_film("Later")])
    long_ago = now - datetime.timedelta(days=30)
    Film.objects.update(changed_at=long_ago)
    type(franchise).objects.update(changed_at=long_ago)
    feed = xml_at(client, "/feeds/franchises/cars/")
    assert feed.findtext("atom:entry/atom:title", namespaces=ATOM) == "Scheduled"


def test_every_feed_holds_what_atom_asks_for(client):
    film = make_film("Lost Bullet")
    make_release(film, "2020-06-19")
    make_review(film, quote="It drives.", published_on="2020-06-21")
    make_franchise("Cars", [film])
    feeds = [xml_at(client, f"/feeds/{path}/") for path in ("films", "reviews", "franchises/cars")]
    for feed in feeds:
        assert feed.findtext("atom:author/atom:name", namespaces=ATOM) == "Franchise"
        entries = feed.findall("atom:entry", ATOM)
        assert entries
        for entry in entries:
            assert entry.findtext("atom:updated", namespaces=ATOM)
        ids = [element.text for element in feed.iter(f"{{{ATOM['atom']}}}id")]
        assert len(ids) == len(set(ids)) == len(entries) + 1
    updated = feeds[0].findtext("atom:entry/atom:updated", namespaces=ATOM)
    assert datetime.datetime.fromisoformat(updated) == film.changed_at


def test_review_of_the_future_is_not_in_the_feed(client):
    make_review(published_on="9999-12-31")
    assert xml_at(client, "/feeds/reviews/").find("atom:entry", ATOM) is None


@pytest.mark.parametrize("character", ["\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_write_is_left_out_of_a_feed(client, character):
    film = make_film("Lost Bullet", tagline=f"Fast{character}er.")
    make_release(film, "2020")
    feed = xml_at(client, "/feeds/films/")
    assert feed.findtext("atom:entry/atom:summary", namespaces=ATOM) == "Faster."


def test_draft_franchise_has_no_feed(client):
    make_franchise("Hidden", status="draft")
    assert client.get("/feeds/franchises/hidden/").status_code == 404


def test_franchise_feed_asks_as_many_queries_for_one_film_as_for_many(
    client, django_assert_num_queries
):
    franchise = make_franchise("Cars", [make_film("Zero")])
    for number in range(5):
        film = make_film(f"Film {number}")
        franchise.installments.create(film=film, position=number + 2)
        make_review(film, make_publication(f"Paper {number}"))
    with django_assert_num_queries(4):
        client.get("/feeds/franchises/cars/")


def test_feeds_speak_the_language_of_their_url(client):
    film = make_film("Lost Bullet", translations={"fr": {"title": "Balle perdue"}})
    make_release(film, "2020")
    feed = xml_at(client, "/fr/feeds/films/")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert feed.findtext("atom:entry/atom:title", namespaces=ATOM) == "Balle perdue"
    link = feed.find("atom:entry/atom:link", ATOM).get("href")
    assert link == f"{SITE}/fr/films/lost-bullet/"


# Sitemaps


def test_sitemap_gives_each_page_in_each_language_with_the_others(client):
    make_film("En", slug="en")
    urls = list(xml_at(client, "/sitemap-film.xml").iterfind("map:url", SITEMAP))
    own, french = f"{SITE}/films/en/", f"{SITE}/fr/films/en/"
    assert [url.findtext("map:loc", namespaces=SITEMAP) for url in urls] == [own, french]
    for url in urls:
        alternates = {
            link.get("hreflang"): link.get("href") for link in url.iterfind("xhtml:link", SITEMAP)
        }
        assert alternates == {"en": own, "fr": french, "x-default": own}


def test_sitemap_says_when_a_film_and_a_franchise_last_changed(client):
    film = make_film()
    make_credit(film)
    make_franchise(films=[film])
    changed_at = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
    Film.objects.update(changed_at=changed_at)
    url = xml_at(client, "/sitemap-film.xml").find("map:url", SITEMAP)
    assert url.findtext("map:lastmod", namespaces=SITEMAP) == "2026-01-31"
    assertContains(client.get("/sitemap-franchise.xml"), "<lastmod>")
    assertNotContains(client.get("/sitemap-person.xml"), "<lastmod>")
    index = {
        sitemap.findtext("map:loc", namespaces=SITEMAP): sitemap.findtext(
            "map:lastmod", namespaces=SITEMAP
        )
        for sitemap in xml_at(client, "/sitemap.xml")
    }
    assert index[f"{SITE}/sitemap-film.xml"] == "2026-01-31T12:00:00+00:00"
    assert index[f"{SITE}/sitemap-person.xml"] is None


@pytest.mark.parametrize(("changed", "opened", "latest"), [(1, 2, 2), (2, 1, 2), (1, None, 1)])
def test_sitemap_changed_when_a_film_was_last_saved_or_opened(changed, opened, latest):
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    make_film("Draft", status="draft")
    film = make_film(publish_at=opened and day.replace(day=opened))
    Film.objects.filter(pk=film.pk).update(changed_at=day.replace(day=changed))
    assert sitemaps.SITEMAPS["film"].get_latest_lastmod() == day.replace(day=latest)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL decides by the numbers.")
def test_when_the_last_film_changed_is_read_from_the_ends_of_indexes():
    make_film()
    with CaptureQueriesContext(connection) as captured:
        Film.objects.published().last_updated_at()
    with connection.cursor() as cursor:
        for query, index in zip(captured, ("film_by_change", "film_by_publish_at"), strict=True):
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            [(*_ids, plan)] = cursor.fetchall()
            assert plan.startswith(f"SEARCH films_film USING INDEX {index}")


def test_long_sitemap_has_pages_that_each_read_their_own_rows(
    client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(sitemaps.SiteSitemap, "limit", 2)
    for number in range(5):
        make_film(f"Film {number}")
    index = xml_at(client, "/sitemap.xml")
    locations = [element.text for element in index.iterfind("map:sitemap/map:loc", SITEMAP)]
    films = [location for location in locations if "/sitemap-film.xml" in location]
    assert films == [f"{SITE}/sitemap-film.xml{query}" for query in ("", "?p=2", "?p=3")]
    for path, count in zip(films, (4, 4, 2), strict=True):
        with django_assert_num_queries(2):
            urls = xml_at(client, path.removeprefix(SITE)).findall("map:url", SITEMAP)
        assert len(urls) == count
    assert client.get("/sitemap-film.xml?p=4").status_code == 404
    assert client.get("/sitemap-film.xml?p=x").status_code == 404


def test_sitemaps_may_be_kept_for_an_hour(client):
    for path in ("/sitemap.xml", "/sitemap-lists.xml"):
        assert client.get(path)["Cache-Control"] == "public, max-age=3600"


def test_sitemaps_are_at_the_sites_own_url_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_film()
    for path in ("/sitemap.xml", "/sitemap-film.xml"):
        response = client.get(path, headers={"host": "elsewhere.example"})
        assertContains(response, f"<loc>{SITE}/")
        assertNotContains(response, "elsewhere")


def test_empty_sitemaps_are_sitemaps(client):
    index = xml_at(client, "/sitemap.xml")
    for location in index.iterfind("map:sitemap/map:loc", SITEMAP):
        xml_at(client, location.text.removeprefix(SITE))


# Icons, manifest, search


def test_manifest_names_icons_of_the_size_that_they_have(client):
    response = client.get("/site.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    content = response.json()
    assert (content["name"], content["start_url"]) == ("Franchise", "/")
    for icon in content["icons"]:
        file = client.get(icon["src"])
        assert file.status_code == 200, icon
        if icon["type"] == "image/png":
            image = image_of(b"".join(file))
            assert "x".join(map(str, image.size)) == icon["sizes"]
    assert client.get("/fr/site.webmanifest").json()["start_url"] == "/fr/"


def test_every_file_that_a_page_names_for_browsers_is_there(client):
    for link in page_at(client, "/").iterfind("head/link"):
        if link.get("rel") != "canonical":
            assert client.get(link.get("href")).status_code == 200, link.get("href")


def test_browsers_can_search_the_site_from_their_own_field(client):
    space = {"os": "http://a9.com/-/spec/opensearch/1.1/"}
    description = xml_at(client, "/opensearch.xml")
    assert description.tag == "{http://a9.com/-/spec/opensearch/1.1/}OpenSearchDescription"
    assert len(description.findtext("os:ShortName", namespaces=space)) <= 16
    (search,) = (u for u in description.iterfind("os:Url", space) if u.get("type") == "text/html")
    assert search.get("template") == f"{SITE}/search/?q={{searchTerms}}"
    make_film("Lost Bullet")
    path = search.get("template").removeprefix(SITE).replace("{searchTerms}", "lost")
    assertContains(client.get(path), "/films/lost-bullet/")


def test_favicon_is_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico", follow=True)
    assert image_of(b"".join(response)).size == (32, 32)


# In a browser


@pytest.mark.django_db(transaction=True)
def test_a_browsers_policy_lets_the_data_stand(page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    film = full_film()
    make_franchise("Another")
    for path in urls_of(film):
        page.goto(path)
        expect(page.locator('script[type="application/ld+json"]').first).to_be_attached()
    assert complaints == []
