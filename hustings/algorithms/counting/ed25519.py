"""Ed25519 signatures in plain Python, so that a bundle is checked with nothing but Python.

Source: RFC 8032, section 5.1 (and its test vectors, which our tests use). Checking is strict:
points and scalars must be in their one canonical form.

Limits: signing takes a few milliseconds and its time depends on the key. That is right for closing
a ballot on the publisher's own machine, and wrong for a service that signs for strangers.
"""

from __future__ import annotations

import hashlib

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, FIELD - 2, FIELD) % FIELD
SQRT_MINUS_ONE = pow(2, (FIELD - 1) // 4, FIELD)

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
NEUTRAL: Point = (0, 1, 1, 0)


def hash_to_scalar(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


def add_points(one: Point, other: Point) -> Point:
    """Add two points (RFC 8032, section 5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % FIELD
    b = (one[1] + one[0]) * (other[1] + other[0]) % FIELD
    c = 2 * one[3] * other[3] * CURVE_D % FIELD
    d = 2 * one[2] * other[2] % FIELD
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD


def multiply_point(scalar: int, point: Point) -> Point:
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = add_points(result, point)
        point = add_points(point, point)
        scalar >>= 1
    return result


def same_point(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % FIELD == 0 and (
        one[1] * other[2] - other[1] * one[2]
    ) % FIELD == 0


def encode_point(point: Point) -> bytes:
    inverse = pow(point[2], FIELD - 2, FIELD)
    x, y = point[0] * inverse % FIELD, point[1] * inverse % FIELD
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode_point(encoded: bytes) -> Point | None:
    """Return the point, or ``None`` where the 32 bytes are not one (RFC 8032, section 5.1.3)."""
    number = int.from_bytes(encoded, "little")
    y, odd = number & (1 << 255) - 1, number >> 255
    if len(encoded) != 32 or y >= FIELD:
        return None
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, FIELD - 2, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if x * x % FIELD != square:
        x = x * SQRT_MINUS_ONE % FIELD
    if x * x % FIELD != square or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = FIELD - x
    return x, y, 1, x * y % FIELD


BASE_POINT = decode_point((4 * pow(5, FIELD - 2, FIELD) % FIELD).to_bytes(32, "little")) or NEUTRAL


def expand_secret(secret: bytes) -> tuple[int, bytes]:
    """Return the secret scalar and the prefix (RFC 8032, section 5.1.5)."""
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & (1 << 254) - 8 | 1 << 254, digest[32:]


def public_key_of(secret: bytes) -> bytes:
    """Return the 32 bytes of the public key for 32 secret random bytes."""
    return encode_point(multiply_point(expand_secret(secret)[0], BASE_POINT))


def sign_message(message: bytes, *, secret: bytes) -> bytes:
    """Return the 64 bytes of the signature (RFC 8032, section 5.1.6)."""
    scalar, prefix = expand_secret(secret)
    key = encode_point(multiply_point(scalar, BASE_POINT))
    once = hash_to_scalar(prefix, message)
    commitment = encode_point(multiply_point(once, BASE_POINT))
    answer = (once + hash_to_scalar(commitment, key, message) * scalar) % ORDER
    return commitment + answer.to_bytes(32, "little")


def verify_signature(message: bytes, *, signature: bytes, key: bytes) -> bool:
    """Tell whether ``signature`` was made over ``message`` with the secret of ``key``."""
    public, commitment = decode_point(key), decode_point(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or public is None or commitment is None or answer >= ORDER:
        return False
    challenge = hash_to_scalar(signature[:32], key, message)
    return same_point(
        multiply_point(answer, BASE_POINT),
        add_points(commitment, multiply_point(challenge, public)),
    )
