"""Markdown with numbered citations, as one writes it for one page: nothing is kept."""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from films.models import Source

CITATION = re.compile(r"\[\^([\w-]+)\]")

markdown = MarkdownIt("commonmark", {"html": False}).disable("image")


class Footnotes:
    """The sources that a page cites, numbered as they come."""

    def __init__(self, texts: list[str]) -> None:
        keys = {key for text in texts for key in CITATION.findall(text)}
        self.sources = {source.key: source for source in Source.objects.filter(key__in=keys)}
        self.numbers: dict[str, int] = {}

    def render(self, text: str) -> SafeString:
        html = CITATION.sub(lambda match: self.link(match[1]), markdown.render(text))
        return mark_safe(html)  # noqa: S308 - without HTML of its own, Markdown makes safe HTML.

    def link(self, key: str) -> str:
        if key not in self.sources:
            return ""
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        return format_html('<sup><a href="#source-{0}">{1}</a></sup>', key, number)

    def cite(self, source: Source | None) -> str:
        """The link to the source of a fact, if it has one."""
        if source is None:
            return ""
        self.sources.setdefault(source.key, source)
        return self.link(source.key)

    @property
    def cited(self) -> list[Source]:
        return [self.sources[key] for key in self.numbers]
