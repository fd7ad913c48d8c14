from hypothesis import given
from hypothesis import strategies as st

from hustings.web.freshness.keys import PageKey
from hustings.web.freshness.store import OVERHEAD, Entry, Store


def key(name):
    return PageKey("http", "localhost", f"/{name}/", "")


def entry(size):
    return Entry(headers=[], body=b"x" * size, etag="", revisions={})


def test_least_recently_read_goes_first():
    store = Store(limit=3 * (OVERHEAD + 100))
    for name in "abc":
        store.put(key(name), entry(100))
    assert store.get(key("a"))
    store.put(key("d"), entry(100))
    assert store.get(key("b")) is None
    assert all(store.get(key(name)) for name in "acd")


def test_page_over_the_limit_is_not_kept_and_drives_nothing_out():
    store = Store(limit=2 * OVERHEAD)
    store.put(key("small"), entry(10))
    store.put(key("large"), entry(2 * OVERHEAD))
    assert store.get(key("small"))
    assert store.get(key("large")) is None


def test_page_that_grew_over_the_limit_leaves_no_old_version():
    store = Store(limit=2 * OVERHEAD)
    store.put(key("a"), entry(10))
    store.put(key("a"), entry(2 * OVERHEAD))
    assert store.get(key("a")) is None
    assert store.size == 0


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3000), st.booleans())))
def test_memory_stays_within_the_limit(steps):
    store = Store(limit=3 * OVERHEAD)
    for name, size, drop in steps:
        store.drop(key(name)) if drop else store.put(key(name), entry(size))
        held = [store.get(key(one)) for one in "abcdef"]
        assert store.size == sum(one.size for one in held if one) <= store.limit
        assert len(store) == sum(one is not None for one in held)
