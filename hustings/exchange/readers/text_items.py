"""The comments of a plain list: where each begins, which one it answers, which lines are its own.

Places are given by indentation and order. Where nothing is indented, the style of the marks tells
the levels ("1." over "a)" over "i."), or the number itself does ("3.1").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hustings.exchange.readers.text_lines import Line
from hustings.exchange.readers.text_marks import LARGEST_GAP, Mark, marks_of


@dataclass(slots=True)
class Item:
    """A comment being read; ``column`` is where it begins, ``place`` is "9.1" by order.

    ``mark`` is what stands in front of it, None where it begins with its head; ``path`` are the
    printed numbers from the top down, as far as they are known.
    """

    column: int
    mark: Mark | None
    path: tuple[int, ...]
    place: str
    parent: str
    line: int
    lines: list[str] = field(default_factory=list)
    replies: int = 0

    @property
    def text_column(self) -> int:
        """Return where the text begins, right of the mark."""
        return self.column + (self.mark.width if self.mark else 0)

    def give(self, line: Line) -> None:
        """Add a line of text; a blank line in front of it parts paragraphs."""
        if line.after_blank and self.lines:
            self.lines.append("")
        self.lines.append(line.text)


class Items:
    """The comments found so far, and the branch that is still open, from the top down."""

    def __init__(self) -> None:
        self.all: list[Item] = []
        self.open: list[Item] = []
        self._roots = 0

    def depth_of(self, column: int) -> int:
        """Return the depth of a comment that begins in this column.

        Longer numbers may begin further left than their siblings, never further right.
        """
        for depth, item in enumerate(self.open):
            if column <= item.column:
                return depth
        return len(self.open)

    def begin(self, line: Line, *, depth: int, mark: Mark | None = None) -> Item:
        """Open a comment at this depth, after its siblings."""
        del self.open[depth:]
        if self.open:
            parent = self.open[-1]
            parent.replies += 1
            place, above = f"{parent.place}.{parent.replies}", parent.place
        else:
            self._roots += 1
            place, above = str(self._roots), ""
        item = Item(line.indent, mark, self._path(mark), place, above, line.number)
        self.all.append(item)
        self.open.append(item)
        return item

    def _path(self, mark: Mark | None) -> tuple[int, ...]:
        numbers = mark.numbers if mark else ()
        if len(numbers) != 1:
            return numbers
        return (*(self.open[-1].path if self.open else ()), *numbers)

    def owner_at(self, indent: int) -> Item:
        """Return the deepest open comment that begins left of a column."""
        left = [item for item in self.open if item.column < indent]
        return left[-1] if left else self.open[-1]


class MarkedThread:
    """Reads a list whose comments begin with marks; ``foot`` are the lines after the thread."""

    def __init__(self, lines: list[Line]) -> None:
        self._items = Items()
        self._margin: list[Line] = []
        self._column = lines[0].indent
        self._style = Style(lines)
        for line in lines:
            if not self._begin_item(line):
                self._add_text(line)

    @property
    def items(self) -> list[Item]:
        return self._items.all

    @property
    def foot(self) -> list[Line]:
        """The lines at the margin that no comment follows."""
        return self._margin

    def _begin_item(self, line: Line) -> bool:
        if self._style.spaced and self.items and not line.after_blank:
            return False
        mark, depth = self._likeliest(line)
        if mark is None:
            return False
        self._keep_margin()
        item = self._items.begin(line, depth=depth, mark=mark)
        if mark.rest:
            item.lines.append(mark.rest)
        return True

    def _likeliest(self, line: Line) -> tuple[Mark | None, int]:
        """Return the reading of a line's mark that fits best, and how deep it stands.

        "i)" is a letter after "h)", else the first Roman numeral, else a letter after a gap.
        """
        fitting = []
        for mark in marks_of(line.text):
            depth = self._depth(mark, line.indent)
            if depth is not None and self._style.allows(mark, first=not self.items):
                fitting.append((self._surprise(mark, depth), mark, depth))
        best = min(fitting, key=lambda one: one[0], default=(0, None, 0))
        return best[1], best[2]

    def _surprise(self, mark: Mark, depth: int) -> int:
        siblings = self._items.open[depth : depth + 1]
        if any(_follows(mark, item) and mark.numbers[-1:] == _next(item) for item in siblings):
            return 0
        return 1 if mark.is_first else 2

    def _depth(self, mark: Mark, column: int) -> int | None:
        """Return how deep a mark stands, None where it is no comment's but text."""
        if not self.items:
            return 0
        if mark.is_outline:
            return self._outline_depth(mark)
        if mark.is_bullet and self._style.runs:
            return min(len(mark.style) - 1, len(self._items.open))
        depth = self._depth_by_style(mark, column)
        if depth >= len(self._items.open):
            return depth if mark.is_first else None
        sibling = self._items.open[depth].mark
        follows = sibling is not None and mark.follows(sibling)
        return depth if follows or mark.is_first else None

    def _depth_by_style(self, mark: Mark, column: int) -> int:
        """Return the depth by column; where columns are equal, that of the siblings in style."""
        open_items = self._items.open
        depth = self._items.depth_of(column)
        level = [d for d in range(depth, len(open_items)) if open_items[d].column == column]
        alike = [d for d in level if _style_of(open_items[d]) == mark.style]
        if alike:
            return alike[-1]
        continues = any(_follows(mark, open_items[d]) for d in level)
        return level[-1] + 1 if level and mark.is_first and not continues else depth

    def _outline_depth(self, mark: Mark) -> int | None:
        """Return the depth below the comment whose number this one's begins with."""
        paths = [item.path for item in self._items.open]
        prefixes = (mark.numbers[:length] for length in range(len(mark.numbers) - 1, 0, -1))
        above = next((paths.index(prefix) for prefix in prefixes if prefix in paths), -1)
        if above + 1 < len(paths):
            gap = mark.numbers[-1] - paths[above + 1][-1] if paths[above + 1] else 0
            return above + 1 if mark.is_first or gap <= LARGEST_GAP else None
        return above + 1 if mark.numbers[-1] <= LARGEST_GAP else None

    def _add_text(self, line: Line) -> None:
        """Give a line to the deepest open comment that begins left of it."""
        if self._margin or (line.after_blank and line.indent < self._column):
            self._margin.append(line)
        elif line.after_blank:
            self._items.owner_at(line.indent).give(line)
        else:
            self._items.open[-1].give(line)

    def _keep_margin(self) -> None:
        """Give the lines at the margin to the last comment, since another one follows them."""
        for line in self._margin:
            self._items.open[-1].give(line)
        self._margin.clear()


