"""Search: what can be found, how it is indexed, and how a query finds it.

Text and query are folded to ASCII words, so `sete` finds Sète on every database. The index is
the database's own full-text search, SQLite's FTS5 or PostgreSQL's tsvector, over the folded
words of SearchEntry: the words are the same on both, so a query finds the same on both.

Titles rank before text, and a title that is the query before one that holds it. What is found
is checked against `published()` when it is asked for: an index may be late, a draft never leaks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from operator import and_

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Case, Q, When
from django.db.models.expressions import RawSQL
from django.db.models.signals import post_delete, post_save
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from films.folding import fold
from films.models import ArticleSection, Character, Film, Person, PlotSection
from films.prose import plain_text
from reviews.models import Review

from .models import Franchise, SearchEntry
from .places import first_places, numbered_credits, numbered_installments

# More words narrow nothing, and more hits help nobody.
MAX_WORDS = 10
MAX_HITS = 1000
# PostgreSQL refuses a tsvector of more than 1 MB.
MAX_LENGTH = 250_000
# How far into a text a result looks for what to show: each of its words is folded for it.
MAX_LOOK = 20_000


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be found.

    Of a row, `title` and `text` are what is searched, as plain text, and `context` is what a
    result says beside the row's own name; `load` adds to a queryset what these three need. The
    text gives away the film at `places`, which need what `load_places` adds. `follows` names the
    relations whose names are in the title, so that a new name is found too.
    """

    name: str
    label: str
    model: type[models.Model]
    title: Callable[[models.Model], str]
    text: Callable[[models.Model], str]
    context: Callable[[models.Model], str] = lambda row: ""
    load: Callable[[models.QuerySet], models.QuerySet] = lambda rows: rows
    places: Callable[[models.Model], list] = lambda row: []
    load_places: Callable[[models.QuerySet], models.QuerySet] = lambda rows: rows
    follows: tuple[str, ...] = ()


def _line(*parts):
    return " · ".join(str(part) for part in parts if part)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "franchise",
            _("Franchises"),
            Franchise,
            title=lambda franchise: f"{franchise} {franchise.original_title}",
            text=lambda franchise: plain_text(franchise.local.introduction),
            context=lambda franchise: franchise.original_title,
        ),
        Kind(
            "film",
            _("Films"),
            Film,
            title=lambda film: f"{film} {film.original_title}",
            text=lambda film: _line(film.local.tagline, plain_text(film.local.lead)),
            context=lambda film: _line(film.original_title, film.year),
            load=lambda films: films.with_card(),
            places=lambda film: film.published_installments,
            load_places=lambda films: films.prefetch_related(numbered_installments()),
        ),
        Kind(
            "person",
            _("People"),
            Person,
            title=str,
            text=lambda person: plain_text(person.local.biography),
            context=lambda person: _line(*person.roles),
            load=lambda people: people.with_credits(),
        ),
        Kind(
            "character",
            _("Characters"),
            Character,
            title=str,
            text=lambda character: plain_text(character.local.description),
            places=first_places,
            load_places=lambda characters: characters.prefetch_related(*numbered_credits()),
        ),
        Kind(
            "plot",
            _("Plots"),
            PlotSection,
            title=str,
            text=lambda section: plain_text(section.local.body),
            context=lambda section: str(section.film),
            load=lambda sections: sections.select_related("film"),
            places=lambda section: section.film.published_installments,
            load_places=lambda sections: sections.prefetch_related(
                numbered_installments("film__installments")
            ),
        ),
        Kind(
            "article",
            _("Articles"),
            ArticleSection,
            title=str,
            text=lambda section: plain_text(section.local.body),
            context=lambda section: str(section.film),
            load=lambda sections: sections.select_related("film"),
        ),
        Kind(
            "review",
            _("Reviews"),
            Review,
            title=lambda review: f"{review.publication} {review.critic or ''}",
            text=lambda review: _line(
                review.quote,
                review.local.quote_translation,
                plain_text(review.local.summary),
            ),
            context=lambda review: review.byline,
            load=lambda reviews: reviews.with_byline().with_film(),
            follows=("publication", "critic"),
        ),
    )
}


# The index


def words_of(text):
    """Return the folded words of a text, in order: `L’été à Sète` gives l, ete, a, sete."""
    return re.findall(r"[a-z0-9]+", fold(text[:MAX_LENGTH]))


def _entry(kind, row):
    titles, texts = _words_in_all_languages(kind, row)
    return SearchEntry(
        kind=kind.name,
        object_id=row.pk,
        title=" ".join(titles),
        words=" ".join(titles + texts)[:MAX_LENGTH],
    )


def _words_in_all_languages(kind, row):
    """The words of a row's titles and of its texts: each is found in every language."""
    titles, texts = [], []
    languages = settings.LANGUAGES if getattr(row, "translations", None) else settings.LANGUAGES[:1]
    for language, _name in languages:
        with override(language):
            titles += words_of(kind.title(row))
            texts += words_of(kind.text(row))
    return titles, texts


def _write(entries):
    SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "words"],
    )


@transaction.atomic
def rebuild(batch_size=500):
    """Index all content anew, and return the number of entries."""
    # Without reading what goes: a text each.
    SearchEntry.objects.all()._raw_delete(SearchEntry.objects.db)
    for kind in KINDS.values():
        # Whole batches, not one open cursor: SQLite cannot write while one is being read.
        keys = list(kind.model.objects.order_by("pk").values_list("pk", flat=True))
        _index_all(kind, keys, batch_size)
    return SearchEntry.objects.count()


