"""Our source files as modules and syntax trees, for the tests beside this one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("desktop", "sync", "resources")

FEATURES = (
    "inspections",
    "personnel_actions",
    "programmes",
    "complaints",
    "corruption_reports",
    "volunteers",
    "meetings",
    "surveys",
    "statistics",
    "letters",
    "delegations",
    "messages",
    "registers",
    "administration",
)


def files(*folders: str) -> Iterator[Path]:
    """Every Python file below these folders of the project."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def relative(file: Path) -> str:
    """The file as people name it: with slashes, from the project's folder."""
    return file.relative_to(ROOT).as_posix()


def module_of(file: Path) -> str:
    """``desktop/models/base.py`` as ``desktop.models.base``."""
    dotted = relative(file).removesuffix(".py").replace("/", ".")
    return dotted.removesuffix(".__init__")


@cache
def tree_of(file: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def imports(tree: ast.Module) -> set[str]:
    """Everything the module imports, also late, inside functions: ``a.b`` and ``a.b.name``."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found.add(module)
            found.update(f"{module}.{alias.name}" for alias in node.names)
    return found


def within(module: str, package: str) -> bool:
    """Whether the module is the package or lies in it."""
    return module == package or module.startswith(package + ".")
