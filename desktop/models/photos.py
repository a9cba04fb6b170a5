"""Photos and documents at capture: what they are, and the copies that are shown and printed.

The original stays untouched; decoding happens in a child process with limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType

import msgspec

from desktop.errors import Problem
from desktop.models.child import Child, TooSlowError
from desktop.models.photo_child import MOST_PIXELS, Developed, serve, serve_glances

MOST_BYTES = 20 << 20
OPAQUE = "application/octet-stream"

_KINDS = (
    (b"\xff\xd8\xff", "image/jpeg", "JPEG", frozenset({".jpg", ".jpeg", ".jpe", ".jfif"})),
    (b"\x89PNG\r\n\x1a\n", "image/png", "PNG", frozenset({".png"})),
    (b"%PDF-", "application/pdf", "PDF", frozenset({".pdf"})),
)
_developed = msgspec.msgpack.Decoder(Developed)


@dataclass(frozen=True, slots=True)
class Captured:
    """A file as it is kept: the original, and of a photo its shrunk copy and thumbnail (JPEG).

    ``width`` and ``height`` are those of the original held upright; 0 for a document.
    """

    media_type: str
    original: bytes
    shrunk: bytes | None = None
    thumbnail: bytes | None = None
    width: int = 0
    height: int = 0
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """A photo in a folder at a glance: what its bytes are known by, and a small JPEG."""

    sha256: bytes
    thumbnail: bytes


class Darkroom:
    """Takes files in; keeps one child process warm, so that a photo takes well under a second.

    Safe to call from several threads. Close it with the program. One made for ``glances`` makes
    small pictures alone, many of them quickly.
    """

    def __init__(self, *, glances: bool = False) -> None:
        self._child = Child(serve_glances if glances else serve, "photos")

    def __enter__(self) -> Darkroom:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start the child before the first photo comes."""
        self._child.warm()

    def develop_file(self, path: Path, *, opaque: bool = False) -> Captured:
        """``develop`` for a file on a card or in a folder."""
        return self.develop(read_photo(path), path.name, opaque=opaque)

    def glance(self, path: Path) -> Glance:
        """A small picture of a file that may be taken. Raises what ``develop`` raises."""
        data = read_photo(path)
        if not data:
            raise Problem("attachment_empty", name=path.name)
        media_type_of(data, path.name)
        done = self._ask(data, path.name)
        if done.problem:
            raise Problem(done.problem, name=path.name, most=MOST_PIXELS // 1_000_000)
        return Glance(sha256(data).digest(), done.thumbnail)

    def develop(self, data: bytes, name: str, *, opaque: bool = False) -> Captured:
        """What to keep of a file. ``name`` may have no ending, as after a paste.

        ``opaque`` keeps a file of any other kind as it is, never to be shown.

        Raises Problem: ``attachment_empty``, ``attachment_too_large``,
        ``attachment_kind_unknown``, ``attachment_kind_mismatch``, ``photo_unreadable``,
        ``photo_too_many_pixels``, ``photo_too_slow``.
        """
        if not data:
            raise Problem("attachment_empty", name=name)
        if len(data) > MOST_BYTES:
            raise _too_large(name)
        media_type = media_type_of(data, name, opaque=opaque)
        if not media_type.startswith("image/"):
            return Captured(media_type, data)
        done = self._ask(data, name)
        if done.problem:
            raise Problem(done.problem, name=name, most=MOST_PIXELS // 1_000_000)
        return Captured(
            media_type, data, done.shrunk, done.thumbnail, done.width, done.height, done.taken_at
        )

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def _ask(self, data: bytes, name: str) -> Developed:
        try:
            answer = self._child.ask(data, MOST_BYTES)
            return _developed.decode(answer or b"")
        except TooSlowError:
            raise Problem("photo_too_slow", name=name) from None
        except msgspec.DecodeError:
            return Developed("photo_unreadable")


def read_photo(path: Path) -> bytes:
    """A file on a card or in a folder; a huge one is not even read.

    Raises Problem ``attachment_too_large`` or ``attachment_unreadable``.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path.name)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError:
        raise Problem("attachment_unreadable", name=path.name) from None


def media_type_of(data: bytes, name: str, *, opaque: bool = False) -> str:
    """The kind of a file by its first bytes, which its name must not contradict.

    ``opaque`` takes other kinds as ``OPAQUE``, unless they bear the name of one of ours.
    Raises Problem ``attachment_kind_unknown`` or ``attachment_kind_mismatch``.
    """
    for magic, media_type, label, endings in _KINDS:
        if data.startswith(magic):
            ending = Path(name).suffix.lower()
            if ending and ending not in endings:
                raise Problem("attachment_kind_mismatch", name=name, found=label)
            return media_type
    named_ours = any(Path(name).suffix.lower() in endings for *_kind, endings in _KINDS)
    if opaque and not named_ours:
        return OPAQUE
    raise Problem("attachment_kind_unknown", name=name)


def _too_large(name: str) -> Problem:
    return Problem("attachment_too_large", name=name, most=MOST_BYTES >> 20)
