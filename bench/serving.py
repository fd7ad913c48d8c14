"""A server of our own for benches and tests: real processes on a free port, stopped or killed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HUSTINGS = (sys.executable, "-m", "hustings.config.cli")
SERVE = (*HUSTINGS, "serve")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data: Path, more: dict[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a process that works on a data directory."""
    return {**os.environ, "HUSTINGS_DATA": str(data), "PYTHONPATH": str(ROOT), **(more or {})}


class Server:
    """``hustings serve`` on a data directory, as a child in a process group of its own."""

    def __init__(
        self, data: Path, *options: str, port: int = 0, env: dict[str, str] | None = None
    ) -> None:
        self.data, self.options, self.port = data, options, port or free_port()
        self.env = {
            **os.environ,
            "HUSTINGS_DATA": str(data),
            "PYTHONPATH": str(ROOT),
            **(env or {}),
        }
        self.log = data / "serve.log"
        self.process: subprocess.Popen[bytes]

    def start(self, *, patience: float = 120) -> float:
        """Start, wait until it is healthy, and return how many seconds that took."""
        began = time.monotonic()
        self.data.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*SERVE, "--data", str(self.data), "--port", str(self.port), *self.options],
                stdout=log,
                stderr=log,
                cwd=self.data,
                env=self.env,
                start_new_session=True,
            )
        while not self.is_healthy():
            if self.process.poll() is not None or time.monotonic() - began > patience:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.02)
        return time.monotonic() - began

    def is_healthy(self) -> bool:
        try:
            return self.request("GET", "/health").status == 200
        except OSError:
            return False

    def connect(self, *, timeout: float = 30) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(
        self, method: str, path: str, *, body: bytes = b"", **headers: str
    ) -> http.client.HTTPResponse:
        """Send one request on a connection of its own; the answer has been read (``.body``)."""
        connection = self.connect()
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body or None, headers=fields)
        answer: Any = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer

    def stop(self) -> float:
        """Stop it as an operator does, and return how many seconds that took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        return time.monotonic() - began

    def kill(self) -> None:
        """Kill the main process as a crash would; what it started must not outlive it."""
        self.process.kill()
        self.process.wait(10)

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
