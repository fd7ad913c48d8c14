"""The log's tree: published values, and proofs that hold only where they should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.counting.merkle import inclusion_proof, log_root, verify_inclusion

# The entries and tree heads that the Certificate Transparency reference implementations share.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
HEADS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", HEADS)
def test_tree_heads_are_the_published_ones(size: int) -> None:
    assert log_root(ENTRIES[:size]).hex() == HEADS[size]


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_every_entry_can_be_proved_and_nothing_else(
    entries: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    root, proof = log_root(entries), inclusion_proof(entries, index)
    facts = {"size": len(entries), "proof": proof, "root": root}
    assert verify_inclusion(entries[index], index=index, **facts)
    assert not verify_inclusion(entries[index] + b"!", index=index, **facts)
    assert not verify_inclusion(entries[index], index=len(entries), **facts)
    assert not verify_inclusion(
        entries[index], index=index, size=len(entries), proof=[*proof, root], root=root
    )
    if proof:
        assert not verify_inclusion(
            entries[index], index=index, size=len(entries), proof=proof[:-1], root=root
        )


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=40, unique=True), st.data())
def test_reordering_the_log_changes_its_root(entries: list[bytes], data: st.DataObject) -> None:
    one, other = data.draw(st.permutations(range(len(entries))))[:2]
    changed = list(entries)
    changed[one], changed[other] = changed[other], changed[one]
    assert log_root(changed) != log_root(entries)
