"""Reviews that a reception quotes: who wrote where what, sentence by sentence."""

import re

from content.prose import QUOTE, cited_keys, plain_text

from .article import ParsedReview
from .bylines import byline_before, byline_behind
from .markdown import escaped
from .sentences import sentences

_ITALICS = re.compile(r"(?<![\\*])\*([^*\n]+)\*")
_OTHER_SUBJECT = re.compile(r"\b(while|whereas)\b")
_GIVEN = re.compile(r"\b(gave|giving|gives|award\w*|rated|rating|scored?|grade[ds]?)\b")
_COUNT = "one|two|three|four|five|six|seven|eight|nine|ten"
_SCORE = re.compile(
    r"\b(?:\d{1,3}(?:\.\d{1,2})?\s*(?:/|out of)\s*\d{1,3}(?:\s+stars)?"
    rf"|(?:{_COUNT}|\d(?:\.5)?)(?: and a half)?(?: stars)? out of (?:a possible )?(?:{_COUNT}|\d+)"
    r"(?: stars)?)\b"
    r"|(?<=grade of )[\"“]?[A-F][+-]?(?!\w)|(?<=\ba )[\"“]?[A-F][+-]?(?= grade)",
    re.IGNORECASE,
)
# Of more words a quote is an excerpt, and no sentence's part.
_LONGEST_SENTENCE = 3000


def read_reviews(article, body):
    """Add a review for each critic whom a text quotes, and list the quotes that are nobody's."""
    sources = {citation.key: citation for citation in article.citations}
    known = {name for sentence in sentences(body) for name in _ITALICS.findall(sentence)}
    for sentence in sentences(body):
        text = plain_text(sentence)
        if len(text) > _LONGEST_SENTENCE:
            continue
        found, nobodys = reviews_in(text, known)
        for review in found:
            _complete(review, text, [sources[k] for k in cited_keys(sentence) if k in sources])
            _add(article, review)
        for quote in nobodys:
            article.unplaced.append(f"Reception: no critic and publication found for “{quote}”")


def reviews_in(text, publications=()):
    """Return the reviews that a sentence quotes, and its quotes for which nobody is named.

    `publications` are names that stand alone, for the reviews that nobody signed.
    """
    found, nobodys, end = [], [], 0
    matches = list(QUOTE.finditer(text))
    for number, match in enumerate(matches):
        before = text[end : match.start()]
        following = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        byline = byline_before(before, publications)
        if byline is None and not found:
            byline = byline_behind(text[match.end() : following])
        quote, end = _quote(match), match.end()
        if byline:
            found.append(ParsedReview(byline.publication, quote, byline.critic))
        elif found and not _OTHER_SUBJECT.search(before):
            _add_quote(found[-1], quote)
        else:
            nobodys.append(quote)
    if not matches and _score(text) and (byline := byline_before(text, publications)):
        found.append(ParsedReview(byline.publication, "", byline.critic))
    return found, nobodys


def _quote(match):
    """The words of a quote, without the stop or the comma that belongs to the sentence."""
    words = next(filter(None, match.groups())).strip()
    return words[:-1] if words[-1] in ".," and not words.endswith("..") else words


def _add_quote(review, quote):
    """Keep a further quote word for word: joined to the first, it would be a quote of nobody."""
    review.summary = "\n\n".join(filter(None, [review.summary, f"“{escaped(quote)}”"]))


def _score(text):
    match = _SCORE.search(text) if _GIVEN.search(text) else None
    score = match[0].strip('"“ ') if match else ""
    return score if len(score) <= 30 else ""


def _complete(review, text, sources):
    review.score_text = _score(text)
    # Of two sources nobody says which is the review.
    if len(sources) == 1:
        review.url, review.published_on = sources[0].url, sources[0].published_on


def _add(article, review):
    """Add a review, or the quotes of a later sentence to that of the same critic."""
    for other in article.reviews:
        if (other.publication, other.critic) == (review.publication, review.critic):
            for quote in filter(None, [review.quote, review.summary.strip("“”")]):
                _add_quote(other, quote)
            other.score_text = other.score_text or review.score_text
            return
    article.reviews.append(review)
