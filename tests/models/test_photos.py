"""A photo at capture: its copies, and everything that is not a photo refused in words."""

from __future__ import annotations

import hashlib
import io
import struct
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from desktop.errors import Problem
from desktop.models.photos import MOST_BYTES, OPAQUE, Darkroom
from resources.wording import words_of


@pytest.fixture(scope="module")
def darkroom() -> Iterator[Darkroom]:
    with Darkroom() as room:
        room.warm()
        yield room


def jpeg(
    size: tuple[int, int] = (2400, 1200), *, exif: Image.Exif | None = None, left: str = "red"
) -> bytes:
    picture = Image.new("RGB", size, "blue")
    picture.paste(left, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif or Image.Exif())
    return out.getvalue()


def taken(moment: str, *, offset: str = "", orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "CameraCanary"
    within = exif.get_ifd(ExifTags.IFD.Exif)
    within[ExifTags.Base.DateTimeOriginal] = moment
    if offset:
        within[ExifTags.Base.OffsetTimeOriginal] = offset
    return exif


def png_bomb(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of many gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1 << 20))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def refusal(darkroom: Darkroom, data: bytes, name: str = "a.jpg") -> Problem:
    with pytest.raises(Problem) as raised:
        darkroom.develop(data, name)
    problem = raised.value
    assert words_of(problem.code, problem.arguments).startswith(("«", "نام «", "عکس «"))
    return problem


def test_a_photo_gets_a_shrunk_copy_and_a_thumbnail_and_stays_as_it_was(
    darkroom: Darkroom,
) -> None:
    data = jpeg()

    captured = darkroom.develop(data, "DSC_0001.JPG")

    assert captured.original == data
    assert (captured.media_type, captured.width, captured.height) == ("image/jpeg", 2400, 1200)
    assert captured.shrunk is not None
    assert captured.thumbnail is not None
    assert Image.open(io.BytesIO(captured.shrunk)).size == (1600, 800)
    assert Image.open(io.BytesIO(captured.thumbnail)).size == (320, 160)


def test_the_copies_are_upright_and_say_nothing_of_the_camera(darkroom: Darkroom) -> None:
    captured = darkroom.develop(
        jpeg((800, 400), exif=taken("2025:11:03 09:30:00", orientation=6)), "a.jpg"
    )

    assert captured.shrunk is not None
    assert captured.thumbnail is not None
    copy = Image.open(io.BytesIO(captured.shrunk))
    top = copy.convert("RGB").getpixel((200, 40))
    assert copy.size == (captured.width, captured.height) == (400, 800)
    assert isinstance(top, tuple)
    assert top[0] > 200
    assert not copy.getexif()
    assert b"CameraCanary" in captured.original
    assert b"CameraCanary" not in captured.shrunk + captured.thumbnail


@pytest.mark.parametrize(
    ("moment", "offset", "expected"),
    [
        ("2025:11:03 09:30:00", "", datetime(2025, 11, 3, 6, 0, tzinfo=UTC)),
        ("2025:11:03 09:30:00", "+01:00", datetime(2025, 11, 3, 8, 30, tzinfo=UTC)),
        ("0000:00:00 00:00:00", "", None),
        ("nonsense", "", None),
    ],
)
def test_the_moment_of_a_photo_is_read_where_the_camera_tells_it(
    darkroom: Darkroom, moment: str, offset: str, expected: datetime | None
) -> None:
    photo = jpeg((64, 64), exif=taken(moment, offset=offset))
    assert darkroom.develop(photo, "a.jpg").taken_at == expected


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "1", "LA", "I;16"])
def test_a_png_of_any_colour_mode_becomes_a_plain_copy(darkroom: Darkroom, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (2000, 40)).save(out, "PNG")

    captured = darkroom.develop(out.getvalue(), "a.png")

    assert captured.media_type == "image/png"
    assert captured.shrunk is not None
    assert Image.open(io.BytesIO(captured.shrunk)).mode == "RGB"


def test_a_document_is_kept_as_it_is(darkroom: Darkroom) -> None:
    captured = darkroom.develop(b"%PDF-1.7\n...", "نامه.pdf")
    assert (captured.media_type, captured.shrunk) == ("application/pdf", None)


