"""Pages are kept as they change, and before they go."""

from collections import defaultdict
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.db.models.deletion import Collector

from ..differences import Names, key_of, key_of_saved, summary
from ..findings import check_on_commit
from ..models import Revision, Version
from ..redirects import move_between, remember, texts_linking_to
from .states import is_page, parents_of, states_of, written

Action = Version.Action


def record(action, pages, *, author=None, note="", with_children=True):
    """Keep pages as they are now, in one Revision; None where no state differs from the last.

    The URLs that they have left are remembered, and links in texts of any page follow. The
    rules about content look at the pages when all this is committed. Without `with_children`, their
    parts are as they were kept last, and not read.
    """
    return record_all({action: pages}, author=author, note=note, with_children=with_children)


@transaction.atomic(savepoint=False)
def record_all(pages, *, author=None, note="", with_children=True):
    """Keep {action: pages} in one Revision; see record()."""
    pages = {action: list(found) for action, found in pages.items()}
    versions = _all_versions(pages, with_children)
    moves = [version.move for version in versions if version.move]
    remember(moves)
    if moves and Action.FOUND not in pages:
        others = _linking_pages(moves, [page for found in pages.values() for page in found])
        # Their own texts may link to themselves, so they are read again.
        versions = _all_versions(pages) + _versions_of(Action.CHANGED, others)
    # What was only found as it is has been checked, if nobody changed it.
    saved = [page for action, found in pages.items() if action != Action.FOUND for page in found]
    check_on_commit(saved, [(version.before, version.state) for version in versions])
    return _keep(versions, author, note)


def _all_versions(pages, with_children=True):
    return [
        v for action, found in pages.items() for v in _versions_of(action, found, with_children)
    ]


def catch_up(pages):
    """Keep pages that were changed by no editor, so that what comes next has a state before."""
    pages = list(pages)
    # Looked for without a transaction: most pages are as they were recorded, and nobody who
    # writes need wait until that is known.
    return record(Action.FOUND, pages) if any(_versions_of(Action.FOUND, pages)) else None


def mark(action, page, *, author, note=""):
    """Note in a page's history what happened to a draft of it: the page is as it was."""
    catch_up([page])
    state = states_of(type(page), [page.pk])[page.pk]
    return _keep([_version(action, state, Names(state))], author, note)


def _keys_by_model(pages):
    keys = defaultdict(list)
    for page in pages:
        keys[type(page)].append(page.pk)
    return keys


def _versions_of(action, pages, with_children=True):
    keys = _keys_by_model(pages)
    return [v for model in keys for v in _versions(action, model, keys[model], with_children)]


def _versions(action, model, keys, with_children):
    """Yield a Version of each page that is not as it was kept last."""
    states = states_of(model, keys, with_children)
    before = dict.fromkeys(states, ())
    before |= {last.object_id: last.state for last in Version.objects.of(model, keys).latest()}
    if not with_children:
        states = {key: [*state, *before[key][1:]] for key, state in states.items()}
    states = {key: state for key, state in states.items() if state != before[key]}
    names = Names(row for key, state in states.items() for row in (*before[key], *state))
    for key, state in states.items():
        told = "" if action == Action.FOUND else summary(before[key], state, names)
        version = _version(action, state, names, told)
        version.before = before[key]
        version.move = move_between(before[key], state)
        yield version


def _version(action, state, names, told=""):
    page = state[0]
    return Version(
        model=page["model"],
        object_id=page["pk"],
        title=names.of_row(page)[:200],
        action=action,
        summary=told,
        state=state,
    )


def _keep(versions, author, note):
    if not versions:
        return None
    name = author.get_username() if author else ""
    revision = Revision.objects.create(author=author, author_name=name, note=note[:300])
    for version in versions:
        version.revision = revision
    Version.objects.bulk_create(versions, batch_size=500)
    return revision


# Moving


def _linking_pages(moves, recorded):
    """Let links follow pages that moved; return the pages, besides those, whose texts have any."""
    others = []
    for move in moves:
        linking = dict.fromkeys(text.page for text in texts_linking_to(move))
        found = _locked([page for page in linking if page not in (*recorded, *others)])
        catch_up(found)
        others += found
        # Read again: another editor may have saved them until they were locked.
        for text in texts_linking_to(move):
            if text.page in (*recorded, *others):
                text.follow()
    return others


def _locked(pages):
    """Lock pages and return them, but those that another editor is saving at this moment.

    To wait for one could be to wait for an editor who waits for us. Its links lead to the new
    URL all the same, and a rule tells of them. Where writers queue there is no such page.
    """
    if not connection.features.has_select_for_update_skip_locked:
        return pages
    locked = []
    for model, keys in _keys_by_model(pages).items():
        rows = model._base_manager.select_for_update(skip_locked=True)
        locked += rows.filter(pk__in=keys)
    return locked


# Deleting


@contextmanager
def deletion(pages, *, author=None):
    """Record what deleting `pages` takes away: these, and the pages that go with them.

        with history.deletion(films, author=user):
            films.delete()

    Children of other pages that go too are kept with the page that takes them along; those other
    pages are recorded as changed when it has happened.
    """
    with transaction.atomic(savepoint=False):
        touched = record_deletion(pages, author=author)
        yield
        record(Action.CHANGED, touched, author=author)


@transaction.atomic(savepoint=False)
def record_deletion(pages, *, author=None, note=""):
    """Record what deleting `pages` will take away; return the other pages that lose children."""
    going = rows_that_go(pages)
    deleted = [row for row in going.values() if is_page(type(row))]
    touched = [page for page in parents_of(going.values()) if key_of_saved(page) not in going]
    catch_up([*deleted, *touched])
    versions = {key_of(version.state[0]): version for version in _last_versions(deleted)}
    kept = {key_of(row) for version in versions.values() for row in version.state}
    first = versions[key_of_saved(pages[0])]
    for row in (row for key, row in going.items() if key not in kept):
        taking = next(filter(None, map(versions.get, deleted_with(row))), first)
        taking.taken_along += written([row])
    check_on_commit([], [(version.state, []) for version in versions.values()])
    _keep(list(versions.values()), author, note)
    return touched


def deleted_with(row):
    """Return the keys of the rows that, when they are deleted, take a row along."""
    return [
        (field.related_model._meta.label_lower, getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.many_to_one and field.remote_field.on_delete is models.CASCADE
    ]


def rows_that_go(pages):
    """Return all rows that deleting pages deletes, by their keys."""
    collector = Collector(using="default")
    collector.collect(pages)
    rows = [row for found in collector.data.values() for row in found]
    rows += [row for found in collector.fast_deletes for row in found]
    return {key_of_saved(row): row for row in rows}


def _last_versions(pages):
    keys = _keys_by_model(pages)
    states = [state for model in keys for state in states_of(model, keys[model]).values()]
    names = Names(state[0] for state in states)
    return [_version(Action.DELETED, state, names) for state in states]
