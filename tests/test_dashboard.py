"""The admin's home: an editor's work, what is to come, what changed, and what needs work."""

from datetime import timedelta

import html5lib
import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.checks import findings_of
from editorial.findings import keep_everything
from editorial.models import Dismissal
from films.models import Film

from .admin_forms import change, form_of, sent_by
from .factories import (
    make_credit,
    make_editor,
    make_film,
    make_franchise,
    make_installment,
    make_person,
    make_picture,
    make_publication,
    make_review,
    make_reviewer,
)

pytestmark = pytest.mark.django_db


def panels(client):
    """The panels of the dashboard by name, as text without markup and with single spaces.

    What was made beside the admin is checked before, as each night.
    """
    keep_everything()
    page = html5lib.parse(client.get("/admin/").text, namespaceHTMLElements=False)
    sections = [each for each in page.iter("section") if "panel" in each.get("class", "").split()]
    names = [each.get("aria-labelledby").removeprefix("panel-") for each in sections]
    texts = [" ".join("".join(each.itertext()).split()) for each in sections]
    return dict(zip(names, texts, strict=True))


def links(client, panel):
    keep_everything()
    page = html5lib.parse(client.get("/admin/").text, namespaceHTMLElements=False)
    section = page.find(f".//section[@aria-labelledby='panel-{panel}']")
    return [link.get("href") for link in section.iter("a")]


def save(client, page):
    """Save a page's form as it is, as that editor."""
    assert client.post(change(page), form_of(client, page)).status_code == 302


def log_in(client, name, *permissions):
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)


def announced(title="Lost Bullet", **fields):
    """A film with one issue to fix: it has no poster."""
    return make_film(title, production_status="announced", **fields)


def faultless(title, **fields):
    return announced(title, poster=make_picture(), **fields)


def dismiss(finding):
    return Dismissal.objects.create(
        rule=finding.rule.name,
        model=finding.subject._meta.label_lower,
        object_id=finding.subject.pk,
        digest=finding.digest,
        reason="It is so.",
    )


# The whole


def test_dashboard_of_an_empty_site_says_what_will_be_there(editor):
    shown = panels(editor)
    assert list(shown) == ["add", "drafts", "health", "scheduled", "changed"]
    assert "No drafts." in shown["drafts"]
    assert "Nothing is scheduled." in shown["scheduled"]
    assert "Nothing has changed yet." in shown["changed"]
    assert "Nothing to fix" in shown["health"]


def test_dashboard_takes_as_many_queries_for_many_pages_as_for_one(editor):
    counts = []
    for numbers in ((1,), (2, 3), range(4, 13)):
        for number in numbers:
            draft = announced(f"Draft {number}", status="draft", lead="[Dead](/films/none/)")
            later = timezone.now() + timedelta(days=number)
            film = make_film(f"Film {number}", publish_at=later, runtime_minutes=number)
            make_credit(film, make_person(f"Person {number}"))
            make_picture(f"Picture {number}", alt="still.png")
            make_review(film, make_publication(f"Paper {number}"), status="draft", quote="Fast.")
            make_franchise(f"Franchise {number}", [film, draft], publish_at=later)
            make_franchise(f"Empty {number}", status="draft")
            save(editor, draft)
        panels(editor)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get("/admin/").status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] < 60


@pytest.mark.skipif(connection.vendor != "sqlite", reason="small tables are sorted elsewhere")
def test_dashboard_sorts_no_pages_and_no_log(editor):
    """An index has them in order: a hundred thousand take as long as a hundred."""
    save(editor, announced(status="draft"))
    panels(editor)
    with CaptureQueriesContext(connection) as queries:
        editor.get("/admin/")
    tables = ("films_film", "reviews_review", "franchise_franchise", "django_admin_log")
    tables += ("editorial_findingcount",)
    asked = [
        query["sql"]
        for query in queries
        if query["sql"].startswith(tuple(f'SELECT "{table}"' for table in tables))
        and " LIMIT " in query["sql"]
    ]
    assert len(asked) > 9
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            assert "USE TEMP B-TREE" not in str(cursor.fetchall()), sql


def test_who_may_see_nothing_is_told_so(client):
    log_in(client, "guest")
    assert panels(client) == {}
    assert "Ask an administrator for a role." in client.get("/admin/").text


def test_names_are_shown_as_they_are_written(editor):
    announced("<b>Bold</b>", status="draft")
    assert "<b>Bold</b>" not in editor.get("/admin/").text
    assert "<b>Bold</b>" in panels(editor)["drafts"]


