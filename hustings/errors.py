"""The base of every refusal that Hustings states in words.

Each refusal has a stable ``code`` (for programs), an HTTP ``status`` and a sentence for people.
``web`` turns them into problem details or a kind page; nothing ever matches on the sentence.
"""

from __future__ import annotations

from typing import Any, ClassVar


class HustingsError(Exception):
    """A refusal: what was refused, and what the person can do about it.

    ``data`` holds further facts for programs (for example ``retry_after`` in seconds) and must be
    safe to show to the person refused.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[object] = "This is not possible."  # str() translates it

    def __init__(self, sentence: str | None = None, **data: Any) -> None:
        self.data = data
        super().__init__(sentence or str(self.sentence))


class BadInput(HustingsError):
    """A file or an argument that cannot be read; the sentence says where and what.

    The command line prints the sentence as its one line and exits with 2.
    """

    code = "bad-input"
    sentence = "The input cannot be read."
