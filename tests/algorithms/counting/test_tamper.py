"""The enemy: every kind of tampering happens, and every one is found (goal B4, in small)."""

from random import Random

import pytest

from hustings.algorithms.counting.check import check_bundle
from hustings.algorithms.counting.container import pack_bundle, unpack_bundle
from hustings.algorithms.counting.tamper import (
    BALLOT_KINDS,
    FILE_KINDS,
    passes,
    reopen,
    tamperings,
)
from tests.algorithms.counting.ballots import KEY, bundle, closed_ballot


def test_two_hundred_tamperings_of_every_kind_are_found_and_the_original_is_not() -> None:
    archive = pack_bundle(bundle())
    assert passes(archive, key=KEY)
    seen = set()
    for tampering in tamperings(archive, random=Random(7), runs=200):
        seen.add((tampering.kind, tampering.depth))
        assert not passes(tampering.archive, key=KEY), (tampering.kind, tampering.depth)
    assert {kind for kind, _ in seen} == {*BALLOT_KINDS, *FILE_KINDS, "archive byte"}
    assert {depth for _, depth in seen} == {"careless", "careful", "signing"}


def test_a_signing_forger_passes_where_the_publisher_s_key_is_not_asked_for() -> None:
    """Otherwise the test above would be won by something weaker than the key."""
    archive = pack_bundle(bundle())
    signing = [
        one for one in tamperings(archive, random=Random(3), runs=60) if one.depth == "signing"
    ]
    assert signing
    assert all(not check_bundle(unpack_bundle(one.archive)).problems for one in signing)


def test_reopening_a_bundle_gives_back_the_ballot() -> None:
    closed = reopen(bundle())
    assert closed.receipts == closed_ballot().receipts
    assert closed.election == closed_ballot().election


@pytest.mark.parametrize(("mode", "ballots"), [("sealed", 60), ("open", 20)])
def test_only_an_open_bundle_with_ballots_can_be_reopened(mode: str, ballots: int) -> None:
    with pytest.raises(ValueError, match="open bundle"):
        reopen(bundle(mode=mode, ballots=ballots))
