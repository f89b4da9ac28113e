"""Hooks that apps register in their module content_hooks.py, so that exchange/ need not know them.

A file names rows by their keys, and texts may name others: a citation its source. And what a form
asks of an editor, a file is asked too.
"""

_finders = []
_rules = []
_followers = []


def names_others(find):
    """Register `find(model, rows)`, which yields the rows that texts of `rows` name.

    `rows` is a queryset of one model; what is yielded may be of any.
    """
    _finders.append(find)
    return find


def admits(model):
    """Register a rule, `rule(rows, opened)`, on rows of a model or of those that derive from it.

    `rows` are saved, in a transaction that does not last yet. The rule yields (row, field,
    sentence) for each that may not be so. `opened(row, field)` opens a file that a row brings.
    """

    def register(rule):
        _rules.append((model, rule))
        return rule

    return register


def follows(do):
    """Register `do(changes, tell)`, to be called when content has been applied, before it lasts.

    `changes` are `Changes`; `tell(done, of, what)` shows progress. What it raises undoes all.
    """
    _followers.append(do)
    return do


def named_by(model, rows):
    return [row for find in _finders for row in find(model, rows)]


def rules_of(model):
    return [rule for kind, rule in _rules if issubclass(model, kind)]


def followers():
    return list(_followers)
