"""The demonstration content, and loaddata: all of a fixture arrives, or nothing and a reason."""

import hashlib
import io
import re
import textwrap
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings as site
from django.core import serializers
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image

from films.models import (
    Character,
    Credit,
    Figure,
    Film,
    Genre,
    Person,
    Picture,
    PlotSection,
    Source,
)
from franchise.models import Franchise
from reviews.models import Review
from search.models import SearchEntry

from .factories import make_person

FIXTURE = Path(site.BASE_DIR) / "fixtures" / "lost_bullet.yaml"
MODELS = [
    model
    for app in ("films", "reviews", "franchise")
    for model in apps.get_app_config(app).get_models()
    if hasattr(model, "natural_key")
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path):
    """Write a fixture and load it: `load("- model: …")`."""

    def write_and_load(text, name="fixture.yaml"):
        path = tmp_path / name
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        call_command("loaddata", str(path), verbosity=0)

    return write_and_load


@pytest.fixture
def beside(tmp_path):
    """Put a picture beside the fixture and return its checksum."""

    def write_picture(name="pictures/poster.png", colour="red"):
        content = png(colour)
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return hashlib.sha256(content).hexdigest()

    return write_picture


def png(colour):
    buffer = io.BytesIO()
    Image.new("RGB", (40, 60), colour).save(buffer, "PNG")
    return buffer.getvalue()


def picture_entry(sha256, file="pictures/poster.png", slug="poster"):
    return f"""
- model: films.picture
  fields:
    slug: {slug}
    name: A poster
    file: {file}
    sha256: {sha256}
    width: 40
    height: 60
    alt: A red sheet.
"""


def rows():
    """Everything that fixtures can hold, without primary keys."""
    return {
        model: serializers.serialize(
            "python",
            model.objects.order_by("pk"),
            use_natural_foreign_keys=True,
            use_natural_primary_keys=True,
        )
        for model in MODELS
    }


def translatable(row):
    """The names of a row's texts that a page in another language must have in that language."""
    names = [name for name in row._meta.get_field("translations").names if getattr(row, name)]
    if isinstance(row, Review) and row.quote:
        names.append("quote_translation")  # English quotes have none in English.
    return dict.fromkeys(names)


def rows_of_franchise_page(franchise):
    yield from (franchise, franchise.hero)
    for installment in franchise.installments.all():
        yield from (installment, installment.film, installment.film.poster)


def rows_of_film_page(film):
    """Every row that can be translated on a film's page, and the people it links to."""
    yield from (film, film.poster)
    yield from (row.picture for row in film.film_pictures.all())
    yield from (row.genre for row in film.film_genres.all())
    yield from (row.company for row in film.film_companies.all())
    yield from film.figures.all()
    for section in film.plot_sections.all():
        yield section
        yield from (appearance.character for appearance in section.appearances.all())
    yield from film.article_sections.all()
    for credit in film.credits.all():
        yield credit.person
        if credit.character:
            yield credit.character
    yield from film.reviews.all()


def french_texts():
    """The row, the field's name and the text of all French in the database."""
    for model in MODELS:
        if any(field.name == "translations" for field in model._meta.fields):
            for row in model.objects.all():
                for name, text in row.translations.get("fr", {}).items():
                    yield row, name, text


def stored_files():
    root = Path(site.MEDIA_ROOT)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def assert_nothing_is_left():
    assert not any(rows().values())
    assert stored_files() == []


class TestTheFile:
    entries = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))

    def test_holds_no_primary_key(self):
        assert {frozenset(entry) for entry in self.entries} == {frozenset({"model", "fields"})}

    def test_keeps_to_the_width_of_a_diff(self):
        lines = FIXTURE.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if len(line) > 100] == []

    def test_is_all_published(self):
        publishable = {"films.film", "reviews.review", "franchise.franchise"}
        statuses = [
            entry["fields"].get("status") for entry in self.entries if entry["model"] in publishable
        ]
        assert set(statuses) == {"published"}

    def test_cites_known_sources_only(self):
        keys = {e["fields"]["key"] for e in self.entries if e["model"] == "films.source"}
        cited = re.findall(r"\[\^([\w-]+)\]", FIXTURE.read_text(encoding="utf-8"))
        assert set(cited) <= keys

    def test_pictures_are_what_it_says(self):
        for fields in (e["fields"] for e in self.entries if e["model"] == "films.picture"):
            path = FIXTURE.parent / fields["file"]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == fields["sha256"]
            assert Image.open(path).size == (fields["width"], fields["height"])


