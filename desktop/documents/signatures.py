"""Signature boxes, side by side and never alone on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from desktop.documents.blocks import Boxed
from desktop.documents.fonts import Weight
from desktop.documents.page import Paper
from desktop.documents.sheet import FAINT, LEFT, MM, RIGHT, SMALL, Align, Style, wrapped
from desktop.models.calendar import clock, iran_day, short_date
from resources.words import _

HEIGHT: Final = 31 * MM
_GAP: Final = 4.4 * MM
_PAD: Final = 2.6 * MM
_LONG: Final = 160
# More boxes than this go on overleaf rather than push the text before them there.
_MOST: Final = 110 * MM
_ROLE: Final = Style(Weight.BOLD, 9, 13)
_TINY: Final = Style(size=6.9, leading=10.2, grey=0.3)


class Signed(Enum):
    """The three ways of signing at hand-over (domain 10.16), and not yet."""

    NOT_YET = "not_yet"
    DRAWN = "drawn"
    PHOTOGRAPHED = "photographed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Signature:
    """One box. ``image`` is the drawn line or the photo; ``witness`` and ``words`` of a refusal."""

    role: str
    name: str = ""
    signed: Signed = Signed.NOT_YET
    at: datetime | None = None
    image: bytes | None = None
    witness: str = ""
    words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """A row of boxes; more than three make further rows."""

    signatures: Sequence[Signature]

    def room(self) -> float:
        """Points that must be left under the last line of text."""
        return min(sum(_height(row) + _GAP for row in self._rows()), _MOST)

    def refusals(self) -> list[Boxed]:
        """What was said at a refusal, where it is too long for the box: printed above, whole."""
        return [
            Boxed(_quoted(box.words), _("گفتهٔ {role} هنگام امضا").format(role=box.role))
            for box in self.signatures
            if _is_long(box)
        ]

    def place(self, paper: Paper, tail: float) -> None:
        for row in self._rows():
            height = _height(row)
            paper.need(height + tail)
            wide = _wide(len(row))
            for place, signature in enumerate(row):
                right = RIGHT - place * (wide + _GAP)
                _draw(paper, signature, right - wide, right, height)
            paper.skip(height + _GAP)

    def _rows(self) -> list[Sequence[Signature]]:
        count = len(self.signatures)
        across = 2 if count == 4 else 3
        return [self.signatures[start : start + across] for start in range(0, count, across)]


def _wide(boxes: int) -> float:
    columns = max(boxes, 2)
    return (RIGHT - LEFT - (columns - 1) * _GAP) / columns


def _refusal(signature: Signature, room: float) -> list[str]:
    told = [_("شاهد: {witness}").format(witness=signature.witness)]
    if _is_long(signature):
        told.append(_("گفتهٔ او بالای امضاها آمده است."))
    elif signature.words:
        told.append(_("گفتهٔ او: {words}").format(words=_quoted(signature.words)))
    return [line for text in told for line in wrapped(text, _TINY, room)]


def _is_long(signature: Signature) -> bool:
    return signature.signed is Signed.REFUSED and len(signature.words) > _LONG


def _quoted(words: str) -> str:
    words = words.strip()
    return words if words.startswith("«") and words.endswith("»") else f"«{words}»"


def _height(row: Sequence[Signature]) -> float:
    """31 mm, or more where the words of a refusal need it."""
    room = _wide(len(row)) - 2 * _PAD
    lines = [len(_refusal(box, room)) for box in row if box.signed is Signed.REFUSED]
    return max(HEIGHT, 21 * MM + max(lines, default=0) * _TINY.leading)


def _draw(paper: Paper, box: Signature, left: float, right: float, height: float) -> None:
    sheet, top = paper.sheet, paper.y
    bottom, room = top + height, right - left - 2 * _PAD
    sheet.frame(left, right, top, bottom)
    sheet.fitted(box.role, right - _PAD, top + 5 * MM, _ROLE, room)
    sheet.fitted(box.name, right - _PAD, top + 9.4 * MM, SMALL, room)
    when = _moment(box.at)
    if box.signed is Signed.REFUSED:
        strong = Style(Weight.BOLD, 8.4, 12)
        sheet.text(_("از امضا خودداری شد"), right - _PAD, top + 14.6 * MM, strong)
        sheet.line(when, left + _PAD, top + 14.6 * MM, _TINY.aligned(Align.LEFT))
        for row, line in enumerate(_refusal(box, room)):
            sheet.line(line, right - _PAD, top + 19 * MM + row * _TINY.leading, _TINY)
        return
    if box.note:
        sheet.fitted(box.note, right - _PAD, top + 13.2 * MM, _TINY, room)
    rule = bottom - 5.6 * MM
    if box.image:
        start = top + (14 if box.note else 11.4) * MM
        sheet.picture(box.image, left + _PAD, right - _PAD, start, rule - 0.5 * MM)
    sheet.rule(left + 2 * _PAD, right - 2 * _PAD, rule, 0.12 * MM, FAINT)
    told = {
        Signed.NOT_YET: _("امضا و تاریخ"),
        Signed.DRAWN: when,
        Signed.PHOTOGRAPHED: _("امضا بر کاغذ، {when}").format(when=when or "—"),
    }[box.signed]
    sheet.text(told, (left + right) / 2, bottom - 2 * MM, _TINY.aligned(Align.CENTRE))


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    return _("{day}، {time}").format(day=short_date(iran_day(at)), time=clock(at))
