"""The editors' side of what gets live: one admin class, and views beside it by subject."""

from .model_admin import DraftableInline, EditorialAdmin

__all__ = ["DraftableInline", "EditorialAdmin"]
