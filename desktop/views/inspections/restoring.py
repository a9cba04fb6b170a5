"""Writes what a crash had left in a draft where it belongs (story A20)."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal

from desktop.commands.findings import RecordFinding
from desktop.models import checklists
from desktop.models.checklists import Template
from desktop.models.text import persian_digits
from desktop.views.inspections.history_words import FIELDS
from desktop.views.inspections.recorder import Recorder
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.labels import label
from resources.words import _


class RestoreDialog(Dialog):
    """Shows what was left, field by field; to be taken back or thrown away, never by itself."""

    finished = Signal()

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(
            _("نوشته‌های ذخیره‌نشده"),
            _("این‌ها پیش از بسته‌شدن ناگهانی نوشته شده و هنوز در پرونده نیست."),
            primary=_("بازگرداندن"),
            icon="history",
            secondary=_("بعداً"),
        )
        self.recorder = recorder
        for key, text in recorder.draft.offered.items():
            name = field_words(key, recorder.draft.template)
            self.body.addWidget(label(name, "smallMedium", "text2"))
            self.body.addWidget(label(text, "body", wrap=True))
        self.discard = Button(_("دور ریختن"), "link", icon="trash-2", on_click=self._throw_away)
        self.body.addWidget(self.discard)
        self.decided.connect(self._take_back)

    def _take_back(self) -> None:
        offered = dict(self.recorder.draft.offered)
        self.recorder.draft.offered.clear()
        restore(self.recorder, offered)
        self._finish()

    def _throw_away(self) -> None:
        self.recorder.draft.offered.clear()
        self.recorder.keep_draft()
        self._finish()

    def _finish(self) -> None:
        self.finished.emit()
        self.close_it()


def field_words(key: str, template: Template | None) -> str:
    """The field of a kept text by name: «پرسش ۳٫۲: توضیح»."""
    kind, _slash, rest = key.partition("/")
    if kind in ("note", "answer"):
        number = template.places[rest][1] if template and rest in template.places else ""
        what = _("توضیح") if kind == "note" else _("پاسخ")
        return _("پرسش {n}: {what}").format(n=persian_digits(number), what=what)
    name = rest.rpartition("/")[2]
    words = str(FIELDS[name]) if name in FIELDS else name
    return _("یافته: {field}").format(field=words) if kind == "finding" else words


def restore(recorder: Recorder, lost: Mapping[str, str]) -> None:
    """Each text by the key of its field; what no longer has a place stays in the draft."""
    for key, text in lost.items():
        recorder.draft.type(key, text)
    recorder.autosave.now()
    for key, text in lost.items():
        kind, _slash, rest = key.partition("/")
        if kind == "visit":
            recorder.visit_field(rest, text)
        elif kind == "note":
            recorder.note(rest, text)
        elif kind == "answer":
            recorder.draft.filed(key)
            recorder.answer(rest, text)
        elif kind == "finding" and rest.startswith("new/"):
            _new_finding(recorder, key, rest, text)
        elif kind == "finding":
            owner, _slash, name = rest.partition("/")
            if name == "corrected_on_spot":
                recorder.correct(bytes.fromhex(owner), text, key)
            else:
                recorder.amend_finding(bytes.fromhex(owner), {name: text}, key)


def _new_finding(recorder: Recorder, key: str, rest: str, text: str) -> None:
    _new, item, name = rest.split("/", 2)
    if name != "description":
        return
    template = recorder.draft.template
    hint = None
    if template is not None and item in template.places:
        answer = recorder.draft.values().get(item)
        hint = checklists.forced(template.question(item), answer).finding
    recorder.record_finding(
        RecordFinding(
            recorder.visit,
            text,
            indicator=hint.indicator if hint else None,
            code=hint.finding_code if hint else None,
            criterion=hint.criteria[0] if hint and hint.criteria else None,
            severity=hint.severity if hint else "minor",
            item=item or None,
        ),
        (key,),
    )
