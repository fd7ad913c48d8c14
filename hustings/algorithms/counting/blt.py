"""BLT, the usual text format for ranked ballots: reader and writer.

    4 2                 four candidates, two seats
    -3                  candidate 3 has withdrawn (optional)
    12 2 1 4 0          twelve ballots: first 2, then 1, then 4
    3 4 0
    0                   end of the ballots
    "Ann"               the candidates' names, in order
    …
    "Ward 5"            the title

Each ballot stands on one line. ``# …`` to the end of a line and ``/* … */`` are comments. A ballot
that ranks a candidate twice, skips a rank (``-``) or ranks two alike (``2=3``) is refused, as is
anything else that this page does not describe: every refusal names the line.

What ``write_blt`` makes is the same for the same ballots, whatever their order, and is read alike
by Droop, OpaVote and OpenSTV. A quotation mark within a name is kept as it is, which Droop's reader
does not understand; a line break or another control character cannot stand in a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from hustings.algorithms.counting.election import Election
from hustings.algorithms.counting.papers import Ranking

MOST_CANDIDATES = 10_000
MOST_BALLOTS = 10**9  # so that votes with five decimals are exact numbers in JSON, too

HEADER = re.compile(r"\s*([0-9]{1,9})\s+([0-9]{1,9})\s*(?:#.*)?")
WITHDRAWN = re.compile(r"\s*-[0-9]{1,9}(?:\s+-[0-9]{1,9})*\s*(?:#.*)?")
BALLOT = re.compile(r"\s*([0-9]{1,12})((?:\s+[0-9]{1,9})*)\s+0\s*(?:#.*)?")
NOT_A_NUMBER = re.compile(r"(?<!\S)(?![0-9]{1,12}(?!\S))\S+")
END = re.compile(r"^[ \t]*0[ \t]*(?:#.*)?$", re.MULTILINE)
NAME = re.compile(r'\s*"(.*?)"\s*(?:#.*)?')
BLANK = re.compile(r"\s*(?:#.*)?")
CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")  # a tab does no harm
COMMENT = re.compile(r'"[^\n]*"|#[^\n]*|/\*.*?\*/', re.DOTALL)


class BallotFileError(ValueError):
    """A ballot file that cannot be read; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


def parse_blt(text: str) -> Election:
    """Read an election; identical ballots are grouped.

    Raises ``BallotFileError`` with the line and what is wrong there.
    """
    text = without_block_comments(unix_lines(text))
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if not BLANK.fullmatch(line)), None)
    if first is None:
        raise BallotFileError(1, "the file is empty")
    number, seats = parse_header(lines[first], line=first + 1)
    withdrawn, start = parse_withdrawn(lines, first + 1, number=number)
    end = end_of_ballots(text, lines, start)
    ballots = parse_ballots(lines[start:end], before=start, number=number)
    *names, title = parse_names(lines, end + 1, number=number)
    return Election(title, tuple(names), seats, ballots, withdrawn)


