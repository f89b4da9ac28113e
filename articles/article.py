"""What an article tells of a film, in the terms of the content model, and what it leaves open."""

from dataclasses import dataclass, field

from .figures import Counted
from .outline import Citation


@dataclass
class ParsedCredit:
    """Who did what. Of the cast, `character` is whom they play, and `description` who that is."""

    role: str
    person: str
    character: str = ""
    description: str = ""
    is_starring: bool = False
    cites: str = ""


@dataclass
class ParsedRelease:
    """A release; without a country or an event it is worldwide."""

    released_on: str
    kind: str = "theatrical"
    country: str = ""
    event: str = ""
    company: str = ""
    cites: str = ""


@dataclass
class ParsedFigure:
    counted: Counted
    cites: str = ""


@dataclass
class ParsedSection:
    """A section of the plot (then `topic` is "plot") or of the article, in Markdown."""

    key: str
    heading: str
    body: str
    topic: str
    spoiler_level: int = 1
    characters: list[str] = field(default_factory=list)


@dataclass
class ParsedReview:
    publication: str
    quote: str
    critic: str = ""
    summary: str = ""
    score_text: str = ""
    url: str = ""
    published_on: str = ""


@dataclass
class Article:
    """`unplaced` is what found no place, `doubts` what did and an editor should look at."""

    # As the encyclopedia calls the page, and as the film is called.
    name: str
    title: str
    year: str = ""
    is_television: bool = False
    network: str = ""
    lead: str = ""
    original_title: str = ""
    original_language: str = ""
    tagline: str = ""
    runtime_minutes: int | None = None
    credits: list[ParsedCredit] = field(default_factory=list)
    companies: list[tuple[str, str]] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    genres: list[str] = field(default_factory=list)
    releases: list[ParsedRelease] = field(default_factory=list)
    figures: list[ParsedFigure] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    sections: list[ParsedSection] = field(default_factory=list)
    reviews: list[ParsedReview] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def add(self, parts, part):
        """Add a part to one of the lists, once."""
        if part not in parts:
            parts.append(part)

    def credited(self, role):
        return [credit.person for credit in self.credits if credit.role == role]

    def companies_as(self, role):
        return [name for each, name in self.companies if each == role]
