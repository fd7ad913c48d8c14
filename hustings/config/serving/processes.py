"""Processes that belong together: none outlives the one that started it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable

from hustings.errors import BadInput

PR_SET_PDEATHSIG = 1
RESPAWN_PAUSE = 2.0
"""Seconds before a child that died is started again."""
STOP_PATIENCE = 15.0
"""Seconds a child may take to finish what it is doing."""


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent dies, however that dies (Linux).

    A worker left behind by a killed server would hold the port and answer for it.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGKILL)


def allow_many_files() -> None:
    """Raise the limit of open files (and so of connections) to what the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def require_free_port(host: str, port: int) -> None:
    """Refuse a port that somebody listens on: workers share theirs, so the kernel would not.

    Raises:
        BadInput: the address is in use or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            reason = fault.strerror or fault
            raise BadInput(f"Cannot listen on {host} port {port}: {reason}.") from fault


class Companion:
    """A child process that is started again when it dies, until it is told to stop."""

    def __init__(self, work: Callable[[int], None]) -> None:
        """``work`` gets its parent's process id and ends on SIGTERM."""
        self._work = work
        self._stopping = threading.Event()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._keeper.start()

    def _keep(self) -> None:
        fork = multiprocessing.get_context("fork")
        while not self._stopping.is_set():
            self._process = fork.Process(target=self._work, args=(os.getpid(),))
            self._process.start()
            self._process.join()
            self._stopping.wait(RESPAWN_PAUSE)

    def stop(self) -> None:
        self._stopping.set()
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(STOP_PATIENCE)
            self._process.kill()
        self._keeper.join(STOP_PATIENCE)
