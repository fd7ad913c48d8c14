"""A site without its posts: all that pairs are judged by, as arrays that can be kept in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from hustings.algorithms.evidence.copies import Copy, CopyRates
from hustings.algorithms.evidence.near import near_passages
from hustings.algorithms.evidence.shingles import Shingles
from hustings.algorithms.evidence.site import Site

Array = np.ndarray
NO_SHINGLES = Shingles(*(np.zeros(0, dtype=kind) for kind in ("u8", "i4", "i4", "i4")))
NO_PASSAGES = near_passages([])


@dataclass(frozen=True)
class Texts(Sequence[str]):
    """Texts laid end to end in UTF-8, read one at a time."""

    letters: Array
    """Bytes of all texts (uint8)."""
    ends: Array
    """Where each text ends."""

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        begin = int(self.ends[place - 1]) if place else 0
        return bytes(self.letters[begin : self.ends[place]]).decode("utf-8", "surrogatepass")


def laid_end_to_end(texts: Sequence[str]) -> Texts:
    """Return texts as one array of bytes."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    return Texts(np.frombuffer(b"".join(encoded), dtype=np.uint8), ends)


@dataclass(frozen=True)
class SiteRecord:
    """What is written down of a site: names, and arrays by post, by copy and by class of copies."""

    accounts: Sequence[str]
    foreign: Sequence[str]
    networks: Mapping[str, Sequence[str]]
    arrays: Mapping[str, Array]


COPY_FIELDS = ("first_post", "later_post", "shingles", "delay", "changed")
BY_POST = (
    "owners",
    "times",
    "clock_bins",
    "threads",
    "parents",
    "words",
    "unquoted_words",
)


def record_of(site: Site) -> SiteRecord:
    """Write a site down."""
    texts = laid_end_to_end(site.texts)
    copies = [copy for found in site.copies.values() for copy in found]
    arrays = {name: np.asarray(getattr(site, name)) for name in BY_POST}
    arrays |= {"letters": texts.letters, "ends": texts.ends}
    arrays |= {f"copies.{n}": np.array([getattr(c, n) for c in copies]) for n in COPY_FIELDS}
    arrays |= {"rates.same": site.copy_rates.same, "rates.different": site.copy_rates.different}
    networks = {name: sorted(own) for name, own in site.networks.items() if own}
    return SiteRecord(site.accounts, sorted(site.foreign), networks, arrays)


@dataclass(frozen=True)
class RecordedSite(Site):
    """A site as it was written down; it answers for pairs, and has no posts to search or split."""

    record: SiteRecord

    @cached_property
    def accounts(self) -> list[str]:
        """Return all account names in order."""
        return list(self.record.accounts)

    @cached_property
    def owners(self) -> Array:
        """Return the number, in ``accounts``, of each post's account."""
        return self.record.arrays["owners"]

    @cached_property
    def times(self) -> Array:
        """Return posting times in seconds; unknown ones are NaN."""
        return self.record.arrays["times"]

    @cached_property
    def clock_bins(self) -> Array:
        """Return each post's class of hour and day, -1 where its time is unknown."""
        return self.record.arrays["clock_bins"]

    @cached_property
    def threads(self) -> Array:
        """Return the number of each post's thread."""
        return self.record.arrays["threads"]

    @cached_property
    def parents(self) -> Array:
        """Return the number of the post that each post answers, or -1."""
        return self.record.arrays["parents"]

    @cached_property
    def copies(self) -> Mapping[tuple[str, str], list[Copy]]:
        """Return rare passages that two accounts share, by their names in order."""
        columns = (self.record.arrays[f"copies.{name}"].tolist() for name in COPY_FIELDS)
        found: dict[tuple[str, str], list[Copy]] = {}
        for copy in map(Copy, *columns):
            ends = (int(self.owners[copy.first_post]), int(self.owners[copy.later_post]))
            one, two = (self.accounts[number] for number in sorted(ends))
            found.setdefault((one, two), []).append(copy)
        return found

    @cached_property
    def copy_rates(self) -> CopyRates:
        """Return how often members' own halves, and strangers, share rare passages here."""
        return CopyRates(self.record.arrays["rates.same"], self.record.arrays["rates.different"])

    @cached_property
    def networks(self) -> Mapping[str, frozenset[str]]:
        """Return each account's network values."""
        known = self.record.networks
        return {name: frozenset(known.get(name, ())) for name in self.accounts}

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Return the accounts whose words are so unfamiliar that style cannot be compared."""
        return frozenset(self.record.foreign)


def recorded_site(record: SiteRecord) -> RecordedSite:
    """Return a site from what was written down of it."""
    arrays = record.arrays
    texts = Texts(arrays["letters"], arrays["ends"])
    return RecordedSite(
        [], texts, arrays["words"], arrays["unquoted_words"], NO_SHINGLES, NO_PASSAGES, record
    )
