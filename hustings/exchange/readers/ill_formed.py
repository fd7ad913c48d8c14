"""Mend the two ways in which WordPress exports are commonly no well-formed XML, as they stream.

Old databases hold control characters, and plugins write texts with ``&`` outside of CDATA
("Food & Drink", "&nbsp;"). XML forbids both; WordPress's own importer reads such files, so we do.
"""

from __future__ import annotations

import re

_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r")
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_OPENS, _CLOSES = b"<![CDATA[", b"]]>"
_UNFINISHED = re.compile(rb"(?:<[!\[CDAT]{0,7}|\]{1,2}|&[#\w]{0,9})\Z")
_LONGEST_UNFINISHED = 10


class Mender:
    """Mends an export piece by piece, in any encoding that agrees with ASCII.

    Attributes:
        controls: control characters dropped so far.
        ampersands: ``&`` without a meaning in XML, read as themselves, so far.
    """

    def __init__(self) -> None:
        self.controls = 0
        self.ampersands = 0
        self._in_cdata = False
        self._held = b""

    def mend(self, chunk: bytes) -> bytes:
        """Return the next piece; what might go on in the piece after it is held back."""
        plain = chunk.translate(None, _CONTROL)
        self.controls += len(chunk) - len(plain)
        piece = self._held + plain
        tail = _UNFINISHED.search(piece, max(len(piece) - _LONGEST_UNFINISHED, 0))
        end = tail.start() if tail else len(piece)
        self._held = piece[end:]
        return self._mended(piece[:end])

    def rest(self) -> bytes:
        """Return what was held back when the file has ended."""
        held, self._held = self._held, b""
        return self._mended(held)

    def _mended(self, piece: bytes) -> bytes:
        if not _BARE.search(piece):
            self._in_cdata = self._ends_in_cdata(piece)
            return piece
        return b"".join(self._parts(piece))

    def _ends_in_cdata(self, piece: bytes) -> bool:
        opens, closes = piece.rfind(_OPENS), piece.rfind(_CLOSES)
        return self._in_cdata if opens == closes else opens > closes

    def _parts(self, piece: bytes) -> list[bytes]:
        """Cut a piece where CDATA opens or closes; only outside of it ``&`` has a meaning."""
        parts, at = [], 0
        while at < len(piece):
            mark = _CLOSES if self._in_cdata else _OPENS
            found = piece.find(mark, at)
            end = len(piece) if found < 0 else found + len(mark)
            part = piece[at:end]
            parts.append(part if self._in_cdata else self._escaped(part))
            self._in_cdata ^= found >= 0
            at = end
        return parts

    def _escaped(self, part: bytes) -> bytes:
        escaped, count = _BARE.subn(b"&amp;", part)
        self.ampersands += count
        return escaped
