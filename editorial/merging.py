"""Two editors' forms made one: what both may keep, and what one of them has to decide.

A FormSnapshot is a form as a browser would send it, so that a form can be compared with another
state of its page, whatever fields it has, and what was merged goes the way of any other form.
"""

import re
from dataclasses import dataclass, field

from django.http import QueryDict
from merge3 import Merge3

# What a row's form says of its place and its end, not of what is in it.
ABOUT_ROW = {"position", "DELETE"}
ROW = re.compile(r"(.+?)-(\d+)-(.+)")


@dataclass
class FormSnapshot:
    """Values by name; of each formset the rows that exist, by key, and new ones in order.

    `quiet` are the fields, as (prefix, name), for which a browser sends nothing while they are
    empty: boxes, and lists of several. `keys` names each formset's primary key by its prefix.
    """

    fields: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    new: dict = field(default_factory=dict)
    quiet: set = field(default_factory=set)
    keys: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Conflict:
    """A field that both changed: `prefix` and `key` are those of a row, empty of the page's own.

    `base` and `theirs` are values as a browser sends them; mine stays in the form. `base` is None
    where nobody knows any more what it was.
    """

    prefix: str
    key: str
    name: str
    base: list | None
    theirs: list


@dataclass(frozen=True)
class Deletion:
    """A row that I delete and they changed in the meantime, in the fields `names`."""

    prefix: str
    key: str
    names: list


# From forms


def snapshot_of(form, formsets):
    """Return the FormSnapshot that unbound forms would send untouched."""
    snapshot = FormSnapshot()
    snapshot.fields = _values_of(form, snapshot.quiet)
    for formset in formsets:
        key = snapshot.keys[formset.prefix] = formset.model._meta.pk.name
        rows = (_values_of(each, snapshot.quiet, formset.prefix) for each in formset.initial_forms)
        snapshot.rows[formset.prefix] = {row[key][0]: row for row in rows}
        snapshot.new[formset.prefix] = []
    return snapshot


def _values_of(form, quiet, prefix=""):
    values = {}
    for bound in form:
        for name, widget, value in _sent_by(bound.field.widget, bound.html_name, bound.value()):
            name = name.removeprefix(f"{form.prefix}-")
            values[name] = _texts(widget, value)
            if _is_quiet(widget):
                quiet.add((prefix, name))
    return values


def _sent_by(widget, name, value):
    """Yield the (name, widget, value) of each element that a widget is in a page."""
    # A widget in a wrapper, as the admin puts a link for adding a row beside one.
    widget = getattr(widget, "widget", widget)
    if not hasattr(widget, "widgets_names"):
        yield name, widget, value
        return
    parts = value if isinstance(value, list) else widget.decompress(value)
    for suffix, part, each in zip(widget.widgets_names, widget.widgets, parts, strict=True):
        yield from _sent_by(part, name + suffix, each)


def _texts(widget, value):
    if hasattr(widget, "check_test"):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(value)
    texts = shown if isinstance(shown, list | tuple) else [shown]
    return ["" if text is None else str(text) for text in texts]


def _is_quiet(widget):
    return hasattr(widget, "check_test") or getattr(widget, "allow_multiple_selected", False)


# From and to what was sent


def read_snapshot(data, known):
    """Return the FormSnapshot that a QueryDict holds; what it lacks is as in the one `known`."""
    snapshot = FormSnapshot(fields=_filled(data.lists(), known.fields, known.quiet))
    found = {prefix: {} for prefix in known.keys}
    for name, texts in data.lists():
        match = ROW.fullmatch(name)
        if match and match[1] in found:
            found[match[1]].setdefault(int(match[2][:9]), {})[match[3]] = texts
    for prefix, rows in found.items():
        snapshot.rows[prefix], snapshot.new[prefix] = {}, []
        for _index, row in sorted(rows.items()):
            [key, *_] = row.get(known.keys[prefix]) or [""]
            if key:
                here = known.rows[prefix].get(key, {})
                filled = _filled(row.items(), here, known.quiet, prefix)
                snapshot.rows[prefix][key] = row | filled
            else:
                snapshot.new[prefix].append(row)
    return snapshot


