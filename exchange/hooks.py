"""Hooks that apps register in their module content_hooks.py, so that exchange/ need not know them.

Texts may refer to rows by their keys, as a citation does to its source. And whatever a form asks
of an editor is asked of a file too.
"""

_reference_finders = []
_validators = []
_after_apply = []


def finds_references(find):
    """Register `find(model, rows)`, which yields the rows that texts of `rows` refer to.

    `rows` is a queryset of one model; what is yielded may be of any.
    """
    _reference_finders.append(find)
    return find


def validates(model):
    """Register a validator, `rule(rows, opened)`, for a model or those that derive from it.

    `rows` are saved, in a transaction that is still open. The rule yields (row, field, message)
    for each error. `opened(row, field)` opens the file of a row.
    """

    def register(rule):
        _validators.append((model, rule))
        return rule

    return register


def after_apply(do):
    """Register `do(changes, progress)`, called when content has been applied, before the commit.

    `changes` are `Changes`; `progress(done, of, what)` shows how far it is. An error rolls back.
    """
    _after_apply.append(do)
    return do


def references_in(model, rows):
    return [row for find in _reference_finders for row in find(model, rows)]


def validators_of(model):
    return [rule for base, rule in _validators if issubclass(model, base)]


def after_apply_hooks():
    return list(_after_apply)
