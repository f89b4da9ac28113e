"""Search: what can be found (kinds), how it is indexed, how a query finds it, what results show.

Text and query are normalized to ASCII words, so `sete` finds Sète on every database. The index is
the database's own full-text search, SQLite's FTS5 or PostgreSQL's tsvector, over the normalized
words of SearchEntry: the words are the same on both, so a query finds the same on both.

An entry says itself whether visitors may see its row (search/stored.py), kept by the database:
the words of a row may be late, a draft never leaks.
"""
