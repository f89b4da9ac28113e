"""The static site: all that visitors see, as files that any host serves and any disk opens.

It is made by asking for each URL as a visitor would, beginning with the sitemap, and by going
on to all that the answers lead to. What no page leads to is not in it; a link that leads nowhere
is told. No library does this: those that write Django's pages into files let links begin at the
host's root, and know neither pages of a query nor what has changed.
"""
