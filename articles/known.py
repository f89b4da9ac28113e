"""Whom an article means of those who are here: rows by their names, and questions where unsure."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.text import slugify

from content.natural_keys import free_slug
from content.search_keys import normalize
from films.models import Character, Film, Source

from .outline import ArticleError

# The answer to a question: none of those that are here.
ANOTHER = object()


@dataclass(frozen=True)
class Question:
    """Which row is meant by a name: one of `choices`, as (key, what it is), or another."""

    kind: str
    name: str
    choices: tuple[tuple[str, str], ...]

    def __str__(self):
        told = " or ".join(f"{key} ({label})" for key, label in self.choices)
        return f"Which {self.kind} is “{self.name}”: {told}?"


def unanswered(question):
    """Answer no question: what hangs on it is left out."""
    return None


@dataclass
class NamedRow:
    """A name's row: its slug, and whether it has to be made. Without a slug nobody knows which."""

    slug: str
    name: str
    is_new: bool = False
    has_namesake: bool = False


class Known:
    """Finds rows by name for one import, each name once.

    `ask(question)` returns the key of a choice, ANOTHER, or None where nobody can tell. Questions
    that stay open are kept in `open`.
    """

    def __init__(self, ask=unanswered):
        self.ask, self.open = ask, []
        self._found, self._taken = {}, {}

    def named(self, model, name):
        """Return the NamedRow of the row that has this name, or of a new one."""
        key = model, _normalized(name)
        if key not in self._found:
            self._found[key] = self._chosen(model, name, rows_named(model, name))
        return self._found[key]

    def _chosen(self, model, name, rows):
        if len(rows) == 1:
            return NamedRow(rows[0].slug, rows[0].name)
        answer = self.answer(model, name, rows) if rows else ANOTHER
        return self.new(model, name) if answer is ANOTHER else NamedRow(answer or "", name)

    def answer(self, model, name, rows):
        choices = tuple((row.slug, str(row)) for row in rows)
        question = Question(model._meta.verbose_name, name, choices)
        answer = self.ask(question)
        if answer is None:
            self.open.append(question)
        return answer

    def new(self, model, name):
        return NamedRow(self.free_key(model, "slug", name), name, is_new=True)

    def free_key(self, model, field, text):
        """Return a key for a new row that neither a row here has nor one of this import."""
        taken = self._taken.setdefault(model, set())
        reserved = {*getattr(model, "reserved_slugs", ()), *taken}
        key = free_slug(text, model._base_manager.all(), field, reserved)
        taken.add(key)
        return key

    def character(self, name, person, film=None, franchise=None):
        """Return the NamedRow of a character whom a person, given by their slug, plays in a film.

        A Marco is in many films. The one who is here is meant if this film has him already, the
        same person plays him or a film of the franchise tells of him; of others it is asked.
        """
        key = Character, _normalized(name)
        if key not in self._found:
            rows = rows_named(Character, name)
            tied = _tied(rows, person, film, franchise)
            self._found[key] = (
                self._chosen(Character, name, tied) if tied or not rows else self._other(name, rows)
            )
        return self._found[key]

    def _other(self, name, rows):
        """A character of whom nothing tells that it is one of the rows: another, unless said so."""
        answer = self.answer(Character, name, rows)
        if isinstance(answer, str):
            return NamedRow(answer, name)
        return replace(self.new(Character, name), has_namesake=True)


def _tied(rows, person, film, franchise):
    """Return the characters with the closest tie to a film, of those that have any."""
    ties = [Q(credits__person__slug=person)]
    if film:
        ties.insert(0, Q(credits__film=film) | Q(appearances__section__film=film))
    if franchise:
        ties.append(Q(credits__film__installments__franchise=franchise))
    for tie in ties:
        tied = set(Character.objects.filter(tie, pk__in=[row.pk for row in rows]))
        if tied:
            return [row for row in rows if row in tied]
    return []


def rows_named(model, name):
    """Return the rows of that name, or of its slug; neither accents nor a The make another."""
    stem = slugify(_normalized(name))
    likely = Q(folded__endswith=_normalized(name))
    if stem:
        likely |= Q(slug__in=[stem, f"the-{stem}"]) | Q(slug__startswith=f"{stem}-")
    rows = model._base_manager.filter(likely).order_by("slug")
    return [row for row in rows if _normalized(row.name) == _normalized(name) or row.slug == stem]


def _normalized(name):
    return " ".join(normalize(name).removeprefix("the ").split())


def film_of(article, source, known):
    """Return the film here that an article is about, or None where it is new.

    It is the one whose text comes from the article's source, or that has its title and year.
    Raises ArticleError where a film of that title may be it or another.
    """
    if source and (film := Film.objects.filter(text_source=source).first()):
        return film
    films = films_titled(article.title)
    if article.year and (film := next((f for f in films if str(f.year) == article.year), None)):
        return film
    unsure = [film for film in films if not (article.year and film.year)]
    if not unsure:
        return None
    answer = known.answer(Film, article.title, unsure)
    if answer is None:
        raise ArticleError(f"{known.open[-1]} Its year does not settle it.")
    return None if answer is ANOTHER else next(film for film in unsure if film.slug == answer)


def films_titled(title):
    films = Film.objects.filter(folded__contains=normalize(title)).order_by("slug")
    return [film for film in films if normalize(film.title) == normalize(title)]


def source_of(citation):
    """Return the Source here of a citation: by its URL, or else by all that is said of it."""
    if citation.url:
        return Source.objects.filter(url=citation.url).first()
    return Source.objects.filter(
        title=citation.title, publisher=citation.publisher, published_on=citation.published_on
    ).first()
