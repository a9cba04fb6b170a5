"""What some tests need of the machine. Run as a script: pytest's options where Qt cannot start."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's newest initdb and pg_ctl."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@cache
def qt_starts() -> bool:
    """Whether Qt finds its system libraries; without them even its import fails."""
    try:
        from PySide6 import QtWidgets
    except ImportError:
        return False
    return bool(QtWidgets.QApplication)


# The name in ``@pytest.mark.needs("postgres")``, and whether it is there.
NEEDS: dict[str, Callable[[], bool]] = {
    "postgres": lambda: postgres_programs() is not None,
    "poppler": _program("pdftotext"),
    "xvfb": _program("Xvfb"),
    "gcc": _program("gcc"),
    "qt": qt_starts,
}

# The Debian packages that bring it, as in installer/debian-packages.txt.
BROUGHT_BY = {
    "postgres": "postgresql",
    "poppler": "poppler-utils",
    "xvfb": "xvfb",
    "gcc": "gcc libc6-dev",
    "qt": "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0",
}

if __name__ == "__main__" and not qt_starts():
    sys.stdout.write("-p no:pytest-qt\n")
