"""What differs between two states of a page, in an editor's words.

A state is a list of rows as `history.states_of()` reads them, the page's own first.
"""

import difflib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial

from django.apps import apps
from django.db import models
from django.utils.functional import SimpleLazyObject
from django.utils.text import get_text_list

from .models import Version

# Beyond it a text is compared by paragraphs: words would take too long.
MOST_WORDS = 4000


@dataclass(frozen=True)
class FieldChange:
    """A value before and after; of a text, `pieces` are (tag, words): equal, insert or delete.

    `rows` are what can be shown of the two: the rows that they name or, of a file, its own row
    then and now. None stands for an empty one.
    """

    label: str
    before: str
    after: str
    pieces: list = field(default_factory=list)
    rows: tuple = ()


@dataclass(frozen=True)
class RowChange:
    """A row of a page: the page's own (`kind` is empty), or a part that came, went or changed.

    `moved` is (place before, place after), counted from 1, where its order changed.
    """

    kind: str
    name: str
    action: str
    fields: list = field(default_factory=list)
    moved: tuple = ()


def differences(before, after, names=None):
    """Return a RowChange for each row that differs: the page's own, then its parts by kind.

    Who compares many pages gives the Names of all their rows, else they are read for each.
    """
    return list(_Comparison(before, after, names).changes())


def summary(before, after, names=None):
    """Return what differs in a line: Title and lead; 2 credits added, 1 moved."""
    if not before or not after:
        return _summary_of_all(before or after, "removed" if before else "added")
    own, parts = [], defaultdict(lambda: defaultdict(int))
    for change in differences(before, after, names):
        if not change.kind:
            own = [each.label for each in change.fields]
        else:
            parts[change.kind][change.action] += 1
    phrases = [get_text_list(own, "and").capitalize()] if own else []
    for kind, counts in parts.items():
        told = ", ".join(f"{number} {action}" for action, number in counts.items())
        phrases.append(f"{kind}: {told}")
    return "; ".join(phrases)


def _summary_of_all(state, action):
    """Of a page that comes or goes: its parts, without comparing each with nothing."""
    counts = Counter(row["model"] for row in state[1:])
    return "; ".join(f"{_plural(label)}: {number} {action}" for label, number in counts.items())


def _plural(label):
    return str(apps.get_model(label)._meta.verbose_name_plural).capitalize()


class _Comparison:
    def __init__(self, before, after, names):
        self.before, self.after = by_key(before), by_key(after)
        self.names = names or Names([*before, *after])
        self.page = next(iter([*after, *before]), None)

    def changes(self):
        moves = self._moves()
        keys = list(dict.fromkeys([*self.after, *self.before]))
        labels = list(dict.fromkeys(label for label, _ in keys))
        for key in sorted(keys, key=lambda key: labels.index(key[0])):
            old, new = self.before.get(key), self.after.get(key)
            if old == new and key not in moves:
                continue
            fields = self._fields(old, new)
            moved = moves.get(key, ())
            if fields or moved or old is None or new is None:
                yield RowChange(
                    kind=self._kind(key),
                    name=self.names.of_row(new or old),
                    action=_action(old, new, fields),
                    fields=fields,
                    moved=moved,
                )

    def _kind(self, key):
        if key == key_of(self.page):
            return ""
        return _plural(key[0])

    def _fields(self, old, new):
        model = apps.get_model((new or old)["model"])
        fields = filter(self._is_shown, model._meta.concrete_fields)
        return [change for each in fields for change in self._changes_of(each, old, new)]

    def _is_shown(self, each):
        """A part's order is told as moves; what it is a part of goes without saying."""
        kinds = {label for label, _ in (*self.before, *self.after)}
        is_owner = each.many_to_one and each.related_model._meta.label_lower in kinds
        return each.name != "position" and not is_owner

    def _changes_of(self, each, *rows):
        before, after = (row and row["fields"].get(each.name) for row in rows)
        if before == after:
            # Not named: what it refers to would be read.
            return
        if isinstance(each, models.JSONField):
            old, new = _flat(before), _flat(after)
            pairs = [
                (f"{each.verbose_name}, {path}", old.get(path, ""), new.get(path, ""))
                for path in dict.fromkeys([*old, *new])
            ]
        else:
            show = self.names.of_value
            pairs = [(str(each.verbose_name), show(each, before), show(each, after))]
        for label, old, new in pairs:
            if _lines(old) != _lines(new):
                pieces = word_differences(old, new)
                yield FieldChange(label.capitalize(), old, new, pieces, self._rows_of(each, *rows))

    def _rows_of(self, each, *rows):
        if each.many_to_one:
            keys = [row and row["fields"].get(each.name) for row in rows]
            return tuple(key and self.names.row(each.related_model, key) for key in keys)
        if isinstance(each, models.FileField):
            return tuple(row and self.names.made(row) for row in rows)
        return ()

    def _moves(self):
        """{row: (place before, place after)} for the fewest rows whose move explains the order."""
        moves = {}
        for label in dict.fromkeys(label for label, _ in self.after):
            old, new = _order(self.before, label), _order(self.after, label)
            common = set(old) & set(new)
            old = [key for key in old if key in common]
            new = [key for key in new if key in common]
            stays = longest_increasing([old.index(key) for key in new])
            for place, key in enumerate(new):
                if old.index(key) not in stays and old.index(key) != place:
                    moves[key] = (old.index(key) + 1, place + 1)
        return moves


