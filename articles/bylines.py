"""Who wrote where, as a sentence says it before or behind a quote."""

import re
from dataclasses import dataclass

from content.search_keys import normalize

from .names import LONGEST, is_name, last_capitalised

_VERB = (
    r"(?:(?:also|has|had|later|however|[a-z]+ly)\s+){0,2}"
    r"(?:describ|call|wr[io]t|said|say|stat|prais|critici[sz]|found|find|not(?=[ei])|gave|giv|deem|consider"
    r"|felt|feel|label|summari[sz]|conclud|opin|comment|dubb|thought|think|nam|award|rat|compar"
    r"|remark|observ|laud|judg|complain|argu|believ|highlight|hail|declar|applaud|enjoy|lik|dislik"
    r"|add|express|admir|singl|point|compliment|commend|pann|dismiss|characteri[sz]|saw|see|term"
    r"|view|assert|claim|admit|suggest|wonder|lament|question|celebrat|credit|cit|recommend|warn"
    r"|regard|reckon|admonish|object|bemoan|welcom|review)(?:e?d|e?s|ing|e|ned|led)?"
)
_NAME = r"(?P<critic>[^\s,;:()\"“”]+(?:\s+[^\s,;:()\"“”]+){0,6}?)"
_PUB = r"(?P<publication>[^,;:()\"“”]{2,80}?)"
_POST = r"(?:(?:[a-z-]+\s+){0,3}(?:critic|reviewer|writer|editor|columnist|journalist)\s+)"

# In the order of how sure they are.
_BEFORE = [
    rf"\b(?:[Ww]riting|[Rr]eviewing(?:\s+\w+){{0,3}})\s+(?:in|for|at)\s+{_PUB},\s+{_NAME}\s+{_VERB}\b",
    rf"(?:^|,\s+){_NAME},\s+(?:writing|reviewing(?:\s+\w+){{0,3}}|who\s+wrote)\s+(?:in|for|at)\s+"
    rf"{_PUB},\s+",
    rf"(?:^|,\s+){_NAME},\s+{_POST}?(?:of|from|for|at|with)\s+{_PUB},\s+{_VERB}\b",
    rf"(?:^|[,;]\s+|\b(?:and|while|but)\s+){_NAME}\s+(?:of|from|for|at|in|with)\s+{_PUB},?\s+"
    rf"{_VERB}\b",
    rf"{_NAME}\s+\({_PUB}\)\s+{_VERB}\b",
    rf"(?:^|,\s+)(?:[Ii]n|[Ff]or)\s+(?:(?:his|her|their|a|an)\s+(?:[\w-]+\s+){{0,4}}?"
    rf"(?:for|in|of|at)\s+)?{_PUB},\s+{_NAME}\s+{_VERB}\b",
    rf"(?:^|[,;]\s+|\b(?:and|while|but)\s+){_PUB}(?:['’]s|s['’])\s+{_NAME},?\s+{_VERB}\b",
    rf"(?:^|[,;]\s+|\b(?:and|while|but)\s+){_PUB}\s+{_POST}{_NAME}\s+{_VERB}\b",
]
_BEHIND = [
    rf"^[,.]?\s*{_VERB}\s+{_NAME}\s+(?:of|from|for|at|in)\s+{_PUB}(?=[.,;]|\s+(?:and|but|while)\b|$)",
    rf"^[,.]?\s*{_VERB}\s+{_NAME},\s+(?:writing\s+)?(?:of|from|for|at|in)\s+{_PUB}(?=[.,;]|$)",
    rf"^[,.]?\s*{_VERB}\s+{_PUB}(?:['’]s|s['’])\s+{_NAME}(?=[.,;]|$)",
    rf"^[,.]?\s*{_NAME}\s+(?:of|from|for|at|in)\s+{_PUB}\s+{_VERB}\b",
]
_BEFORE = [re.compile(pattern) for pattern in _BEFORE]
_BEHIND = [re.compile(pattern) for pattern in _BEHIND]
_UNSIGNED = re.compile(
    rf"(?:^|[,;]\s+)(?:[Tt]he\s+)?(?P<publication>[^,;:\"“”]{{2,80}}?)\s+{_VERB}\b"
)
_KIND_OF_PUBLICATION = re.compile(
    r"^.*\b(?:newspaper|magazine|website|site|blog|daily|weekly|outlet|publication|journal)\s+"
    r"(?=\S)"
)
# A byline stands within so many letters of its quote.
_NEAR = 300
# They count reviews, and write none.
_AGGREGATORS = {"rotten tomatoes", "metacritic", "cinemascore", "posttrak", "imdb", "allocine"}


@dataclass(frozen=True)
class Byline:
    publication: str
    critic: str = ""


def byline_before(text, publications=()):
    """Return the Byline in the words before a quote, or None.

    `publications` are names that may stand alone, where nobody signed.
    """
    text = text[-_NEAR:]
    for pattern in _BEFORE:
        if found := _last(pattern, text):
            return found
    for match in _UNSIGNED.finditer(text):
        name = _publication(match["publication"])
        if name and name in publications:
            return Byline(name)
    return None


def byline_behind(text):
    """Return the Byline behind a quote, `…, wrote Ada Berg of The Gazette`, or None."""
    text = text[:_NEAR]
    return next(filter(None, (_last(pattern, text) for pattern in _BEHIND)), None)


def _last(pattern, text):
    found = (_byline(match) for match in pattern.finditer(text))
    return next(filter(None, found), None)


def _byline(match):
    critic, publication = _critic(match["critic"]), _publication(match["publication"])
    return Byline(publication, critic) if critic and publication else None


def _critic(text):
    """Return the name in what stands where a critic is named, or ""."""
    name = last_capitalised(text)
    # `The Gazette's critic Berg` is one word of a name, which may be anybody's.
    return name if text.endswith(name) and is_name(name) else ""


def _publication(text):
    """Return the name of a publication, without an article or a noun before it; or ""."""
    name = _KIND_OF_PUBLICATION.sub("", text.strip())
    name = re.sub(r"^(?:[a-z-]+\s+)+", "", name).strip()
    if not name or len(name) > LONGEST or normalize(name).removeprefix("the ") in _AGGREGATORS:
        return ""
    first = name[0]
    looks_like_one = first.isupper() or first.isdigit() or first.lower() == first.upper()
    return name if looks_like_one and _is_capitalised(name) else ""


def _is_capitalised(name):
    """Whether no more than a few small words are in a name: it is no clause of the sentence."""
    small = [word for word in name.split() if word.islower()]
    return all(word in _SMALL for word in small) and len(name.split()) <= 8


_SMALL = {
    "of",
    "the",
    "and",
    "in",
    "on",
    "a",
    "for",
    "to",
    "de",
    "du",
    "des",
    "la",
    "le",
    "et",
    "und",
}