# Quick add


def test_quick_add_leads_to_what_one_may_add(client):
    client.force_login(make_editor())
    models = ["films_film", "films_person", "reviews_review", "franchise_franchise"]
    models.append("films_picture")
    assert links(client, "add") == [reverse(f"admin:{model}_add") for model in models]
    client.force_login(make_reviewer())
    assert links(client, "add") == [reverse("admin:reviews_review_add")]


# Drafts


def test_drafts_are_those_of_every_kind_and_no_published_page(editor):
    film = make_film("Hidden", status="draft")
    make_film("Shown")
    make_review(film, status="draft")
    make_franchise("Hidden too", status="draft")
    told = panels(editor)["drafts"]
    assert "Shown" not in told
    assert sorted(counts_of(editor)) == ["1 film", "1 franchise", "1 review"]
    for name in ("Hidden Film", "Hidden too Franchise", "The Hollywood Reporter Review"):
        assert name in told


def counts_of(client):
    context = client.get("/admin/").context
    panel = next(each for each in context["regions"]["wide"] if each.name == "drafts")
    return [f"{each['count']} {each['name']}" for each in panel.content["lists"]]


def test_count_of_drafts_leads_to_their_list(editor):
    make_film("First", status="draft")
    make_film("Second", status="draft")
    make_film("Shown")
    url = links(editor, "drafts")[0]
    listed = editor.get(url).context["cl"].result_list
    assert [film.title for film in listed] == ["First", "Second"]


def test_editor_s_own_drafts_come_first_the_last_edited_first(editor):
    mine = [make_film(f"Mine {number}", status="draft") for number in (1, 2)]
    for film in (mine[1], mine[0]):
        save(editor, film)
    theirs = make_film("Theirs", status="draft")
    editor.force_login(make_editor("second"))
    save(editor, theirs)
    editor.force_login(User.objects.get(username="editor"))
    told = panels(editor)["drafts"]
    assert told.index("Mine 1") < told.index("Mine 2") < told.index("Theirs")
    assert told.count("last edited by you") == 2


# Scheduled


def test_scheduled_pages_are_shown_with_their_time_the_next_first(editor):
    now = timezone.now()
    make_film("Later", publish_at=now.replace(year=now.year + 2, month=3, day=4))
    make_film("Sooner", publish_at=now + timedelta(days=3, hours=1))
    make_film("Draft", status="draft", publish_at=now + timedelta(days=1))
    make_film("Past", publish_at=now - timedelta(days=1))
    told = panels(editor)["scheduled"]
    assert told.index("Sooner") < told.index("Later")
    assert f"4 March {now.year + 2}, {now:%H:%M} UTC" in told
    assert "in 3 days" in told
    assert "Draft" not in told
    assert "Past" not in told


# Recently changed


def test_changes_name_who_made_them_and_link_to_the_page(editor):
    film = make_film()
    save(editor, film)
    assert "Lost Bullet Film changed by editor" in panels(editor)["changed"]
    assert change(film) in links(editor, "changed")


def test_page_that_changed_often_has_one_line(editor):
    film = make_film()
    for _ in range(3):
        save(editor, film)
    assert panels(editor)["changed"].count("Lost Bullet") == 1


def test_last_change_comes_first(editor):
    films = [make_film(title) for title in ("Alpha", "Beta")]
    for film in reversed(films):
        save(editor, film)
    told = panels(editor)["changed"]
    assert told.index("Alpha") < told.index("Beta")


def test_page_that_no_editor_wrote_is_listed_without_a_name(editor):
    make_film()
    assert "Lost Bullet Film changed just now" in panels(editor)["changed"]


def test_change_by_a_program_after_an_editor_s_names_nobody(editor):
    film = make_film()
    save(editor, film)
    Film.objects.update(changed_at=timezone.now() + timedelta(minutes=5))
    assert "by editor" not in panels(editor)["changed"]


def test_what_was_added_and_deleted_is_listed_too(editor):
    sent = sent_by(editor.get(reverse("admin:films_person_add")), "person_form")
    editor.post(reverse("admin:films_person_add"), {**sent, "name": "Stéfi Celma"})
    assert "Stéfi Celma Person added by editor" in panels(editor)["changed"]
    person = make_person("Rod Paradot")
    editor.post(reverse("admin:films_person_delete", args=[person.pk]), {"post": "yes"})
    assert "Rod Paradot Person deleted by editor" in panels(editor)["changed"]
    assert change(person) not in links(editor, "changed")


# Content health


