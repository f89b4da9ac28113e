"""Imported rows are indexed; see exchange/hooks.py."""

from exchange.hooks import after_apply

from . import index


@after_apply
def search_finds_it(changes, progress):
    """Rows that are changed or deleted one by one are indexed as they are; new ones come many."""
    for model, keys in changes.created.items():
        index.index(model, keys)
