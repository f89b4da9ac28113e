"""What a file would change is known before anything is changed."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from exchange.applying import CannotApply, apply
from exchange.content_models import content_models
from exchange.exporting import Export
from exchange.matching import items_of
from exchange.packages import Package, scope_in
from exchange.planning import plan
from exchange.report import as_json, as_text
from exchange.yaml_fixtures import read_entries
from films.models import Credit, Film, Genre, Person, Picture, PlotSection
from reviews.models import Review

from .factories import (
    make_character,
    make_credit,
    make_film,
    make_franchise,
    make_genre,
    make_installment,
    make_person,
    make_picture,
    make_plot_section,
    make_publication,
    make_release,
    make_review,
    make_source,
)

pytestmark = pytest.mark.django_db


class File(Package):
    """The site's content as it is now, as a file that can be changed before it is planned."""

    def __init__(self, *choices):
        text = "".join(Export(choices).text())
        super().__init__("site.yaml", list(read_entries(text)))
        self.covers = scope_in(text.encode())

    @property
    def scope(self):
        return self.covers

    def fields(self, label, **wanted):
        [found] = [
            entry["fields"]
            for entry in self._entries
            if entry["model"] == label and wanted.items() <= entry["fields"].items()
        ]
        return found

    def drop(self, label, **wanted):
        fields = self.fields(label, **wanted)
        self._entries = [entry for entry in self._entries if entry["fields"] is not fields]

    def add(self, label, **fields):
        self._entries.append({"model": label, "fields": fields})


def told(found):
    return list(as_text(found))


@pytest.fixture
def film():
    film = make_film("Lost Bullet", tagline="He builds cars.", lead="A mechanic *drives* a Clio.")
    for position, name in enumerate(["Alban Lenoir", "Stéfi Celma", "Rod Paradot"], start=1):
        make_credit(film, make_person(name), position=position)
    return film


class TestChanges:
    def test_nothing_to_do(self, film):
        found = plan(File())
        assert found.is_empty
        assert found.counts["same"] == 7
        assert told(found) == ["No changes, 7 unchanged."]

    def test_value_is_told_before_and_after_and_a_text_by_words(self, film):
        file = File()
        fields = file.fields("films.film")
        fields |= {"runtime_minutes": 92, "lead": "A mechanic *drives* a Renault."}
        lines = told(plan(file))
        assert "~ film Lost Bullet (lost-bullet)" in lines
        assert "    Running time: nothing → “92”" in lines
        assert "    Lead: A mechanic *drives* a [-Clio-]{+Renault+}." in lines

    def test_default_that_the_file_leaves_out_is_a_value(self, film):
        file = File()
        del file.fields("films.film")["tagline"]
        assert "    Tagline: “He builds cars.” → nothing" in told(plan(file))

    def test_null_is_as_good_as_left_out(self, film):
        file = File()
        for entry in file._entries:
            entry["fields"] = (
                dict.fromkeys(content_models()[entry["model"]].fields) | entry["fields"]
            )
        assert apply(file).is_empty
        file.fields("films.film")["original_title"] = "Balle perdue"
        assert plan(file).local_edits == []

    def test_row_that_is_new_comes_with_its_parts(self, film):
        file = File()
        film.delete()
        lines = told(plan(file))
        assert lines[:2] == ["+ film Lost Bullet (lost-bullet)", "    3 credits"]

    def test_order_is_told_as_the_fewest_moves(self, film):
        file = File()
        for place, name in enumerate(["rod-paradot", "alban-lenoir", "stefi-celma"], start=1):
            file.fields("films.credit", person=[name])["position"] = place
        found = plan(file)
        assert found.counts["change"] == 1
        assert "    ~ Credits: Cast: Rod Paradot (moved from 3 to 1)" in told(found)

    def test_gaps_in_the_order_are_no_change(self, film):
        file = File()
        for credit in Credit.objects.all():
            credit.position *= 10
            credit.save()
        assert plan(file).is_empty

    def test_names_in_the_plan_are_those_of_rows_that_are_yet_to_come(self, film):
        file = File()
        file.add("films.person", slug="ramzy-bedia", name="Ramzy Bedia")
        file.add("films.credit", film=["lost-bullet"], person=["ramzy-bedia"], position=4)
        assert "    + Credits: Cast: Ramzy Bedia" in told(plan(file))

    def test_moved_review_is_told_as_a_page_of_its_own(self, film):
        for position, name in enumerate(["Paste", "Variety", "WCBE"], start=1):
            make_review(film, make_publication(name), position=position)
        file = File()
        file.fields("reviews.review", publication=["wcbe"])["position"] = 0
        lines = told(plan(file))
        assert lines[0].startswith("~ review Lost Bullet: ")
        assert lines[1] == "    moved from 3 to 1"
        assert len(lines) == 3

    def test_as_data_for_a_program(self, film):
        file = File()
        file.fields("films.film")["tagline"] = "He drives."
        file.drop("films.credit", person=["rod-paradot"])
        found = as_json(plan(file, prune=True))
        json.dumps(found)
        assert found["counts"]["delete"] == 1
        assert {
            "model": "films.film",
            "key": ["lost-bullet"],
            "action": "change",
            "fields": {"tagline": {"before": "He builds cars.", "after": "He drives."}},
        } in found["rows"]

    def test_takes_the_same_queries_for_many_rows_as_for_few(
        self, film, django_assert_max_num_queries
    ):
        file = File()
        with django_assert_max_num_queries(75) as few:
            plan(file)
        for number in range(30):
            make_credit(make_film(f"Film {number}"), make_person(f"Person {number}"))
        file = File()
        with django_assert_max_num_queries(len(few)):
            plan(file)


