"""What films, people and pictures should not be: rules for editors, run by editorial.checks."""

import re
from itertools import chain

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from content.prose import has_more_words, summary, uncited_quotes, word_count
from content.search_keys import normalize
from content.texts import loaded_texts
from content.translations import OTHER_LANGUAGES
from editorial.checks import DependsOn, Finding, rule

from .links import LINK_MARKS, dead_links
from .models import (
    ArticleSection,
    Character,
    Company,
    Credit,
    Film,
    Person,
    Picture,
    PlotSection,
    Release,
)
from .models.parts import LONGEST_SECTION

# In minutes. Under 40 it is a short by the Academy's definition; over 300 are a handful.
FEATURE = range(40, 301)

# Films: what is missing


@rule(
    Film,
    "No poster",
    "Choose a poster. It is shown on the film's page, in lists and in shared links.",
)
def film_without_poster(films):
    for film in films:
        if film.poster_id is None:
            yield Finding(film, "poster")


@rule(Film, "No plot", "Add a plot section: a released film needs at least its premise.")
def film_without_plot(films):
    told = {section.film_id for section in _sections(films) if isinstance(section, PlotSection)}
    for film in films:
        if film.production_status == Film.ProductionStatus.RELEASED and film.pk not in told:
            yield Finding(film, "plot_sections")


@rule(Film, "Cast without a character", "Choose the character that each cast member plays.")
def cast_without_character(films):
    credits = Credit.objects.filter(film__in=films, role=Credit.Role.CAST, character=None)
    for credit in credits.select_related("film", "person"):
        yield Finding(
            credit.film,
            "character",
            f"Choose the character that {credit.person} plays.",
            row=credit,
            evidence=credit.person_id,
        )


# Films: facts


@rule(
    Film,
    "Conflicting facts",
    "Make the production status and the releases agree.",
    depends_on=[DependsOn.DAY],
)
def film_facts_disagree(films):
    releases = Release.objects.only("film", "released_on")
    prefetch_related_objects(list(films), Prefetch("releases", releases))
    for film in films:
        if problem := _disagreement(film, [release.released_on for release in film.releases.all()]):
            field, message, dates = problem
            yield Finding(film, field, message, evidence=[film.production_status, *dates])


def _disagreement(film, dates):
    """Return the field to mend, the message and the dates in question, or None."""
    stage, today = film.ProductionStatus(film.production_status), timezone.localdate().isoformat()
    # As far as a date is known: 2026 is past when 2027 begins, and future until 2026 does.
    past = [date for date in dates if date < today[: len(date)]]
    future = [date for date in dates if date > today[: len(date)]]
    if stage != stage.RELEASED:
        if past:
            message = (
                f"Its release, {past[0].label}, is in the past, but its production status is "
                f"“{stage.label}”. Correct one or the other."
            )
            return "production_status", message, past[:1]
        return None
    if not dates:
        return (
            "releases",
            "It is marked as released, but no release is listed. Add the first one.",
            [],
        )
    if len(future) == len(dates):
        message = (
            f"It is marked as released, but its first release, {future[0].label}, is in the "
            "future. Correct the production status or the date."
        )
        return "production_status", message, future[:1]
    return None


@rule(
    Film,
    "Unusual running time",
    f"Check the running time: a feature film usually lasts {FEATURE[0]} to {FEATURE[-1]} minutes.",
)
def film_runtime_unusual(films):
    for film in films:
        minutes = film.runtime_minutes
        if minutes is None or minutes in FEATURE:
            continue
        length = "1 minute is" if minutes == 1 else f"{minutes} minutes are"
        yield Finding(
            film,
            "runtime_minutes",
            f"{length} unusual: a feature film usually lasts {FEATURE[0]} to {FEATURE[-1]}. Check "
            "the running time.",
            evidence=minutes,
        )


# Films: texts


def _sections(films):
    """The sections of films, which are read once for all rules."""
    prefetch_related_objects(list(films), "plot_sections", "article_sections")
    return [
        section
        for film in films
        for section in chain(film.plot_sections.all(), film.article_sections.all())
    ]


@rule(
    Film,
    f"Section over {LONGEST_SECTION} words",
    f"Split the section in two, or shorten it: readers lose their place beyond {LONGEST_SECTION} "
    "words.",
)
def section_too_long(films):
    long = LONGEST_SECTION * 2  # Each word takes a letter and a space at least.
    for text in loaded_texts(_sections(films), "body", page="film"):
        if len(text.words) > long and has_more_words(text.words, LONGEST_SECTION):
            words = word_count(text.words)
            yield Finding(
                text.page,
                text.field,
                f"“{text.row.heading}”{_in_language(text)} has {words} words. "
                f"Split it in two, or shorten it to {LONGEST_SECTION}.",
                row=text.row,
                # Another comma is no reason to ask again, another hundred words are.
                evidence=words // 100,
            )


def _in_language(text):
    """Which text it is, where it is not the first: it has a field of its own."""
    return "" if text.field == text.name else f" ({dict(OTHER_LANGUAGES)[text.language]})"


# Words that tell how a story comes out, by language, normalized.
OUTCOMES = {
    "en": re.compile(
        r"\b(die[sd]?|dying|dead|deaths?|kill(s|ed)|killing of|murder(s|ed)?|assassinat\w+"
        r"|suicide|sacrific\w+|betray\w*|traitors?|twist|unmasked|survives|survivors?"
        r"|arrested|avenged|defeated|resurrect\w+|comes? back to life"
        r"|gets away|(is|was|are) (innocent|guilty|alive|saved))\b"
    ),
    "fr": re.compile(
        r"\b(meurt|meurent|mort|morts|morte|mortes|tuee?s?|abattue?s?|meurtres?|assassin\w*"
        r"|suicide|sacrifi\w+|trahi\w*|traitres?|demasque\w*|survit|survivants?|arrete\w*"
        r"|venge\w*|vaincue?s?|ressuscit\w+|s'echappe|(est|sont) (innocent|coupable|vivant)e?s?)\b"
    ),
}


