"""Every drawing a screen names is shipped; a missing one would only fail when painted."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import resources
from desktop.views.shared.icons import MIRRORED

VIEWS = Path(__file__).resolve().parents[3] / "desktop" / "views"
FIRST = {"icon", "qicon", "draw_icon", "IconMark"}


def _named(call: ast.Call) -> list[str]:
    # A plain name only: ``theme.current().icon("control")`` is a size.
    name = getattr(call.func, "id", "")
    found = [word.value for word in call.keywords if word.arg == "icon"]
    if name in FIRST and call.args:
        found.append(call.args[0])
    if name == "IconButton" and len(call.args) > 1:
        found.append(call.args[1])
    return [
        one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def _used() -> set[str]:
    return {
        name
        for source in VIEWS.rglob("*.py")
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for name in _named(node)
        if name
    }


@pytest.mark.parametrize("name", sorted(_used() | MIRRORED))
def test_a_named_drawing_is_there(name: str) -> None:
    assert "currentColor" in resources.text(f"icons/{name}.svg")


def test_no_drawing_is_shipped_that_nothing_names() -> None:
    sources = "".join(source.read_text("utf-8") for source in VIEWS.parent.rglob("*.py"))
    shipped = {file.stem for file in resources.path("icons").glob("*.svg")}
    assert {name for name in shipped if f'"{name}"' not in sources} == set()


def test_drawings_and_letters_bring_their_licences() -> None:
    assert "ISC License" in resources.text("icons/LICENSE")
    assert "SIL OPEN FONT LICENSE" in resources.text("fonts/OFL.txt").upper()