def test_a_photo_of_twelve_megapixels_takes_less_than_a_second(darkroom: Darkroom) -> None:
    data = jpeg((4000, 3000))
    began = time.perf_counter()
    darkroom.develop(data, "a.jpg")
    assert time.perf_counter() - began < 1


def test_a_photo_of_no_bytes_is_refused(darkroom: Darkroom) -> None:
    assert refusal(darkroom, b"").code == "attachment_empty"


def test_a_photo_of_300_megabytes_is_not_even_read(darkroom: Darkroom, tmp_path: Path) -> None:
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(300 << 20)

    with pytest.raises(Problem, match="attachment_too_large"):
        darkroom.develop_file(huge)
    assert refusal(darkroom, bytes(MOST_BYTES + 1)).code == "attachment_too_large"


@pytest.mark.parametrize(
    "data", [b"MZ\x90", b"GIF89a", b"<svg/>", "متن ساده".encode(), b"\xff\xd8"]
)
def test_what_is_no_image_is_refused(darkroom: Darkroom, data: bytes) -> None:
    assert refusal(darkroom, data).code == "attachment_kind_unknown"


def test_a_name_that_contradicts_the_content_is_refused(darkroom: Darkroom) -> None:
    assert refusal(darkroom, jpeg((8, 8)), "a.pdf").code == "attachment_kind_mismatch"
    assert darkroom.develop(jpeg((8, 8)), "pasted").media_type == "image/jpeg"


@pytest.mark.parametrize("size", [(10_000, 6_000), (65_000, 65_000), (2**31 - 1, 2**31 - 1)])
def test_a_pixel_bomb_is_refused_at_once(darkroom: Darkroom, size: tuple[int, int]) -> None:
    began = time.perf_counter()
    problem = refusal(darkroom, png_bomb(*size), "a.png")
    assert problem.code in {"photo_too_many_pixels", "photo_unreadable"}
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("kept", [4, 100, 2000])
def test_a_photo_cut_off_is_refused(darkroom: Darkroom, kept: int) -> None:
    assert refusal(darkroom, jpeg()[:kept]).code == "photo_unreadable"


def test_a_child_that_ended_is_replaced(darkroom: Darkroom) -> None:
    import multiprocessing

    for child in multiprocessing.active_children():
        child.kill()
        child.join()

    assert darkroom.develop(jpeg((8, 8)), "a.jpg").width == 8


def test_a_card_that_was_pulled_out_is_said_so(darkroom: Darkroom, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="attachment_unreadable"):
        darkroom.develop_file(tmp_path / "gone.jpg")


def test_a_glance_is_a_small_upright_picture_and_what_its_bytes_are_known_by(
    tmp_path: Path,
) -> None:
    file = tmp_path / "IMG_1.jpg"
    file.write_bytes(jpeg((4000, 2000), exif=taken("2025:11:03 09:30:00", orientation=6)))
    with Darkroom(glances=True) as room:
        seen = room.glance(file)
    assert seen.sha256 == hashlib.sha256(file.read_bytes()).digest()
    with Image.open(io.BytesIO(seen.thumbnail)) as small:
        assert small.size == (160, 320)
        assert not small.getexif()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "attachment_empty"),
        (b"MZ", "attachment_kind_unknown"),
        (b"\xff\xd8\xff\x00", "photo_unreadable"),
        (png_bomb(60_000, 60_000), "photo_too_many_pixels"),
    ],
)
def test_a_glance_at_what_is_no_photo_says_so(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "IMG_1"
    file.write_bytes(content)
    with Darkroom(glances=True) as room, pytest.raises(Problem, match=code):
        room.glance(file)


def test_a_letters_file_of_another_kind_is_kept_as_it_is_and_not_looked_into(
    darkroom: Darkroom,
) -> None:
    kept = darkroom.develop(b"MZ\x90 a program", "x.docx", opaque=True)
    assert (kept.media_type, kept.shrunk, kept.original) == (OPAQUE, None, b"MZ\x90 a program")
    with pytest.raises(Problem, match="attachment_kind_unknown"):
        darkroom.develop(b"MZ\x90 a program", "x.pdf", opaque=True)
