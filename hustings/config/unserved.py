"""Leave out Wagtail's REST API, which Hustings does not serve.

Four of Wagtail's apps load its routers and build their pydantic models whenever they start, served
or not, and no setting stops them: a sixth of the time from the start to the first answer. So its
modules are found hollow here: whatever is taken from them is there and does nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

WAGTAIL_API = re.compile(r"wagtail(\.\w+)*\.api\.v3(\.\w+)*")


class Nothing:
    """Has every attribute, can be called, and does nothing."""

    def __getattr__(self, name: str) -> Nothing:
        return self

    def __call__(self, *_: Any, **__: Any) -> None:
        pass


class HollowModule(ModuleType):
    """A package of which each name is Nothing."""

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


class HollowFinder(MetaPathFinder, Loader):
    """Finds the modules of Wagtail's API before anybody finds the real ones."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return (
            ModuleSpec(fullname, self, is_package=True) if WAGTAIL_API.fullmatch(fullname) else None
        )

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return HollowModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it empty."""


def leave_out_wagtail_api() -> None:
    """Do so in this process, from now on; twice is once."""
    if not any(isinstance(finder, HollowFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, HollowFinder())
