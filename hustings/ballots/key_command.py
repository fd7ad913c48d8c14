"""Make a key to sign bundles with.

Writes 32 secret random bytes, as 64 hexadecimal digits, to a new file that only its owner may read,
and prints the public key. Publish that; keep the file.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
from pathlib import Path

from hustings.algorithms.counting.ed25519 import public_key_of
from hustings.ballots.reading import read_text
from hustings.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="KEYFILE", help="where the secret is written")


def run(arguments: argparse.Namespace) -> int:
    secret = secrets.token_bytes(32)
    try:
        handle = os.open(arguments.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as failure:
        raise BadInput(f"{arguments.file}: {failure.strerror}.") from failure
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret.hex() + "\n")
    print(public_key_of(secret).hex())
    return 0


def read_key(path: Path) -> bytes:
    """Return the secret in a key file. Raises ``BadInput`` where there is none."""
    text = read_text(path).strip()
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise BadInput(f"{path}: not a key of 64 hexadecimal digits.")
    return bytes.fromhex(text)
