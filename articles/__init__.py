"""Encyclopedia articles about films, read into entries of content as fixtures hold them.

A text, plain (plain.py) or MediaWiki's (mediawiki.py), gives an Outline: title, facts, passages.
article.py reads that into an Article: typed facts, credits, sections, reviews, and what it could
not place. entries.py turns the Article into entries, with the names that are here already. No
row is written here: entries travel the road of all content.
"""
