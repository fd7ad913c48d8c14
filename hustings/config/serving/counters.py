"""What every worker counts, in memory that all of them share, as Prometheus reads it."""

from __future__ import annotations

import mmap
import multiprocessing
import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: its name for Prometheus with labels, its kind, and what it says."""

    sample: str
    kind: str
    says: str

    @property
    def family(self) -> str:
        return self.sample.partition("{")[0]


REQUESTS = "Requests by the lane that answered them."
METRICS = {
    "page_requests": Metric('hustings_requests_total{lane="page"}', "counter", REQUESTS),
    "file_requests": Metric('hustings_requests_total{lane="file"}', "counter", REQUESTS),
    "django_requests": Metric('hustings_requests_total{lane="django"}', "counter", REQUESTS),
    "refused": Metric(
        "hustings_refused_total", "counter", "Requests refused as too large, too slow or too many."
    ),
    "errors": Metric("hustings_errors_total", "counter", "Answers with a status of 500 or more."),
    "hits": Metric("hustings_page_hits_total", "counter", "Kept pages found fresh."),
    "misses": Metric("hustings_page_misses_total", "counter", "Pages rendered for the cache."),
    "failed_checks": Metric(
        "hustings_page_checks_failed_total", "counter", "Freshness checks the database refused."
    ),
    "render_seconds": Metric(
        "hustings_page_render_seconds_total", "counter", "Time spent rendering kept pages."
    ),
    "not_modified": Metric(
        "hustings_page_not_modified_total", "counter", "Readers told that they have the page."
    ),
    "page_bytes": Metric("hustings_page_bytes", "gauge", "Bytes of kept pages in memory."),
    "pages": Metric("hustings_pages", "gauge", "Kept pages in memory."),
}
GAUGES = [name for name, metric in METRICS.items() if metric.kind == "gauge"]
NAMES = list(METRICS)
OWNER = len(NAMES)
"""The column that holds the process id of a row's worker."""
COLUMNS = OWNER + 1


class Counters:
    """One row of doubles for each worker; only its worker writes it, anybody reads.

    Made before the workers are forked. A worker that takes a dead one's row counts on from there,
    so that sums never fall.
    """

    def __init__(self, *, workers: int) -> None:
        self._rows = workers + 1  # one more: an old worker may still be stopping
        self._memory = mmap.mmap(-1, self._rows * COLUMNS * 8)
        self._cells = memoryview(self._memory).cast("d")
        self._claiming = multiprocessing.Lock()
        self._start: int | None = None

    def claim(self) -> None:
        """Take a row for this process."""
        with self._claiming:
            row = next((row for row in range(self._rows) if not self._is_owned(row)), 0)
            self._start = row * COLUMNS
            self._cells[self._start + OWNER] = os.getpid()
        for gauge in GAUGES:
            self.set(gauge, 0)

    def _is_owned(self, row: int) -> bool:
        process = int(self._cells[row * COLUMNS + OWNER])
        if not process:
            return False
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        return True

    def add(self, name: str, amount: float = 1) -> None:
        if self._start is None:
            self.claim()
        self._cells[(self._start or 0) + COLUMN[name]] += amount

    def set(self, name: str, value: float) -> None:
        self._cells[(self._start or 0) + COLUMN[name]] = value

    def total(self, name: str) -> float:
        """Return the sum over all workers."""
        return sum(self._cells[row * COLUMNS + COLUMN[name]] for row in range(self._rows))

    def text(self) -> str:
        """Return all figures in Prometheus' text format."""
        lines, families = [], set()
        for name, metric in METRICS.items():
            if metric.family not in families:
                families.add(metric.family)
                lines += [f"# HELP {metric.family} {metric.says}"]
                lines += [f"# TYPE {metric.family} {metric.kind}"]
            lines.append(f"{metric.sample} {self.total(name):.12g}")
        return "\n".join(lines) + "\n"


COLUMN = {name: number for number, name in enumerate(NAMES)}
