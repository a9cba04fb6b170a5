"""The two programs as processes: from the source, or beside each other in the package."""

from __future__ import annotations

import sys
from pathlib import Path


def window(*verb: str) -> list[str]:
    """``bazresyar`` with a verb."""
    return [*_program("bazresyar", "desktop.cli"), *verb]


def headquarters(*verb: str) -> list[str]:
    """``bazresyar-hq`` with a verb."""
    return [*_program("bazresyar-hq", "desktop.cli.headquarters"), *verb]


def _program(name: str, module: str) -> list[str]:
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", module]
    return [str(Path(sys.executable).with_name(name).with_suffix(Path(sys.executable).suffix))]
