"""Ed25519: the test vectors of RFC 8032, section 7.1, and refusals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.algorithms.counting.ed25519 import (
    FIELD,
    ORDER,
    public_key_of,
    sign_message,
    verify_signature,
)

VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "key", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032(secret: str, key: str, message: str, signature: str) -> None:
    said = bytes.fromhex(message)
    assert public_key_of(bytes.fromhex(secret)).hex() == key
    assert sign_message(said, secret=bytes.fromhex(secret)).hex() == signature
    assert verify_signature(said, signature=bytes.fromhex(signature), key=bytes.fromhex(key))


@settings(max_examples=10)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_any_changed_bit_is_refused(secret: bytes, message: bytes, bit: int) -> None:
    key, signature = public_key_of(secret), sign_message(message, secret=secret)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert verify_signature(message, signature=signature, key=key)
    assert not verify_signature(message, signature=bytes(changed), key=key)
    assert not verify_signature(message + b"x", signature=signature, key=key)


def test_a_second_form_of_the_same_signature_is_refused() -> None:
    """Adding the group's order to the scalar gives the same equation, but not the one form."""
    secret, _, message, signature = VECTORS[1]
    raw = bytes.fromhex(signature)
    again = int.from_bytes(raw[32:], "little") + ORDER
    forged = raw[:32] + again.to_bytes(32, "little")
    key = public_key_of(bytes.fromhex(secret))
    assert not verify_signature(bytes.fromhex(message), signature=forged, key=key)


@pytest.mark.parametrize("key", [b"", b"\0" * 31, b"\xff" * 32, FIELD.to_bytes(32, "little")])
def test_what_is_no_key_is_refused(key: bytes) -> None:
    signature = bytes.fromhex(VECTORS[0][3])
    assert not verify_signature(b"", signature=signature, key=key)
    assert not verify_signature(b"", signature=b"", key=bytes.fromhex(VECTORS[0][1]))
