"""From an article's text to the Article: each passage goes where a film's page tells of it."""

import re

from content.prose import plain_text

from . import mediawiki, plain
from .article import Article, ParsedFigure
from .cast import appearing_in, read_cast_list, read_plot_cast
from .facts import read_facts
from .figures import viewers_in
from .names import LONGEST
from .outline import MOST_PASSAGES, ArticleError
from .places import language_code
from .reception import read_reviews
from .releases import doubt_worldwide
from .sections import section_of, topic_of
from .sentences import sentences
from .titles import is_television, without_qualifier, year_in

_TOLD_IN = ("release", "reception")
_ORIGINAL = re.compile(r"\(\s*(?:(?P<language>[A-Z][\w ]+?)\s*:\s*)?(?P<title>[^();:]+?)\s*[;)]")
# In brackets behind a title these are no title: abbreviated as, also known as, 2020.
_NO_TITLE = re.compile(r"\b(also|known|styli[sz]ed|abbreviated|lit|pronounced|or)\b|^\d+$", re.I)
_TELEVISION = re.compile(r"\b(television|TV|made-for-TV)[ -](?:\w+ )?film\b|\btelefilm\b")


def read_article(text):
    """Return the Article in a text of either form. Raises ArticleError where there is none."""
    form = mediawiki if mediawiki.is_written_in(text) else plain
    outline = form.outline_of(text)
    title = without_qualifier(outline.title)
    if len(title) > LONGEST:
        raise ArticleError(f"The title has more than {LONGEST} characters: “{title[:60]}…”.")
    if len(outline.passages) > MOST_PASSAGES:
        raise ArticleError(
            f"The text has more than {MOST_PASSAGES} sections, which is too many for an article."
        )
    article = Article(outline.title, title, year_in(outline.title))
    article.lead, article.links = outline.lead, outline.links
    article.citations, article.unplaced = outline.citations, outline.unplaced
    article.is_television = is_television(outline.title) or _is_on_television(outline.lead)
    read_facts(article, outline.facts)
    _read_original_title(article)
    _read_passages(article, outline.passages)
    _read_viewers(article)
    for section in article.sections:
        if section.topic == "plot":
            section.characters = appearing_in(article, plain_text(section.body))
    doubt_worldwide(article)
    article.year = article.year or min((each.released_on for each in article.releases), default="")
    article.year = article.year[:4]
    return article


def _is_on_television(lead):
    return bool(_TELEVISION.search(plain_text(next(iter(sentences(lead)), ""))))


def _read_original_title(article):
    """Read what the first sentence has in brackets behind the title: (French: Balle perdue)."""
    first = plain_text(next(iter(sentences(article.lead)), ""))
    before, found, behind = first.partition(article.title)
    match = _ORIGINAL.match(behind.lstrip(' ,"”')) if found and len(before) < 20 else None
    if match and not article.original_title and not _NO_TITLE.search(match["title"]):
        article.original_title = match["title"][:LONGEST]
        article.original_language = language_code(match["language"] or "")
    if article.original_title and not article.original_language and len(article.languages) == 1:
        article.original_language = article.languages[0]


def _read_passages(article, passages):
    parents, topics = {}, []
    for passage in passages:
        topic = topic_of(passage.heading, parents.get(passage.level - 1, ""))
        parents = {level: each for level, each in parents.items() if level < passage.level}
        parents[passage.level] = topic
        topics.append(topic)
    # The lists of the cast first: they say more than a plot's brackets, in the order of billing.
    for passage, topic in zip(passages, topics, strict=True):
        if topic == "cast":
            passage.body = read_cast_list(article, passage.body)
    for passage, topic in zip(passages, topics, strict=True):
        _read_passage(article, passage, topic)


def _read_passage(article, passage, topic):
    if topic == "left out" or not passage.body.strip():
        return
    if topic == "plot":
        read_plot_cast(article, passage.body)
    if topic == "reception":
        read_reviews(article, passage.body)
    taken = {each.key for each in article.sections if (each.topic == "plot") == (topic == "plot")}
    kind = "production" if topic == "cast" else topic
    article.sections.append(section_of(passage.heading, passage.body, kind, taken))


def _read_viewers(article):
    texts = [article.lead, *(each.body for each in article.sections if each.topic in _TOLD_IN)]
    for counted, sentence in (found for text in texts for found in viewers_in(text)):
        told = {(f.counted.kind, f.counted.period): f.counted for f in article.figures}
        same = told.setdefault((counted.kind, counted.period), counted)
        if same is counted:
            article.figures.append(ParsedFigure(counted))
        elif same != counted:
            article.unplaced.append(f"Another number of viewers: {plain_text(sentence)[:LONGEST]}")
