"""Tell a database that is away, or a disk that is full, from a mistake of ours.

The first passes: whoever asked is told to come back (503). The second does not (500).
"""

from __future__ import annotations

import errno
import sqlite3

from django.db import DatabaseError, InterfaceError, OperationalError

RETRY_SECONDS = 5
"""When to come back; a database restarts in about that time."""
DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
"""What the system says when nothing more can be written."""
READ_ONLY = "25006"
"""What PostgreSQL says while another server takes its place."""


def is_storage_fault(fault: BaseException | None) -> bool:
    """Tell whether an error says that nothing can be read or stored at the moment."""
    if isinstance(fault, DatabaseError) and getattr(fault.__cause__, "sqlstate", "") == READ_ONLY:
        return True
    if isinstance(fault, OperationalError | InterfaceError):
        # SQLite calls a query for a column that is not there operational, too: its plainest code.
        code = getattr(fault.__cause__, "sqlite_errorcode", None)
        return code != sqlite3.SQLITE_ERROR
    return isinstance(fault, OSError) and fault.errno in DISK
