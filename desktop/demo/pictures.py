"""Invented photos for the demo: drawn, dated, and marked «نمونه»."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

import resources
from desktop.documents.persian import visual
from desktop.models.calendar import in_iran

_SIZE = (1600, 1200)
_EXIF_TAKEN = 0x9003
_EXIF_OFFSET = 0x8769

Box = tuple[int, int, int, int]


def notice_on_wall(taken: datetime, *, near: bool) -> bytes:
    """A notice beside a counter that threatens whoever complains."""
    picture, draw = _room("#D6D0C4", "#B7A994")
    box: Box = (330, 150, 1270, 1000) if near else (600, 280, 980, 700)
    draw.rectangle((box[0] + 12, box[1] + 12, box[2] + 12, box[3] + 12), fill="#A79C8A")
    draw.rectangle(box, fill="#FBFAF6", outline="#8C8577", width=4)
    draw.rectangle((box[0] + 20, box[1] + 24, box[2] - 20, box[1] + 70), fill="#A5312A")
    if near:
        lines = ("اطلاعیه", "مراجعی که اعتراض کند", "با او برخورد می‌شود", "و نوبتش باطل است")
        for number, line in enumerate(lines):
            _write(draw, line, box[2] - 60, box[1] + 150 + number * 160, 76)
    else:
        for number in range(4):
            top = box[1] + 130 + number * 60
            draw.rectangle((box[0] + 50, top, box[2] - 50, top + 16), fill="#4A4A4A")
        draw.rectangle((90, 520, 360, 1000), fill="#7F8C93")
        draw.rectangle((130, 560, 320, 680), fill="#C9D6DB")
        draw.rectangle((1240, 640, 1560, 1000), fill="#454B55")
    return _jpeg(picture, taken)


def breakfast_at_counter(taken: datetime) -> bytes:
    """A table laid behind the counter while clients wait."""
    picture, draw = _room("#CDD8D4", "#9FAFA9")
    draw.rectangle((0, 760, 1600, 1200), fill="#8A6B4F")
    draw.rectangle((0, 740, 1600, 770), fill="#6E543D")
    for left in (240, 620, 1000):
        draw.ellipse((left, 800, left + 260, 920), fill="#F4F1EA", outline="#CFC8BB", width=5)
        draw.ellipse((left + 70, 825, left + 190, 895), fill="#D9A441")
    draw.rectangle((1300, 660, 1400, 840), fill="#B64B3A")
    draw.ellipse((1290, 640, 1410, 690), fill="#8E382B")
    draw.ellipse((740, 120, 900, 280), fill="#FFFFFF", outline="#3C3C3C", width=8)
    draw.line((820, 200, 820, 262), fill="#222222", width=8)
    draw.line((820, 200, 770, 216), fill="#222222", width=10)
    return _jpeg(picture, taken)


def wall_after(taken: datetime) -> bytes:
    """The same wall with the notice gone."""
    picture, draw = _room("#D6D0C4", "#B7A994")
    draw.rectangle((600, 280, 980, 700), outline="#C6BEAF", width=6)
    draw.rectangle((90, 520, 360, 1000), fill="#7F8C93")
    draw.rectangle((1240, 640, 1560, 1000), fill="#454B55")
    return _jpeg(picture, taken)


def signed_letter(taken: datetime) -> bytes:
    """A scanned answer of the unit, with a number and a signature."""
    picture = Image.new("RGB", (1240, 1754), "#FDFDFB")
    draw = ImageDraw.Draw(picture)
    _write(draw, "به نام خدا", 720, 110, 44)
    for number, line in enumerate(
        (
            "به: دفتر بازرسی و پاسخ‌گویی «نمونه»",
            "موضوع: پاسخ به گزارش بازرسی سرزده",
            "اطلاعیهٔ یادشده برداشته شد و به کارکنان تذکر داده شد.",
            "عکس پس از رفع پیوست است.",
            "سرپرست واحد نمونهٔ ب",
        )
    ):
        _write(draw, line, 1120, 320 + number * 110, 42)
    draw.line((200, 980, 300, 900, 380, 1000, 470, 880, 560, 960), fill="#23366F", width=6)
    _mark(draw)
    return _jpeg(picture, taken)


def _room(wall: str, floor: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", _SIZE, wall)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 1000, 1600, 1200), fill=floor)
    _mark(draw)
    return picture, draw


def _mark(draw: ImageDraw.ImageDraw) -> None:
    _write(draw, "عکس نمونه و ساختگی", 520, 40, 40, "#7A2B24")


def _write(
    draw: ImageDraw.ImageDraw, words: str, right: int, top: int, size: int, ink: str = "#232323"
) -> None:
    file = str(resources.path("fonts/Vazirmatn-Medium.ttf"))
    font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
    draw.text((right, top), visual(words), font=font, fill=ink, anchor="ra")


def _jpeg(picture: Image.Image, taken: datetime) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(_EXIF_OFFSET)[_EXIF_TAKEN] = in_iran(taken).strftime("%Y:%m:%d %H:%M:%S")
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=88, exif=exif)
    return data.getvalue()


def signature() -> bytes:
    """A signature as it is drawn on the pad."""
    picture = Image.new("RGBA", (600, 240), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    draw.line(
        (60, 160, 120, 60, 170, 180, 230, 70, 300, 170, 360, 100, 470, 150, 540, 110),
        fill="#1B2E5C",
        width=7,
        joint="curve",
    )
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