def _filled(sent, known, quiet, prefix=""):
    """The values sent for known names."""
    sent = dict(sent)
    return {
        name: sent.get(name, [] if (prefix, name) in quiet else texts)
        for name, texts in known.items()
    }


def write_snapshot(snapshot, data):
    """Return `data`, a QueryDict, with its fields and rows as the FormSnapshot has them."""
    written = QueryDict(mutable=True)
    for name, texts in data.lists():
        match = ROW.fullmatch(name)
        if name not in snapshot.fields and not (match and match[1] in snapshot.rows):
            written.setlist(name, texts)
    for name, texts in snapshot.fields.items():
        _set(written, name, texts)
    for prefix in snapshot.rows:
        rows = [*snapshot.rows[prefix].values(), *snapshot.new[prefix]]
        for index, row in enumerate(rows):
            for name, texts in row.items():
                _set(written, f"{prefix}-{index}-{name}", texts)
        written[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        written[f"{prefix}-INITIAL_FORMS"] = str(len(snapshot.rows[prefix]))
    return written


def _set(data, name, texts):
    if texts:
        data.setlist(name, texts)


# Merging


def merge(base, theirs, mine):
    """Return a FormSnapshot of what both changed since `base`, None if unknown, and what is asked.

    That is a list of Conflicts and Deletions. A row that I delete and they changed stays.
    """
    conflicts = []
    base = base or FormSnapshot()
    merged = FormSnapshot(new=mine.new)
    merged.fields = _merged(("", ""), base.fields, theirs.fields, mine.fields, conflicts)
    for prefix, sent in mine.rows.items():
        before, now = base.rows.get(prefix, {}), theirs.rows.get(prefix, {})
        rows = merged.rows[prefix] = {}
        for key, row in sent.items():
            if key in now:
                if _is_deleted(row) and (names := _changed(before.get(key), now[key])):
                    row = row | {"DELETE": []}
                    conflicts.append(Deletion(prefix, key, names))
                rows[key] = _merged((prefix, key), before.get(key, {}), now[key], row, conflicts)
            elif _changed(before.get(key), row):
                # They deleted what I changed: its form says so.
                rows[key] = row
        for key, row in now.items():
            # They added it, or I never had it in my form.
            if key not in sent and key not in before:
                rows[key] = row
    return merged, conflicts


def _merged(place, base, theirs, mine, conflicts):
    values = {}
    for name, my_texts in mine.items():
        before, now = base.get(name), theirs.get(name, my_texts)
        values[name] = my_texts
        if _same(before, my_texts):
            values[name] = now
        elif _same(before, now) or _same(my_texts, now) or name in ABOUT_ROW:
            # Of two orders the later holds.
            continue
        elif (text := _merged_text(before, now, my_texts)) is not None:
            values[name] = [text]
        else:
            conflicts.append(Conflict(*place, name, before, now))
    return values


def _is_deleted(row):
    return any(row.get("DELETE", ()))


def _changed(before, now):
    """The names of what differs in a row, wherever it stands."""
    before = before or {}
    return [
        name
        for name in dict.fromkeys([*now, *before])
        if name not in ABOUT_ROW and not _same(before.get(name), now.get(name))
    ]


def _same(one, other):
    return _normal(one) == _normal(other)


def _normal(texts):
    # A browser ends lines with two characters.
    return [text.replace("\r\n", "\n").rstrip("\n") for text in texts or [""]]


def _merged_text(base, theirs, mine):
    """The lines that both changed in different places, or None where they touch."""
    if base is None or not len(base) == len(theirs) == len(mine) == 1:
        return None
    texts = (_normal(texts)[0] for texts in (base, mine, theirs))
    groups = list(Merge3(*(text.split("\n") for text in texts)).merge_groups())
    if len(groups) == 1 or any(kind == "conflict" for kind, *_ in groups):
        return None
    return "\n".join(line for _kind, lines in groups for line in lines)
