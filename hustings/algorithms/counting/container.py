"""The bundle's archive: an ordinary ZIP file, but one exact sequence of bytes for its contents.

Files are stored without compression, in order of their names, dated 1 January 1980. So any changed
byte of the archive shows, hostile archives cannot unpack to more than they are, and every program
that opens ZIP files opens a bundle. Source: PKWARE's APPNOTE 6.3, sections 4.3.7 to 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END_RECORD = struct.Struct("<4s4H2LH")
VERSION, NO_FLAGS, STORED, MIDNIGHT, DAY_ONE = 20, 0, 0, 0, 33
UNIX_FILE = 3 << 8 | VERSION
READABLE = 0o100644 << 16
MOST_BYTES = 2**31


class NotABundle(ValueError):
    """The bytes are not an archive as ``pack_bundle`` makes it."""


def pack_bundle(files: Mapping[str, bytes]) -> bytes:
    """Return the archive. Names must be plain ASCII; at most 2 GiB in all."""
    body, directory, offset = [], [], 0
    for name in sorted(files):
        content, encoded = files[name], name.encode("ascii")
        facts = (MIDNIGHT, DAY_ONE, zlib.crc32(content), len(content), len(content), len(encoded))
        head = LOCAL.pack(b"PK\3\4", VERSION, NO_FLAGS, STORED, *facts, 0)
        entry = (b"PK\1\2", UNIX_FILE, VERSION, NO_FLAGS, STORED, *facts, 0, 0, 0, 0, READABLE)
        directory.append(CENTRAL.pack(*entry, offset) + encoded)
        body += [head, encoded, content]
        offset += len(head) + len(encoded) + len(content)
        if offset > MOST_BYTES:
            raise ValueError("a bundle holds at most 2 GiB")
    size = sum(len(entry) for entry in directory)
    end = END_RECORD.pack(b"PK\5\6", 0, 0, len(files), len(files), size, offset, 0)
    return b"".join([*body, *directory, end])


def unpack_bundle(archive: bytes) -> dict[str, bytes]:
    """Return the files; raise ``NotABundle`` unless ``pack_bundle`` would make these bytes."""
    files: dict[str, bytes] = {}
    at = 0
    while archive[at : at + 4] == b"PK\3\4" and at + LOCAL.size <= len(archive):
        *_, length, name_length, extra = LOCAL.unpack_from(archive, at)
        start = at + LOCAL.size + name_length + extra
        name = archive[at + LOCAL.size : at + LOCAL.size + name_length]
        files[name.decode("ascii", "replace")] = archive[start : start + length]
        at = start + length
    if not files:
        raise NotABundle("this is not a ZIP archive")
    if not all(name.isascii() for name in files) or pack_bundle(files) != archive:
        raise NotABundle("the archive is damaged, or was packed by another program")
    return files