@rule(
    Film,
    "Heading with a spoiler",
    "Choose a heading without a spoiler: readers see it before they open the section.",
)
def heading_gives_plot_away(films):
    sections = (section for section in _sections(films) if not _is_premise(section))
    for text in loaded_texts(sections, "heading", page="film"):
        if word := _outcome(text):
            yield Finding(
                text.page,
                text.field,
                f"The heading “{text.words}” gives away the plot with “{word}”. "
                "Choose one without a spoiler.",
                row=text.row,
                evidence=text.words,
            )


def _is_premise(section):
    """A premise may tell of a death: it is where the story starts."""
    is_plot = isinstance(section, PlotSection)
    return is_plot and section.spoiler_level == PlotSection.SpoilerLevel.PREMISE


def _outcome(text):
    """Return the first word of a heading that tells an outcome, unless the film's title has it."""
    pattern = OUTCOMES.get(text.language)
    title = normalize(f"{text.page.title} {text.page.original_title}")
    found = (match[0] for match in pattern.finditer(normalize(text.words))) if pattern else ()
    return next((word for word in found if word not in title), None)


def _quotes_without_source(texts):
    for text in texts:
        for quote in uncited_quotes(text.words):
            yield Finding(
                text.page,
                text.field,
                f"“{summary(quote, 60)}” is quoted without a source. Cite one after the quote, as "
                "[^source-key].",
                row=text.row,
                evidence=quote,
            )


QUOTE_TITLE = "Quote without a source"
QUOTE_ADVICE = "Cite a source after each quote, as [^source-key]."
QUOTE_MARKS = ("“", '"', "«", ">")


@rule(Film, QUOTE_TITLE, QUOTE_ADVICE)
def film_quote_without_source(films):
    # What a plot quotes was said in the film.
    article = (each for each in _sections(films) if isinstance(each, ArticleSection))
    yield from _quotes_without_source(
        chain(
            loaded_texts(films, "lead", holding=QUOTE_MARKS),
            loaded_texts(article, "body", page="film", holding=QUOTE_MARKS),
        )
    )


@rule(Person, QUOTE_TITLE, QUOTE_ADVICE)
def person_quote_without_source(people):
    yield from _quotes_without_source(loaded_texts(people, "biography", holding=QUOTE_MARKS))


# Links within the site

DEAD_LINK_TITLE = "Dead internal link"
DEAD_LINK_ADVICE = "Correct the URL, publish the page it points to, or remove the link."


def link_findings(texts):
    """Yield a finding for each link of texts that leads to no page which visitors see."""
    for text, url, present in dead_links(texts):
        told = (
            f"The page at {url} has moved. Link to {present.url} instead."
            if present
            else f"The link to {url} does not lead to a published page. {DEAD_LINK_ADVICE}"
        )
        yield Finding(text.page, text.field, told, row=text.row, evidence=url)


@rule(Film, DEAD_LINK_TITLE, DEAD_LINK_ADVICE, depends_on=[DependsOn.LINKED])
def film_dead_link(films):
    sections = loaded_texts(_sections(films), "body", page="film", holding=LINK_MARKS)
    yield from link_findings(chain(loaded_texts(films, "lead", holding=LINK_MARKS), sections))


@rule(Person, DEAD_LINK_TITLE, DEAD_LINK_ADVICE, depends_on=[DependsOn.LINKED])
def person_dead_link(people):
    yield from link_findings(loaded_texts(people, "biography", holding=LINK_MARKS))


@rule(Character, DEAD_LINK_TITLE, DEAD_LINK_ADVICE, depends_on=[DependsOn.LINKED])
def character_dead_link(characters):
    yield from link_findings(loaded_texts(characters, "description", holding=LINK_MARKS))


@rule(Company, DEAD_LINK_TITLE, DEAD_LINK_ADVICE, depends_on=[DependsOn.LINKED])
def company_dead_link(companies):
    yield from link_findings(loaded_texts(companies, "description", holding=LINK_MARKS))


# Pictures

# What a camera or a hurried upload leaves in the place of a description.
FILE_NAME = re.compile(r"\S+\.(jpe?g|png|webp|avif|gif|tiff?)|(img|dsc|image|screenshot)[\s_-]?\d*")


@rule(Picture, "Missing alt text", "Describe the picture for readers who cannot see it.")
def picture_without_alt(pictures):
    for picture in pictures.filter(is_decorative=False):
        alt = picture.alt.strip()
        if not alt:
            yield Finding(picture, "alt")
        elif FILE_NAME.fullmatch(alt.lower()) or normalize(alt) == normalize(picture.name):
            yield Finding(
                picture,
                "alt",
                f"“{alt}” names the picture instead of describing it. Say what it shows.",
                evidence=alt,
            )


@rule(
    Picture,
    "Decorative poster or portrait",
    "Describe the picture, and untick “decorative”.",
    depends_on=[DependsOn.NAMING],
)
def picture_wrongly_decorative(pictures):
    for picture in pictures.filter(is_decorative=True, alt="").filter(_stands_for_something()):
        yield Finding(
            picture,
            "alt",
            "Posters, portraits and pictures of films carry meaning. Describe it, and untick "
            "“decorative”.",
        )


def _stands_for_something():
    """Pictures that a row of any app names as its own."""
    named = Q()
    for relation in Picture._meta.related_objects:
        rows = relation.related_model._base_manager.exclude(**{relation.field.name: None})
        named |= Q(pk__in=rows.values(relation.field.name))
    return named
