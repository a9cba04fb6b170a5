"""Pages are tested in the window's own dress: light, 100 %, from the right."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.views.shared import theme


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Whatever a test changes is put back."""
    if theme.current() != theme.Theme() or not qapp.styleSheet():
        theme.apply(qapp, theme.Theme())
    yield
    if theme.current() != theme.Theme():
        theme.apply(qapp, theme.Theme())
