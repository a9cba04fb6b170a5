"""Who may import whom: the table of ARCHITECTURE.md, held to."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import (
    FEATURES,
    OURS,
    ROOT,
    files,
    imports,
    module_of,
    relative,
    tree_of,
    within,
)

EVERYTHING = "everything"
ERRORS, MODELS, COMMANDS = "desktop.errors", "desktop.models", "desktop.commands"

MAY_IMPORT: dict[str, set[str]] = {
    "resources": set(),
    ERRORS: set(),
    "sync.protocol": {ERRORS},
    MODELS: {ERRORS, "sync.protocol", "resources"},
    COMMANDS: {ERRORS, MODELS},
    "desktop.documents": {ERRORS, MODELS, "resources"},
    "sync.client": {ERRORS, MODELS, "sync.protocol"},
    "sync.server": {ERRORS, MODELS, "sync.protocol", "resources"},
    "desktop.runtime": {ERRORS, MODELS, COMMANDS, "resources", "sync.client"},
    "desktop.views": {
        ERRORS,
        MODELS,
        COMMANDS,
        "desktop.documents",
        "desktop.runtime",
        "resources",
    },
    "desktop.app": {EVERYTHING},
    "desktop.cli": {EVERYTHING},
    "sync.relay": {ERRORS, MODELS, "sync.protocol", "resources", "sync.server", "sync.client"},
}
# Beside app and cli: they put the whole program to use, and no layer imports them.
COMPOSITION = {"desktop.__main__", "desktop.demo", "desktop.program", "desktop.screens"}
MAY_IMPORT_APP = COMPOSITION | {"desktop.cli"}

# Where alone a third party's package may be imported.
ONLY_IN: dict[str, set[str]] = {
    "PySide6": {"desktop.runtime", "desktop.views", "desktop.app", "desktop.cli", *COMPOSITION},
    "reportlab": {"desktop.documents"},
    "openpyxl": {"desktop.documents"},
    "keyring": {"desktop.runtime.secrets"},
    "httpx": {"sync.client.http"},
    "fastapi": {"sync.server", "sync.relay"},
    "starlette": {"sync.server"},
    "uvicorn": {"sync.server"},
    "sqlcipher3": {"desktop.models.database"},
}

SOURCES = list(files(*OURS))


def layer_of(module: str) -> str | None:
    return next((layer for layer in MAY_IMPORT if within(module, layer)), None)


def strays(module: str, tree: ast.Module) -> list[str]:
    """Imports of ours that the table does not allow this module."""
    if any(within(module, entry) for entry in COMPOSITION):
        return []
    layer = layer_of(module)
    if layer is None:
        return [] if module in OURS else [f"{module} is in no layer of the table"]
    allowed = MAY_IMPORT[layer] | {layer}
    return [
        f"{module} imports {name}"
        for name in sorted(imports(tree))
        if name.partition(".")[0] in OURS
        and name not in OURS
        and EVERYTHING not in allowed
        and not any(within(name, package) for package in allowed)
    ]


def foreign_strays(module: str, tree: ast.Module) -> list[str]:
    """Imports of third parties outside their place."""
    return [
        f"{module} imports {name}"
        for name in sorted(imports(tree))
        for package, places in ONLY_IN.items()
        if within(name, package) and not any(within(module, place) for place in places)
    ]


def screen_strays(module: str, tree: ast.Module) -> list[str]:
    """Screens of one feature that import another feature's; they meet by ``Place``."""
    mine = next((f for f in FEATURES if within(module, f"desktop.views.{f}")), None)
    return [
        f"{module} imports {name}"
        for name in sorted(imports(tree))
        for other in FEATURES
        if mine and other != mine and within(name, f"desktop.views.{other}")
    ]


@pytest.mark.parametrize("layer", [*MAY_IMPORT, *OURS])
def test_a_layer_imports_only_what_lies_below_it(layer: str) -> None:
    found = [
        stray
        for file in SOURCES
        if layer_of(module_of(file)) == layer or within(module_of(file), layer)
        for stray in strays(module_of(file), tree_of(file))
    ]
    assert not found, "\n".join(found)


def test_every_layer_of_the_table_is_there() -> None:
    there = {layer_of(module_of(file)) for file in SOURCES}
    assert set(MAY_IMPORT) == there - {None}


def test_third_parties_stay_in_their_place() -> None:
    found = [stray for file in SOURCES for stray in foreign_strays(module_of(file), tree_of(file))]
    assert not found, "\n".join(found)


def test_the_runtime_knows_no_widgets() -> None:
    found = [
        f"{relative(file)} imports {name}"
        for file in files("desktop/runtime")
        for name in sorted(imports(tree_of(file)))
        if within(name, "PySide6")
        and name != "PySide6"
        and not any(within(name, module) for module in ("PySide6.QtCore", "PySide6.QtNetwork"))
    ]
    assert not found, "\n".join(found)


def test_screens_of_two_features_do_not_know_each_other() -> None:
    found = [stray for file in SOURCES for stray in screen_strays(module_of(file), tree_of(file))]
    assert not found, "\n".join(found)


def test_only_composition_imports_the_composition_root() -> None:
    found = [
        f"{relative(file)} imports desktop.app"
        for file in SOURCES
        if not any(within(module_of(file), entry) for entry in MAY_IMPORT_APP)
        and any(within(name, "desktop.app") for name in imports(tree_of(file)))
    ]
    assert not found, "\n".join(found)


def test_importing_the_desktop_package_runs_nothing() -> None:
    assert not (ROOT / "desktop" / "__init__.py").read_text(encoding="utf-8").strip()


NOT_OURS = {"—", "QtCore", "QtNetwork"}
FULL_NAMES = {
    "errors": ERRORS,
    "models": MODELS,
    "commands": COMMANDS,
    "documents": "desktop.documents",
    "runtime": "desktop.runtime",
}


def table_of(markdown: str) -> dict[str, set[str]]:
    """The rows below «layer | may import of ours», in the test's words."""
    rows = re.search(
        r"^\| layer \| may import of ours \|\n\|[-| ]+\|\n((?:\|.*\n)+)", markdown, re.M
    )
    assert rows, "ARCHITECTURE.md has no table «layer | may import of ours»"
    table = {}
    for line in rows[1].splitlines():
        layers, allowed = (cell.strip() for cell in line.strip("|").split("|"))
        names = [name.strip() for name in re.sub(r"\(.*?\)", "", allowed).split(",")]
        for layer in layers.split(","):
            table[layer.strip()] = {FULL_NAMES.get(n, n) for n in names if n not in NOT_OURS}
    return table


def test_architecture_md_carries_the_same_table() -> None:
    written = table_of((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    assert written == MAY_IMPORT


@pytest.mark.parametrize(
    ("module", "source", "check"),
    [
        ("desktop.models.base", "from desktop.views import pages", strays),
        ("desktop.models.base", "def f():\n    import desktop.commands.base", strays),
        ("sync.client.push", "from sync.server.push import receive", strays),
        ("sync.server.push", "from sync.client import push", strays),
        ("desktop.runtime.tasks", "from desktop.views.pages import PAGES", strays),
        ("desktop.helpers", "", strays),
        ("desktop.models.base", "from PySide6.QtCore import QObject", foreign_strays),
        ("desktop.models.vault", "import keyring", foreign_strays),
        ("sync.client.push", "import httpx", foreign_strays),
        ("desktop.views.letters.form", "from desktop.views.inspections import form", screen_strays),
    ],
)
def test_a_planted_stray_is_caught(module: str, source: str, check: object) -> None:
    assert callable(check)
    assert check(module, ast.parse(source))