def _action(old, new, fields):
    if old is None:
        return "added"
    if new is None:
        return "removed"
    return "changed" if fields else "moved"


def _order(rows, label):
    of_kind = [(key, row["fields"]) for key, row in rows.items() if key[0] == label]
    placed = [(fields["position"], key[1], key) for key, fields in of_kind if "position" in fields]
    return [key for *_, key in sorted(placed)]


def longest_increasing(numbers):
    """The numbers of a longest increasing subsequence (patience sorting), as a set."""
    tails, before = [], {}
    for number in numbers:
        place = next((n for n, tail in enumerate(tails) if tail >= number), len(tails))
        before[number] = tails[place - 1] if place else None
        tails[place : place + 1] = [number]
    longest, last = set(), tails[-1] if tails else None
    while last is not None:
        longest.add(last)
        last = before[last]
    return longest


def _flat(value, path=""):
    """{"fr": {"title": "…"}} as {"fr, title": "…"}."""
    if not isinstance(value, dict):
        return {path: str(value)} if value else {}
    return {
        inner: text
        for key, each in value.items()
        for inner, text in _flat(each, f"{path}, {key}" if path else key).items()
    }


# Names


def key_of(row):
    """By what a state's row is known, whatever becomes of it."""
    return row["model"], row["pk"]


def key_of_saved(row):
    """By what a row in the database is known in states."""
    return row._meta.label_lower, row.pk


def by_key(rows):
    return {key_of(row): row for row in rows}


class Names:
    """What rows are called: those that states name are read once a model, when one is asked for."""

    def __init__(self, rows):
        rows = list(rows)
        self._in_states = by_key(rows)
        self._wanted = defaultdict(set)
        for row in rows:
            model = apps.get_model(row["model"])
            for each in model._meta.concrete_fields:
                if each.many_to_one and (key := row["fields"].get(each.name)) is not None:
                    self._wanted[each.related_model].add(key)
        self._rows, self._gone = {}, {}

    def of_row(self, row):
        """A row as its model names it, or else by what it was when it was deleted."""
        return str(self.made(row))

    def of_page(self, page):
        return self.of_row(self._in_states[key_of_saved(page)])

    def made(self, row):
        """Return a row as a state has it, not saved; it names others without a query each."""
        model = apps.get_model(row["model"])
        made = model()
        for each in model._meta.concrete_fields:
            value = row["fields"].get(each.name)
            if each.name not in row["fields"]:
                continue
            if not each.many_to_one:
                setattr(made, each.attname, each.to_python(value))
            elif value is not None:
                setattr(made, each.attname, value)
                named = SimpleLazyObject(partial(self._named, each.related_model, value))
                each.set_cached_value(made, named)
        return made

    def row(self, model, key):
        """Return a row as it is or, if it is deleted, as it was; None where nobody knows it."""
        if found := self._found(model).get(key):
            return found
        if version := self._gone[model].get(key):
            return self.made(version.state[0])
        return None

    def _named(self, model, key):
        if key in self._found(model):
            return self._found(model)[key]
        if kept := self._in_states.get((model._meta.label_lower, key)):
            # A negative key is that of a row which is yet to be made.
            return self.made(kept) if key < 0 else _Gone(self.of_row(kept))
        if version := self._gone[model].get(key):
            return _Gone(version.title)
        return _Gone(f"{model._meta.verbose_name} {key}")

    def _found(self, model):
        """The rows of a model that are here, by their keys; `_gone` has last versions of others."""
        if model not in self._rows:
            keys = self._wanted[model]
            self._rows[model] = model._base_manager.in_bulk(keys)
            gone = keys - set(self._rows[model])
            versions = Version.objects.of(model, gone).changes().latest() if gone else ()
            self._gone[model] = {version.object_id: version for version in versions}
        return self._rows[model]

    def of_value(self, each, value):
        if value in (None, ""):
            return ""
        if each.many_to_one:
            return str(self._named(each.related_model, value))
        if each.choices:
            return str(dict(each.flatchoices).get(each.to_python(value), value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(value)


class _Gone:
    """Stands for a row that is deleted: all that is left of it is its name."""

    def __init__(self, name):
        self.name = name

    def __str__(self):
        return f"{self.name} (deleted)"


# Texts


def word_differences(before, after):
    """Return what became of a text as (tag, words), tag being equal, delete or insert."""
    old, new = _tokens(before), _tokens(after)
    is_long = max(len(old), len(new)) > MOST_WORDS
    if is_long:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces = []
    # Of a long text, lines that come again and again are left aside: with them it takes minutes.
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, is_long).get_opcodes():
        if tag in ("equal", "delete", "replace"):
            pieces.append(("equal" if tag == "equal" else "delete", "".join(old[i:j])))
        if tag in ("insert", "replace"):
            pieces.append(("insert", "".join(new[k:m])))
    return pieces


def _lines(text):
    """A text without what no reader sees: how its lines end, and what is blank at its end."""
    return text.rstrip().splitlines()


def _tokens(text):
    return re.findall(r"\w+|\s+|[^\w\s]", text)
