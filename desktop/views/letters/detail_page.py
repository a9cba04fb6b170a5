"""One letter: written, numbered, issued, sent, voided; or entered as it came in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.attachments import AttachFile
from desktop.commands.letters import VoidLetter
from desktop.errors import AppError
from desktop.models.attachments import AttachmentRow
from desktop.models.calendar import clock
from desktop.models.letters.rows import LetterDetail
from desktop.runtime.elsewhere import may_open
from desktop.views.letters import looks, papers
from desktop.views.letters.dialogs import NumberDialog, VoidDialog
from desktop.views.letters.draft import LetterDraft, covering, draft_of, restored, values_of
from desktop.views.letters.filing import PLACE, Filing
from desktop.views.letters.form import WriteForm
from desktop.views.letters.incoming_form import IncomingForm
from desktop.views.letters.issuing import SENDABLE, Issuing
from desktop.views.letters.letter_head import LetterHead
from desktop.views.letters.read_view import ReadView
from desktop.views.letters.reading import (
    COVER,
    COVERING,
    INCOMING,
    TEMPLATE,
    Found,
    draft_key,
    read_place,
)
from desktop.views.letters.scan import ChooseScan, ask_scan, keep_scan
from desktop.views.letters.template_form import TemplateForm
from desktop.views.navigation import Page, Paper, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.elsewhere import offered, open_elsewhere
from desktop.views.shared.notice_bar import NoticeBar
from resources.wording import words_of
from resources.words import _, lazy

_PAGES = {"visits": "visit", "personnel_actions": "personnel_action", "meetings": "meeting"}
_RECORDS = {"personnel_actions": lazy("پروندهٔ تشویق و تذکر"), "meetings": lazy("جلسه")}


class LetterPage(Page):
    """Which of its four sheets shows depends on the place and on the letter's state."""

    shows = frozenset({"letters", "transitions", "attachments", "visits"})

    def __init__(self, work: Workplace, *, choose_scan: ChooseScan = ask_scan) -> None:
        super().__init__(work)
        self._found = Found("")
        self._shown: Place | None = None
        self._dialog: Dialog | None = None
        self._build(choose_scan)
        self._assemble()
        self._connect()

    def _build(self, choose_scan: ChooseScan) -> None:
        self.head = LetterHead()
        self.notice = NoticeBar()
        self.writing = WriteForm()
        self.reading = ReadView(partial(offered, self.work))
        self.first = self.reading.area
        self.incoming = IncomingForm(lambda: self.work.desk().today, choose_scan)
        self.template = TemplateForm()
        self.stack = QStackedWidget()
        for sheet in (self.writing, self.reading, self.incoming, self.template):
            self.stack.addWidget(sheet)
        self.filing = Filing(self.work, self.writing, self)
        self.issuing = Issuing(self.work, self)
        self._escape = QShortcut(QKeySequence("Escape"), self)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        column.addWidget(self.head)
        column.addWidget(self.notice)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        head = self.head
        head.void.clicked.connect(lambda: self.ask_void())
        head.print.clicked.connect(lambda: self.print_letter())
        head.save.clicked.connect(lambda: self.filing.save(self._say_saved))
        head.file.clicked.connect(lambda: self.filing.save(self._open_filed))
        head.number.clicked.connect(lambda: self.filing.save(self.ask_number))
        head.issue.clicked.connect(lambda: self._with_letter(self.issuing.issue))
        head.send.clicked.connect(lambda: self._with_letter(self._send))
        head.register.clicked.connect(lambda: self.register())
        head.keep.clicked.connect(lambda: self.keep_template())
        head.back.connect(self.work.back)
        self._escape.activated.connect(self.work.back)
        self.reading.record_wanted.connect(self._go_to_record)
        self.reading.answered_wanted.connect(self._go_to_answered)
        self.reading.file_wanted.connect(self._look_at_file)
        self.reading.elsewhere_wanted.connect(partial(open_elsewhere, self, self.work))
        self.issuing.done.connect(self._say_issued)
        self.issuing.refused.connect(self._say_refused)
        self.filing.refused.connect(self._say_refused)
        self.filing.kept.connect(self._say_kept)

    def visit(self, place: Place) -> None:
        if place != self._shown:
            self.notice.clear()
            self._shown = None
        super().visit(place)

    def reload(self) -> None:
        desk = self.work.desk()
        reading = partial(
            read_place,
            place=self.place,
            reader=desk.reader,
            office=desk.office,
            today=desk.today,
        )
        self.work.tasks.read(self, reading, partial(self._show, self.place))

    def leave(self) -> None:
        self.filing.keep_now()

    # What shows

    def _show(self, place: Place, found: Found) -> None:
        if place != self.place:
            return
        again, self._shown, self._found = place == self._shown, place, found
        letter = found.letter
        if letter is not None:
            if "AmendLetter" in letter.may and letter.row.direction == "out":
                self._show_draft(letter, again)
            else:
                self._show_letter(letter)
        elif place.record and not place.part:
            self._say(_("این نامه در این رایانه نیست"), "warning")
            self.head.show_actions(())
        elif again:
            return
        elif place.part == INCOMING:
            self._begin_incoming()
        elif place.part.startswith(TEMPLATE):
            self._begin_template(place.part.removeprefix(TEMPLATE))
        else:
            self._begin_letter(place)

    def _begin_letter(self, place: Place) -> None:
        """A letter that is not filed yet: empty, from a template, or as it was left."""
        found, today = self._found, self.work.desk().today
        self.writing.set_templates(found.templates)
        key = draft_key(place)
        if found.kept is not None and key is not None:
            self.writing.begin(restored(found.kept.payload))
        elif found.visit is not None:
            template = COVERING if place.part == COVER else place.part
            draft = covering(found.visit, template, found.office, today)
            self.writing.begin(draft, fill=True)
        else:
            self.writing.begin(LetterDraft(sender=found.office))
        self.head.set_title(_("نامهٔ تازه"))
        self._turn_to(self.writing, {"file"})
        self.filing.begin(key or self.work.desk().new_id(), None, fresh=found.kept is None)
        self.writing.addressee.setFocus()

    def _show_draft(self, letter: LetterDetail, again: bool) -> None:
        found = self._found
        by_command = {"VoidLetter": "void", "NumberLetter": "number"}
        actions = {name for command, name in by_command.items() if command in letter.may}
        self.head.set_title(looks.title_words(letter.row))
        self._turn_to(self.writing, actions | {"save", "print"})
        if again and self.filing.is_dirty():
            self.filing.letter = letter
            return
        self.writing.set_templates(found.templates)
        draft = draft_of(letter)
        if found.visit is not None:
            draft.blanks = values_of(found.visit, self.work.desk().today)
        self.writing.begin(draft)
        self.filing.begin(letter.row.id, letter)
        if found.kept is not None and not again:
            self.writing.begin(restored(found.kept.payload))
            self._say(_("نوشتهٔ ذخیره‌نشده برگشت"), "info", _("با «ذخیره» در نامه می‌ماند."))

    def _show_letter(self, letter: LetterDetail) -> None:
        by_command = {"VoidLetter": "void", "StoreIssuedPdf": "issue", "SendLetter": "send"}
        actions = {name for command, name in by_command.items() if command in letter.may}
        if letter.row.direction == "out":
            actions.add("print")
        visit, record = self._found.visit, str(_RECORDS.get(letter.row.record_kind or "", ""))
        if visit is not None:
            code = looks.shown_number(visit.row.code)
            record = _("پروندهٔ بازرسی {code}").format(code=code)
        self.filing.end()
        self.head.set_title(looks.title_words(letter.row))
        self.reading.show_letter(letter, record)
        self._turn_to(self.reading, actions)

    def _begin_incoming(self) -> None:
        self.filing.end()
        self.head.set_title(_("ثبت نامهٔ وارده"))
        self.incoming.begin(self._found.office, self._found.sent)
        self._turn_to(self.incoming, {"register"})
        self.incoming.sender_name.setFocus()

    def _begin_template(self, code: str) -> None:
        template = self._found.templates.get(code)
        self.filing.end()
        if template is None:
            self._say(_("این الگو در این رایانه نیست"), "warning")
            return
        self.head.set_title(_("الگوی نامه · {title}").format(title=template.title))
        self.template.begin(template)
        self._turn_to(self.template, {"keep"})

    def _turn_to(self, sheet: QWidget, actions: Collection[str]) -> None:
        self.stack.setCurrentWidget(sheet)
        self.head.set_saved("")
        self.head.show_actions(actions)

    # What is done

    def print_letter(self) -> None:
        """Preview it: as issued, or as the draft that was saved."""
        letter = self._found.letter
        if letter is None:
            return

        def preview() -> None:
            title, name = looks.title_words(letter.row), papers.file_name(letter.row)
            self.work.preview(Paper(title, name, papers.letter(letter.row.id, self.work)))

        if self.filing.is_dirty():
            self.filing.save(preview)
        else:
            preview()

    def ask_number(self) -> None:
        """The number is for ever, so it is asked for; open blanks must be filled first."""
        blanks = self.writing.draft().warnings()
        if blanks:
            told = _("این جاها را پر کنید: {names}").format(names="، ".join(blanks))
            self._say(_("متن نامه هنوز جای خالی دارد"), "warning", told)
            return
        visit = self._found.visit
        report = ""
        if visit is not None and visit.row.state == SENDABLE:
            report = looks.shown_number(visit.row.code)
        dialog = NumberDialog(lambda: self.work.desk().today, report, self._number)
        self._dialog = dialog
        dialog.open_over(self)

    def _number(self) -> None:
        dialog, letter = self._dialog, self._found.letter
        if isinstance(dialog, NumberDialog) and letter is not None and dialog.day.value():
            day = dialog.day.value()
            dialog.close_it()
            self.filing.end()
            self.issuing.number_and_issue(letter, self._found.visit, day)

    def _send(self, letter: LetterDetail) -> None:
        self.issuing.send(letter, self._found.visit)

    def ask_void(self) -> None:
        """A reason, and the number stays taken."""
        letter = self._found.letter
        if letter is None:
            return
        number = looks.shown_number(letter.row.number) if letter.row.number else ""
        self._dialog = VoidDialog(number, partial(self._void, letter.row.id))
        self._dialog.open_over(self)

    def _void(self, key: bytes, reason: str) -> None:
        self.work.tasks.execute(VoidLetter(key, reason), owner=self, failed=self._say_refused)

    def register(self) -> None:
        """Enter what came in, then its scan."""
        key = self.work.desk().new_id()
        command = self.incoming.command(key)
        if command is None:
            return
        scan = self.incoming.scan

        def attach(attaching: AttachFile) -> None:
            self.work.tasks.execute(attaching, owner=self, failed=self._say_refused)

        def done(_changes: object) -> None:
            self.work.go(Place(PLACE, key))
            if scan:
                keep_scan(self.work, Path(scan), key, attach, owner=self, failed=self._say_refused)

        self.work.tasks.execute(command, done, owner=self, failed=self._mark_refused)

    def keep_template(self) -> None:
        """The office's next version of a wording."""
        command = self.template.command()
        if command is not None:
            self.work.tasks.execute(
                command,
                lambda _changes: self._say(_("الگوی دفتر ذخیره شد"), "success"),
                owner=self,
                failed=self.template.say_refused,
            )

    def _open_filed(self) -> None:
        self.filing.end()
        self.work.go(Place(PLACE, self.filing.key))

    def _with_letter(self, do: Callable[[LetterDetail], None]) -> None:
        if self._found.letter is not None:
            do(self._found.letter)

    # Where it leads, what is said

    def _go_to_record(self) -> None:
        letter = self._found.letter
        page = _PAGES.get(letter.row.record_kind or "") if letter is not None else None
        if letter is not None and letter.row.record_id and page is not None:
            self.work.go(Place(page, letter.row.record_id))

    def _go_to_answered(self) -> None:
        letter = self._found.letter
        if letter is not None and letter.answers_id:
            self.work.go(Place(PLACE, letter.answers_id))

    def _look_at_file(self, row: AttachmentRow) -> None:
        if not may_open(row.media_type):
            self._say(_("این گونه پرونده تنها نگه داشته می‌شود و نشان داده نمی‌شود."), "info")
            return
        paper = Paper(row.caption or row.name, papers.pdf_name(row), papers.file(row, self.work))
        self.work.preview(paper)

    def _say_saved(self) -> None:
        self.head.set_saved(_("ذخیره شد {time}").format(time=clock(self.work.desk().now)))

    def _say_kept(self) -> None:
        told = _("پیش‌نویس نگه داشته شد {time}").format(time=clock(self.work.desk().now))
        self.head.set_saved(told)

    def _say_issued(self, what: str) -> None:
        if what == "issued":
            line = _("چاپ دوباره همین نسخه است.")
            self._say(_("نامه شماره گرفت و نسخهٔ صادرشده ذخیره شد"), "success", line)
        else:
            self._say(_("نامه ارسال شد"), "success")

    def _mark_refused(self, error: AppError) -> None:
        self.incoming.show_problem(
            str(error.arguments.get("field", "")), words_of(error.code, error.arguments)
        )
        self._say_refused(error)

    def _say_refused(self, error: AppError) -> None:
        self._say(words_of(error.code, error.arguments), "danger")
        self.reload()

    def _say(self, sentence: str, tone: str, line: str = "") -> None:
        self.notice.show_notice(sentence, line, tone=tone)
