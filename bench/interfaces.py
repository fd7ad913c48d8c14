"""What the server's interface costs: the hot lane's minimum behind RSGI, ASGI and WSGI.

    python bench/interfaces.py [--seconds 4] [--rounds 3] [--kilobytes 14 131]

Each callable looks at the headers the page cache looks at, asks SQLite for ``data_version`` and
answers with the same bytes. Rounds alternate; the figure to compare is processor time per 1,000
requests, because requests a second are mostly the load generator's on a machine of two cores.
Needs wrk and the shared bench's accounting ($HB_HOME or ../shared/bench).
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("HB_HOME") or ROOT.parent / "shared" / "bench")
SERVERS = {
    "rsgi": ("rsgi", "--loop", "asyncio"),
    "asgi": ("asginl", "--loop", "asyncio"),
    "wsgi": ("wsgi", "--blocking-threads", "1"),
}
HEADERS = [
    ("content-type", "text/html; charset=utf-8"),
    ("content-encoding", "gzip"),
    ("etag", 'W/"0123456789abcdef"'),
    ("vary", "accept-encoding"),
]
ASKED = ("host", "authorization", "accept-encoding", "if-none-match")


def prepared() -> tuple[bytes, sqlite3.Connection]:
    """Return the body and the kept connection of a process that granian loads this module in."""
    database = sqlite3.connect(
        f"file:{os.environ['INTERFACE_DATABASE']}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    return os.urandom(int(os.environ["INTERFACE_BYTES"])), database


if "INTERFACE_DATABASE" in os.environ:
    BODY, DATABASE = prepared()
    RAW_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS]
    LENGTH = ("content-length", str(len(BODY)))


def version() -> Any:
    return DATABASE.execute("PRAGMA data_version").fetchone()


async def rsgi(scope: Any, proto: Any) -> None:
    for name in ASKED:
        scope.headers.get(name)
    version()
    proto.response_bytes(200, HEADERS, BODY)


async def asginl(scope: Any, receive: Any, send: Any) -> None:
    headers = dict(scope["headers"])
    for name in ASKED:
        headers.get(name.encode())
    version()
    length = (b"content-length", LENGTH[1].encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*RAW_HEADERS, length]})
    await send({"type": "http.response.body", "body": BODY})


def wsgi(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    for name in ASKED:
        environ.get(f"HTTP_{name.upper().replace('-', '_')}")
    version()
    start_response("200 OK", [*HEADERS, LENGTH])
    return [BODY]


def measure(name: str, *, size: int, database: Path, seconds: int) -> dict[str, float]:
    import hb

    from bench.serving import free_port

    interface, *options = SERVERS[name]
    port = str(free_port())
    command = ["--interface", interface, "--port", port, "--workers", "2", "--no-ws", "--http", "1"]
    target = ["--log-level", "warning", f"interfaces:{interface}"]
    started = subprocess.Popen(
        [sys.executable, "-m", "granian", *command, *options, *target],
        env={
            **os.environ,
            "INTERFACE_DATABASE": str(database),
            "INTERFACE_BYTES": str(size),
            "PYTHONPATH": str(ROOT / "bench"),
        },
    )
    try:
        url = f"http://127.0.0.1:{port}/story/"
        hb.wait_http(url)
        hb.wrk(url, 1, 32)
        before = hb.cpu_of(started.pid)
        found = hb.wrk(url, seconds, 32)
        found["cpu"] = 1000 * (hb.cpu_of(started.pid) - before) / found["requests"]
        return found
    finally:
        started.terminate()
        started.wait(15)


def main() -> None:
    sys.path[:0] = [str(ROOT)]
    sys.path.append(str(HOME))
    import hb

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kilobytes", type=int, nargs="+", default=[14, 131])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        database = Path(directory) / "x.sqlite3"
        with sqlite3.connect(database) as made:
            made.execute("PRAGMA journal_mode=WAL")
            made.execute("CREATE TABLE x (y INTEGER)")
        for kilobytes in arguments.kilobytes:
            rows: dict[str, list[dict[str, float]]] = {name: [] for name in SERVERS}
            for _ in range(arguments.rounds):
                for name, found in rows.items():
                    size = kilobytes * 1000
                    found.append(
                        measure(name, size=size, database=database, seconds=arguments.seconds)
                    )
            for name, found in rows.items():
                cpu, rate = hb.med([one["cpu"] for one in found]), hb.med([o["rps"] for o in found])
                print(f"{kilobytes:4} kB {name}: {cpu:.3f} CPU s per 1,000, {rate:.0f} r/s")


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"{time.monotonic() - started:.0f} s")
