"""Invented content, for measuring and trying the site: see `manage.py make_catalogue`.

Words are drawn in words.py from the lists in the YAML files, rows are made of them in the other
modules, and nothing here writes to the database.
"""
