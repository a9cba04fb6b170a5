"""What lies below the window runs without Qt, at headquarters too."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

IMPORT_ALL = """
import importlib, pkgutil, sys

package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if ".migrations." not in found.name and not found.name.endswith("__main__"):
        importlib.import_module(found.name)
print(sorted(name for name in sys.modules if name.partition(".")[0] in {"PySide6", "shiboken6"}))
"""


@pytest.mark.parametrize(
    "package", ["desktop.models", "desktop.commands", "desktop.documents", "sync"]
)
def test_importing_it_never_imports_qt(package: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, package],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == "[]\n"
