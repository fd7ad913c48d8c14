"""Where ids come from: clocks that step back, restarts, forks, and many processes."""

import json
import os
import subprocess
import sys
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from hustings.algorithms import ids
from hustings.journal import ids as source
from hustings.journal.ids import PROCESSES_PER_HOST, RESERVED_MILLISECONDS, Node

NOW = 1_800_000_000_000


def split_ids(node, *milliseconds):
    return [ids.split(node.next_id(milliseconds=moment)) for moment in milliseconds]


def test_ids_of_one_millisecond_count_up(tmp_path):
    node = Node(tmp_path, host=0)
    assert split_ids(node, NOW, NOW, NOW + 1) == [(NOW, 0, 0), (NOW, 0, 1), (NOW + 1, 0, 0)]


def test_a_clock_that_steps_back_neither_repeats_nor_reorders(tmp_path):
    node = Node(tmp_path, host=0)
    moments = [NOW, NOW - 3_600_000, NOW - 1, NOW + 2, NOW - 10]
    made = [node.next_id(milliseconds=moment) for moment in moments]
    assert made == sorted(set(made))


def test_more_ids_than_a_millisecond_holds_run_into_the_next(tmp_path):
    node = Node(tmp_path, host=0)
    made = [node.next_id(milliseconds=NOW) for _ in range(ids.COUNTERS + 2)]
    assert made == sorted(set(made))
    assert ids.split(made[-1]) == (NOW + 1, 0, 1)


def test_a_restart_after_the_clock_went_back_stays_above_every_earlier_id(tmp_path):
    node = Node(tmp_path, host=0)
    last = node.next_id(milliseconds=NOW)
    os.close(node._file)  # the process ends
    again = Node(tmp_path, host=0)
    assert again.number == node.number
    later = again.next_id(milliseconds=NOW - 86_400_000)
    assert later > last
    assert ids.split(later)[0] <= NOW + RESERVED_MILLISECONDS + 1


def test_the_reserve_is_written_before_ids_of_it_are_given_out(tmp_path):
    node = Node(tmp_path, host=0)
    for moment in range(NOW, NOW + 3 * RESERVED_MILLISECONDS, 997):
        node.next_id(milliseconds=moment)
        assert int((tmp_path / "00").read_bytes()) > moment


def test_each_process_of_a_host_has_its_own_number_and_the_17th_is_told(tmp_path):
    nodes = [Node(tmp_path, host=2) for _ in range(PROCESSES_PER_HOST)]
    assert [node.number for node in nodes] == list(range(32, 48))
    with pytest.raises(ImproperlyConfigured, match="More than 16"):
        Node(tmp_path, host=2)
    os.close(nodes[5]._file)
    assert Node(tmp_path, host=2).number == 37


def test_threads_get_different_ids(tmp_path):
    node, made = Node(tmp_path, host=0), []

    def take():
        made.extend([node.next_id(milliseconds=NOW) for _ in range(2000)])

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000


FORKS = """
import json, os, sys
from types import SimpleNamespace
from pathlib import Path
from hustings.journal import ids
ids.settings = SimpleNamespace(HUSTINGS_DATA=Path(sys.argv[1]), HUSTINGS_HOST_NUMBER=0)
made = [ids.new_id()]
read, write = os.pipe()
if os.fork() == 0:
    os.write(write, json.dumps([ids.new_id() for _ in range(100)]).encode())
    os._exit(0)
made += [ids.new_id() for _ in range(100)]
os.wait()
os.close(write)
print(json.dumps([made, json.loads(os.read(read, 1 << 20))]))
"""


def test_a_forked_child_takes_a_number_of_its_own(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", FORKS, str(tmp_path)], check=True, capture_output=True, text=True
    )
    parents, childs = json.loads(told.stdout)
    assert {ids.split(one)[1] for one in parents} == {0}
    assert {ids.split(one)[1] for one in childs} == {1}


MANY = """
import json, sys
from types import SimpleNamespace
from pathlib import Path
from hustings.journal import ids
ids.settings = SimpleNamespace(HUSTINGS_DATA=Path(sys.argv[1]), HUSTINGS_HOST_NUMBER=0)
print(json.dumps([ids.new_id() for _ in range(500)]), flush=True)
sys.stdin.read()
"""


def test_sixteen_processes_at_once_never_share_an_id(tmp_path):
    command = [sys.executable, "-c", MANY, str(tmp_path)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES_PER_HOST)
    ]
    made = [identifier for one in running for identifier in json.loads(one.stdout.readline())]
    for one in running:
        one.communicate()
    assert len(made) == len(set(made)) == 8000
    assert len({ids.split(identifier)[1] for identifier in made}) == PROCESSES_PER_HOST


def test_ids_of_this_process_rise():
    made = [source.new_id() for _ in range(1000)]
    assert made == sorted(set(made))
