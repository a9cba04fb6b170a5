"""How long the program takes to show who can sign in, beside a window of Qt with nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.figures import Figure, pairwise, seconds, within

EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication(sys.argv)
window = QWidget()
window.show()
QTimer.singleShot(0, application.quit)
application.exec()
"""


def figures(folder: Path) -> Iterator[Figure]:
    """Whole processes from start to end: imports, window, exit; the first run is not counted."""
    ours = ("-m", "desktop", "--data", str(folder / "data"), "--smoke")
    theirs = ("-c", EMPTY)
    environment = _environment(folder)
    _run(ours, environment)
    _run(theirs, environment)
    value, floor = pairwise(
        lambda: seconds(lambda: _run(ours, environment)),
        lambda: seconds(lambda: _run(theirs, environment)),
    )
    yield within("window.sign_in", value, "s", floor, 1)


def _environment(folder: Path) -> dict[str, str]:
    """Away from the user's folders and keyring, without a screen."""
    own = {f"XDG_{name}_HOME": str(folder / name) for name in ("DATA", "CONFIG", "CACHE", "STATE")}
    keyring = "keyring.backends.fail.Keyring"
    return os.environ | own | {"QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": keyring}


def _run(arguments: Sequence[str], environment: dict[str, str]) -> None:
    line = [sys.executable, *arguments]
    subprocess.run(line, env=environment, check=True, capture_output=True)
