"""Nothing is left for later without a word, and no test looks away."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT, files, imports, relative, tree_of, within
from tests.architecture.test_forbidden import dotted

# One letter in brackets, so that this file does not hold what it looks for.
LATER = re.compile(r"\bTOD[O]\b|\bFIXM[E]\b")
UNEXPLAINED = re.compile(r"# (?:type: ignor[e](?:\[[\w, -]+\])?|noq[a](?:: [\w, ]+)?)\s*$")

LOOKS_AWAY = {
    *("time.sleep", "pytest.skip", "pytest.xfail", "pytest.importorskip", "qtbot.wait", "qWait"),
    *("pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"),
}
STANDS_IN = ("unittest.mock", "mock", "pytest_mock")


def loose_ends(text: str) -> list[str]:
    """Lines that put something off, or silence a check and do not say why."""
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if LATER.search(line) or UNEXPLAINED.search(line)
    ]


def empty_bodies(tree: ast.Module) -> list[str]:
    """Statements that do nothing, ``pass`` and ``...``; except in a Protocol."""
    protocols = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(
            dotted(b.value if isinstance(b, ast.Subscript) else b) == "Protocol" for b in node.bases
        )
    ]
    allowed = {id(node) for protocol in protocols for node in ast.walk(protocol)}
    return [
        f"line {node.lineno}"
        for node in ast.walk(tree)
        if id(node) not in allowed
        and isinstance(node, ast.Pass | ast.Expr)
        and (isinstance(node, ast.Pass) or ast.unparse(node) == "...")
    ]


def evasions(tree: ast.Module) -> Iterator[str]:
    """Where a test sleeps, skips, or puts a mock in place of the real part."""
    yield from (n for n in imports(tree) if any(within(n, package) for package in STANDS_IN))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            name = dotted(node)
            yield from (one for one in LOOKS_AWAY if name == one or name.endswith("." + one))


def test_nothing_is_put_off_and_no_check_is_silenced_without_a_reason() -> None:
    found = [
        f"{relative(file)}:{end}"
        for file in files("desktop", "sync", "resources", "installer", "tests")
        for end in loose_ends(file.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_no_body_does_nothing() -> None:
    found = [
        f"{relative(file)} {body}"
        for file in files("desktop", "sync", "resources")
        for body in empty_bodies(tree_of(file))
    ]
    assert not found, "\n".join(found)


def test_no_test_sleeps_skips_or_mocks() -> None:
    found = [
        f"{relative(file)}: {evasion}"
        for file in files("tests")
        for evasion in evasions(tree_of(file))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "check"),
    [
        ("x = 1  # TO" + "DO: later", loose_ends),
        ("x = f()  # type: ig" + "nore[arg-type]", loose_ends),
        ("import a  # no" + "qa: F401", loose_ends),
        ("def f():\n    pass", lambda text: empty_bodies(ast.parse(text))),
        ("class P:\n    def f(self): ...", lambda text: empty_bodies(ast.parse(text))),
        ("import time\ntime.sleep(1)", lambda text: list(evasions(ast.parse(text)))),
        ("from unittest.mock import patch", lambda text: list(evasions(ast.parse(text)))),
        ("@pytest.mark.skip\ndef test(): f()", lambda text: list(evasions(ast.parse(text)))),
    ],
)
def test_a_planted_one_is_caught(source: str, check: object) -> None:
    assert callable(check)
    assert check(source)


def test_this_list_looks_at_the_whole_project() -> None:
    assert (ROOT / "desktop").is_dir()
    assert len(list(files("desktop", "sync", "resources", "tests"))) > 100
