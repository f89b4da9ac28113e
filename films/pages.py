"""What the pages of films, people and characters show: facts, credits, texts, sources."""

from collections import defaultdict
from functools import cached_property
from operator import attrgetter

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from content.prose import Citations
from content.translations import in_all_languages

from .models import ArticleSection, Credit, FilmCompany, PlotSection, PlotSectionCharacter, Source

# How a credit reads before a name, where that is not simply what the role is called.
BYLINES = {
    Credit.Role.DIRECTOR: _("Directed by"),
    Credit.Role.WRITER: _("Written by"),
    Credit.Role.SCREENPLAY: _("Screenplay by"),
    Credit.Role.STORY: _("Story by"),
    Credit.Role.PRODUCER: _("Produced by"),
    Credit.Role.EXECUTIVE_PRODUCER: _("Executive produced by"),
    Credit.Role.MUSIC: _("Music by"),
    Credit.Role.EDITING: _("Edited by"),
    Credit.Role.PRODUCTION_DESIGN: _("Production design by"),
    Credit.Role.COSTUME_DESIGN: _("Costumes by"),
    FilmCompany.Role.PRODUCTION: _("Production companies"),
    FilmCompany.Role.DISTRIBUTION: _("Distributed by"),
    FilmCompany.Role.SALES: _("Sold by"),
}


# Whose film it is: they are named beside it, and all others further down.
MAKERS = {
    Credit.Role.DIRECTOR,
    Credit.Role.WRITER,
    Credit.Role.SCREENPLAY,
    Credit.Role.STORY,
}


class FilmPage:
    """A film with its parts: each kind is read in one query, once, when the page asks for it."""

    def __init__(self, film):
        self.film = film

    @cached_property
    def credits(self):
        return list(self.film.credits.select_related("person", "character", "source"))

    @property
    def cast(self):
        return [credit for credit in self.credits if credit.role == Credit.Role.CAST]

    @property
    def stars(self):
        return [credit for credit in self.cast if credit.is_starring]

    @property
    def crew(self):
        """The credits behind the camera by role: a byline and its credits."""
        return _grouped([c for c in self.credits if c.role != Credit.Role.CAST], Credit.Role)

    @property
    def makers(self):
        """Who directed and wrote it, by role: a byline and its credits."""
        return _grouped([c for c in self.credits if c.role in MAKERS], Credit.Role)

    @cached_property
    def companies(self):
        """The companies by role: a byline and its companies."""
        return _grouped(self.film.film_companies.select_related("company"), FilmCompany.Role)

    @cached_property
    def countries(self):
        return list(self.film.film_countries.select_related("country"))

    @cached_property
    def languages(self):
        return list(self.film.film_languages.select_related("language"))

    @cached_property
    def genres(self):
        return list(self.film.film_genres.select_related("genre"))

    @cached_property
    def releases(self):
        return list(self.film.releases.select_related("country", "company", "source"))

    @cached_property
    def figures(self):
        return list(self.film.figures.select_related("source"))

    @cached_property
    def plot_sections(self):
        appearances = PlotSectionCharacter.objects.select_related("character")
        return self.film.plot_sections.prefetch_related(Prefetch("appearances", appearances))

    @cached_property
    def article_sections(self):
        return list(self.film.article_sections.all())

    @cached_property
    def topics(self):
        """The article by topic: its code, what it is called and its sections, which may be none.

        Releases and reviews stand with the topics that tell of them.
        """
        sections = defaultdict(list)
        for section in self.article_sections:
            sections[section.topic].append(section)
        return [(code, label, sections[code]) for code, label in ArticleSection.Topic.choices]

    @cached_property
    def pictures(self):
        return list(self.film.film_pictures.select_related("picture"))

    @cached_property
    def links(self):
        return list(self.film.links.all())

    @property
    def sections(self):
        return [*self.plot_sections, *self.article_sections]

    @cached_property
    def citations(self):
        characters = [credit.character for credit in self.cast if credit.character]
        texts = [self.film.local.lead]
        texts += [section.local.body for section in self.sections]
        texts += [character.local.description for character in characters]
        return Citations(self.sources_of(texts))

    def sources_of(self, texts):
        """What these texts cite and the film's facts rest on: each source once, by its key."""
        facts = [*self.credits, *self.releases, *self.figures]
        stated = (fact.source for fact in facts if fact.source)
        sources = {*Source.objects.cited_in(*texts), *stated}
        return sorted(sources, key=attrgetter("key"))


def _grouped(rows, roles):
    """Return (byline, rows) for each role that rows have, in the order of the roles."""
    groups = [(BYLINES.get(role, role.label), []) for role in roles]
    by_role = dict(zip(roles.values, groups, strict=True))
    for row in rows:
        by_role[row.role][1].append(row)
    return [group for group in groups if group[1]]


class PersonPage:
    """A person with their credits in published films, the newest film first."""

    def __init__(self, person):
        self.person = person

    @property
    def credits(self):
        return self.person.credits.published().newest_first().select_related("character")

    @property
    def sources(self):
        return Source.objects.cited_in(*in_all_languages(self.person, "biography"))

    @cached_property
    def citations(self):
        return Citations(self.sources)


class CharacterPage:
    """A character with who plays them, the newest film first, and the plots that tell of them."""

    def __init__(self, character):
        self.character = character

    @property
    def credits(self):
        return self.character.credits.published().newest_first().select_related("person")

    @property
    def plot_sections(self):
        return PlotSection.objects.published().telling_of(self.character)

    @property
    def sources(self):
        return Source.objects.cited_in(*in_all_languages(self.character, "description"))

    @cached_property
    def citations(self):
        return Citations(self.sources)
