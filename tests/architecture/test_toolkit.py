"""The toolkit's build is one of those that work (PySide6 6.12.0 on Python 3.11 is not)."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_a_call_that_returns_nothing_keeps_its_reference_to_none(qapp: QObject) -> None:
    target = QObject()
    before = sys.getrefcount(None)
    for _ in range(10_000):
        target.setObjectName("نام")
    lost = before - sys.getrefcount(None)
    assert lost < 100, f"{lost} references to None lost: the process will abort"
