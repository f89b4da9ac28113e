"""What the rules find, kept in rows: the dashboard counts and lists them, and runs no rule.

After a change of content has been committed, the rules are run again on the pages that were
written, and on those of which DependsOn says that they look at these. What that cannot tell (a day
has passed; a page came or went at a time that was set; a new name stands in an old message; many
pages were hidden at once; the server stopped between a commit and the check) is put right by
`manage.py check_content`, which looks at everything.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial, reduce
from itertools import batched
from operator import or_

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.tasks import TaskContext, task

from content.background import Tell, teller

from .checks import (
    RULES,
    DependsOn,
    Finding,
    Rule,
    checked_models,
    findings_among,
    rules_of,
    rules_that_depend_on,
)
from .models import FindingCount, Publishable, StoredFinding
from .redirects import Move, has_url, texts_linking_to

# Pages at a time: what is found on them is held in memory.
BATCH = 500
# Pages that are checked before the editor who saved them is answered: no worker is waited for.
AT_ONCE = 50
# Pages that visitors cease to see at once, of which each is looked for in all texts.
SOUGHT = 5

type Model = type[models.Model]
type State = list[dict]
type Keys = dict[str, list[int]]


# Keeping


def keep(model: Model, keys: Collection[int], rules: list[Rule] | None = None) -> list[Finding]:
    """Run rules, by default all, on pages of a model; keep what is found, and return it.

    `keys` may name pages that are gone. Not within a transaction: rules take long.
    """
    rules = rules_of(model) if rules is None else rules
    found: dict[str, Finding] = {}
    for some in batched(dict.fromkeys(keys), BATCH):
        pages = model._default_manager.filter(pk__in=some)
        here = {finding.digest: finding for finding in findings_among(pages, rules)}
        _write(model._meta.label_lower, some, rules, here)
        found |= here
    return list(found.values())


@transaction.atomic
def _write(label: str, keys: Collection[int], rules: list[Rule], found: dict[str, Finding]) -> None:
    names = [rule.name for rule in rules]
    rows = StoredFinding.objects.filter(model=label, object_id__in=keys, rule__in=names)
    before = {row.digest: row for row in rows}
    gone = [row.pk for digest, row in before.items() if digest not in found]
    for some in batched(gone, BATCH):
        StoredFinding.objects.filter(pk__in=some).delete()
    # Page by page, the last first: the list of findings begins with what was written last.
    by_page = sorted(found.items(), key=lambda item: item[1].page.pk, reverse=True)
    new = [
        row
        for digest, finding in by_page
        if _differs(row := _row(label, finding), before.get(digest))
    ]
    StoredFinding.objects.bulk_create(
        new,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["anchor", "message", "is_dismissed"],
    )
    if new or gone:
        _count(label, keys)


def _row(label: str, finding: Finding) -> StoredFinding:
    return StoredFinding(
        model=label,
        object_id=finding.page.pk,
        rule=finding.rule.name,
        anchor=finding.anchor,
        message=finding.message,
        digest=finding.digest,
        is_dismissed=finding.dismissal is not None,
    )


def _differs(row: StoredFinding, before: StoredFinding | None) -> bool:
    """Whether a row says anything new."""
    if before is None:
        return True
    return (row.anchor, row.message, row.is_dismissed) != (
        before.anchor,
        before.message,
        before.is_dismissed,
    )


def _count(label: str, keys: Collection[int]) -> None:
    is_on_these = {"model": label, "object_id__in": keys}
    counts = {
        row["object_id"]: (row["open"], row["dismissed"])
        for row in StoredFinding.objects.filter(**is_on_these)
        .order_by()
        .values("object_id")
        .annotate(
            open=Count("pk", filter=Q(is_dismissed=False)),
            dismissed=Count("pk", filter=Q(is_dismissed=True)),
        )
    }
    rows = FindingCount.objects.filter(**is_on_these)
    before = {row.object_id: (row.open_count, row.dismissed_count) for row in rows}
    if gone := before.keys() - counts.keys():
        rows.filter(object_id__in=gone).delete()
    FindingCount.objects.bulk_create(
        [
            FindingCount(model=label, object_id=key, open_count=count[0], dismissed_count=count[1])
            for key, count in counts.items()
            if count != before.get(key)
        ],
        update_conflicts=True,
        unique_fields=["model", "object_id"],
        update_fields=["open_count", "dismissed_count"],
    )


def keep_all(model: Model, rules: list[Rule] | None = None) -> Iterator[tuple[int, list[Finding]]]:
    """Run rules, by default all, on every page of a model; keep what is found.

    Yield how many pages were looked at, and what was found on them, batch by batch.
    """
    last = 0
    pages = model._base_manager.order_by("pk")
    # Keys first, not one open cursor: SQLite cannot write while one is being read.
    while keys := list(pages.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield len(keys), keep(model, keys, rules)
        last = keys[-1]


def keep_everything(tell: Tell = lambda done, of, what: None) -> int:
    """Run all rules on all pages, and forget what was found on pages that are gone.

    Return how many findings are open. `tell` is told how far it is.
    """
    forget_lost()
    for model in checked_models():
        name, of, done = str(model._meta.verbose_name_plural), model._base_manager.count(), 0
        for number, _ in keep_all(model):
            done += number
            tell(done, of, f"{name} checked")
    return StoredFinding.objects.filter(is_dismissed=False).count()


def forget_lost() -> None:
    """Forget what was found on pages that are gone, and by rules that are gone."""
    StoredFinding.objects.exclude(rule__in=RULES).delete()
    for stored in (StoredFinding, FindingCount):
        for model in checked_models():
            page = Exists(model._base_manager.filter(pk=OuterRef("object_id")))
            stored.objects.filter(~page, model=model._meta.label_lower).delete()
        labels = [model._meta.label_lower for model in checked_models()]
        stored.objects.exclude(model__in=labels).delete()


# Reading


def on_models(stored: models.QuerySet, wanted: Collection[Model]) -> models.QuerySet:
    """Those of stored findings, or of counts of them, that are on pages of some models."""
    if set(wanted) >= set(checked_models()):
        # Not by naming them all: the database would sort what an index has in order.
        return stored
    return stored.filter(model__in=[model._meta.label_lower for model in wanted])


# After a change


@dataclass
class Change:
    """Pages that were written, and what else that concerns: in a shape that a task may be given.

    `named` are the pages that these name since, or name no more. `shown` and `hidden` are
    [model, slug] to which links may lead since, or no more. So it may be with those that a
    published page names since, which are `gained`, or no more, which are `lost`: visitors may see
    a person for as long as a film does.
    """

    pages: Keys = field(default_factory=dict)
    named: Keys = field(default_factory=dict)
    shown: list[list[str]] = field(default_factory=list)
    hidden: list[list[str]] = field(default_factory=list)
    gained: Keys = field(default_factory=dict)
    lost: Keys = field(default_factory=dict)


def check_on_commit(pages: Iterable[models.Model], states: Iterable[tuple[State, State]]) -> None:
    """Have pages checked again when what was written holds, and what looks at them.

    `states` are those before and after of each that is not as it was: see history/states.py.
    """
    change = Change()
    for page in pages:
        change.pages.setdefault(page._meta.label_lower, []).append(page.pk)
    for before, after in states:
        _add(change, before, after)
    check = check_pages.call if _length(change.pages) <= AT_ONCE else check_pages.enqueue
    # A rule that fails undoes nothing, and keeps no editor from what they have saved.
    transaction.on_commit(partial(check, change.pages), robust=True)
    transaction.on_commit(partial(check_others.enqueue, asdict(change)), robust=True)


def _length(keys: Keys) -> int:
    return sum(map(len, keys.values()))


def _add(change: Change, before: State, after: State) -> None:
    page = (after or before)[0]
    _extend(change.pages, {(page["model"], page["pk"])})
    named_before, named_after = _named(before), _named(after)
    _extend(change.named, named_before ^ named_after)
    shown_before, shown_after = _offered(before), _offered(after)
    change.shown += [[page["model"], slug] for slug, *_ in shown_after - shown_before]
    change.hidden += [[page["model"], slug] for slug, *_ in shown_before - shown_after]
    seen_before = named_before if _is_published(before) else set()
    seen_after = named_after if _is_published(after) else set()
    is_republished = _times(before) != _times(after)
    _extend(change.gained, seen_after if is_republished else seen_after - seen_before)
    _extend(change.lost, seen_before if is_republished else seen_before - seen_after)


def _extend(keys: Keys, rows: Iterable[tuple[str, int]]) -> None:
    for label, key in rows:
        keys.setdefault(label, []).append(key)


def _named(state: State) -> set[tuple[str, int]]:
    """The rows that a page and its parts name by a foreign key: (model, key)."""
    return {
        (foreign.related_model._meta.label_lower, row["fields"][foreign.name])
        for row in state
        for foreign in apps.get_model(row["model"])._meta.concrete_fields
        if foreign.many_to_one and row["fields"].get(foreign.name)
    }


def _offered(state: State) -> set[tuple]:
    """What links may lead to: the page where it is published, and each section of it.

    (slug, key of the section or "", and the times from which and until which.)
    """
    if not _is_published(state) or not has_url(apps.get_model(state[0]["model"])):
        return set()
    slug = state[0]["fields"]["slug"]
    sections = {row["fields"]["key"] for row in state[1:] if "key" in row["fields"]}
    return {(slug, section, *_times(state)) for section in {"", *sections}}


def _is_published(state: State) -> bool:
    """Whether visitors see a page at some time, as far as that is its own to say."""
    return bool(state) and state[0]["fields"].get("status") != Publishable.Status.DRAFT


def _times(state: State) -> tuple:
    """From when and until when visitors see a page."""
    fields = state[0]["fields"] if state else {}
    return fields.get("publish_at"), fields.get("unpublish_at")


@task(takes_context=True)
def check_everything(context: TaskContext) -> str:
    """Run all rules on all pages, and return in words how much is found."""
    count = keep_everything(teller(context.task_result.id))
    return f"{count:,} {'finding is' if count == 1 else 'findings are'} open."


@task
def check_pages(keys: Keys) -> None:
    """Run all rules on pages that were written."""
    for model, some in _by_model(keys):
        keep(model, some)


@task
def check_others(given: dict) -> None:
    """Run on other pages the rules that look at those of which a Change, as a dict, tells."""
    change = Change(**given)
    for model, keys in _by_model(change.pages):
        for other, rules in rules_that_depend_on(DependsOn.NAMED).items():
            for foreign in other._meta.concrete_fields:
                if foreign.related_model is model:
                    naming = other._base_manager.filter(**{f"{foreign.name}__in": keys})
                    keep(other, list(naming.values_list("pk", flat=True)), rules)
    for model, rules in rules_that_depend_on(DependsOn.NAMING).items():
        keep(model, change.named.get(model._meta.label_lower, ()), rules)
    linking = _with_dead_links(_shown(change)) | _linking_to(_hidden(change)[:SOUGHT])
    for model, rules in rules_that_depend_on(DependsOn.LINKED).items():
        label = model._meta.label_lower
        keep(model, [key for its_label, key in linking if its_label == label], rules)


def _shown(change: Change) -> set[str]:
    """The slugs of what links may lead to since."""
    gained = _slugs(change.gained, is_seen=True)
    return {slug for _, slug in (*change.shown, *gained)}


def _hidden(change: Change) -> list[tuple[str, str]]:
    """(model, slug) of what links lead to no more: the pages that were written come first."""
    lost = _slugs(change.lost, is_seen=False)
    return list(dict.fromkeys((label, slug) for label, slug in (*change.hidden, *lost)))


def _by_model(keys: Keys) -> Iterator[tuple[Model, list[int]]]:
    for label, some in keys.items():
        yield apps.get_model(label), some


def _slugs(keys: Keys, *, is_seen: bool) -> set[tuple[str, str]]:
    """(model, slug) of those that visitors see, or see not, because of the pages that name them."""
    found = set()
    for model, some in _by_model(keys):
        # What is published by itself is among the pages that were written, where that changed.
        if has_url(model) and not issubclass(model, Publishable):
            seen = model.objects.published().order_by().values("pk")
            pages = model._base_manager.filter(pk__in=some)
            pages = pages.filter(pk__in=seen) if is_seen else pages.exclude(pk__in=seen)
            label = model._meta.label_lower
            found |= {(label, slug) for slug in pages.values_list("slug", flat=True)}
    return found


def _with_dead_links(slugs: set[str]) -> set[tuple[str, int]]:
    """Pages with a link that led nowhere, and may lead to what has one of these slugs: it says so
    in what was found.
    """
    names = [
        rule.name for rules in rules_that_depend_on(DependsOn.LINKED).values() for rule in rules
    ]
    dead = StoredFinding.objects.filter(rule__in=names)
    return {
        page
        for some in batched(slugs, SOUGHT)
        for page in dead.filter(reduce(or_, (Q(message__contains=slug) for slug in some)))
        .values_list("model", "object_id")
        .order_by()
    }


def _linking_to(targets: list[tuple[str, str]]) -> set[tuple[str, int]]:
    """Pages whose texts link to one of these: (model, slug)."""
    moves = [Move(apps.get_model(label), 0, slug, slug) for label, slug in targets]
    return {
        (text.page._meta.label_lower, text.page.pk)
        for move in moves
        for text in texts_linking_to(move)
    }
