"""Pure decisions about names."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 60
JOINERS = "\u200c\u200d"
"""Zero-width joiners: letters of Persian and of many Indian scripts need them."""


BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols by their class, and yet nothing to see."""
LONGEST_KEY = 120


def name_key(name: str) -> str:
    """Return a name as the eye confuses it: compatibility forms, case, accents and spaces folded.

    Cyrillic and Greek letters that look Latin are folded too, so that "Аda" (Cyrillic А) and "Ada"
    cannot stand beside each other.
    """
    folded = unicodedata.normalize("NFKD", name.casefold()).translate(LOOK_ALIKES)
    kept = (c for c in folded if unicodedata.category(c)[0] not in "CMZ" and c not in BLANK_LETTERS)
    return "".join(kept)


def clean_name(name: str) -> str:
    """Return a name with white space evened out, NFC."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def name_fault(name: str) -> str | None:
    """Return the code of what is wrong with a cleaned name, or None."""
    key = name_key(name)
    if not key:
        return "name-empty"
    if len(name) > LONGEST_NAME or len(key) > LONGEST_KEY:
        return "name-too-long"
    if any(map(_is_hidden, name)):
        return "name-hidden-characters"
    return None


def _is_hidden(character: str) -> bool:
    kind = unicodedata.category(character)
    return character in BLANK_LETTERS or (
        kind in {"Cc", "Cf", "Co", "Cs", "Cn"} and character not in JOINERS
    )


LOOK_ALIKES = str.maketrans(
    "авекмнорстухіјѕԁԛԝɡαβεικνορτυχ",
    "abekmhopctyxijsdqwgabeiknoptux",
)
