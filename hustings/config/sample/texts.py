"""Read the sample's text files: readers, stories, written discussions, the bridge's arguments.

The formats are for writers, so they are small:

* ``stories/SLUG.md``: ``name: value`` lines, an empty line, then paragraphs; ``## `` headings,
  ``> `` quotes with a last line ``> — who``, ``![alt](file "caption | credit")`` pictures.
* ``discussions/SLUG.txt``: ``@ Name | facts`` opens a comment; as many ``@`` as its level. Facts
  are parted by ``|``: ``+12-3``, ``edited`` (the earlier text follows, after ``~ ``), ``pinned``,
  ``withdrawn``, ``held``, ``removed: RULE``, ``reported: KIND: NOTE``.
* ``bridge/NN-TOPIC.txt``: the same with ``@ -a`` (camp and speaker) or ``@ - Name``, and lines of
  argument: ``-> `` is said by the camp ``-`` in answer to the other one, ``-& `` in support of its
  own, ``=> `` by those in between, ``?> `` asks, ``*> `` answers anything, ``-! `` opens.
  ``{one|other}`` is a choice of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).parent
MEDIA = HERE / "media"

TRAM, CARS, NEITHER = "+", "-", "="
CAMPS = (TRAM, CARS, NEITHER)
ARGUMENT = re.compile(r"^([-+=?*][>&!]) (.+)$")
SCORE = re.compile(r"^\+(\d+)-(\d+)$")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who writes: ``habits`` of the hand, and ``says`` about themselves."""

    name: str
    camp: str
    habits: frozenset[str]
    says: tuple[str, ...]

    @property
    def regular(self) -> bool:
        """Tell whether this is one of the many, not a guest of one story or staff."""
        return not self.habits & {"guest", "staff", "moderator"}


@dataclass(frozen=True, slots=True)
class Written:
    """One comment as it stands in a file, with the comments that answer it."""

    who: str
    text: str
    facts: dict[str, str] = field(default_factory=dict)
    earlier: str = ""
    replies: list[Written] = field(default_factory=list)

    def all(self) -> Iterator[Written]:
        """Yield the comment and everything below it, in the order of the page."""
        yield self
        for reply in self.replies:
            yield from reply.all()


@dataclass(frozen=True, slots=True)
class Argument:
    """A line that the composer may use: ``kind`` says by whom and in answer to what."""

    topic: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that is argued about: written exchanges, and lines for more."""

    name: str
    scenes: list[Written]
    arguments: list[Argument]


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it stands in its file; ``facts`` are the lines at its head."""

    slug: str
    facts: dict[str, str]
    body: list[str]

    @property
    def published(self) -> timedelta:
        """When it came out, counted from the sample's first midnight."""
        return offset(self.facts["published"])

    def listed(self, name: str) -> list[str]:
        """Return a fact that is a list."""
        return [part.strip() for part in self.facts.get(name, "").split(",") if part.strip()]


def offset(written: str) -> timedelta:
    """Read "DAY HH:MM" as a time after the sample's first midnight."""
    day, clock = written.split()
    hours, minutes = clock.split(":")
    return timedelta(days=int(day), hours=int(hours), minutes=int(minutes))


def readers() -> dict[str, Reader]:
    """Return everybody who writes, by name."""
    lines = (HERE / "readers.txt").read_text("utf-8").splitlines()
    found = [_reader(line) for line in lines if line and not line.startswith("#")]
    return {reader.name: reader for reader in found}


def _reader(line: str) -> Reader:
    name, camp, habits, *says = (part.strip() for part in line.split("|"))
    about = tuple(one.strip() for one in "|".join(says).split(";") if one.strip())
    return Reader(name=name, camp=camp, habits=frozenset(habits.split()), says=about)


def stories() -> list[Story]:
    """Return the stories, oldest first."""
    found = [_story(file) for file in sorted((HERE / "stories").glob("*.md"))]
    return sorted(found, key=lambda story: story.published)


def _story(file: Path) -> Story:
    head, _, body = file.read_text("utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return Story(slug=file.stem, facts=facts, body=body.strip().split("\n\n"))


def discussion(slug: str) -> list[Written]:
    """Return the written discussion of a story, top-level comments in order."""
    return _tree((HERE / "discussions" / f"{slug}.txt").read_text("utf-8"))


def topics() -> list[Topic]:
    """Return what the bridge discussion argues about, the general lines last."""
    return [_topic(file) for file in sorted((HERE / "bridge").glob("*.txt")) if _is_topic(file)]


def _is_topic(file: Path) -> bool:
    return file.stem != "removed"


def removals() -> list[tuple[str, str, str]]:
    """Return rule, reasons and text of the comments that moderators took away at the bridge."""
    lines = (HERE / "bridge" / "removed.txt").read_text("utf-8").splitlines()
    parts = (line.split(" | ", 2) for line in lines if line and not line.startswith("#"))
    return [(rule, reasons, text) for rule, reasons, text in parts]


def _topic(file: Path) -> Topic:
    name = file.stem.partition("-")[2] or file.stem
    scenes, _, lines = file.read_text("utf-8").partition("\n%\n")
    if scenes.startswith("%\n"):
        scenes, lines = "", scenes[2:]
    matches = (ARGUMENT.match(line) for line in lines.splitlines() if line)
    arguments = [Argument(name, match[1], match[2]) for match in matches if match]
    return Topic(name=name, scenes=_tree(scenes), arguments=arguments)


def _tree(text: str) -> list[Written]:
    """Read a file of comments, each opened by a line that begins with ``@``."""
    roots: list[Written] = []
    above: list[Written] = []
    for block in re.split(r"^(?=@)", text, flags=re.MULTILINE):
        if not block.strip():
            continue
        head, _, body = block.partition("\n")
        level = len(head) - len(head.lstrip("@"))
        comment = _comment(head[level:].strip(), body)
        del above[level - 1 :]
        (above[-1].replies if above else roots).append(comment)
        above.append(comment)
    return roots


def _comment(head: str, body: str) -> Written:
    who, *parts = (part.strip() for part in head.split(" | "))
    facts = dict(_fact(part) for part in _joined(parts))
    kept = [line for line in body.splitlines() if not line.startswith("~ ")]
    earlier = [line[2:] for line in body.splitlines() if line.startswith("~ ")]
    text = "\n".join(kept).strip()
    return Written(who=who, text=text, facts=facts, earlier="\n".join(earlier))


def _joined(parts: list[str]) -> list[str]:
    """Give "removed: RULE" the reasons that follow it after a bar."""
    for at, part in enumerate(parts):
        if part.startswith("removed:"):
            return [*parts[:at], " | ".join(parts[at:])]
    return [word for part in parts for word in _apart(part)]


def _apart(part: str) -> list[str]:
    """Part "pinned +4-0" in two."""
    if part.startswith("pinned "):
        return ["pinned", part.removeprefix("pinned ")]
    return [part]


def _fact(part: str) -> tuple[str, str]:
    if SCORE.match(part):
        return "score", part
    name, _, value = part.partition(":")
    return name.strip(), value.strip()