def test_findings_are_counted_by_franchise_and_film_with_their_links(editor):
    first, second = announced("Lost Bullet"), announced("Burned Bullet")
    make_credit(second, make_person("Rod Paradot"))
    make_franchise("The Bullets", [first, second], hero=make_picture())
    told = panels(editor)["health"]
    assert "3 issues to fix on 2 pages" in told
    assert "The Bullets 3" in told
    assert "Burned Bullet No poster · Cast without a character 2 to fix" in told
    urls = links(editor, "health")
    assert f"{change(second)}#credits/{second.credits.get().pk}/character" in urls
    assert f"{change(first)}#id_poster" in urls


def test_films_of_a_franchise_stand_in_its_order(editor):
    films = [announced("Third"), announced("First"), announced("Second")]
    franchise = make_franchise("The Bullets", hero=make_picture())
    for position, film in zip((3, 1, 2), films, strict=True):
        make_installment(franchise, film, position=position)
    told = panels(editor)["health"]
    assert told.index("First") < told.index("Second") < told.index("Third")


def test_film_of_two_franchises_counts_in_both_and_once_in_all(editor):
    film = announced("Crossover")
    for name in ("The Bullets", "The Others"):
        make_franchise(name, [film], hero=make_picture())
    told = panels(editor)["health"]
    assert "1 issue to fix on 1 page" in told
    assert "The Bullets 1" in told
    assert "The Others 1" in told


def test_films_without_a_franchise_and_other_pages_have_groups_of_their_own(editor):
    make_franchise("The Bullets", [announced()], hero=make_picture())
    announced("Alone")
    make_person("Rod Paradot", biography="[Dead](/films/none/)")
    told = panels(editor)["health"]
    assert "Films in no franchise 1 Alone" in told
    assert "People 1 Rod Paradot" in told


def test_review_s_findings_are_its_film_s(editor):
    film = faultless("Lost Bullet")
    review = make_review(film, url="https://example.org/")
    told = panels(editor)["health"]
    assert "Lost Bullet: The Hollywood Reporter Add the date of the review" in told
    assert f"{change(review)}#id_published_on" in links(editor, "health")
    assert "Reviews" not in told


def test_franchise_s_own_findings_are_named_as_such(editor):
    make_franchise("The Bullets", [faultless("Lost Bullet")])
    assert "The Bullets 1 Its own page No picture 1 to fix" in panels(editor)["health"]


def test_page_without_findings_is_not_listed(editor):
    make_franchise("The Bullets", [faultless("Whole"), announced("Lacking")], hero=make_picture())
    told = panels(editor)["health"]
    assert "Lacking" in told
    assert "Whole" not in told


def test_dismissed_findings_are_only_counted(editor):
    film = announced()
    dismiss(findings_of(film)[0])
    told = panels(editor)["health"]
    assert "1 dismissed" in told
    assert "Lost Bullet" not in told


def test_long_lists_are_cut_and_say_so(editor):
    for number in range(14):
        make_credit(make_film(f"Film {number}"), make_person(f"Person {number}"))
    film = Film.objects.first()
    for number in range(20, 40):
        make_credit(film, make_person(f"Person {number}"))
    told = panels(editor)["health"]
    assert "And 2 more pages, which will appear here as these are fixed." in told
    assert "12 more will appear as these are fixed." in told


def test_reviewers_desk_is_shown_what_it_may_mend(client):
    make_review(announced(), url="https://example.org/")
    make_franchise("The Bullets")
    client.force_login(make_reviewer())
    told = panels(client)["health"]
    assert "1 issue to fix on 1 page" in told
    assert "Films 1 Lost Bullet Review without a date" in told
    assert "No poster" not in told
    assert "The Bullets" not in told


def test_who_may_not_see_films_sees_none(client):
    make_review(announced("Secret film", status="draft"), status="draft")
    client.force_login(make_editor())
    save(client, announced("Another secret"))
    client.logout()
    log_in(client, "clerk", "view_person", "change_company")
    page = client.get("/admin/").text
    assert "ecret" not in page
    assert set(panels(client)) == {"changed", "health"}


def test_who_may_mend_reviews_but_see_no_films_finds_them_under_reviews(client):
    review = make_review(announced(), url="https://example.org/")
    log_in(client, "clerk", "view_review", "change_review")
    assert "Reviews 1 Lost Bullet: The Hollywood Reporter" in panels(client)["health"]
    films = reverse("admin:films_film_changelist")
    assert not [url for url in links(client, "health") if url.startswith(films)]
    assert f"{change(review)}#id_published_on" in links(client, "health")
