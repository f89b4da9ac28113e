"""Rows for tests: each factory makes what it needs, so that a test states only what matters."""

import hashlib
import io

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from PIL import Image

from films.models import (
    ArticleSection,
    Character,
    Company,
    Country,
    Credit,
    Figure,
    Film,
    FilmCompany,
    FilmCountry,
    FilmGenre,
    FilmLanguage,
    FilmPicture,
    Genre,
    Language,
    Person,
    Picture,
    PlotSection,
    Release,
    Source,
)
from franchise.models import Franchise, Installment
from franchise.roles import make_roles
from reviews.models import Critic, Publication, Review


def make_film(title="Lost Bullet", **fields):
    """A published film, unless `status` says otherwise."""
    return Film.objects.create(title=title, **{"status": "published", **fields})


def make_person(name="Alban Lenoir", **fields):
    return Person.objects.create(name=name, **fields)


def make_character(name="Lino", **fields):
    return Character.objects.create(name=name, **fields)


def make_credit(film=None, person=None, role="cast", **fields):
    return Credit.objects.create(
        film=film or make_film(), person=person or make_person(), role=role, **fields
    )


def make_plot_section(film=None, heading="The robbery", **fields):
    fields = {"body": "Lino drives a Clio through a wall.", **fields}
    return PlotSection.objects.create(film=film or make_film(), heading=heading, **fields)


def make_article_section(film=None, heading="Production", **fields):
    fields = {"body": "Shooting began in Sète.", **fields}
    return ArticleSection.objects.create(film=film or make_film(), heading=heading, **fields)


def make_company(name="Inoxy Films", **fields):
    return Company.objects.create(name=name, **fields)


def make_film_company(film=None, company=None, role="production", **fields):
    return FilmCompany.objects.create(
        film=film or make_film(), company=company or make_company(), role=role, **fields
    )


def make_country(code="FR", name="France"):
    return Country.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_film_country(film=None, country=None, **fields):
    return FilmCountry.objects.create(
        film=film or make_film(), country=country or make_country(), **fields
    )


def make_language(code="fr", name="French"):
    return Language.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_film_language(film=None, language=None, **fields):
    return FilmLanguage.objects.create(
        film=film or make_film(), language=language or make_language(), **fields
    )


def make_genre(name="Action", **fields):
    return Genre.objects.create(name=name, **fields)


def make_film_genre(film=None, genre=None, **fields):
    return FilmGenre.objects.create(film=film or make_film(), genre=genre or make_genre(), **fields)


def make_release(film=None, released_on="2020-06-19", **fields):
    return Release.objects.create(film=film or make_film(), released_on=released_on, **fields)


def make_figure(film=None, kind="viewers", amount=37_000_000, **fields):
    fields = {"unit": "" if kind == "viewers" else "EUR", **fields}
    return Figure.objects.create(film=film or make_film(), kind=kind, amount=amount, **fields)


def make_source(title="A French action film", **fields):
    """A source whose key no other has, unless `key` is given."""
    fields = {"key": f"source-{Source.objects.count() + 1}", **fields}
    return Source.objects.create(title=title, **fields)


def image_file(width=64, height=40, colour="#c8401e", image_format="PNG", name=None):
    """A real image of one colour, as an upload brings it."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, image_format)
    return ContentFile(stream.getvalue(), name or f"still.{image_format.lower()}")


def make_picture(name="Lost Bullet, still", width=64, height=40, **fields):
    """A picture whose file is in storage, with its true size and checksum."""
    file = fields.pop("file", None) or image_file(width, height)
    fields = {"alt": "A red car leaps over a canal.", **fields}
    return Picture.objects.create(
        name=name,
        file=file,
        sha256=hashlib.sha256(file.read()).hexdigest(),
        width=width,
        height=height,
        **fields,
    )


def make_film_picture(film=None, picture=None, **fields):
    return FilmPicture.objects.create(
        film=film or make_film(), picture=picture or make_picture(), **fields
    )


def make_publication(name="The Hollywood Reporter", **fields):
    return Publication.objects.create(name=name, **fields)


def make_critic(name="Jordan Mintzer", **fields):
    return Critic.objects.create(name=name, **fields)


def make_review(film=None, publication=None, **fields):
    """A published review in a publication of its own, unless fields say otherwise."""
    return Review.objects.create(
        film=film or make_film(),
        publication=publication or make_publication(),
        **{"status": "published", **fields},
    )


def make_franchise(title="Lost Bullet", films=(), **fields):
    """A published franchise with `films` as its installments, in that order."""
    franchise = Franchise.objects.create(title=title, **{"status": "published", **fields})
    for position, film in enumerate(films, start=1):
        make_installment(franchise, film, position=position)
    return franchise


def make_installment(franchise=None, film=None, **fields):
    return Installment.objects.create(
        franchise=franchise or make_franchise(), film=film or make_film(), **fields
    )


def make_editor(username="editor", password="a long pass phrase", **fields):
    """A member of the group Editors, who may log in to the admin."""
    return _make_member("Editors", username, password, **fields)


def make_reviewer(username="reviewer", password="a long pass phrase", **fields):
    """A member of the Reviewers' desk, who may log in to the admin."""
    return _make_member("Reviewers' desk", username, password, **fields)


def make_writer(username="writer", password="a long pass phrase", **fields):
    """A member of the Writers, who draft and publish nothing."""
    return _make_member("Writers", username, password, **fields)


def _make_member(group, username, password, **fields):
    # A test that empties the database takes the groups, which came with a migration, along.
    make_roles()
    member = User.objects.create_user(username, password=password, is_staff=True, **fields)
    member.groups.add(Group.objects.get(name=group))
    return member
