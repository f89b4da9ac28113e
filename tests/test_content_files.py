"""Content as files: one canonical form, the same bytes for the same content."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from exchange.applying import apply
from exchange.content_models import content_models
from exchange.exporting import Export, entry_text
from exchange.packages import Package, open_package
from exchange.yaml_fixtures import FixtureError, read_entries
from films.models import Character, Credit, Film, PlotSection

from .factories import (
    make_credit,
    make_figure,
    make_film,
    make_franchise,
    make_installment,
    make_person,
    make_picture,
    make_plot_section,
    make_review,
    make_source,
)

FIXTURE = site.BASE_DIR / "fixtures" / "lost_bullet.yaml"


def exported(*choices):
    return "".join(Export(choices).text())


def entries(*choices):
    return list(read_entries(exported(*choices)))


def of_kind(found, label):
    return [entry["fields"] for entry in found if entry["model"] == label]


def delete_all():
    for content_model in reversed(content_models().values()):
        content_model.rows.all().delete()


@pytest.fixture
def lost_bullet(db, settings, rendered):
    settings.MEDIA_ROOT = rendered
    apply(open_package(FIXTURE))


class TestDemonstration:
    def test_is_in_the_canonical_form(self, lost_bullet):
        assert exported() == FIXTURE.read_text(encoding="utf-8")

    def test_survives_another_machine_to_the_byte(self, lost_bullet, tmp_path):
        """That machine has SQLite, whatever this one has."""
        there = {"DATA_DIR": str(tmp_path / "var"), "DEBUG": "1", "PATH": os.environ["PATH"]}
        (tmp_path / "var").mkdir()
        bundle, back = tmp_path / "here.zip", tmp_path / "back.zip"
        call_command("content", "export", "-o", bundle, verbosity=0)
        for words in ("migrate", f"content apply {bundle}", f"content export -o {back}"):
            command = [sys.executable, "manage.py", *words.split()]
            subprocess.run(command, cwd=site.BASE_DIR, env=there, check=True, capture_output=True)
        assert back.read_bytes() == bundle.read_bytes()
        delete_all()
        apply(open_package(back), overwrite=True)
        call_command("content", "export", "-o", bundle, verbosity=0)
        assert bundle.read_bytes() == back.read_bytes()

    def test_one_franchise_is_all_that_it_reaches(self, lost_bullet):
        make_person("Luc Besson")
        make_source("Taxi", key="taxi")
        everything, chosen = entries(), entries("franchise:lost-bullet")
        assert [fields["name"] for fields in of_kind(chosen, "films.person")] == [
            fields["name"]
            for fields in of_kind(everything, "films.person")
            if fields["slug"] != "luc-besson"
        ]
        assert "taxi" not in [fields["key"] for fields in of_kind(chosen, "films.source")]
        # Sources that only texts name.
        assert "looper" in [fields["key"] for fields in of_kind(chosen, "films.source")]
        for label in ("films.picture", "reviews.review", "films.plotsectioncharacter"):
            assert of_kind(chosen, label) == of_kind(everything, label)


class TestForm:
    pytestmark = pytest.mark.django_db

    def test_begins_with_what_it_covers(self):
        make_franchise("Lost Bullet")
        assert exported().startswith("# content: everything\n\n- model: franchise.franchise\n")
        assert exported("franchise:lost-bullet").startswith("# content: franchise:lost-bullet\n")

    def test_leaves_out_defaults_and_what_is_computed(self):
        make_person("Stéfi Celma")
        assert exported() == (
            "# content: everything\n\n"
            "- model: films.person\n  fields:\n    slug: stefi-celma\n    name: Stéfi Celma\n"
        )

    def test_prose_is_block_text_whatever_ends_its_lines(self):
        make_person(biography="Born in Paris.\r\n\r\nLives in *Sète*.\r\n")
        assert "    biography: |-\n      Born in Paris.\n\n      Lives in *Sète*.\n" in exported()

    def test_long_line_is_folded(self):
        make_film(meta_description=" ".join(["word"] * 40))
        assert max(map(len, exported().splitlines())) <= 100
        assert of_kind(entries(), "films.film")[0]["meta_description"] == " ".join(["word"] * 40)

    @pytest.mark.parametrize(
        "title",
        ["no", "1917", "007", "2020-06-19", "null", "a: b", "a #b", "- a", "“A”", "~", "é\t"],
    )
    def test_title_that_yaml_would_take_for_something_else(self, title):
        make_film(title, slug="film")
        [fields] = of_kind(entries(), "films.film")
        apply(Package("again", entries()))
        assert Film.objects.get().title == title
        assert str(fields["title"]) == title

    def test_country_of_norway_is_a_text(self):
        make_film().film_countries.create(
            country=content_models()["films.country"].model.objects.create(code="NO", name="Norway")
        )
        assert 'country: ["NO"]' in exported()

    def test_equal_content_gives_equal_files_in_whatever_order_it_was_made(self):
        def make(names):
            delete_all()
            for name in names:
                make_person(name)
            return exported()

        assert make(["Alban", "Élodie", "Zoé"]) == make(["Zoé", "Alban", "Élodie"])

    def test_parts_stand_as_readers_find_them_and_are_counted_from_one(self):
        film = make_film()
        for position, heading in ((30, "The end"), (7, "The robbery"), (7, "The bullet")):
            make_plot_section(film, heading, position=position)
        sections = of_kind(entries(), "films.plotsection")
        assert [(each["heading"], each["position"]) for each in sections] == [
            ("The robbery", 1),
            ("The bullet", 2),
            ("The end", 3),
        ]

    def test_times_are_in_utc(self):
        make_film(publish_at=datetime(2030, 1, 2, 3, 4, 5, 600, UTC))
        assert 'publish_at: "2030-01-02T03:04:05.000600Z"\n' in exported()

    def test_translations_are_in_the_order_of_the_fields(self):
        make_film(translations={"fr": {"tagline": "B", "title": "A", "lead": ""}})
        assert "    translations:\n      fr:\n        title: A\n        tagline: B\n" in exported()

    def test_models_come_after_those_that_they_refer_to(self):
        make_review(film=make_credit().film)
        seen = []
        for entry in entries():
            content_model = content_models()[entry["model"]]
            assert content_model.label not in seen[:-1] or seen[-1] == content_model.label
            seen.append(content_model.label)
            named = {
                each.related_model._meta.label_lower for each in content_model.references.values()
            }
            assert (
                not named
                & (set(content_models()) - set(seen) - {entry["model"]})
                & {each["model"] for each in entries()}
            )


class TestEveryModel:
    @pytest.mark.parametrize("content_model", content_models().values(), ids=str)
    def test_child_is_known_by_its_parent_first(self, content_model):
        if content_model.parent:
            parent = content_models()[content_model.parent.related_model._meta.label_lower]
            begins = [f"{content_model.parent.name}__{path}" for path in parent.key_paths]
            assert list(content_model.key_paths[: len(begins)]) == begins

    def test_all_content_travels(self):
        assert {label.partition(".")[0] for label in content_models()} == {
            "films",
            "reviews",
            "franchise",
        }
        assert "auth.user" not in content_models()
        assert "franchise.searchentry" not in content_models()


# Whatever an editor writes


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(
    TEXT, st.lists(st.sampled_from(["a b", " ", "\n", "\t", "é", ": ", "# ", "'", '"', "|", "-"]))
)
def test_any_text_is_read_back_as_it_was_written(text, pieces):
    for value in (text, "".join(pieces)):
        content_model = content_models()["films.film"]
        written = entry_text(
            content_model, {"slug": "a", "lead": value, "translations": {"fr": {"x": value}}}
        )
        [entry] = read_entries(written.encode())
        assert entry["fields"]["translations"]["fr"]["x"] == value
        assert str(entry["fields"]["lead"]) == value
        assert max(map(len, written.splitlines())) <= 100 or "  lead: " in written


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="[]^"),
    min_size=1,
    max_size=60,
).filter(str.strip)
PROSE = st.lists(WORDS, max_size=5).map("\n\n".join)


@st.composite
def catalogues(draw):
    """A film with parts in any order, and who and what it names."""
    people = draw(st.lists(WORDS, min_size=1, max_size=4))
    return {
        "title": draw(WORDS),
        "lead": draw(PROSE),
        "french": draw(WORDS),
        "runtime": draw(st.none() | st.integers(1, 1500)),
        "publish_at": draw(st.none() | st.datetimes(datetime(1950, 1, 1), datetime(8000, 1, 1))),
        "people": people,
        "characters": [draw(st.none() | WORDS) for _ in people],
        "sections": draw(
            st.lists(st.tuples(WORDS, PROSE.filter(bool), st.integers(0, 9)), max_size=5)
        ),
        "quote": draw(WORDS),
        "score": draw(st.none() | st.decimals(0, 5, places=2)),
    }


def make(catalogue):
    at = catalogue["publish_at"]
    film = make_film(
        catalogue["title"],
        lead=catalogue["lead"],
        runtime_minutes=catalogue["runtime"],
        publish_at=at and at.replace(tzinfo=UTC),
        translations={"fr": {"title": catalogue["french"]}},
    )
    people = zip(catalogue["people"], catalogue["characters"], strict=True)
    for place, (name, role) in enumerate(people):
        character = role and Character.objects.create(name=role)
        make_credit(film, make_person(name), character=character, position=-place % 3)
    for heading, body, position in catalogue["sections"]:
        make_plot_section(film, heading, body=body, position=position)
    score = catalogue["score"]
    make_review(
        film, quote=catalogue["quote"], score_value=score, score_scale=None if score is None else 5
    )
    make_installment(make_franchise(catalogue["title"]), film)


class TestRoundTrip(HypothesisCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=HealthCheck)
    @given(catalogues())
    def test_what_was_exported_makes_the_same_again(self, catalogue):
        make(catalogue)
        first = exported()
        delete_all()
        apply(Package("again.yaml", read_entries(first)))
        assert exported() == first
        found = apply(Package("again.yaml", read_entries(first)))
        assert found.is_empty, found.counts

    @settings(max_examples=10, deadline=None, suppress_health_check=HealthCheck)
    @given(catalogues(), st.randoms())
    def test_any_order_of_parts_is_made_again(self, catalogue, random):
        make(catalogue)
        first = exported()
        for row in [*PlotSection.objects.all(), *Credit.objects.all()]:
            row.position = random.randrange(100)
            row.save()
        apply(Package("again.yaml", read_entries(first)))
        assert exported() == first


# Files


@pytest.mark.django_db
class TestCommand:
    @pytest.mark.parametrize("name", ["a.yaml", "a.zip"])
    def test_database_without_tables_is_told_of(self, name, tmp_path, monkeypatch):
        call_command("content", "export", "-o", tmp_path / name, verbosity=0)
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: {})
        for action in (["export", "-o"], ["plan"], ["apply"]):
            with pytest.raises(CommandError, match=r"run manage\.py migrate"):
                call_command("content", *action, tmp_path / name)

    def test_writes_everything_into_a_fixture(self, lost_bullet, tmp_path, capsys):
        path = tmp_path / "all.yaml"
        call_command("content", "export", "-o", path)
        assert path.read_text(encoding="utf-8") == exported()
        assert f"181 rows exported to {path}" in capsys.readouterr().out

    def test_bundle_is_the_same_to_the_byte(self, lost_bullet, tmp_path):
        for name in ("a.zip", "b.zip"):
            call_command("content", "export", "-o", tmp_path / name, verbosity=0)
        assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()

    def test_bundle_holds_pictures_and_says_what_it_is(self, lost_bullet, tmp_path):
        call_command("content", "export", "-o", tmp_path / "a.zip", verbosity=0)
        with zipfile.ZipFile(tmp_path / "a.zip") as bundle:
            assert bundle.read("content.yaml") == exported().encode()
            manifest = json.loads(bundle.read("manifest.json"))
            for name in manifest["files"]:
                source = FIXTURE.parent / name
                assert bundle.read(name) == source.read_bytes()
        assert len(manifest["files"]) == 4
        assert set(manifest["schema"]) == {"films", "reviews", "franchise"}

    def test_bundle_names_the_version_that_wrote_it(self, lost_bullet, settings, tmp_path):
        settings.VERSION = "1.2.3"
        call_command("content", "export", "-o", tmp_path / "a.zip", verbosity=0)
        with zipfile.ZipFile(tmp_path / "a.zip") as bundle:
            assert json.loads(bundle.read("manifest.json"))["version"] == "1.2.3"

    def test_plain_loaddata_reads_what_was_exported(self, lost_bullet, tmp_path):
        call_command("content", "export", "-o", tmp_path / "a.zip", verbosity=0)
        before = exported()
        delete_all()
        with zipfile.ZipFile(tmp_path / "a.zip") as bundle:
            bundle.extractall(tmp_path)
        call_command("loaddata", tmp_path / "content.yaml", verbosity=0)
        assert exported() == before

    def test_part_is_chosen_by_a_key_that_holds_strokes(self):
        make_figure(make_film(), period="May/June")
        assert of_kind(entries("figure:lost-bullet/viewers/May/June"), "films.figure")

    @pytest.mark.parametrize(
        ("what", "problem"),
        [
            ("franchise:nothing", "no franchise with the key nothing"),
            ("users", "users is not a content model"),
        ],
    )
    def test_unknown_choice_is_refused_and_leaves_no_file(self, tmp_path, what, problem):
        with pytest.raises(CommandError, match=problem):
            call_command("content", "export", what, "-o", tmp_path / "a.yaml")
        assert list(tmp_path.iterdir()) == []

    def test_damaged_picture_is_told_and_leaves_no_file(self, tmp_path):
        picture = make_picture()
        Path(picture.file.path).write_bytes(b"something else")
        out = tmp_path / "out"
        out.mkdir()
        with pytest.raises(CommandError, match="is not the file that was uploaded"):
            call_command("content", "export", "-o", out / "a.zip")
        assert list(out.iterdir()) == []

    @pytest.mark.parametrize("out", ["", "."])
    def test_folder_is_not_replaced(self, tmp_path, monkeypatch, out):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(CommandError, match="is not a file that can be replaced"):
            call_command("content", "export", "-o", out)
        assert list(tmp_path.iterdir()) == []

    def test_device_is_not_replaced(self, tmp_path):
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        with pytest.raises(CommandError, match="is not a file that can be replaced"):
            call_command("content", "export", "-o", pipe)
        assert pipe.is_fifo()
        assert list(tmp_path.iterdir()) == [pipe]

    def test_folder_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(CommandError, match="none is not a folder"):
            call_command("content", "export", "-o", tmp_path / "none" / "a.yaml")

    def test_takes_as_many_queries_for_many_films_as_for_one(self, django_assert_num_queries):
        make_credit(make_film("One"), make_person("A"))
        with CaptureQueriesContext(connection) as one:
            exported()
        for number in range(20):
            make_credit(make_film(f"Film {number}"), make_person(f"Person {number}"))
        with django_assert_num_queries(len(one)):
            exported()


# What is no plain fixture


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- &a {x: 1}\n- *a\n", "line 1: &a is an anchor"),
        ("- *a\n", "line 1: .a is an alias"),
        (
            "- !!python/object/apply:os.system ['true']\n",
            "line 1: .*is a tag: remove it",
        ),
        ("[" * 50 + "]" * 50, "line 1: values are nested too deeply"),
        ("- {a: 1, a: 2}\n", "line 1: a is given twice"),
        ("- {[a]: 1}\n", "line 1: a field name cannot be"),
        ("- [" + "a," * 20_000 + "]\n", "line 1: an entry has more than 10,000 values"),
        ("- a: 2020-13-45\n", "line 1: 2020-13-45 is not a date"),
        (f"- a: {'9' * 5000}\n", "line 1: 9+ is not a number"),
        (f"- a: 0x{'f' * 5000}\n", "line 1: 0xf+ is not a number"),
        ("a: b\n", "not a list of entries"),
        ("- a\n---\n- b\n", "line 2: a second document starts"),
        ("- a\n".encode("utf-16"), "it is in UTF-16, save it as UTF-8"),
        (b"- \xff\xfe\n", "not YAML in UTF-8"),
        ("- caf\xe9\n".encode("latin-1"), "not YAML in UTF-8"),
        (b"- a\x00b\n", "not YAML in UTF-8"),
        ("- 'a\n", "line"),
    ],
)
def test_what_is_more_than_plain_values_is_refused(text, problem):
    with pytest.raises(FixtureError, match=problem):
        list(read_entries(text))


def test_empty_file_holds_nothing():
    assert list(read_entries("")) == []
    assert list(read_entries(b"# only a comment\n")) == []


def test_text_and_bytes_are_read_alike():
    assert list(read_entries("- é\n")) == list(read_entries("\ufeff- é\n".encode())) == ["é"]
