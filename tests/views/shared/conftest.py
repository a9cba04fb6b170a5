"""Every shared widget is tested in the window's own dress."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.views.shared import theme


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Light, 100 %, from the right; whatever a test changes is put back."""
    if theme.current() != theme.Theme() or not qapp.styleSheet():
        theme.apply(qapp, theme.Theme())
    yield
    if theme.current() != theme.Theme():
        theme.apply(qapp, theme.Theme())
