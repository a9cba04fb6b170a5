"""Lucide's drawings in any colour and size."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

import resources
from desktop.views.shared import theme

STROKE: Final = 1.75
# Only what points along the line of reading turns round; clocks, pies, checks and media never do.
MIRRORED: Final = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "external-link",
        "list-checks",
        "log-out",
        "panel-left-close",
        "panel-right-close",
        "redo-2",
        "send",
        "undo-2",
    }
)


def icon(
    name: str, size: int | None = None, colour: str = "text", mirrored: bool | None = None
) -> QPixmap:
    """A drawing; ``colour`` is a token. Drawings of ``MIRRORED`` turn by themselves in Persian."""
    now = theme.current()
    turned = (name in MIRRORED and now.rtl) if mirrored is None else mirrored
    ratio = max((one.devicePixelRatio() for one in QGuiApplication.screens()), default=1.0)
    return _draw(name, size or now.icon("control"), now.hex(colour), turned, ratio)


def qicon(name: str, colour: str = "text") -> QIcon:
    """The same for places that want a QIcon, such as menus and line edits."""
    found = QIcon()
    for side in (16, 18, 20, 24, 32):
        found.addPixmap(icon(name, side, colour))
        found.addPixmap(icon(name, side, "disabled"), QIcon.Mode.Disabled)
    return found


@cache
def _source(name: str) -> str:
    return resources.text(f"icons/{name}.svg")


@lru_cache(maxsize=512)
def _draw(name: str, size: int, colour: str, mirrored: bool, ratio: float) -> QPixmap:
    source = _source(name).replace("currentColor", QColor(colour).name())
    source = source.replace('stroke-width="2"', f'stroke-width="{STROKE}"')
    renderer = QSvgRenderer(QByteArray(source.encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    if mirrored:
        pixmap = pixmap.transformed(QTransform.fromScale(-1, 1))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
