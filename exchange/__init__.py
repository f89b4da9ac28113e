"""How content travels between sites, as files that can be reviewed. Knows no film.

In the order of the work:

- content_models: which models travel, and the one form that their values have
- packages: a fixture, a bundle or entries that a program made are opened
- yaml_fixtures: their text is read, entry by entry
- matching: entries are matched with the rows that are here
- planning: what would change is planned; selection says which rows are chosen, or can go
- applying: the plan is checked and written
- report: the plan is reported as text, as data, and page by page

`exporting` writes rows into files. Other apps add their rules in a module content_hooks, see hooks.
"""
