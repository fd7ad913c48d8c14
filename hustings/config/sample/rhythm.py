"""When people write, and how they vote: day and night, heavy tails. Pure; the seed is passed in."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import accumulate

HOURLY = (
    0.25, 0.12, 0.06, 0.04, 0.05, 0.18, 0.55, 1.1, 1.3, 1.2, 1.1, 1.2,
    1.5, 1.3, 1.1, 1.0, 1.1, 1.4, 1.7, 1.9, 2.0, 1.8, 1.2, 0.6,
)  # fmt: skip
"""How lively each hour of the day is: chosen so that a day's mean is near 1."""
DAYS = 12
"""How far the clock goes: longer than any discussion of the sample."""


class ActivityClock:
    """A clock that runs fast in the evening and hardly at night, from one midnight on.

    Lively time is in minutes of an average hour: adding 30 of them to an evening moves it by a
    quarter of an hour, adding them to a night moves it to breakfast.
    """

    def __init__(self, midnight: datetime) -> None:
        self.midnight = midnight
        hours = [60 * HOURLY[hour % 24] for hour in range(24 * DAYS)]
        self.reached = [0.0, *accumulate(hours)]

    def lively(self, moment: datetime) -> float:
        """Return the lively minutes from the first midnight to a moment."""
        minutes = (moment - self.midnight).total_seconds() / 60
        hour = min(int(minutes // 60), 24 * DAYS - 1)
        return self.reached[hour] + (minutes - 60 * hour) * HOURLY[hour % 24]

    def moment(self, lively: float) -> datetime:
        """Return the moment at which so many lively minutes have passed."""
        hour = min(bisect_right(self.reached, lively) - 1, 24 * DAYS - 1)
        minutes = 60 * hour + (lively - self.reached[hour]) / HOURLY[hour % 24]
        return self.midnight + timedelta(minutes=minutes)

    def after(self, moment: datetime, lively: float, *, end: datetime) -> datetime:
        """Return the moment so many lively minutes later; where that is past the end, before it."""
        later = self.moment(self.lively(moment) + lively)
        if later < end:
            return later
        return moment + (end - moment) * min(0.5, lively / 600)


def answering_time(rng: random.Random) -> float:
    """Return lively minutes until somebody answers: half within 20, some the next day."""
    return min(rng.lognormvariate(math.log(20), 1.1), 900.0)


def opening_times(
    rng: random.Random, count: int, *, clock: ActivityClock, start: datetime, end: datetime
) -> list[datetime]:
    """Return the times of top-level comments, early ones close together, in order."""
    first, last = clock.lively(start) + 4, clock.lively(end) - 60
    shares = sorted(rng.betavariate(0.75, 1.9) for _ in range(count))
    return [clock.moment(first + share * (last - first)) for share in shares]


def score(rng: random.Random, *, depth: int, disputed: bool) -> tuple[int, int]:
    """Return votes up and down: most comments get a few, some get very many."""
    seen = 1 / (1 + 0.15 * depth)
    up = int(rng.lognormvariate(1.6, 1.15) * seen)
    down = int(up * rng.betavariate(1, 3) * 1.3 + rng.random()) if disputed else rng.random() < 0.15
    return up, int(down)
