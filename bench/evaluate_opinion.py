"""Goals O1 to O8 of opinion groups and the bridging order, from ../shared/data/polis*."""

from __future__ import annotations

from collections.abc import Iterator

import opinion_goals_files
import opinion_goals_groups
import opinion_goals_ranks
from goals import Goal, Options
from threadpoolctl import threadpool_limits

TITLE = "Opinion groups and the bridging order"


def goals(options: Options) -> Iterator[Goal]:
    with threadpool_limits(1):  # many small matrices: a second thread only waits for the first
        yield from opinion_goals_groups.goals(options)
        yield from opinion_goals_ranks.goals(options)
    yield from opinion_goals_files.goals(options)
