"""Why something in a foreign file is left out, or kept otherwise than it stood.

The codes are part of the interface (``--json``, ``--report``, ``docs/reference/import.md``).
"""

from __future__ import annotations

LEFT_OUT: dict[str, str] = {
    "unchanged": "It is here already and has not changed.",
    "note": "An editor's internal note; never imported.",
    "pingback": "A pingback; import it with --pingbacks.",
    "trackback": "A trackback; import it with --pingbacks.",
    "other-type": "A plugin's record, not a reader's comment.",
    "trash": "Deleted in the source; import it as deleted with --trash.",
    "unknown-state": "A state that this importer does not know, so it might not be public.",
    "no-id": "It has no id, so it could not be found again.",
    "duplicate-id": "An earlier one in the file has the same id.",
    "empty": "Nothing in it can be seen.",
    "too-long": "Longer than any reader's text can be.",
    "reply-cycle": "Its chain of replies leads back into itself.",
    "story-left-out": "Its story is not imported.",
    "not-a-story": "A page, attachment or other item that is no story.",
    "not-published": "A draft, private or deleted story.",
    "password-protected": "A story behind a password; importing would publish it.",
    "no-headline": "A story without a headline.",
}

NOTED: dict[str, str] = {
    "missing-parent": "It answers a comment that is not in its thread; it stands at the top.",
    "parent-left-out": "It answers a comment left out; it hangs on the next ancestor kept.",
    "no-date": "The source gives no date; it follows its story's, in the order of the file.",
    "local-date": "Only the local date is given; it was read in the zone of --time-zone.",
    "hidden-characters": "Control characters that XML forbids were taken out of the file.",
    "stray-ampersands": "The file is no well-formed XML: an & that means nothing was kept as text.",
    "text-around-thread": "Text beside the comments, taken for the page's own, not imported.",
}
