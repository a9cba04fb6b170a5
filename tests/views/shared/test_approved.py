"""Pages look as they were approved, on the same font files: at most 1 % of their points (A24).

After a wanted change: ``python -m tests.views.shared.test_approved`` draws them anew; look at them
before they are committed.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEvent, QIODevice
from PySide6.QtWidgets import QApplication

from desktop.views.shared import theme
from desktop.views.shared.gallery import PAGES

APPROVED: Final = Path(__file__).parent / "approved"
SIZE: Final = (1280, 800)
LOOKS: Final = (theme.Theme("light"), theme.Theme("dark"), theme.Theme("contrast", 1.5))
SHOWN: Final = ("form", "list", "states")
MOST: Final = 0.01
SEEN: Final = 48
"""How far a colour must be off to be seen; smoothing of letters differs by less."""


def drawn(app: QApplication, page: str) -> Image.Image:
    """A page of invented data and a fixed day, as it is shown now."""
    shown = PAGES[page]()
    shown.resize(*SIZE)
    shown.show()
    app.processEvents()
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    shown.grab().toImage().save(buffer, "PNG")  # type: ignore[call-overload]  # stubs want bytes here
    shown.close()
    shown.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return Image.open(io.BytesIO(bytes(kept.data()))).convert("RGB")


def file_of(page: str, look: theme.Theme) -> Path:
    return APPROVED / f"{page}-{look.name}-{round(look.scale * 100)}.png"


def difference(one: Image.Image, other: Image.Image) -> float:
    """Which part of the points differs by more than smoothing does; all, where sizes differ."""
    if one.size != other.size:
        return 1.0
    bands = ImageChops.difference(one, other).split()
    worst = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return sum(worst.histogram()[SEEN:]) / (one.width * one.height)


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look.name}-{round(look.scale * 100)}")
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[theme.Theme]:
    """One dress after the other."""
    chosen: theme.Theme = request.param
    theme.apply(qapp, chosen)
    yield chosen
    theme.apply(qapp, theme.Theme())


@pytest.mark.parametrize("page", SHOWN)
def test_a_page_looks_as_it_was_approved(qapp: QApplication, look: theme.Theme, page: str) -> None:
    approved = Image.open(file_of(page, look)).convert("RGB")
    off = difference(approved, drawn(qapp, page))
    assert off <= MOST, f"{page}: {off:.2%} of the points differ"


def test_what_moved_by_three_points_or_lost_its_letters_is_seen(look: theme.Theme) -> None:
    approved = Image.open(file_of("form", look)).convert("RGB")
    moved = ImageChops.offset(approved, 0, 3)
    assert difference(approved, moved) > MOST
    grey = Image.new("RGB", approved.size, look.hex("canvas"))
    assert difference(approved, grey) > MOST


def approve() -> None:
    """Draw what stands from now on as approved."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    APPROVED.mkdir(exist_ok=True)
    for chosen in LOOKS:
        theme.apply(app, chosen)
        for page in SHOWN:
            drawn(app, page).quantize(128).save(file_of(page, chosen), optimize=True)


if __name__ == "__main__":
    approve()
