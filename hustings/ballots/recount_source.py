"""Makes the one-file ``recount.py`` of a bundle from the counter's own source text.

There is no second copy of the counter: the modules of ``algorithms/counting`` that checking needs
are put one after another, without their imports of each other. That asks three things of them,
which tests watch: no two share a name at the top level, they import names and not modules from each
other, and they run under Python 3.9.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from hustings import __version__

COUNTING = "hustings.algorithms.counting"
MODULES = (
    "papers",
    "election",
    "lots",
    "scottish_stv",
    "irv",
    "approval",
    "yes_no",
    "rules",
    "blt",
    "result",
    "merkle",
    "ed25519",
    "receipts",
    "manifest",
    "container",
    "check",
)
ENTRY = ("hustings.ballots", "recount")


def module_source(package: str, name: str) -> str:
    return (resources.files(package) / f"{name}.py").read_text(encoding="utf-8")


def is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def outside_imports(trees: Iterable[ast.Module]) -> list[str]:
    """Return the imports from the standard library, one line for each module, in order."""
    whole: set[str] = set()
    names: dict[str, set[str]] = {}
    for node in (node for tree in trees for node in tree.body):
        if isinstance(node, ast.Import):
            whole.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("hustings"):
            names.setdefault(node.module or "", set()).update(alias.name for alias in node.names)
    first = [f"from __future__ import {name}\n" for name in sorted(names.pop("__future__", ()))]
    parts = [f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)]
    return [*first, *(f"import {module}" for module in sorted(whole)), *parts]


def body_text(source: str, tree: ast.Module) -> str:
    """Return the module without its docstring and its imports."""
    lines = source.split("\n")
    dropped = [node for node in tree.body if is_import(node)] + tree.body[:1]
    for node in dropped:
        for at in range(node.lineno - 1, node.end_lineno or node.lineno):
            lines[at] = ""
    return "\n".join(lines).strip("\n")


def commented(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.rstrip().split("\n"))


@lru_cache(maxsize=1)
def recount_source() -> str:
    """Return the text of ``recount.py``; the same text from the same version of Hustings."""
    parts = [*((COUNTING, name) for name in MODULES), ENTRY]
    sources = [module_source(package, name) for package, name in parts]
    trees = [ast.parse(source) for source in sources]
    bodies = []
    for (package, name), source, tree in zip(parts, sources, trees, strict=True):
        title = f"{'-' * 4} {package}.{name} {'-' * 4}\n\n{ast.get_docstring(tree) or ''}"
        bodies.append(f"{commented(title)}\n\n{body_text(source, tree)}\n")
    doc = ast.get_docstring(trees[-1], clean=False)
    made = f"# Made by Hustings {__version__} (BSD-3-Clause) from its own modules, named below."
    end = 'if __name__ == "__main__":\n    sys.exit(recount_main())\n'
    head = "\n".join(outside_imports(trees))
    return "\n\n".join([f'"""{doc}"""\n\n{made}', head, *bodies, end])
