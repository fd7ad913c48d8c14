"""A second reader of BLT, by words instead of lines, as Droop, OpenSTV and their kin read it."""

from __future__ import annotations


def read_words(text: str) -> tuple[int, int, dict[tuple[int, ...], int], list[str]]:
    """Return candidates, seats, ballots (indices from 0), and the names with the title last."""
    words = iter(text.split())
    candidates, seats = int(next(words)), int(next(words))
    ballots: dict[tuple[int, ...], int] = {}
    word = next(words)
    while word.startswith("-"):
        word = next(words)
    while word != "0":
        ranking = []
        while (candidate := next(words)) != "0":
            ranking.append(int(candidate) - 1)
        ballots[tuple(ranking)] = ballots.get(tuple(ranking), 0) + int(word)
        word = next(words)
    names = []
    for _ in range(candidates + 1):
        name = next(words)
        while not name.endswith('"'):
            name += " " + next(words)
        names.append(name.strip('"'))
    return candidates, seats, ballots, names
