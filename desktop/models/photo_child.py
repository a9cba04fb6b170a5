"""What runs in the child process that decodes photos, one at a time."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing.connection import Connection

import msgspec
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from desktop.models.child import answer

MOST_PIXELS = 50_000_000
SHRUNK_PIXELS, SHRUNK_QUALITY = 1600, 80
THUMBNAIL_PIXELS, THUMBNAIL_QUALITY = 320, 75

_SHRINKABLE = frozenset({"RGB", "RGBA", "L", "LA", "CMYK", "YCbCr"})
_IRAN = timezone(timedelta(hours=3, minutes=30))


class Developed(msgspec.Struct, frozen=True, array_like=True):
    """What came of a photo: its copies, or the code of what is wrong with it."""

    problem: str = ""
    shrunk: bytes = b""
    thumbnail: bytes = b""
    width: int = 0
    height: int = 0
    taken_at: datetime | None = None


def serve(requests: Connection) -> None:
    """Answer photo after photo until the other end hangs up."""
    _serve(requests, _copies)


def serve_glances(requests: Connection) -> None:
    """The same with small pictures alone."""
    _serve(requests, _glance)


def _serve(requests: Connection, copies: Callable[[Image.Image], Developed]) -> None:
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    answer(requests, lambda data: msgspec.msgpack.encode(develop(data, copies)))


def develop(data: bytes, copies: Callable[[Image.Image], Developed] | None = None) -> Developed:
    """The copies of one photo, turned upright, without anything but its picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as photo:
                return (copies or _copies)(photo)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Developed("photo_too_many_pixels")
    except MemoryError:
        return Developed("photo_too_many_pixels")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, ArithmeticError):
        return Developed("photo_unreadable")


def _copies(photo: Image.Image) -> Developed:
    taken_at = _taken_at(photo)
    turned = photo.getexif().get(ExifTags.Base.Orientation, 1) in {5, 6, 7, 8}
    width, height = reversed(photo.size) if turned else photo.size
    small = photo if photo.mode in _SHRINKABLE else photo.convert(_plain_mode(photo))
    small.thumbnail((SHRUNK_PIXELS, SHRUNK_PIXELS), Image.Resampling.LANCZOS)
    upright = _opaque(ImageOps.exif_transpose(small))
    shrunk = _jpeg(upright, SHRUNK_QUALITY)
    upright.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), Image.Resampling.LANCZOS)
    thumbnail = _jpeg(upright, THUMBNAIL_QUALITY)
    return Developed("", shrunk, thumbnail, width, height, taken_at)


def _glance(photo: Image.Image) -> Developed:
    """The small picture alone; a JPEG is not even decoded in full."""
    width, height = photo.size
    photo.draft("RGB", (THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
    small = photo if photo.mode in _SHRINKABLE else photo.convert(_plain_mode(photo))
    small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
    upright = _opaque(ImageOps.exif_transpose(small))
    return Developed("", b"", _jpeg(upright, THUMBNAIL_QUALITY), width, height)


def _plain_mode(photo: Image.Image) -> str:
    """What a palette, a bitmap or deep grey becomes before it is shrunk."""
    return "RGBA" if photo.mode in {"P", "PA"} or "transparency" in photo.info else "RGB"


def _opaque(photo: Image.Image) -> Image.Image:
    """Upon white where it is transparent; never with a palette or ink colours."""
    if photo.mode in {"RGBA", "LA", "PA"} or "transparency" in photo.info:
        layer = photo.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer)
        return paper
    return photo.convert("RGB")


def _jpeg(photo: Image.Image, quality: int) -> bytes:
    clean = Image.frombytes("RGB", photo.size, photo.tobytes())
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _taken_at(photo: Image.Image) -> datetime | None:
    """When the camera says it was taken; in Iran's time where it names no zone."""
    try:
        exif = photo.getexif().get_ifd(ExifTags.IFD.Exif)
        said = str(exif.get(ExifTags.Base.DateTimeOriginal) or "")
        zone = str(exif.get(ExifTags.Base.OffsetTimeOriginal) or "")
        moment = datetime.strptime(said.strip("\0 "), "%Y:%m:%d %H:%M:%S")
        offset = datetime.strptime(zone.strip("\0 "), "%z").tzinfo if zone.strip("\0 ") else _IRAN
    except (ValueError, TypeError, KeyError, OSError, SyntaxError):
        return None
    return moment.replace(tzinfo=offset).astimezone(UTC)