class TestLostBullet:
    def test_every_entry_becomes_a_row(self, lost_bullet):
        assert sum(len(found) for found in rows().values()) == len(TestTheFile.entries)

    def test_loading_twice_leaves_the_same_rows(self, lost_bullet):
        before, files = rows(), stored_files()
        call_command("loaddata", "lost_bullet", verbosity=0)
        assert rows() == before
        assert stored_files() == files

    def test_every_natural_key_loads_back(self, lost_bullet):
        for model in MODELS:
            for row in model.objects.all():
                assert model.objects.get_by_natural_key(*row.natural_key()) == row

    def test_every_value_passes_its_forms_rules(self, lost_bullet):
        for model in MODELS:
            for row in model.objects.all():
                row.full_clean()

    def test_search_knows_it(self, lost_bullet):
        assert SearchEntry.objects.filter(words__contains="sete").exists()

    def test_pictures_have_their_renditions(self, lost_bullet):
        for picture in Picture.objects.all():
            assert default_storage.exists(picture.file.name)
        assert [name for name in stored_files() if name.startswith("renditions/")]

    def test_films_in_their_order(self, lost_bullet):
        franchise = Franchise.objects.published().get()
        films = [
            (part.relation, part.film.title, part.film.original_title)
            for part in franchise.installments.all()
        ]
        assert films == [
            ("main", "Lost Bullet", "Balle perdue"),
            ("sequel", "Lost Bullet 2", "Balle perdue 2"),
            ("sequel", "Last Bullet", "Balle perdue 3"),
        ]

    def test_releases_and_running_times(self, lost_bullet):
        facts = {
            (film.title, film.runtime_minutes, film.released_on, release.company.name, release.kind)
            for film in Film.objects.all()
            for release in film.releases.all()
        }
        assert facts == {
            ("Lost Bullet", 92, "2020-06-19", "Netflix", "streaming"),
            ("Lost Bullet 2", None, "2022-11-10", "Netflix", "streaming"),
            ("Last Bullet", 112, "2025-05-07", "Netflix", "streaming"),
        }

    def test_viewers_are_a_figure(self, lost_bullet):
        figure = Figure.objects.get()
        assert (figure.film.slug, figure.kind, figure.amount) == (
            "lost-bullet",
            "viewers",
            37000000,
        )
        assert figure.is_minimum
        assert figure.period == "first month"

    def test_billed_stars_in_order(self, lost_bullet):
        stars = Credit.objects.filter(is_starring=True).values_list("person__name", flat=True)
        assert list(stars) == ["Alban Lenoir", "Nicolas Duvauchelle", "Ramzy Bedia"]

    def test_cast_of_the_first_film(self, lost_bullet):
        cast = Credit.objects.filter(role="cast", film__slug="lost-bullet")
        assert {(credit.person.name, credit.character.name) for credit in cast} == {
            ("Alban Lenoir", "Lino"),
            ("Ramzy Bedia", "Charas"),
            ("Nicolas Duvauchelle", "Areski"),
            ("Stéfi Celma", "Julia"),
            ("Rod Paradot", "Quentin"),
            ("Sébastien Lalanne", "Marco"),
            ("Pascale Arbillot", "Moss"),
        }

    def test_names_keep_their_apostrophes_and_accents(self, lost_bullet):
        sort_names = set(Person.objects.values_list("sort_name", flat=True))
        assert {"D'Hainaut, Quentin", "Férey, Caryl", "Celma, Stéfi"} <= sort_names

    def test_no_name_on_the_credits_is_left_out(self, lost_bullet):
        assert not Person.objects.filter(credits=None).exists()
        assert not Character.objects.filter(credits=None).exists()

    def test_plot_is_told_from_premise_to_ending(self, lost_bullet):
        levels = PlotSection.objects.filter(film__slug="lost-bullet").values_list("spoiler_level")
        assert [level for (level,) in levels] == [0, 1, 1, 2]

    def test_marco_does_not_die(self, lost_bullet):
        farm = PlotSection.objects.get(key="the-junkyard-and-the-farm").body
        assert "Lino overpowers Marco" in farm
        assert not re.search(r"kills? Marco|Marco (is killed|dies)", farm)

    def test_quotes_are_word_for_word(self, lost_bullet):
        quotes = Review.objects.exclude(quote="").values_list("critic__name", "quote")
        assert dict(quotes) == {
            "Jordan Mintzer": (
                "probably one of the best Gallic action movies to come along in a while"
            ),
            "Elisabeth Vincentelli": (
                "impressively lean French thriller wastes nothing in its quest to deliver the goods"
            ),
            "Kenneth Lowe": (
                "an entertaining, well-staged action flick "
                "that does much well even if it does little new"
            ),
            "Jonathon Wilson": "a bland, thin, formulaic genre vehicle",
            "Daniel Gorman": "hands down one of the best actioners of the year",
        }

    def test_scores_are_as_printed(self, lost_bullet):
        reviews = Review.objects.exclude(score_text="").values_list(
            "publication__name", "score_text", "score_value", "score_scale"
        )
        assert set(reviews) == {
            ("WCBE", "B+", None, None),
            ("Opuszine", "4 out of 5 stars", 4, 5),
            ("Trailer Trashed", "3.5 stars of 5", 3.5, 5),
        }

    def test_sources_have_urls(self, lost_bullet):
        assert not Source.objects.filter(url="").exists()


