"""Functions that remember what they returned.

A site has few different words and marks, each read a million times. ``functools.lru_cache`` also
remembers which argument was used last, and so takes more than twice as long to look one up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

REMEMBERED = 1 << 16
"""Arguments of one function that are remembered; with one more, all of them are forgotten."""

Argument = TypeVar("Argument", bound=Hashable)
Value = TypeVar("Value")


class _Known(dict[Argument, Value]):
    """Values by argument; one that is missing is worked out."""

    def __init__(self, function: Callable[[Argument], Value], most: int) -> None:
        self.function, self.most = function, most

    def __missing__(self, argument: Argument) -> Value:
        if len(self) >= self.most:
            self.clear()
        value = self[argument] = self.function(argument)
        return value


def remembering(
    function: Callable[[Argument], Value], *, most: int = REMEMBERED
) -> Callable[[Argument], Value]:
    """Return a function of one argument that remembers what it returned."""
    return _Known(function, most).__getitem__
