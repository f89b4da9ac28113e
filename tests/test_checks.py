"""The rules about content: what each finds, what it leaves alone, where its link leads."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.prose import linked_urls, uncited_quotes, word_count
from editorial.checks import RULES, all_findings, checked_models, findings_of, open_among
from editorial.models import Dismissal
from films.models import Film, Picture

from .factories import (
    make_article_section,
    make_character,
    make_company,
    make_credit,
    make_film,
    make_franchise,
    make_person,
    make_picture,
    make_plot_section,
    make_publication,
    make_release,
    make_review,
    make_source,
)

pytestmark = pytest.mark.django_db


def found(page, rule):
    """The findings of one rule on a page."""
    return [finding for finding in findings_of(page) if finding.rule.name == rule]


def messages(page, rule):
    return [finding.message for finding in found(page, rule)]


def only(page, rule):
    [finding] = found(page, rule)
    return finding


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def dismiss(finding, reason="It is so."):
    return Dismissal.objects.create(
        rule=finding.rule.name,
        model=finding.subject._meta.label_lower,
        object_id=finding.subject.pk,
        digest=finding.digest,
        reason=reason,
    )


def faultless_film(**fields):
    fields = {"poster": make_picture(), "runtime_minutes": 92, **fields}
    film = make_film(**fields)
    make_release(film)
    make_plot_section(film)
    make_credit(film, character=make_character())
    return film


def test_page_without_a_fault_has_no_findings():
    film = faultless_film()
    make_article_section(film)
    review = make_review(
        film, url="https://example.org/review", published_on="2020-06-19", quote="Fast."
    )
    franchise = make_franchise(films=[film], hero=film.poster)
    pages = [film, review, franchise, film.poster, make_person("Rod Paradot")]
    assert [findings_of(page) for page in pages] == [[]] * len(pages)


# Films


def test_film_without_a_poster_is_found():
    film = make_film()
    assert only(film, "film_without_poster").anchor == "id_poster"
    film.poster = make_picture()
    film.save()
    assert not found(film, "film_without_poster")


def test_released_film_without_a_plot_is_found_and_an_announced_one_is_not():
    film = make_film()
    assert only(film, "film_without_plot").anchor == "plot_sections"
    announced = make_film("Announced", production_status="announced")
    assert not found(announced, "film_without_plot")
    make_plot_section(film)
    assert not found(film, "film_without_plot")


def test_cast_without_a_character_is_found_in_its_row():
    film = make_film()
    credit = make_credit(film, make_person("Rod Paradot"))
    make_credit(film, role="director")
    make_credit(film, make_person("Stéfi Celma"), character=make_character())
    finding = only(film, "cast_without_character")
    assert finding.message == "Choose the character that Rod Paradot plays."
    assert finding.anchor == f"credits/{credit.pk}/character"
    assert finding.url == f"/admin/films/film/{film.pk}/change/#{finding.anchor}"


@pytest.mark.parametrize(
    ("status", "releases", "field"),
    [
        ("announced", ["2020-06-19"], "production_status"),
        ("filming", ["2020"], "production_status"),
        ("cancelled", ["2020-06"], "production_status"),
        ("released", [], "releases"),
        ("released", [day(400)], "production_status"),
        ("released", ["2020-06-19", day(400)], None),
        ("released", [day(0)], None),
        ("announced", [], None),
        ("announced", [day(400)], None),
        # Some day of this year may be yet to come.
        ("post_production", [day(0)[:4]], None),
    ],
)
def test_production_status_must_agree_with_releases(status, releases, field):
    film = make_film(production_status=status)
    for number, date in enumerate(releases):
        make_release(film, date, event=f"Day {number}")
    assert [finding.field for finding in found(film, "film_facts_disagree")] == [field] * bool(
        field
    )


def test_disagreement_names_the_date_and_the_status():
    film = make_film(production_status="filming")
    make_release(film, "2020-06-19")
    assert messages(film, "film_facts_disagree") == [
        "Its release, 19 June 2020, is in the past, but its production status is “Filming”. "
        "Correct one or the other."
    ]


@pytest.mark.parametrize(
    ("minutes", "is_odd"),
    [(None, False), (1, True), (39, True), (40, False), (300, False), (301, True)],
)
def test_running_time_of_no_feature_is_found(minutes, is_odd):
    film = make_film(runtime_minutes=minutes)
    assert bool(found(film, "film_runtime_unusual")) == is_odd


# Texts


@pytest.mark.parametrize("make", [make_plot_section, make_article_section])
def test_section_over_700_words_is_found(make):
    long = make(heading="Long", body="word " * 701)
    make(long.film, "Just right", body="word " * 700)
    finding = only(long.film, "section_too_long")
    assert finding.message == "“Long” has 701 words. Split it in two, or shorten it to 700."
    assert finding.row == long


def test_long_translation_is_found_in_its_own_field():
    section = make_plot_section(translations={"fr": {"body": "mot " * 800}})
    finding = only(section.film, "section_too_long")
    assert finding.anchor == f"plot_sections/{section.pk}/body_fr"
    assert "(Français) has 800 words" in finding.message


@pytest.mark.parametrize(
    ("heading", "word"),
    [
        ("Charas dies", "dies"),
        ("The murder of Charas", "murder"),
        ("Areski betrays the squad", "betrays"),
        ("A TRAITOR in the squad", "traitor"),
        ("The deadline", None),
        ("Diesel", None),
        ("The road to headquarters", None),
    ],
)
def test_heading_that_tells_an_outcome_is_found(heading, word):
    section = make_plot_section(heading=heading, spoiler_level=1)
    told = messages(section.film, "heading_gives_plot_away")
    assert [f"with “{word}”" in message for message in told] == [True] * bool(word)


def test_french_heading_is_held_to_french_words():
    section = make_article_section(
        heading="The wheel", translations={"fr": {"heading": "La trahison de Marco"}}
    )
    assert only(section.film, "heading_gives_plot_away").field == "heading_fr"
    # "Tue" kills nobody in English.
    assert not findings_by_heading("Tue to Fri")


def findings_by_heading(heading, **fields):
    section = make_article_section(make_film(fields.pop("title", "Other")), heading, **fields)
    return found(section.film, "heading_gives_plot_away")


def test_heading_may_name_what_the_premise_or_the_title_tells():
    premise = make_plot_section(heading="The murder", spoiler_level=0)
    assert not found(premise.film, "heading_gives_plot_away")
    assert not findings_by_heading("Making Death Proof", title="Death Proof")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He said “this is the best of them all”.", 1),
        ('He said "this is the best of them all".', 1),
        ("Il dit « ceci est le meilleur de tous ».", 1),
        ("> This is the best of them all.", 1),
        ("He said “this is the best of them all”.[^variety]", 0),
        ("> This is the best of them all.[^variety]", 0),
        ("The so-called “go-fasts”.", 0),
        ("Cited.[^variety]\n\nHe said “this is the best of them all”.", 1),
    ],
)
def test_quote_in_the_article_needs_a_source(text, count):
    make_source(key="variety")
    section = make_article_section(body=text)
    assert len(found(section.film, "film_quote_without_source")) == count
    film = make_film("Other", lead=text)
    assert len(found(film, "film_quote_without_source")) == count


def test_quote_in_a_translation_is_found_too():
    film = make_film(translations={"fr": {"lead": "« Ceci est le meilleur de tous »"}})
    assert only(film, "film_quote_without_source").anchor == "id_lead_fr"


def test_quote_in_a_plot_was_said_in_the_film():
    section = make_plot_section(body="“You will never drive this car again”, says Charas.")
    assert not found(section.film, "film_quote_without_source")


def test_quote_in_a_biography_needs_a_source():
    person = make_person(biography="“I have always wanted to drive cars.”")
    assert only(person, "person_quote_without_source").anchor == "id_biography"


# Links


@pytest.mark.parametrize(
    ("link", "is_dead"),
    [
        ("/films/lost-bullet/", False),
        ("/fr/films/lost-bullet/", False),
        ("http://127.0.0.1:8000/films/lost-bullet/", False),
        ("/films/lost-bullet/#plot-the-robbery", False),
        ("#plot-the-robbery", True),
        ("/films/lost-bullet/#plot-nothing", True),
        ("/films/lost-bullet/#reception", False),
        ("/films/draft/", True),
        ("/films/nothing/", True),
        ("/nowhere/", True),
        ("nowhere", True),
        ("/films/", False),
        ("/search/?q=bullet", False),
        ("/franchises/nothing/", True),
        ("/people/nobody/", True),
        ("/media/pictures/any.jpg", False),
        ("/admin/", True),
        ("https://example.org/films/nothing/", False),
        ("mailto:editor@example.org", False),
        ("http://[", False),
        ("/films/%00/", True),
        ("/films/%FF/", True),
    ],
)
def test_link_that_leads_visitors_nowhere_is_found(link, is_dead):
    make_plot_section(make_film(), "The robbery")
    make_film("Draft", status="draft")
    film = make_film("Linking", lead=f"Read [more]({link}).")
    assert bool(found(film, "film_dead_link")) == is_dead


def test_dead_link_is_found_wherever_a_text_can_hold_one():
    text = "Read [more](/films/nothing/)."
    film = make_film(lead=text, translations={"fr": {"lead": "Lire [ceci](/fr/films/rien/)."}})
    make_plot_section(film, body=text)
    make_article_section(film, body="Read <http://127.0.0.1:8000/films/nothing/>.")
    assert [finding.field for finding in found(film, "film_dead_link")] == [
        "lead",
        "lead_fr",
        "body",
        "body",
    ]
    assert found(make_person(biography=text), "person_dead_link")
    assert found(make_character(description=text), "character_dead_link")
    assert found(make_company(description=text), "company_dead_link")
    assert found(make_franchise(introduction=text), "franchise_dead_link")
    assert found(make_review(film, summary=text), "review_dead_link")


def test_draft_may_link_to_itself():
    film = make_film(
        status="draft", slug="draft", lead="[Below](#plot-the-robbery), [here](/films/draft/)."
    )
    make_plot_section(film, "The robbery")
    assert not found(film, "film_dead_link")


# Pictures, reviews, franchises


@pytest.mark.parametrize("alt", [" ", "IMG_2041.JPG", "still.png", "img 12", "Lost Bullet, still"])
def test_picture_that_is_not_described_is_found(alt):
    assert only(make_picture(alt=alt), "picture_without_alt").anchor == "id_alt"


def test_picture_that_is_described_or_decorative_is_left_alone():
    for picture in (make_picture(), make_picture(alt="", is_decorative=True)):
        assert not findings_of(picture)


def test_poster_is_never_decorative():
    picture = make_picture(alt="", is_decorative=True)
    make_film(poster=picture)
    assert only(picture, "picture_wrongly_decorative").anchor == "id_alt"


def test_review_needs_a_link_and_a_date():
    review = make_review()
    assert {(each.rule.name, each.field) for each in findings_of(review)} == {
        ("review_without_link", "url"),
        ("review_without_date", "published_on"),
    }


def test_review_s_quote_needs_its_source():
    review = make_review(quote="Fast.", published_on="2020")
    assert [each.rule.name for each in findings_of(review)] == ["review_quote_without_source"]


@pytest.mark.parametrize(
    ("date", "is_odd"),
    [("2020", False), ("2019-05-01", False), ("2018", True), (day(3), True), (day(0), False)],
)
def test_review_of_tomorrow_or_from_long_before_the_film_is_found(date, is_odd):
    review = make_review(make_release().film, published_on=date)
    assert bool(found(review, "review_date_disagrees")) == is_odd


def test_franchise_needs_a_picture_and_films():
    franchise = make_franchise()
    assert {each.anchor for each in findings_of(franchise)} == {"id_hero", "installments"}


# All pages at once


def faulty(number):
    """One of each kind of page, with a fault for nearly every rule."""
    text = f"“This is the best of all, {number}.” [More](/films/nothing-{number}/)"
    film = make_film(f"Film {number}", lead=text, runtime_minutes=12)
    make_release(film, day(300))
    make_credit(film, make_person(f"Person {number}", biography=text))
    make_plot_section(film, "Lino dies", body=f"word {text} " * 701, spoiler_level=2)
    make_article_section(film, "Lino is dead", body=text)
    make_character(f"Character {number}", description=text)
    make_company(f"Company {number}", description=text)
    make_picture(f"Picture {number}", alt="still.png")
    make_film(f"Decorated {number}", poster=make_picture(alt="", is_decorative=True))
    make_review(film, make_publication(f"Paper {number}"), summary=text, quote=text)
    make_review(film, make_publication(f"Post {number}"), published_on="2001")
    make_franchise(f"Franchise {number}", introduction=text)


def test_whole_site_takes_as_many_queries_for_many_pages_as_for_one():
    """So `findings_of` a page and all of them share one way, and no rule asks row by row."""
    counts = []
    for numbers in ((1,), (2, 3), range(4, 10)):
        for number in numbers:
            faulty(number)
        with CaptureQueriesContext(connection) as queries:
            names = {finding.rule.name for finding in all_findings(*checked_models())}
        counts.append(len(queries))
        assert names == set(RULES)
    assert len(set(counts)) == 1


def test_rules_read_a_film_and_its_parts_once(django_assert_num_queries):
    film = faultless_film()
    # The film, its two kinds of section, its releases and its cast.
    with django_assert_num_queries(5):
        assert not findings_of(film)


def test_findings_are_of_the_state_inside_a_transaction():
    film = faultless_film()
    with transaction.atomic():
        Film.objects.update(poster=None)
        assert found(film, "film_without_poster")
        transaction.set_rollback(True)
    assert not findings_of(film)


def test_every_finding_leads_to_a_field_that_its_form_has(client):
    faulty(1)
    client.force_login(User.objects.create_superuser("root"))
    for finding in all_findings(*checked_models()):
        page = client.get(finding.url).content.decode()
        if not finding.row:
            is_field = finding.anchor.startswith("id_")
            assert f'id="{finding.anchor if is_field else finding.anchor + "-group"}"' in page
            continue
        inline, key, field = finding.anchor.split("/")
        assert f'id="{inline}-group"' in page
        assert f'name="{inline}-0-id" value="{key}"' in page
        assert f'id="id_{inline}-0-{field}"' in page


# Dismissals


def test_dismissed_finding_is_no_longer_open_and_keeps_its_reason():
    film = make_film(runtime_minutes=12)
    dismiss(only(film, "film_runtime_unusual"), "It is a short.")
    finding = only(film, "film_runtime_unusual")
    assert finding.dismissal.reason == "It is a short."
    assert finding not in open_among(findings_of(film))


def test_dismissal_ends_when_what_was_found_changes():
    film = make_film(runtime_minutes=12)
    dismiss(only(film, "film_runtime_unusual"))
    Film.objects.update(runtime_minutes=14)
    assert only(film, "film_runtime_unusual").dismissal is None


def test_dismissal_outlives_a_change_of_something_else():
    film = make_film(runtime_minutes=12)
    dismiss(only(film, "film_runtime_unusual"))
    Film.objects.update(title="Lost Bullet, the short")
    assert only(film, "film_runtime_unusual").dismissal


def test_dismissal_hides_one_of_two_findings_in_the_same_field():
    film = make_film(lead="[One](/films/one/) and [two](/films/two/).")
    dismiss(found(film, "film_dead_link")[0])
    assert [bool(each.dismissal) for each in found(film, "film_dead_link")] == [True, False]


def test_long_section_that_grows_by_a_word_stays_dismissed():
    section = make_plot_section(body="word " * 720)
    dismiss(only(section.film, "section_too_long"))
    type(section).objects.update(body="word " * 721)
    assert only(section.film, "section_too_long").dismissal
    type(section).objects.update(body="word " * 820)
    assert not only(section.film, "section_too_long").dismissal


def test_finding_is_dismissed_once_and_never_without_a_reason():
    finding = only(make_film(), "film_without_poster")
    dismiss(finding)
    for reason, name in (("Again.", "finding_dismissed_once"), ("", "dismissal_has_reason")):
        with pytest.raises(IntegrityError), transaction.atomic():
            dismiss(finding, reason)
        assert name in {constraint.name for constraint in Dismissal._meta.constraints}


def test_dismissal_outlives_its_editor():
    dismissal = dismiss(only(make_film(), "film_without_poster"))
    dismissal.dismissed_by = User.objects.create_user("gone")
    dismissal.save()
    dismissal.dismissed_by.delete()
    dismissal.refresh_from_db()
    assert dismissal.dismissed_by is None


# Prose


def test_words_are_counted_as_readers_read_them():
    assert word_count("**It’s** a [go-fast](/films/x/), isn't it ?[^variety]") == 5


def test_links_are_those_that_markdown_makes():
    text = "[a](/a/) `[b](/b/)` <http://c.example> [d][1]\n\n[1]: /d/\n"
    assert linked_urls(text) == ["/a/", "http://c.example", "/d/"]


def test_quote_ends_in_its_paragraph():
    assert uncited_quotes("“One two three\n\nfour five six”") == []


def test_rules_tell_an_editor_what_to_do():
    for rule in RULES.values():
        assert rule.advice.endswith(".")
        assert rule.advice[0].isupper()
        assert not rule.title.endswith(".")
    assert Picture in checked_models()


def test_documentation_lists_every_rule():
    text = Path(settings.BASE_DIR, "docs/editing.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    for rule in RULES.values():
        assert [
            row for row in rows if row.startswith(f"| {rule.title} |") and f"`{rule.name}`" in row
        ]