class TestFrench:
    """The franchise's page and the first film's are there in French, and set as French is."""

    @pytest.mark.parametrize(
        "rows_of_page",
        [
            lambda: rows_of_franchise_page(Franchise.objects.get()),
            lambda: rows_of_film_page(Film.objects.get(slug="lost-bullet")),
        ],
        ids=["franchise", "first film"],
    )
    def test_no_text_of_the_page_is_left_in_english(self, lost_bullet, rows_of_page):
        expected = [(row, name) for row in rows_of_page() for name in translatable(row)]
        assert expected
        assert [
            (row, name) for row, name in expected if not row.translations.get("fr", {}).get(name)
        ] == []

    def test_titles(self, lost_bullet):
        assert Franchise.objects.get().translations["fr"]["title"] == "Balle perdue"
        films = Film.objects.order_by("installments__position")
        assert [film.translations["fr"]["title"] for film in films] == [
            "Balle perdue",
            "Balle perdue 2",
            "Balle perdue 3",
        ]

    def test_translates_no_text_that_is_not_there(self, lost_bullet):
        for row, name, _text in french_texts():
            assert name in translatable(row), (row, name)

    def test_fits_where_the_english_fits(self, lost_bullet):
        for row, name, text in french_texts():
            assert len(text) <= (row._meta.get_field(name).max_length or len(text)), (row, name)

    def test_cites_what_the_english_cites(self, lost_bullet):
        for row, name, text in french_texts():
            cited = [re.findall(r"\[\^([\w-]+)\]", said) for said in (getattr(row, name), text)]
            assert sorted(cited[0]) == sorted(cited[1]), (row, name)

    def test_quotes_in_english_need_no_translation_into_it(self, lost_bullet):
        assert not Review.objects.exclude(quote_translation="").exists()

    @pytest.mark.parametrize(
        ("error", "pattern"),
        {
            "straight apostrophe or quotation mark": r"""['"]""",
            "English quotation mark": "[“”‘]",
            "three dots": r"\.\.\.",
            "sign without its narrow no-break space": r"(?<!\u202f)[;!?»]|«(?!\u202f)",
            "colon without its no-break space": r"(?<!\u00a0):",
            "no-break space beside another": r"[\u00a0\u202f]\s|\s[\u00a0\u202f]",
        }.items(),
    )
    def test_typography(self, lost_bullet, error, pattern):
        texts = [text for _row, _name, text in french_texts()]
        assert texts
        assert [text for text in texts if re.search(pattern, text)] == []


