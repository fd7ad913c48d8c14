"""Work on threads, its results on the event loop."""

import asyncio
import threading

import pytest

from hustings.config.serving.jobs import Jobs


def run(coroutine_of):
    """Run one coroutine with two threads beside it."""
    jobs = Jobs(2, name="test")

    async def main():
        return await coroutine_of(jobs, asyncio.get_running_loop())

    try:
        return asyncio.run(main())
    finally:
        jobs.close()


def test_results_come_back_to_those_who_asked():
    async def ask(jobs, loop):
        return await asyncio.gather(*[jobs.do(lambda n=n: n * n, loop) for n in range(20)])

    assert run(ask) == [n * n for n in range(20)]


def test_a_failure_is_raised_where_it_is_awaited_and_the_thread_goes_on():
    async def ask(jobs, loop):
        for _ in range(5):
            with pytest.raises(ZeroDivisionError):
                await jobs.do(lambda: 1 // 0, loop)
        return await jobs.do(lambda: "still there", loop)

    assert run(ask) == "still there"


def test_who_has_gone_is_not_answered_and_the_work_is_finished():
    finished = threading.Event()

    async def ask(jobs, loop):
        go_on = threading.Event()
        result = jobs.do(lambda: (go_on.wait(30), finished.set()), loop)
        result.cancel()
        go_on.set()
        return await jobs.do(lambda: "the next one", loop)

    assert run(ask) == "the next one"
    assert finished.is_set()


def test_closing_finishes_what_waits():
    done = []

    async def ask(jobs, loop):
        for number in range(50):
            jobs.do(lambda number=number: done.append(number), loop)

    run(ask)
    assert sorted(done) == list(range(50))