def index(model, keys):
    """Index rows of a model that no signal told of, by their primary keys."""
    for kind in KINDS.values():
        if kind.model is model:
            _index_all(kind, list(keys), batch_size=500)


def _index_all(kind, keys, batch_size):
    for start in range(0, len(keys), batch_size):
        rows = kind.load(kind.model.objects.filter(pk__in=keys[start : start + batch_size]))
        _write([_entry(kind, row) for row in rows])


def keep_up_to_date():
    """Index each row as it is saved, and forget it as it is deleted."""
    for kind in KINDS.values():
        _connect(post_save, kind.model, partial(_index, kind))
        _connect(post_delete, kind.model, partial(_forget, kind))
        for relation in kind.follows:
            followed = kind.model._meta.get_field(relation).related_model
            _connect(post_save, followed, partial(_index_followers, kind, relation))


def _connect(signal, model, receiver):
    signal.connect(receiver, sender=model, weak=False)


# A fixture's rows, which are saved `raw`, may refer to rows still to come: loaddata rebuilds the
# index at its end.
def _index(kind, instance, raw, **kwargs):
    if not raw:
        _write([_entry(kind, instance)])


def _index_followers(kind, relation, instance, raw, **kwargs):
    if not raw:
        rows = kind.load(kind.model.objects.filter(**{relation: instance}))
        _write([_entry(kind, row) for row in rows])


def _forget(kind, instance, **kwargs):
    SearchEntry.objects.filter(kind=kind.name, object_id=instance.pk).delete()


# The query


class Search:
    """A visitor's query, and what it finds among published content: at most MAX_HITS rows."""

    def __init__(self, query):
        self.query = query.strip()[:200]
        self.words = words_of(self.query)[:MAX_WORDS]

    @cached_property
    def _ranked(self):
        """The kind and the key of each hit, one more than counts where there are more."""
        if not self.words:
            return []
        entries = published_entries().filter(_matches(self.words))
        ranked = entries.order_by(self._rank(), "title", "pk")
        return list(ranked.values_list("kind", "object_id")[: MAX_HITS + 1])

    @cached_property
    def keys(self):
        """The primary keys of what was found by kind, each list in the order of rank."""
        found = {}
        for kind, key in self._ranked[:MAX_HITS]:
            found.setdefault(KINDS[kind], []).append(key)
        return {kind: found[kind] for kind in KINDS.values() if kind in found}

    @property
    def count(self):
        return sum(len(keys) for keys in self.keys.values())

    @property
    def is_cut(self):
        """Whether there is more than is counted."""
        return len(self._ranked) > MAX_HITS

    def results(self, kind, keys):
        """Return what a page shows of some of the `keys` of one kind."""
        found = kind.load_places(kind.load(kind.model.objects.filter(pk__in=keys)))
        rows = {row.pk: row for row in found}
        return [Result.of(kind, rows[key], self.words) for key in keys if key in rows]

    def _rank(self):
        phrase = " ".join(self.words)
        in_title = reduce(and_, (Q(title__contains=word) for word in self.words))
        return Case(
            When(title=phrase, then=0),
            When(title__startswith=phrase, then=1),
            When(in_title, then=2),
            default=3,
        )


@dataclass(frozen=True)
class Result:
    """One line of the results: `title` and `snippet` are HTML with the words found marked.

    The snippet gives away the film at `places`; where `is_plot`, the title does so too.
    """

    row: models.Model
    title: str
    address: str
    context: str
    snippet: str
    places: list
    is_plot: bool

    @classmethod
    def of(cls, kind, row, words):
        return cls(
            row=row,
            title=marked(str(row), words),
            address=row.get_absolute_url(),
            context=kind.context(row),
            snippet=marked(excerpt(kind.text(row), words), words),
            places=kind.places(row),
            is_plot=kind.model is PlotSection,
        )


def _matches(words):
    """The entries that hold a word beginning with each of `words`."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT id FROM franchise_searchentry "
            "WHERE to_tsvector('simple', words) @@ to_tsquery('simple', %s)"
        )
        match = " & ".join(f"{word}:*" for word in words)
    else:
        sql = "SELECT rowid FROM franchise_searchentry_fts WHERE words MATCH %s"
        match = " ".join(f"{word}*" for word in words)
    return Q(pk__in=RawSQL(sql, [match]))  # noqa: S611 - words hold only a-z and 0-9.


def published_entries():
    """What is in the index, and visitors may see now."""
    return SearchEntry.objects.filter(is_visible=True)


def _is_found(word, words):
    return any(part.startswith(tuple(words)) for part in words_of(word))


def excerpt(text, words, length=220):
    """Return about `length` characters of `text` around the first of `words`, if that is near."""
    parts = re.finditer(r"\w+", text[:MAX_LOOK])
    found = (match.start() for match in parts if _is_found(match[0], words))
    start = max(0, next(found, 0) - length // 3)
    # Cut between words, and say where something was cut.
    start = text.find(" ", start) + 1 if start else 0
    end = start + length
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def marked(text, words):
    """Return `text` as HTML in which each word that begins with one of `words` is marked."""
    pieces = (
        format_html("<mark>{}</mark>", piece) if _is_found(piece, words) else escape(piece)
        for piece in re.split(r"(\w+)", text)
    )
    return mark_safe("".join(pieces))  # noqa: S308 - each piece is escaped.
