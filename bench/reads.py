"""Reads of a story page while one comment a second is posted to it, beside nginx on the same bytes.

    python bench/reads.py [--database sqlite|postgresql] [--n 10 100 1000 10000] [--seconds 10]

Needs wrk and nginx (apt-get install wrk nginx) and the shared bench ($HB_HOME or ../shared/bench)
for its corpus and its accounting: processor time is that of the whole process tree, PostgreSQL's
included. ``rebuilt`` is the time from sending a comment's acknowledgement to having the page that
shows it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("HB_HOME") or ROOT.parent / "shared" / "bench")
os.environ["HB_HOME"] = str(HOME)
sys.path[:0] = [str(ROOT)]
sys.path.append(str(HOME))

import hb  # noqa: E402

from bench.databases import Database, database  # noqa: E402
from bench.freshness import filled  # noqa: E402
from bench.serving import Server, free_port  # noqa: E402

CONNECTIONS = 32
REBUILDS = 20
NGINX = """worker_processes {workers}; pid {root}/pid; error_log {root}/error.log; daemon off;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  default_type text/html; open_file_cache max=100;
  client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  server {{ listen 127.0.0.1:{port}; root {root}; gzip_static always; }}
}}
"""


class Poster:
    """Posts to one story, once a second or when told."""

    def __init__(self, server: Server, site: dict[str, Any], size: int) -> None:
        self.server, self.token = server, site["token"]
        self.story = site["stories"][str(size)]
        self.number = 0

    def post(self) -> str:
        """Post one comment and return the words that tell it from all others."""
        self.number += 1
        mark = f"Measured {time.time_ns()} {self.number}."
        answer = self.server.request(
            "POST",
            f"/api/v1/discussions/{self.story['discussion']}/comments",
            body=json.dumps({"text": mark}).encode(),
            Content_Type="application/json",
            Authorization=f"Bearer {self.token}",
        )
        if answer.status != 201:
            raise RuntimeError(f"{answer.status} {answer.body[:300]!r}")
        return mark

    @contextmanager
    def each_second(self):
        stop = threading.Event()

        def work() -> None:
            while not stop.wait(1):
                self.post()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


class Nginx:
    """nginx with as many workers as cores, sending compressed files as they are."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, free_port()
        root.mkdir()
        root.chmod(0o755)
        config = NGINX.format(workers=hb.NPROC, root=root, port=self.port)
        (root / "nginx.conf").write_text(config)
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Nginx:
        self.process = subprocess.Popen(
            ["nginx", "-c", str(self.root / "nginx.conf"), "-e", str(self.root / "error.log")]
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)

    def hold(self, name: str, packed: bytes) -> str:
        (self.root / f"{name}.gz").write_bytes(packed)
        return f"http://127.0.0.1:{self.port}/{name}"


def load(url: str, *processes: int, seconds: int) -> dict[str, float]:
    before = sum(map(hb.cpu_of, processes))
    found = hb.wrk(url, seconds, CONNECTIONS)
    used = sum(map(hb.cpu_of, processes)) - before
    found["cpu"] = 1000 * used / max(found["requests"], 1)
    return found


def processes(server: Server, kept: Database) -> tuple[int, ...]:
    return (server.process.pid, *kept.processes)


def measure(
    server: Server, kept: Database, nginx: Nginx, site: Any, size: int, a: Any
) -> dict[str, Any]:
    """Alternate rounds of ours and nginx's; return medians."""
    poster = Poster(server, site, size)
    ours = f"http://127.0.0.1:{server.port}{poster.story['path']}?view=all"
    _, _, packed = hb.get(ours)
    theirs = nginx.hold(f"n{size}.html", packed)
    rows: dict[str, list[dict[str, float]]] = {"hustings": [], "nginx": []}
    for url in (ours, theirs):
        hb.wrk(url, 1, CONNECTIONS)
    for _ in range(a.rounds):
        with poster.each_second():
            rows["hustings"].append(load(ours, *processes(server, kept), seconds=a.seconds))
        rows["nginx"].append(load(theirs, nginx.process.pid, seconds=a.seconds))
    result: dict[str, Any] = {"n": size, "wire": len(packed)}
    for name, found in rows.items():
        for figure in ("rps", "cpu", "p50", "p99"):
            result[f"{name}_{figure}"] = round(hb.med([one[figure] for one in found]), 4)
        result[f"{name}_bad"] = sum(one["bad"] + one["sock"] + one["timeout"] for one in found)
    result["ratio"] = round(result["hustings_rps"] / result["nginx_rps"], 3)
    result |= rebuilds(poster, ours)
    return result


def rebuilds(poster: Poster, url: str) -> dict[str, float]:
    """Time the first reader after a comment, on one kept connection; both workers are warm."""
    times = []
    for _ in range(REBUILDS):
        mark = poster.post()
        began = time.perf_counter()
        body = hb.get(url)[2]
        times.append(1000 * (time.perf_counter() - began))
        if mark.encode() not in gzip.decompress(body):
            raise RuntimeError("a reader missed an acknowledged comment")
    return {"rebuilt_ms": round(statistics.median(times), 1), "worst_ms": round(max(times), 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--n", type=int, nargs="+", default=[10, 100, 1000, 10_000])
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with database(arguments.database) as kept, tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        data = Path(directory) / "data"
        site = filled(data, arguments.n, env=kept.env)
        server = Server(data, "--workers", str(hb.NPROC), env=kept.env)
        with server, Nginx(Path(directory) / "nginx") as nginx:
            for size in arguments.n:
                row = measure(server, kept, nginx, site, size, arguments)
                print(json.dumps(row), flush=True)
            print(json.dumps({"pss_mib": memory(server)}))


def memory(server: Server) -> int:
    """Return the server's memory in MiB, without that of a database of its own."""
    return round(sum(hb.pss(one) for one in hb.tree(server.process.pid)) / 1024)


if __name__ == "__main__":
    main()
