"""Tasks over processes: results in order, and no more tasks made than are needed."""

import multiprocessing
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hustings.algorithms.evidence.ordered import ordered_map
from hustings.evidence.engine import local_engine


def test_results_come_in_the_order_of_the_tasks_from_one_process_or_two():
    for jobs in (1, 2):
        run = local_engine(jobs)
        assert list(run(abs, range(-20, 0))) == list(range(20, 0, -1))


def test_processes_end_with_the_last_result():
    """Their memory is given back while the command goes on."""
    pids = set(local_engine(2)(process, range(4)))
    assert pids - {os.getpid()}
    assert not pids & {child.pid for child in multiprocessing.active_children()}


def process(_):
    return os.getpid()


def test_tasks_are_made_only_a_little_ahead_of_their_results():
    made = []

    def tasks():
        for number in range(50):
            made.append(number)
            yield number

    with ThreadPoolExecutor(2) as pool:
        results = ordered_map(pool, abs, tasks(), ahead=4)
        for taken in range(10):
            assert next(results) == taken
            assert len(made) <= taken + 5
        assert list(results) == list(range(10, 50))


ENDLESS = r"""
import os, time
from hustings.evidence.engine import local_engine

def work(number):
    os.write(1, f"{os.getpid()}\n".encode())  # at once, beside the other's
    time.sleep(60)

list(local_engine(2)(work, range(2)))
"""


def test_processes_end_when_the_command_is_killed():
    command = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, text=True)
    workers = [int(command.stdout.readline()) for _ in range(2)]
    command.kill()
    command.wait()
    deadline = time.monotonic() + 20
    while any(map(running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(running, workers))


def running(pid):
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