class TestPruning:
    def test_without_it_what_the_file_does_not_tell_of_is_left(self, film):
        file = File()
        make_genre("Action")
        found = plan(file)
        assert (found.is_empty, found.left) == (True, 1)

    def test_file_of_everything_takes_the_rest_away(self, film):
        file = File()
        make_credit(make_film("Other"), make_person("Else"))
        apply(file, prune=True)
        assert list(Film.objects.all()) == [film]
        assert not Person.objects.filter(name="Else").exists()

    def test_film_goes_with_its_reviews(self, film):
        file = File()
        make_review(make_film("Other"))
        assert apply(file, prune=True).counts["delete"] == 3
        assert not Review.objects.exists()

    def test_file_of_one_franchise_leaves_all_others_alone(self, film):
        franchise = make_franchise("Lost Bullet")
        make_installment(franchise, film)
        file = File("franchise:lost-bullet")
        make_plot_section(film, "More")
        other = make_credit(make_film("Other"), film.credits.first().person)
        apply(file, prune=True)
        assert not PlotSection.objects.exists()
        assert Credit.objects.filter(pk=other.pk).exists()

    def test_who_is_in_use_elsewhere_stays(self, film):
        make_installment(make_franchise("Lost Bullet"), film)
        file = File("franchise:lost-bullet")
        file.drop("films.credit", person=["rod-paradot"])
        file.drop("films.person", slug="rod-paradot")
        make_credit(make_film("Other"), Person.objects.get(slug="rod-paradot"))
        found = apply(file, prune=True)
        assert found.counts["delete"] == 1
        assert Person.objects.filter(slug="rod-paradot").exists()

    def test_who_is_in_use_nowhere_else_goes(self, film):
        make_installment(make_franchise("Lost Bullet"), film)
        file = File("franchise:lost-bullet")
        file.drop("films.credit", person=["rod-paradot"])
        file.drop("films.person", slug="rod-paradot")
        assert apply(file, prune=True).counts["delete"] == 2
        assert not Person.objects.filter(slug="rod-paradot").exists()

    def test_source_that_a_text_which_stays_cites_stays(self, film):
        make_installment(make_franchise("Lost Bullet"), film)
        make_source(key="looper")
        film.lead = "A hit.[^looper]"
        film.save()
        file = File("franchise:lost-bullet")
        file.fields("films.film")["lead"] = "A hit."
        file.drop("films.source", key="looper")
        other = make_person("Other", biography="Born.[^looper]")
        assert ("films.source", ("looper",)) not in plan(file, prune=True).steps
        other.delete()
        film.lead = ""
        film.save()
        file.covers = ["everything"]
        assert ("films.source", ("looper",)) in plan(file, prune=True).steps

    def test_file_that_does_not_say_what_it_covers_covers_its_parts(self, film):
        file = File()
        file.covers = None
        file.drop("films.credit", person=["rod-paradot"])
        make_film("Other")
        found = plan(file, prune=True)
        assert [step.key for step in found.steps.values()] == [
            ("lost-bullet", "cast", "rod-paradot", "")
        ]

    def test_page_that_is_left_keeps_those_that_it_names(self, film):
        file = File()
        make_review(make_film("Other"))
        found = apply(file, prune=True, only={("films.film", ("other",))})
        assert found.is_empty
        assert Review.objects.get().film.title == "Other"

    def test_film_that_another_franchise_shows_stays(self, film):
        make_installment(make_franchise("Lost Bullet"), film)
        make_installment(make_franchise("Lenoir"), film)
        file = File("franchise:lost-bullet")
        file._entries = [e for e in file._entries if e["model"] == "franchise.franchise"]
        apply(file, prune=True)
        assert Film.objects.filter(pk=film.pk).exists()
        assert film.credits.count() == 3


