"""The editors' side of the film catalogue. What all its pages share is in content.py."""

from . import companies, facts, films, people, pictures, sources

__all__ = ["companies", "facts", "films", "people", "pictures", "sources"]