class TestLoaddata:
    def test_entries_may_refer_to_later_ones(self, load, beside):
        load(
            """
            - model: films.film
              fields: {slug: lost-bullet, title: Lost Bullet, poster: [poster]}
            """
            + textwrap.indent(picture_entry(beside()), " " * 12)
        )
        assert Film.objects.get().poster.slug == "poster"

    def test_what_the_fixture_leaves_out_stays(self, load):
        make_person("Rod Paradot")
        load("- {model: films.person, fields: {slug: alban-lenoir, name: Alban Lenoir}}")
        assert set(Person.objects.values_list("name", flat=True)) == {"Rod Paradot", "Alban Lenoir"}

    def test_other_formats_still_load(self, load):
        load(
            '[{"model": "films.genre", "fields": {"slug": "action", "name": "Action"}}]',
            name="fixture.json",
        )
        assert [str(genre) for genre in Genre.objects.all()] == ["Action"]

    def test_what_models_lack_is_passed_over_where_asked(self, tmp_path):
        path = tmp_path / "fixture.yaml"
        path.write_text(
            "- {model: films.gone, fields: {slug: action}}\n"
            "- {model: films.genre, fields: {slug: action, name: Action, gone: 1}}\n"
        )
        call_command("loaddata", str(path), ignore=True, verbosity=0)
        assert [str(genre) for genre in Genre.objects.all()] == ["Action"]

    def test_pictures_beside_a_fixture_are_copied(self, load, beside):
        load(picture_entry(beside()))
        picture = Picture.objects.get()
        assert picture.file.name == "pictures/poster.png"
        assert picture.file.read() == png("red")
        assert len(stored_files()) == 4  # The file, and one width in three formats.

    def test_a_picture_in_the_storage_needs_no_file_beside(self, load, tmp_path, beside):
        sha256 = beside()
        load(picture_entry(sha256))
        (tmp_path / "pictures/poster.png").unlink()
        load(picture_entry(sha256))
        assert Picture.objects.count() == 1


GENRE = """
- model: films.genre
  fields:
    slug: action
    name: Action
"""

# A fixture that is wrong in its second entry, and what the error must say.
ERRORS = {
    "broken reference": (
        """
- model: films.film
  fields:
    slug: lost-bullet
    title: Lost Bullet
    poster: [no-such-poster]
""",
        r"line 7, films\.Film \(lost-bullet\), poster: no films\.Picture .*no-such-poster",
    ),
    "broken reference in a key": (
        """
- model: films.credit
  fields:
    film: [no-such-film]
    person: [alban-lenoir]
""",
        r"line 7, films\.Credit \(no-such-film, alban-lenoir\), film: no films\.Film",
    ),
    "reference without brackets": (
        """
- model: films.filmgenre
  fields:
    film: lost-bullet
    genre: [action]
""",
        r"line 7, .*, film: .* in brackets: \[lost-bullet\]",
    ),
    "reference of too few parts": (
        """
- model: films.plotsectioncharacter
  fields:
    section: [lost-bullet]
    character: [lino]
""",
        r"line 7, .*, section: no films\.PlotSection has the key \['lost-bullet'\]",
    ),
    "no parent": (
        """
- model: films.credit
  fields:
    role: director
""",
        r"line 7, films\.Credit \(director\): Credit has no film",
    ),
    "object given twice": (
        """
- model: films.genre
  fields:
    slug: action
    name: Thriller
""",
        r"line 7, films\.Genre \(action\): the same object as at line 2",
    ),
    "field given twice": (
        """
- model: films.genre
  fields:
    slug: thriller
    name: Thriller
    name: Polar
""",
        r"line 11: name is given twice",
    ),
    "unknown field": (
        """
- model: films.genre
  fields:
    slug: thriller
    nmae: Thriller
""",
        r"line 7, films\.Genre \(thriller\): Genre has no field named 'nmae'",
    ),
    "unknown model": (
        """
- model: films.gnere
  fields:
    slug: thriller
""",
        r"line 7: Invalid model identifier: films\.gnere",
    ),
    "model without its app": (
        """
- model: genre
  fields:
    slug: thriller
""",
        r"line 7: an entry needs a model, such as films\.film,",
    ),
    "no model": (
        """
- fields:
    slug: thriller
""",
        r"line 7: an entry needs a model",
    ),
    "no fields": (
        """
- model: films.genre
""",
        r"line 7: an entry needs a model",
    ),
    "not a number": (
        """
- model: films.film
  fields:
    slug: lost-bullet
    title: Lost Bullet
    runtime_minutes: long
""",
        r"line 7, films\.Film \(lost-bullet\), runtime_minutes: .*long.* integer",
    ),
    "no date": (
        """
- model: films.source
  fields:
    key: variety-2022
    title: Variety
    published_on: 2022-02-30
""",
        r"line 11: 2022-02-30 is not a date",
    ),
    "value against a rule": (
        """
- model: films.film
  fields:
    slug: lost-bullet
    title: Lost Bullet
    runtime_minutes: 9999
""",
        r"line 7, films\.Film \(lost-bullet\), runtime_minutes: .* less than or equal to 1500\.",
    ),
    "key that no address can hold": (
        """
- model: films.film
  fields:
    slug: lost bullet/2
    title: Lost Bullet
""",
        r"line 7, films\.Film \(lost bullet/2\), slug: .*valid",
    ),
    "value against a rule of the row": (
        """
- model: films.film
  fields:
    slug: lost-bullet
    title: Lost Bullet
- model: films.figure
  fields:
    film: [lost-bullet]
    kind: budget
    amount: 1
""",
        r"line 11, films\.Figure \(.*\): An amount of money needs a currency; a number of viewers "
        r"has none\.",
    ),
    "missing value": (
        """
- model: films.film
  fields:
    slug: lost-bullet
    title: null
""",
        r"line 7, films\.Film \(lost-bullet\): .*title",
    ),
    "malformed YAML": (
        """
- model: films.genre
  fields: [slug: thriller
""",
        r"line \d+: .*expected",
    ),
    "not a list": ("", r"not a list of entries"),
}


