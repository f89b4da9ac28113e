"""The words of invented content: names, titles and sentences, drawn by one random generator."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import yaml

from content.natural_keys import slug_stem

FOLDER = Path(__file__).parent
PRECISIONS = (10,) * 17 + (7,) * 2 + (4,)  # Of a date's text: a day, a month or a year.


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Tongue:
    """What names and titles in one language are made of: an entry of languages.yaml."""

    code: str
    name: str
    share: int
    countries: list[str]
    currency: str
    order: str
    women: list[str]
    men: list[str]
    heads: list[str]
    tails: list[str]
    nouns: list[str]
    titles: list[str]
    quotes: list[list[str]]
    adjectives: list[str] = field(default_factory=lambda: [""])
    women_tails: list[str] = field(default_factory=list)


TONGUES = {code: Tongue(code=code, **entry) for code, entry in read("languages.yaml").items()}
ENGLISH, FRENCH = TONGUES["en"], TONGUES["fr"]
BY_SHARE = [tongue for tongue in TONGUES.values() for _ in range(tongue.share)]
COUNTRIES: dict[str, str] = read("countries.yaml")
PROSE: dict[str, Any] = read("prose.yaml")
LISTS = {"thing": "things", "trade": "trades", "other_trade": "trades", "quality": "qualities"}


class Slugs:
    """Slugs that none of `taken` has and that were not given before."""

    def __init__(self, taken: Sequence[str] = ()) -> None:
        self._next_numbers = dict.fromkeys(taken, 2)

    def free(self, text: str, fallback: str) -> str:
        """Return a slug for `text`: `lost-bullet`, then `lost-bullet-2`."""
        slug = stem = slug_stem(text, fallback)
        while slug in self._next_numbers:
            number = self._next_numbers.get(stem, 2)
            self._next_numbers[stem] = number + 1
            slug = f"{stem}-{number}"
        self._next_numbers[slug] = 2
        return slug


class Words:
    """Draws words, all from one random generator."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.choice, self.chance = random.choice, random.random

    def rank(self, count: int) -> int:
        """A number below `count`, by Zipf's law: the first are drawn most, and none never."""
        # The density falls with 1 / (rank + flat): without it the first would be drawn always.
        flat = max(15.0, count / 333)
        drawn = flat * ((count + flat) / flat) ** self.chance() - flat
        return min(int(drawn), count - 1)

    def tongue(self) -> Tongue:
        return self.choice(BY_SHARE)

    def place(self) -> str:
        return self.choice(PROSE["places_heads"]) + self.choice(PROSE["places_tails"])

    def family(self, tongue: Tongue) -> str:
        return self.choice(tongue.heads) + self.choice(tongue.tails)

    def name(self, tongue: Tongue) -> tuple[str, str]:
        """A person's name, and how an index lists it: empty where it does so by the first word."""
        is_woman = self.chance() < 0.5
        given = self.choice(tongue.women if is_woman else tongue.men)
        tails = (is_woman and tongue.women_tails) or tongue.tails
        family = self.choice(tongue.heads) + self.choice(tails)
        is_family_last = tongue.order.endswith("{family}")
        index = f"{family}, {given}" if is_family_last else ""
        return tongue.order.format(given=given, family=family), index

    def title(self, tongue: Tongue) -> str:
        """A film's title in its own language and script."""
        noun, other_noun = self.random.sample(tongue.nouns, 2)
        title = self.choice(tongue.titles).format(
            a=noun,
            b=other_noun,
            adjective=self.choice(tongue.adjectives),
            family=self.family(tongue),
        )
        return title[0].upper() + title[1:]

    def line(self, sentences: Sequence[str], **known: object) -> str:
        """One of `sentences`, its braces filled by what is `known` and by drawn words."""
        return self.choice(sentences).format_map(_Slots(self, known))

    def paragraph(self, sentences: Sequence[str], count: int, **known: object) -> str:
        """Up to `count` of the sentences, in their order."""
        drawn = sorted(self.random.sample(range(len(sentences)), min(count, len(sentences))))
        slots = _Slots(self, known)
        return " ".join([sentences[index].format_map(slots) for index in drawn]).strip()

    def date(self, year: int) -> str:
        """A day of that year, or as it happens only its month, or the year alone."""
        month, day = self.random.randint(1, 12), self.random.randint(1, 28)
        return f"{year}-{month:02}-{day:02}"[: self.choice(PRECISIONS)]


class _Slots(dict):
    """What stands in the braces of a sentence: what is known, else each time another word."""

    def __init__(self, words: Words, known: dict[str, object]) -> None:
        super().__init__(known)
        self.words = words

    def __missing__(self, slot: str) -> str:
        if slot == "place":
            return self.words.place()
        if slot == "weeks":
            return str(self.words.random.randint(2, 19))
        return self.words.choice(PROSE[LISTS[slot]])