class TestWhatPersonsChanged:
    """A file was applied before; then somebody worked in the admin."""

    @pytest.fixture
    def file(self, film):
        file = File()
        apply(file)
        return file

    def change(self, **fields):
        film = Film.objects.get()
        for name, value in fields.items():
            setattr(film, name, value)
        film.save()

    def test_value_is_kept_and_told(self, file):
        self.change(tagline="He walks.")
        file.fields("films.film")["runtime_minutes"] = 92
        found = apply(file)
        film = Film.objects.get()
        assert (film.tagline, film.runtime_minutes) == ("He walks.", 92)
        assert told(found)[2] == (
            "! film Lost Bullet was edited here since the last import. "
            "The file has Tagline: He [-walks-]{+builds cars+}."
        )

    def test_row_that_is_kept_in_use_is_not_pruned(self, file):
        self.change(poster=make_picture("New"))
        found = apply(file, prune=True)
        assert (found.counts["keep"], found.counts["delete"]) == (1, 0)
        assert Film.objects.get().poster.name == "New"

    def test_value_is_kept_again_next_time(self, file):
        self.change(tagline="He walks.")
        file.fields("films.film")["tagline"] = "He flies."
        for _ in range(2):
            apply(file)
            assert Film.objects.get().tagline == "He walks."

    def test_overwriting_takes_the_files(self, file):
        self.change(tagline="He walks.")
        apply(file, overwrite=True)
        assert Film.objects.get().tagline == "He builds cars."

    def test_value_that_nobody_changed_follows_the_file(self, file):
        file.fields("films.film")["tagline"] = "He flies."
        apply(file)
        assert Film.objects.get().tagline == "He flies."

    def test_same_change_here_and_there_is_no_conflict(self, file):
        self.change(tagline="He flies.")
        file.fields("films.film")["tagline"] = "He flies."
        found = apply(file)
        assert (found.local_edits, found.is_empty) == ([], True)

    def test_other_file_does_not_overwrite_it_either(self, file):
        self.change(tagline="He walks.")
        file.name = "another.yaml"
        assert plan(file).local_edits

    def test_what_was_deleted_stays_away(self, file):
        Credit.objects.get(person__slug="rod-paradot").delete()
        found = apply(file)
        assert Credit.objects.count() == 2
        assert any("after the last import: it stays deleted" in line for line in told(found))
        apply(file, overwrite=True)
        assert Credit.objects.count() == 3

    def test_film_stays_without_the_poster_that_was_deleted(self, film):
        self.change(poster=make_picture("Old"))
        file = File()
        apply(file)
        self.change(poster=None)
        Picture.objects.all().delete()
        file.fields("films.film")["runtime_minutes"] = 92
        lines = told(apply(file))
        film = Film.objects.get()
        assert (film.poster, film.runtime_minutes) == (None, 92)
        assert "    Running time: nothing → “92”" in lines
        assert any(line.endswith("The file has Poster: nothing → “Old”") for line in lines)

    def test_film_that_was_deleted_stays_away_with_new_parts(self, file):
        Film.objects.get().delete()
        file.add("films.release", film=["lost-bullet"], kind="streaming", released_on="2020-06-19")
        assert apply(file).errors == []
        assert not Film.objects.exists()

    def test_new_film_comes_without_its_poster_that_was_deleted(self, film):
        make_picture(slug="a")
        file = File()
        apply(file)
        Picture.objects.get().delete()
        file.add("films.film", slug="b", title="B", poster=["a"])
        apply(file)
        assert Film.objects.get(slug="b").poster is None

    def test_order_is_kept(self, file):
        credits = Credit.objects.order_by("position")
        Credit.objects.filter(pk=credits.last().pk).update(position=0)
        file.fields("films.film")["runtime_minutes"] = 92
        found = apply(file)
        assert next(each.person.slug for each in credits.all()) == "rod-paradot"
        assert any("the order of its credits was changed here" in line for line in told(found))
        apply(file, overwrite=True)
        assert next(each.person.slug for each in credits.all()) == "alban-lenoir"

    def test_order_is_kept_where_the_file_gives_no_positions(self, file):
        for entry in file._entries:
            entry["fields"].pop("position", None)
        apply(file)
        Credit.objects.filter(person__slug="rod-paradot").update(position=0)
        assert [kept.field for kept in apply(file).local_edits] == ["films.credit"]
        assert Credit.objects.earliest("position").person.slug == "rod-paradot"

    def test_new_part_finds_its_place_in_the_order_that_was_kept(self, file):
        Credit.objects.filter(person__slug="rod-paradot").update(position=0)
        file.add("films.person", slug="ramzy-bedia", name="Ramzy Bedia")
        file.add("films.credit", film=["lost-bullet"], person=["ramzy-bedia"], position=1)
        file.fields("films.credit", person=["alban-lenoir"])["position"] = 0
        apply(file)
        order = Credit.objects.order_by("position").values_list("person__slug", flat=True)
        assert list(order) == ["rod-paradot", "alban-lenoir", "ramzy-bedia", "stefi-celma"]

    def test_page_that_was_renamed_is_still_the_one_that_is_meant(self, file):
        self.change(slug="balle-perdue")
        file.fields("films.film")["runtime_minutes"] = 92
        file.add("films.release", film=["lost-bullet"], kind="streaming", released_on="2020-06-19")
        found = apply(file)
        film = Film.objects.get()
        assert (film.slug, film.runtime_minutes) == ("balle-perdue", 92)
        assert film.releases.count() == 1
        assert film.credits.count() == 3
        assert found.counts["create"] == 1
        apply(file, overwrite=True)
        assert Film.objects.get().slug == "lost-bullet"

    def test_row_that_was_given_the_key_of_another_in_the_file_is_that_other(self, file):
        Credit.objects.filter(person__slug="rod-paradot").update(role="stunts")
        file.add("films.credit", film=["lost-bullet"], person=["rod-paradot"], role="stunts")
        apply(file, overwrite=True)
        roles = Credit.objects.filter(person__slug="rod-paradot").values_list("role", flat=True)
        assert sorted(roles) == ["cast", "stunts"]

    def test_hand_made_content_that_no_file_told_of_follows_a_file(self):
        make_genre("Action")
        file = File()
        Genre.objects.update(name="Adventure")
        apply(file)
        assert Genre.objects.get().name == "Action"


