"""How a film was received, computed from its published reviews. Nothing is stored or invented."""

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt

from .models import Review

# Below this number of verdicts a percentage would say more than the reviews do.
FEWEST_FOR_SHARE = 5
# The standard normal quantile of a two-sided 95% interval.
Z_95 = 1.96


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
        """(verdict, label, number, how many stand before it) for each verdict that was given."""
        numbers = (self.positive, self.mixed, self.negative)
        starts = accumulate(numbers, initial=0)
        rows = zip(Review.Verdict.choices, numbers, starts, strict=False)
        return [(*choice, number, start) for choice, number, start in rows if number]

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