class TestErrors:
    @pytest.mark.parametrize("error", ERRORS)
    def test_names_the_place_and_leaves_nothing(self, load, error):
        text, problem = ERRORS[error]
        with pytest.raises(CommandError, match=rf"fixture\.yaml.*{problem}"):
            load(GENRE + text if text else "model: films.genre")
        assert_nothing_is_left()

    def test_reference_by_a_missing_primary_key(self, load):
        with pytest.raises(CommandError, match="12345"):
            load("- {model: films.film, fields: {slug: a, title: A, poster: 12345}}")
        assert_nothing_is_left()

    def test_translation_that_is_none(self, load):
        with pytest.raises(
            CommandError,
            match=r"line 2, films\.Genre \(action\), translations: nmae cannot be translated",
        ):
            load(GENRE + "    translations: {fr: {nmae: Action}}")
        assert_nothing_is_left()

    def test_picture_that_is_nowhere(self, load, beside):
        text = picture_entry(beside("pictures/first.png"), "pictures/first.png", "first")
        with pytest.raises(
            CommandError,
            match=r"line 12, films\.Picture \(poster\), file: pictures/poster\.png is neither",
        ):
            load(text + picture_entry("0" * 64))
        assert_nothing_is_left()

    def test_picture_with_another_checksum(self, load, beside):
        beside()
        with pytest.raises(CommandError, match=r"\(poster\), file: .*poster\.png is a different"):
            load(picture_entry("0" * 64))
        assert_nothing_is_left()

    def test_picture_never_overwrites_another_of_its_name(self, load, beside):
        load(picture_entry(beside(colour="red")))
        files, before = stored_files(), rows()
        with pytest.raises(CommandError, match=r"the storage's pictures/poster\.png is a diff"):
            load(picture_entry(beside(colour="blue")))
        assert stored_files() == files
        assert rows() == before
        assert Picture.objects.get().file.read() == png("red")

    @pytest.mark.parametrize("name", ["../outside.png", "/etc/hostname", "''", "pictures"])
    def test_picture_outside_the_storage(self, load, name):
        with pytest.raises(CommandError, match=r"line 2, films\.Picture \(poster\), file: "):
            load(picture_entry("0" * 64, file=name))
        assert_nothing_is_left()

    def test_picture_that_is_none(self, load, tmp_path):
        (tmp_path / "pictures").mkdir()
        (tmp_path / "pictures/poster.png").write_bytes(b"not a picture")
        sha256 = hashlib.sha256(b"not a picture").hexdigest()
        with pytest.raises(CommandError, match=r"line 2, films\.Picture \(poster\): This is no"):
            load(picture_entry(sha256))
        assert_nothing_is_left()

    def test_error_after_a_picture_takes_the_picture_back(self, load, beside):
        text, _problem = ERRORS["broken reference"]
        with pytest.raises(CommandError, match="no-such-poster"):
            load(picture_entry(beside()) + text)
        assert_nothing_is_left()

    def test_unreadable_bytes(self, tmp_path):
        (tmp_path / "fixture.yaml").write_bytes(b"- model: \xff\n")
        with pytest.raises(CommandError, match=r"fixture\.yaml.*not YAML in UTF-8"):
            call_command("loaddata", str(tmp_path / "fixture.yaml"), verbosity=0)
