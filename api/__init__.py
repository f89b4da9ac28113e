"""The published content as JSON, for programs: read-only, without a key, open to every origin.

It shows what the pages show, by the same gate, filters and search, and knows no rule of its own.
api.py puts together the operations, which stand by noun, each beside the schema of its response.
"""
