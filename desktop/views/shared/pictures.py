"""Pictures out of the vault: JPEG and PNG by their first bytes, whatever else Qt could read.

What a colleague's laptop sent as a small copy is bytes from outside too.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

_FORMATS: Final = ((b"\xff\xd8\xff", b"jpeg"), (b"\x89PNG\r\n\x1a\n", b"png"))
_MOST_PIXELS: Final = 50_000_000


def picture_of(data: bytes | None) -> QImage:
    """The picture; an empty one for anything else, and for one beyond 50 megapixels."""
    form = next((form for magic, form in _FORMATS if data and data.startswith(magic)), None)
    if form is None or data is None:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(form))
    reader.setAutoDetectImageFormat(False)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return QImage()
    return reader.read()
