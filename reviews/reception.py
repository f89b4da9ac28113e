"""How a film was received, computed from its published reviews. Nothing is stored or invented."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from math import sqrt

from django.utils.formats import number_format
from django.utils.translation import npgettext

from content.axis import anchor_at, lanes_of

from .models import Review

# Below this number of verdicts a percentage would say more than the reviews do.
FEWEST_FOR_SHARE = 5
# The standard normal quantile of a two-sided 95% interval.
Z_95 = 1.96
# A quote of this many characters can stand alone, large, between two sections.
PULL_QUOTE = range(20, 161)
# The axis of scores, in per cent of a narrow screen's width: what a label under a dot takes of it,
# and where a label is near an end.
LABEL_WIDTH = 14
NEAR_END = 10


@dataclass(frozen=True)
class Reception:
    """The verdicts of a set of reviews: how many are positive, mixed and negative."""

    positive: int = 0
    mixed: int = 0
    negative: int = 0

    @classmethod
    def of(cls, verdicts):
        """Count the verdicts of reviews; one that is left open counts for none."""
        counts = Counter(verdicts)
        return cls(*(counts[verdict] for verdict in Review.Verdict.values))

    @property
    def total(self):
        return self.positive + self.mixed + self.negative

    @property
    def counts(self):
        """(verdict, its word, number, how many stand before it) for each verdict that was given."""
        counted = {
            "positive": (
                npgettext("verdicts", "positive", "positive", self.positive),
                self.positive,
            ),
            "mixed": (npgettext("verdicts", "mixed", "mixed", self.mixed), self.mixed),
            "negative": (
                npgettext("verdicts", "negative", "negative", self.negative),
                self.negative,
            ),
        }
        starts = accumulate((number for _word, number in counted.values()), initial=0)
        rows = zip(counted.items(), starts, strict=False)
        return [(verdict, *word, start) for (verdict, word), start in rows if word[1]]

    @property
    def share(self):
        """The percentage of positive verdicts; None under five verdicts."""
        return round(100 * self.positive / self.total) if self._has_share else None

    @property
    def interval(self):
        """The 95% Wilson score interval of the share, in per cent; None under five verdicts."""
        if not self._has_share:
            return None
        n, p, z = self.total, self.positive / self.total, Z_95
        centre = p + z * z / (2 * n)
        margin = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        scale = 100 / (1 + z * z / n)
        return round(scale * (centre - margin)), round(scale * (centre + margin))

    @property
    def _has_share(self):
        return self.total >= FEWEST_FOR_SHARE


class FilmReception:
    """A film's published reviews, read in one query, and what its page makes of them."""

    def __init__(self, film):
        self.film = film

    @cached_property
    def reviews(self):
        return list(self.film.reviews.published().with_byline())

    @cached_property
    def verdicts(self):
        return Reception.of(review.verdict for review in self.reviews)

    @property
    def pull_quotes(self):
        """The two quotes to print large: of positive reviews, the first that are short enough."""
        positive = (r for r in self.reviews if r.verdict == Review.Verdict.POSITIVE)
        return [review for review in positive if len(review.quote) in PULL_QUOTE][:2]

    @cached_property
    def scores(self):
        """The Scores that can be drawn on an axis, from the lowest to the highest."""
        return Scores(review for review in self.reviews if review.score_scale)

    @property
    def scores_without_scale(self):
        """How many scores, such as B+, have no place on an axis."""
        return sum(1 for r in self.reviews if r.score_text and not r.score_scale)


def reception_of(film):
    """The film's FilmReception, read once however many parts of its page ask."""
    if not hasattr(film, "reception"):
        film.reception = FilmReception(film)
    return film.reception


class Scores:
    """Original scores on one axis from 0 to 100 per cent of the best that could be given.

    Equal ones are stacked. A label goes into the first lane below the axis where it meets no
    other.
    """

    # In pixels: a dot, a lane of labels, and what letters have below their baseline.
    DOT, LANE, DESCENT = 14, 18, 6

    def __init__(self, reviews):
        by_share = groupby(sorted(reviews, key=_share), key=_share)
        self._stacks = [(share, list(stack)) for share, stack in by_share]

    def __bool__(self):
        return bool(self._stacks)

    @property
    def reviews(self):
        return [review for _, stack in self._stacks for review in stack]

    @property
    def axis(self):
        """How far below the top the axis lies, in pixels."""
        return self.DOT * max((len(stack) for _, stack in self._stacks), default=0) + 2

    @property
    def dots(self):
        """(per cent, pixels from the top, review) for each score."""
        for share, stack in self._stacks:
            for number, review in enumerate(stack):
                yield share, self.axis - self.DOT * number - self.DOT // 2, review

    @cached_property
    def labels(self):
        """(per cent, pixels from the top, text, where its text is anchored) for each stack."""
        lanes = lanes_of([share for share, _ in self._stacks], LABEL_WIDTH)
        labels = []
        for lane, (share, stack) in zip(lanes, self._stacks, strict=True):
            text = ", ".join(dict.fromkeys(_fraction(review) for review in stack))
            top = self.axis + self.LANE * (lane + 1)
            labels.append((share, top, text, anchor_at(share, NEAR_END)))
        return labels

    @property
    def height(self):
        return max(top for _, top, _, _ in self.labels) + self.DESCENT


def _share(review):
    return round(float(100 * review.score_value / review.score_scale), 1)


def _fraction(review):
    """A score as a fraction, as the reader's language writes it: 3.5/5, 3,5/5."""
    value, scale = review.score_value.normalize(), review.score_scale.normalize()
    return f"{number_format(value)}/{number_format(scale)}"
