"""One side of the hand-over, in one of three ways: drawn, on paper, refused (story A27)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.on_site import SignHandOver
from desktop.errors import Refused
from desktop.models.blobs import Stored
from desktop.models.calendar import clock, iran_day, moment_of, parse_clock
from desktop.models.inspections.rows import SignatureRow
from desktop.views.inspections import looks
from desktop.views.inspections.photo_chooser import choosing
from desktop.views.inspections.photo_intake import Kept, Source, keep_photos
from desktop.views.inspections.recorder import Recorder
from desktop.views.inspections.thumbnails import Thumbnails
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, Segments
from desktop.views.shared.card import Card
from desktop.views.shared.fields import Field, MultiLineField, TextField
from desktop.views.shared.labels import IconMark, label
from desktop.views.shared.photo_strip import Photo, PhotoStrip, WantedPhoto
from desktop.views.shared.signature_pad import SignaturePad
from resources.wording import words_of
from resources.words import _, listed

UNIT: Final = "unit_head"
LEADER: Final = "leader"
INSPECTOR: Final = "inspector"


class SigningCard(Card):
    """Signs one side; a side that has signed shows how, and can be signed again."""

    def __init__(
        self, recorder: Recorder, side: str, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent=parent)
        self.recorder = recorder
        self.side = side
        self._paper: Kept | None = None
        self._row: SignatureRow | None = None
        self._offered = ""
        self._build()
        self._assemble()
        self.ways.chosen.connect(lambda _way: self._show_way())
        self.again.clicked.connect(self._sign_again)
        self.save.clicked.connect(self.sign)
        self.strip.files_added.connect(lambda files, _slot: self.take_paper(Path(files[0])))
        self.strip.picture_pasted.connect(lambda content, _slot: self.take_paper(content))
        self._thumbnails.came.connect(self._show_paper)
        self._show_way()

    def _build(self) -> None:
        unit = self.side == UNIT
        ways = [("drawn", _("امضا روی صفحه")), ("paper", _("روی کاغذ و عکس آن"))]
        if unit:
            ways.append(("refused", _("از امضا خودداری کرد")))
        self.ways = Segments(ways, "drawn", name=_("راه امضا"))
        self.name = TextField(_("نام امضاکننده"), required=True)
        self.post = TextField(_("سمت"))
        if not unit:
            self.name.set_value(self.recorder.work.desk().name)
        hint = _("امضا به معنی پذیرش یافته‌ها نیست.") if unit else ""
        self.pad = SignaturePad(_("جای امضای {side}").format(side=_side_words(self.side)))
        self._hint = label(hint, "small", "text3", wrap=True)
        self._thumbnails = Thumbnails(self.recorder.work, self)
        self.strip = PhotoStrip(
            _("عکس برگهٔ امضاشده"), choose=choosing(self, self.recorder.work, single=True)
        )
        self.witness = TextField(_("نام شاهد"), required=True)
        self.witness_post = TextField(_("سمت شاهد"), required=True)
        self.time = TextField(_("ساعت"), code=True, hint=_("مانند ۱۱:۲۰"))
        self.words = MultiLineField(_("گفتهٔ او"), lines=2, foot=False)
        self.save = Button(_("ثبت امضا"), icon="pen-line")
        self.again = Button(_("ثبت دوباره"), "link", size="row")
        self._signed = label("", "strong", wrap=True)
        self._signed_more = label("", "small", "text2", wrap=True)

    def _assemble(self) -> None:
        self._done = QWidget()
        row = QHBoxLayout(self._done)
        theme.pad(row, 10)
        self._mark = IconMark("circle-check", "success")
        row.addWidget(self._mark)
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(self._signed)
        words.addWidget(self._signed_more)
        row.addLayout(words, 1)
        row.addWidget(self.again)
        self._form = QWidget()
        column = QVBoxLayout(self._form)
        theme.pad(column, 8)
        column.addWidget(self.ways)
        column.addLayout(_pair(self.name, self.post))
        column.addWidget(self.pad)
        column.addWidget(self._hint)
        column.addWidget(self.strip)
        self._refusal = QWidget()
        refusal = QVBoxLayout(self._refusal)
        theme.pad(refusal, 4)
        refusal.addLayout(_pair(self.witness, self.witness_post))
        refusal.addWidget(self.words)
        column.addWidget(self._refusal)
        feet = QHBoxLayout()
        theme.pad(feet, 12)
        feet.addWidget(self.time)
        feet.addStretch(1)
        feet.addWidget(self.save)
        column.addLayout(feet)
        self._done.hide()
        self.body.addWidget(self._done)
        self.body.addWidget(self._form)

    def show_state(self) -> None:
        """Who signed this side, and how."""
        detail = self.recorder.draft.detail
        row = next((one for one in detail.signatures if one.side == self.side), None)
        if row is None and not self.time.value() and not self.time.control.hasFocus():
            self._offer_time()
        if row is None and self.side == UNIT and not self.name.value() and detail.present_name:
            self.name.set_value(detail.present_name)
            self.post.set_value(detail.present_post or "")
        if row == self._row:
            return
        self._row = row
        self._done.setVisible(row is not None)
        self._form.setVisible(row is None)
        if row is not None:
            refused = row.way == "refused"
            self._mark.set_icon(
                "circle-alert" if refused else "circle-check", "warning" if refused else "success"
            )
            self._signed.set_words(signed_words(row))
            self._signed_more.set_words(more_words(row))
            self._signed_more.setVisible(bool(more_words(row)))

    def _sign_again(self) -> None:
        self._row = None
        self._done.hide()
        self._form.show()
        self._offer_time()
        self.take_focus()

    def _offer_time(self) -> None:
        """This minute, until the person writes another one."""
        self.time.set_value(clock(self.recorder.work.desk().now))
        self._offered = self.time.value()

    def take_focus(self) -> None:
        self.ways.setFocus()
        (self.name if self._form.isVisible() else self.again).setFocus()

    def _show_way(self) -> None:
        way = self.ways.value()
        self.pad.setVisible(way == "drawn")
        self._hint.setVisible(way != "refused" and bool(self._hint.words()))
        self.strip.setVisible(way == "paper")
        self._refusal.setVisible(way == "refused")
        refused = _("نام کسی که امضا نکرد")
        self.name.set_label(refused if way == "refused" else _("نام امضاکننده"))
        self.save.set_words(_("ثبت خودداری") if way == "refused" else _("ثبت امضا"))
        self._show_paper()

    def take_paper(self, source: Source) -> None:
        """The photo of the signed sheet."""
        keep_photos(self.recorder.work, [source], self._keep_paper, owner=self.recorder)

    def _keep_paper(self, kept: list[Kept | None]) -> None:
        if kept[0] is None:
            return
        self._paper = kept[0]
        if self._paper.thumb_sha256 is not None:
            self._thumbnails.want([self._paper.thumb_sha256])
        self._show_paper()

    def _show_paper(self) -> None:
        if self._paper is None:
            self.strip.show_photos([], [WantedPhoto("paper", _("برگهٔ امضاشده"))], may_add=False)
            return
        thumbnail = self._thumbnails.get(self._paper.thumb_sha256)
        self.strip.show_photos([Photo("paper", thumbnail, _("برگهٔ امضاشده"))], may_add=False)

    def sign(self) -> None:
        """Check what only the form knows, then sign."""
        for field in self._fields().values():
            field.set_problem(None)
        at = self._moment()
        if at is None:
            return
        way = self.ways.value()
        if way == "drawn":
            image = self.pad.png()
            if not image:
                self._hint.set_words(_("هنوز چیزی روی صفحه کشیده نشده است."))
                self._hint.set_tone("danger")
                self._hint.show()
                return
            keeping = partial(self.recorder.work.blobs.add, content=image, media_type="image/png")

            def signed(stored: Stored) -> None:
                self._file(way, at, stored.sha256)

            self.recorder.work.tasks.write(self, keeping, signed)
        elif way == "paper":
            kept = self._paper
            image_sha = (kept.shrunk_sha256 or kept.sha256) if kept is not None else None
            self._file(way, at, image_sha)
        else:
            self._file(way, at, None)

    def _moment(self) -> datetime | None:
        """The time as typed, on the day of the visit; what was only offered is this moment."""
        desk = self.recorder.work.desk()
        text = self.time.value()
        if text in ("", self._offered):
            self._offer_time()
            return desk.now
        try:
            at = parse_clock(text)
        except Refused as refusal:
            self.time.set_problem(words_of(refusal.code, refusal.arguments))
            return None
        detail = self.recorder.draft.detail
        day = iran_day(detail.ended_at) if detail.ended_at is not None else desk.today
        typed, started = moment_of(day, at), detail.started_at
        # A clock without seconds: the minute in which the visit began is not before it.
        same = started is not None and (iran_day(started), clock(started)) == (day, clock(typed))
        return max(typed, started) if started is not None and same else typed

    def _file(self, way: str, at: datetime, image: bytes | None) -> None:
        refused = way == "refused"
        self.recorder.do(
            SignHandOver(
                self.recorder.visit,
                self.side,
                way,
                self.name.value().strip(),
                post=self.post.value().strip() or None,
                signed_at=at,
                words=(self.words.value().strip() or None) if refused else None,
                witness_name=(self.witness.value().strip() or None) if refused else None,
                witness_post=(self.witness_post.value().strip() or None) if refused else None,
                image_sha256=image,
            ),
            failed=self._say_problem,
        )

    def _fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "witness_name": self.witness,
            "witness_post": self.witness_post,
            "signed_at": self.time,
        }

    def _say_problem(self, field: str, words: str) -> None:
        if field == "image_sha256":
            self._hint.set_words(words)
            self._hint.set_tone("danger")
            self._hint.show()
            return
        self._fields().get(field, self.name).set_problem(words)


def signed_words(row: SignatureRow) -> str:
    """«از امضا خودداری شد · ۱۱:۲۰»."""
    name = listed((row.name, row.post))
    words = {
        "drawn": _("{name} روی صفحه امضا کرد"),
        "paper": _("{name} روی کاغذ امضا کرد"),
        "refused": _("{name} از امضا خودداری کرد"),
    }[row.way].format(name=name)
    return f"{words} · {looks.moment_words(row.signed_at)}"


def more_words(row: SignatureRow) -> str:
    """Witness and words of a refusal."""
    parts = []
    if row.witness_name:
        witness = listed((row.witness_name, row.witness_post))
        parts.append(_("شاهد: {name}").format(name=witness))
    if row.words:
        parts.append(_("گفت: «{words}»").format(words=row.words))
    return " · ".join(parts)


def _side_words(side: str) -> str:
    return _("سرپرست واحد") if side == UNIT else _("بازرس")


def _pair(first: Field, second: Field) -> QHBoxLayout:
    row = QHBoxLayout()
    theme.pad(row, 12)
    row.addWidget(first, 1)
    row.addWidget(second, 1)
    return row