class Style:
    """What the marks of a thread have in common, to tell them from a reader's own lists.

    ``spaced``: a blank line stands before each. ``runs``: "**" is one level below "*".
    """

    def __init__(self, lines: list[Line]) -> None:
        marked = [(line, marks[0]) for line in lines if (marks := marks_of(line.text))]
        self._bullets = marked[0][1].is_bullet
        alike = [line for line, mark in marked[1:] if mark.is_bullet == self._bullets]
        self.spaced = _stand_apart(lines[0], alike)
        self.runs = any(mark.is_bullet and len(mark.style) > 1 for _, mark in marked)
        self._initial = {m.style for _, m in marked if m.is_initial and _has_second(m, marked)}
        self._other_kind = self._takes_other_kind(marked)

    def _takes_other_kind(self, marked: list[tuple[Line, Mark]]) -> bool:
        """Tell whether bullets below numbers, or numbers below bullets, are replies.

        They are where nothing else is below, and a blank line stands before every one of them.
        """
        column = marked[0][0].indent
        below = [(line, mark) for line, mark in marked if line.indent > column]
        own = any(m.is_bullet == self._bullets and (m.is_bullet or m.is_first) for _, m in below)
        other = [line for line, mark in marked if mark.is_bullet != self._bullets]
        return self.spaced and not own and all(line.after_blank for line in other)

    def allows(self, mark: Mark, *, first: bool) -> bool:
        """Tell whether this kind of mark begins comments here."""
        if mark.is_initial and mark.is_first and not first:
            return mark.style in self._initial
        return mark.is_bullet == self._bullets or self._other_kind


def _style_of(item: Item) -> str:
    return item.mark.style if item.mark else ""


def _follows(mark: Mark, item: Item) -> bool:
    return item.mark is not None and mark.follows(item.mark)


def _next(item: Item) -> tuple[int, ...]:
    return (item.mark.numbers[-1] + 1,) if item.mark and item.mark.numbers else ()


def _has_second(mark: Mark, marked: list[tuple[Line, Mark]]) -> bool:
    """Tell whether "A." is followed by a "B." somewhere, and so no name's initial."""
    counts = Counter(other.numbers for _, other in marked if other.style == mark.style)
    return counts[(2,)] > 0


def _stand_apart(first: Line, items: list[Line]) -> bool:
    """Tell whether a blank line stands before each item, so that others are a writer's own list."""
    top = [line.after_blank for line in items if line.indent <= first.indent]
    if top:
        return all(top)
    return 2 * sum(line.after_blank for line in items) > len(items)