class TestErrors:
    @pytest.mark.parametrize(
        ("entry", "error"),
        [
            (
                {"model": "auth.user", "fields": {"username": "x"}},
                "auth.user is not content: accounts",
            ),
            ({"model": "sessions.session", "fields": {}}, "sessions.session is not content"),
            ({"model": "admin.logentry", "fields": {}}, "admin.logentry is not content"),
            ({"model": "editorial.draft", "fields": {}}, "editorial.draft is not content"),
            (
                {"model": "films.flim", "fields": {}},
                "films.flim is not a content model. Choose one of: ",
            ),
            ({"model": "films.film", "pk": 1, "fields": {"slug": "a"}}, "pk: remove it"),
            (
                {"model": "films.film", "fields": {}},
                "slug: is missing: it is part of",
            ),
            (
                {"model": "films.film", "fields": {"slug": None, "title": "A"}},
                "slug: is missing: it is part of",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "folded": "a"}},
                "folded: remove it: it is computed",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "tilte": "A"}},
                "tilte: a film has no such field. Its fields: slug, ",
            ),
            (
                {
                    "model": "films.film",
                    "fields": {"slug": "a", "title": "A", "runtime_minutes": "long"},
                },
                "runtime_minutes: “long” value must be an integer",
            ),
            (
                {
                    "model": "films.film",
                    "fields": {"slug": "a", "title": "A", "runtime_minutes": 0},
                },
                "runtime_minutes: Ensure this value is greater",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "title": "x" * 201}},
                "title: Ensure this value has at most 200",
            ),
            ({"model": "films.film", "fields": {"slug": "a"}}, "title: This field cannot be blank"),
            (
                {"model": "films.film", "fields": {"slug": "a", "title": ["Lost", "Bullet"]}},
                "title: Enter a single value, not a list",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "title": False}},
                "title: YAML reads this word as true or false: put it in quotes",
            ),
            (
                {
                    "model": "films.film",
                    "fields": {
                        "slug": "a",
                        "title": "A",
                        "translations": {"fr": {"title": date(2020, 6, 19)}},
                    },
                },
                "translations: title in fr is not a text",
            ),
            (
                {
                    "model": "films.film",
                    "fields": {"slug": "a", "title": "A", "translations": {1: {}, "fr": {}}},
                },
                "translations: 1 is none of",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "title": "A\x00"}},
                r"title: Remove the character U\+0000",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "title": "A\x0b"}},
                r"title: Remove the character U\+000B",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "title": "A", "lead": "B[^none]"}},
                r"lead: No source has the key \[\^none\]",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "title": "A", "poster": "b"}},
                "poster: Refer to a row by its natural key, in brackets",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "title": "A", "poster": ["b"]}},
                "poster: no picture has the key b",
            ),
            (
                {
                    "model": "films.film",
                    "fields": {"slug": "a", "title": "A", "poster": ["b", "c"]},
                },
                r"poster: A picture is identified by \[slug\]",
            ),
            (
                {"model": "films.film", "fields": {"slug": "a", "title": "A", "status": "live"}},
                "status: Value 'live' is not a valid choice",
            ),
            (
                {
                    "model": "films.film",
                    "fields": {"slug": "a", "title": "A", "translations": {"xx": {"title": "A"}}},
                },
                "translations: xx is none of",
            ),
            (
                {
                    "model": "films.film",
                    "fields": {
                        "slug": "a",
                        "title": "A",
                        "publish_at": "2030-01-02",
                        "unpublish_at": "2030-01-01",
                    },
                },
                "unpublish_at: Choose a time later",
            ),
            (
                {
                    "model": "films.credit",
                    "fields": {
                        "film": ["lost-bullet"],
                        "role": "writer",
                        "person": ["alban-lenoir"],
                        "character": ["lino"],
                    },
                },
                "Only the cast plays characters",
            ),
            (
                {
                    "model": "films.picture",
                    "fields": {"slug": "a", "name": "A", "file": "../../etc/passwd"},
                },
                "file: ../../etc/passwd is not a valid name",
            ),
            (
                {
                    "model": "films.picture",
                    "fields": {"slug": "a", "name": "A", "file": "/etc/passwd"},
                },
                "file: /etc/passwd is not a valid name",
            ),
            (
                {
                    "model": "films.picture",
                    "fields": {"slug": "a", "name": "A", "file": "pictures/a.jpg"},
                },
                "file: pictures/a.jpg is neither in the storage nor in site.yaml",
            ),
            ("text", "line .: an entry needs a model"),
            ({"model": 1.5, "fields": {}}, "line .: an entry needs a model"),
            ({"model": ["films.film"], "fields": {}}, "line .: an entry needs a model"),
        ],
    )
    def test_are_reported_with_object_and_field_and_nothing_is_changed(self, film, entry, error):
        make_character("Lino")
        file = File()
        file.fields("films.film")["tagline"] = "Changed."
        file._entries.append(entry)
        with pytest.raises(CannotApply, match=error):
            apply(file)
        assert Film.objects.get().tagline == "He builds cars."

    def test_all_are_reported_at_once(self, film, tmp_path, capsys):
        path = tmp_path / "errors.yaml"
        path.write_text(
            "- model: films.film\n  fields: {slug: a, title: A, runtime_minutes: 0}\n"
            "- model: films.person\n  fields: {slug: b, nmae: B}\n"
            "- model: auth.user\n  fields: {username: c}\n"
            "- model: films.credit\n  fields: {film: [lost-bullet], person: [b]}\n"
            "- model: films.person\n  fields: {slug: d, name: D, biography: '[^e]'}\n"
        )
        with pytest.raises(CommandError) as refusal:
            call_command("content", "plan", path)
        lines = str(refusal.value).splitlines()
        assert lines == [
            "line 3, films.Person (b), nmae: a person has no such field. Its fields: slug, name, "
            "sort_name, biography, born_on, died_on, portrait, translations",
            "line 5, auth.User: auth.user is not content: accounts, sessions and logs cannot be "
            "imported",
            "line 1, films.Film (a), runtime_minutes: Ensure this value is greater than or equal "
            "to 1.",
            "line 9, films.Person (d), biography: No source has the key [^e].",
            "4 errors: nothing was changed.",
        ]

    def test_part_of_a_film_that_there_is_not(self, film, tmp_path, capsys):
        path = tmp_path / "errors.yaml"
        path.write_text(
            "- model: films.credit\n  fields: {film: [lost], person: [alban-lenoir], position: 2}\n"
        )
        with pytest.raises(CommandError, match="film: no film has the key lost"):
            call_command("content", "plan", path)
        assert capsys.readouterr().out == ""

    def test_file_that_is_missing_is_one_error(self, film, tmp_path):
        path = tmp_path / "picture.yaml"
        path.write_text(
            "- model: films.picture\n"
            "  fields: {slug: a, name: A, alt: Red., file: pictures/a.jpg, width: 4, height: 6}\n"
        )
        with pytest.raises(CommandError) as refusal:
            call_command("content", "plan", path, verbosity=0)
        assert str(refusal.value).splitlines() == [
            "line 1, films.Picture (a), file: pictures/a.jpg is neither in the storage nor in "
            "picture.yaml",
            "1 error: nothing was changed.",
        ]

    def test_same_row_twice(self, film):
        file = File()
        file.add("films.film", slug="lost-bullet", title="Again")
        [error] = plan(file).errors
        assert "duplicate of" in str(error)

    def test_too_many_errors_stop_the_reading(self):
        errors = []
        items_of(("nonsense" for _ in range(10**9)), errors, set())
        assert len(errors) < 300


class TestCommand:
    def run(self, *words):
        try:
            call_command("content", *words)
        except SystemExit as end:
            return end.code
        return 0

    def test_exit_code_tells_whether_there_is_anything_to_do(self, film, tmp_path, capsys):
        path = tmp_path / "site.yaml"
        self.run("export", "-o", path)
        assert self.run("plan", path) == 0
        make_release(film)
        assert self.run("plan", path) == 0
        assert self.run("plan", path, "--prune") == 2
        assert "1 deleted" in capsys.readouterr().out

    def test_plan_changes_nothing(self, film, tmp_path):
        path = tmp_path / "site.yaml"
        self.run("export", "-o", path)
        film.delete()
        assert self.run("plan", path) == 2
        assert not Film.objects.exists()

    def test_plan_as_json(self, film, tmp_path, capsys):
        path = tmp_path / "site.yaml"
        self.run("export", "-o", path)
        film.delete()
        capsys.readouterr()
        assert self.run("plan", path, "--json") == 2
        assert json.loads(capsys.readouterr().out)["counts"]["create"] == 4

    def test_no_such_file(self, tmp_path):
        with pytest.raises(CommandError, match=r"none\.yaml is not a file"):
            self.run("plan", tmp_path / "none.yaml")
