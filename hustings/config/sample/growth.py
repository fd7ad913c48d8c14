"""How the discussion of the bridge grows: somebody answers somebody, in his own words."""

from __future__ import annotations

import random

from hustings.config.sample import voices
from hustings.config.sample.composition import KINDS, Composition, answer_to, plain, vote
from hustings.config.sample.said import Said
from hustings.config.sample.texts import CARS, NEITHER, TRAM, Argument, Reader

RELATIONS = {">": "disputes", "&": "supports"}
QUOTING, NAMING, SAYING_MORE, ABOUT_ONESELF, RETURNING = 0.12, 0.2, 0.2, 0.14, 0.45
REACTING_QUOTES = 0.75
EDITED_SHARE = 0.03


def grow(made: Composition) -> None:
    """Let somebody answer somebody; what nobody has a line left for is not answered again."""
    parent = made.provocation()
    used = made.branches[made.root_of[parent.key]].used
    for kind in _shuffled(made.rng, KINDS[parent.camp]):
        line = made.repertoire.take(parent.topic, kind, but=used)
        if line is not None:
            _answer(made, parent, kind, line)
            return
    del made.pull[parent.key]


def _answer(made: Composition, parent: Said, kind: str, line: Argument) -> None:
    """Add an answer made from a line, unless it came out as something said before."""
    reader = _answerer(made, parent, kind)
    words, others = made.repertoire.words_and_others(line)
    said = answer_to(made, parent, reader, _worded(made, parent, kind, reader, line, words))
    if plain(said.text) in made.seen:
        return
    said.line, said.answers = line.text, _relation(kind)
    said.camp = kind[0] if kind[0] in KINDS else ""
    if others and made.rng.random() < EDITED_SHARE:
        said.earlier = _reworded(
            said,
            voices.spoken(words, reader=reader),
            voices.spoken(made.rng.choice(others), reader=reader),
        )
    made.branches[made.root_of[parent.key]].used.add(line.text)
    made.add(said)
    vote(made, said)


def _relation(kind: str) -> str:
    if kind[0] in (TRAM, CARS):
        return RELATIONS[kind[1]]
    return {NEITHER: "weighs", "?": "asks", "*": "reacts"}[kind[0]]


def _shuffled(rng: random.Random, choices: tuple[tuple[str, int], ...]) -> list[str]:
    """Return names in a random order in which the heavy ones tend to come first."""
    return sorted((name for name, _ in choices), key=dict(_ranks(rng, choices)).__getitem__)


def _ranks(rng: random.Random, choices: tuple[tuple[str, int], ...]) -> list[tuple[str, float]]:
    return [(name, rng.expovariate(weight)) for name, weight in choices]


def _answerer(made: Composition, parent: Said, kind: str) -> Reader:
    """Choose who answers: often the one who was answered, if that fits the camp."""
    camp = kind[0] if kind[0] in KINDS else made.rng.choice((TRAM, CARS, NEITHER))
    above = made.thread[parent.parent] if parent.parent else None
    back = made.people.get(above.who) if above else None
    fits = back and back.regular and back.camp == camp and back.name != parent.who
    if back and fits and made.rng.random() < RETURNING:
        return back
    return made.reader(camp, but={parent.who})


def _worded(
    made: Composition, parent: Said, kind: str, reader: Reader, line: Argument, words: str
) -> str:
    """Put a line into a reader's words, tied to what it answers."""
    chance = made.rng.random
    text = voices.spoken(words, reader=reader)
    disputing = kind[0] in (TRAM, CARS) and kind[1] == ">"
    if disputing and chance() < ABOUT_ONESELF:
        text = _about_oneself(made, reader) + text
    quoting = chance() < (REACTING_QUOTES if kind == "*>" else QUOTING)
    quoted = voices.quotable(_unaddressed(made, parent), rng=made.rng) if quoting else None
    if quoted:
        return f"> {quoted}\n\n{text}"
    if chance() < NAMING:
        text = voices.addressed(text, to=parent.who)
    if disputing and chance() < SAYING_MORE and "terse" not in reader.habits:
        text += _more(made, parent, kind, reader, line)
    return text


def _about_oneself(made: Composition, reader: Reader) -> str:
    """Return something the reader says about themselves, three times at most."""
    left = [one for one in reader.says if made.told[one] < 3]
    if not left:
        return ""
    chosen = made.rng.choice(left)
    made.told[chosen] += 1
    return f"{voices.spoken(chosen, reader=reader)} "


def _more(made: Composition, parent: Said, kind: str, reader: Reader, line: Argument) -> str:
    """Return a second paragraph: another line of the same kind."""
    used = made.branches[made.root_of[parent.key]].used
    more = made.repertoire.take(parent.topic, kind, but={*used, line.text})
    if more is None:
        return ""
    used.add(more.text)
    return f"\n\n{voices.spoken(made.repertoire.words(more), reader=reader)}"


def _unaddressed(made: Composition, said: Said) -> str:
    """Return a comment's text without the name it begins with, if it does."""
    above = made.thread[said.parent].who if said.parent else ""
    if not said.text.startswith(f"{above}, "):
        return said.text
    rest = said.text.removeprefix(f"{above}, ")
    return rest[:1].upper() + rest[1:]


def _reworded(said: Said, words: str, before: str) -> str:
    """Return what a comment said before it was edited; nothing where the words were changed."""
    return said.text.replace(words, before) if words in said.text else ""
