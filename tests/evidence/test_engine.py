"""Tasks over processes: results in order, and no more tasks made than are needed."""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor

from hustings.evidence.engine import local_engine, mapped


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
        results = mapped(pool, abs, tasks(), ahead=4)
        for taken in range(10):
            assert next(results) == taken
            assert len(made) <= taken + 5
        assert list(results) == list(range(10, 50))