def unix_lines(text: str) -> str:
    """Return the text with the line ends of every system as newlines."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def without_block_comments(text: str) -> str:
    """Blank out ``/* … */``, keeping line breaks so that line numbers stay true."""
    if "/*" not in text:
        return text

    def blank(match: re.Match[str]) -> str:
        found = match[0]
        return "\n" * found.count("\n") if found.startswith("/*") else found

    return COMMENT.sub(blank, text)


def parse_header(text: str, *, line: int) -> tuple[int, int]:
    """Return the number of candidates and of seats."""
    found = HEADER.fullmatch(text)
    if not found:
        raise BallotFileError(line, "the numbers of candidates and seats are expected, as in “4 2”")
    number, seats = int(found[1]), int(found[2])
    if not 1 <= number <= MOST_CANDIDATES:
        raise BallotFileError(line, f"{number} candidates: 1 to {MOST_CANDIDATES} can be counted")
    if not 1 <= seats <= number:
        raise BallotFileError(line, f"{seats} seats for {number} candidates")
    return number, seats


def parse_withdrawn(lines: Sequence[str], start: int, *, number: int) -> tuple[frozenset[int], int]:
    """Return the candidates withdrawn (indices from 0) and where the ballots begin."""
    withdrawn: set[int] = set()
    for at in range(start, len(lines)):
        if WITHDRAWN.fullmatch(lines[at]):
            for token in lines[at].partition("#")[0].split():
                if not 1 <= -int(token) <= number:
                    raise BallotFileError(
                        at + 1, f"withdrawn {token}: there are {number} candidates"
                    )
                withdrawn.add(-int(token) - 1)
        elif not BLANK.fullmatch(lines[at]):
            return frozenset(withdrawn), at
    return frozenset(withdrawn), len(lines)


def end_of_ballots(text: str, lines: Sequence[str], start: int) -> int:
    """Return the index of the line ``0``; found in the whole text at once, for speed."""
    found = END.search(text, sum(len(line) + 1 for line in lines[:start]))
    if found:
        return text.count("\n", 0, found.start())
    for at in range(start, len(lines)):
        if lines[at].lstrip().startswith('"'):
            raise BallotFileError(at + 1, "a name before the line “0” that closes the ballots")
    raise BallotFileError(last_line(lines), "the file ends before the line “0”: it is cut off")


def last_line(lines: Sequence[str]) -> int:
    """Return the number of the last line that is not empty."""
    return max((at + 1 for at, line in enumerate(lines) if line.strip()), default=1)


def parse_ballots(lines: Sequence[str], *, before: int, number: int) -> dict[Ranking, int]:
    """Group and read the ballots; ``before`` lines stand above them.

    Equal lines are read once, which is what makes a million ballots quick.
    """
    index_of = {str(index + 1): index for index in range(number)}
    ballots: dict[Ranking, int] = {}
    for line, times in Counter(lines).items():
        found = BALLOT.fullmatch(line)
        if not found:
            if BLANK.fullmatch(line):
                continue
            raise BallotFileError(before + lines.index(line) + 1, mistake(line, number=number))
        try:
            ranking = tuple([index_of[token] for token in found[2].split()])
        except KeyError:
            ranking = (0, 0)  # refused below, with its reason
        papers = int(found[1]) * times
        if not papers or len(set(ranking)) != len(ranking):
            raise BallotFileError(before + lines.index(line) + 1, mistake(line, number=number))
        ballots[ranking] = ballots.get(ranking, 0) + papers
    if sum(ballots.values()) > MOST_BALLOTS:
        raise BallotFileError(before + 1, f"more than {MOST_BALLOTS} ballots in all")
    return ballots


def mistake(line: str, *, number: int) -> str:
    """Say what is wrong with a line that should be a ballot."""
    ballot = line.partition("#")[0]
    if line.lstrip().startswith('"'):
        return "a name before the line “0” that closes the ballots"
    strange = NOT_A_NUMBER.search(ballot)
    if strange:
        return strange_token(strange[0])
    tokens = ballot.split()
    if tokens[-1] != "0" or len(tokens) < 2:
        return "a ballot must end with 0; the line is cut off or runs on in the next"
    weight, *ranking, _ = (int(token) for token in tokens)
    if not weight:
        return "a ballot that counts 0 times"
    seen: set[int] = set()
    for candidate in ranking:
        if candidate == 0:
            return "0 before the end of the ballot"
        if candidate > number:
            return f"candidate {candidate}: there are {number} candidates"
        if candidate in seen:
            return f"candidate {candidate} is ranked twice"
        seen.add(candidate)
    return "numbers are written without leading zeros"


def strange_token(token: str) -> str:
    """Say why a word that is no number cannot stand in a ballot."""
    if token == "-":
        return "a rank is skipped (“-”): only rankings without gaps are counted"
    if token.startswith("/*"):
        return "a comment that begins with “/*” is never closed"
    if "=" in token:
        return f"two candidates share a rank ({shown(token)}): only strict rankings are counted"
    return f"{shown(token)} is not a number that can stand in a ballot"


def shown(token: str) -> str:
    """Return a short printable form of what stands in the file."""
    printable = "".join(mark if mark.isprintable() else "\ufffd" for mark in token[:24])
    return f"“{printable}{'…' if len(token) > 24 else ''}”"


def parse_names(lines: Sequence[str], start: int, *, number: int) -> list[str]:
    """Return the candidates' names and, last, the title."""
    texts: list[str] = []
    for at in range(start, len(lines)):
        if BLANK.fullmatch(lines[at]):
            continue
        text = parse_name(lines[at], line=at + 1)
        if len(texts) > number:
            raise BallotFileError(at + 1, f"more than {number} names and one title")
        if len(texts) < number and not text.strip():
            raise BallotFileError(at + 1, "a candidate without a name")
        if len(texts) < number and text in texts:
            raise BallotFileError(at + 1, f"a second candidate is called {shown(text)}")
        texts.append(text)
    if len(texts) <= number:
        missing = "before the title" if len(texts) == number else f"after {len(texts)} of them"
        raise BallotFileError(
            last_line(lines), f"{number} names and a title are expected; the file ends {missing}"
        )
    return texts


def parse_name(text: str, *, line: int) -> str:
    """Return what stands between the quotation marks."""
    if CONTROL.search(text):
        raise BallotFileError(line, f"a control character in {shown(text.strip())}")
    found = NAME.fullmatch(text)
    if found:
        return found[1]
    if text.lstrip().startswith('"'):
        raise BallotFileError(
            line, f"the closing quotation mark of {shown(text.strip())} is missing"
        )
    raise BallotFileError(line, f"a name in quotation marks is expected, not {shown(text.strip())}")


def ballot_lines(election: Election) -> Iterator[str]:
    """Yield the ballots, grouped and in the order of their rankings."""
    for ranking, papers in sorted(election.ballots.items()):
        yield " ".join([str(papers), *(str(index + 1) for index in ranking), "0"])


def write_blt(election: Election) -> str:
    """Return the election as BLT, the same text for the same ballots in any order.

    Raises ``ValueError`` for a name that the format cannot hold.
    """
    texts = [f'"{name}"' for name in (*election.candidates, election.title)]
    for text in texts:
        found = NAME.fullmatch(text)
        if CONTROL.search(text) or not found or found[1] != text[1:-1]:
            raise ValueError(f"{text} cannot be written as a name in a BLT file")
    withdrawn = [f"-{index + 1}" for index in sorted(election.withdrawn)]
    head = f"{len(election.candidates)} {election.seats}"
    return "\n".join([head, *withdrawn, *ballot_lines(election), "0", *texts, ""])
