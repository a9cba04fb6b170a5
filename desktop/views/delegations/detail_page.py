"""One delegation: written, signed, read, ended; and the way to act under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.delegations import DraftDelegation, RevokeDelegation, SignDelegation, Terms
from desktop.documents.delegations import Wording, delegation_paper
from desktop.errors import AppError
from desktop.models import reference
from desktop.models.calendar import clock, short_date
from desktop.models.delegations.queries import delegation_detail, lent_today
from desktop.models.delegations.rows import DelegationDetail, Lent
from desktop.models.directory_choices import Choices, staff
from desktop.models.reader import Reader
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.delegations import looks
from desktop.views.delegations.draft import DelegationDraft
from desktop.views.delegations.form import DelegationForm
from desktop.views.navigation import Page, Paper, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.fields import MultiLineField
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from desktop.views.shared.page_scroll import page_column, page_scroll
from desktop.views.shared.pill import Pill
from desktop.views.shared.printed import origin
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.step_dialog import StepDialog
from resources.wording import words_of
from resources.words import _, listed


@dataclass(frozen=True, slots=True)
class Found:
    """A delegation, whom one may choose, and under what one may act today."""

    detail: DelegationDetail | None
    staff: Choices
    lent: tuple[Lent, ...]


class DelegationPage(Page):
    """Ctrl+S keeps the draft, Ctrl+Enter signs it, or acts under what is in force."""

    shows = frozenset({"delegations", "transitions"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.dialog: Dialog | None = None
        self.found: Found | None = None
        self._key = b""
        self._started: Place | None = None
        self.header = FormHeader(_("جانشینی‌ها"), _("جانشینی"))
        self.notice = NoticeBar()
        self.form = DelegationForm(self._today, work.desk().role)
        self._read = QVBoxLayout()
        self._add_actions()
        self._assemble()
        self.header.back.connect(lambda: self.work.go(Place("delegations")))

    def _add_actions(self) -> None:
        add = self.header.add_action
        self.print_button = add(
            Button(_("چاپ"), icon="printer", key="Ctrl+P", on_click=self.print_it)
        )
        self.revoke = add(Button(_("پس گرفتن"), icon="circle-x", on_click=self._ask_revoke))
        self.keep = add(
            Button(_("نگه‌داشتن پیش‌نویس"), icon="file-text", key="Ctrl+S", on_click=self.keep_draft)
        )
        self.sign = add(
            Button(_("امضا"), "primary", icon="pen-line", key="Ctrl+Return", on_click=self.sign_it)
        )
        self.act = add(
            Button(
                _("کار به جانشینی"),
                "primary",
                icon="users",
                key="Ctrl+Return",
                on_click=self.act_as_delegate,
            )
        )

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        column.addWidget(self.header)
        self._reading = QWidget()
        self._reading.setLayout(self._read)
        theme.pad(self._read, 12)
        inside = page_column()
        for part in (self.notice, self.form, self._reading):
            inside.addWidget(part)
        inside.addStretch(1)
        column.addWidget(page_scroll(inside, _("جانشینی"), top=14), 1)

    def _today(self) -> date:
        return self.work.desk().today

    def visit(self, place: Place) -> None:
        if place != self._started:
            self._started = None
            self.notice.clear()
            self.header.set_saved("")
        super().visit(place)

    def reload(self) -> None:
        desk = self.work.desk()
        reading = partial(
            _read, self.place.record, desk.reader, desk.province, desk.person, desk.today
        )
        self.work.tasks.read(self, reading, self._show)

    def _show(self, found: Found) -> None:
        self.found = found
        detail = found.detail
        may = () if detail is None else detail.may
        fresh = detail is None and not self.place.record
        writes = fresh or "DraftDelegation" in may
        self.form.setVisible(writes)
        self._reading.setVisible(not writes)
        self.keep.setVisible(writes)
        self.sign.setVisible(writes)
        self.act.setVisible("ActAsDelegate" in may and self.work.act_as is not None)
        self.revoke.setVisible("RevokeDelegation" in may)
        self.print_button.setVisible(detail is not None)
        self.header.set_title(
            _("جانشینیِ تازه") if detail is None else looks.title_words(detail.row)
        )
        if writes:
            self._write(found)
        else:
            self._read_only(detail)

    def _write(self, found: Found) -> None:
        self.form.set_staff([one for one in found.staff if one[0] != self.work.desk().person.hex()])
        if self._started == self.place:
            return
        self._started = self.place
        desk = self.work.desk()
        if found.detail is not None:
            self._key = found.detail.row.id
            self.form.write(DelegationDraft.of(found.detail))
        else:
            self._key = desk.new_id()
            fresh = DelegationDraft(
                post=reference.role_words(desk.role),
                whole=not self.form.steps,
                in_province=desk.province is not None,
                starts=desk.today,
            )
            self.form.write(fresh)
        self.form.where.setVisible(desk.province is not None)
        self.form.to.setFocus()

    def _read_only(self, detail: DelegationDetail | None) -> None:
        while (item := self._read.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if detail is None:
            self._read.addWidget(
                EmptyState(
                    _("این جانشینی روی این رایانه نیست"), _("یک بار همگام کنید."), icon="users"
                )
            )
            return
        row = detail.row
        card = Card(_("جانشینی"))
        card.body.addWidget(Pill(looks.state_look(row)))
        letter = listed(
            (
                ltr_isolate(persian_digits(detail.letter_number)) if detail.letter_number else "",
                short_date(detail.letter_date) if detail.letter_date else "",
            )
        )
        facts = [
            (_("از طرف"), row.from_words),
            (_("جانشین"), row.to_name),
            (_("نقش"), reference.role_words(row.role)),
            (_("کارها"), looks.steps_words(row.steps)),
            (_("کجا"), looks.where_words(row.lent)),
            (_("روزها"), looks.days_words(row)),
            (_("دلیل"), listed((looks.reason_words(row.reason), detail.note or ""))),
            (_("نامه"), letter),
        ]
        card.body.addWidget(Facts([(name, value) for name, value in facts if value]))
        self._read.addWidget(card)
        if detail.beside:
            beside = Card(_("جانشینان دیگر در همین روزها"))
            for other in detail.beside:
                words = listed(
                    (other.to_name, looks.steps_words(other.steps), looks.days_words(other))
                )
                beside.body.addWidget(label(words, wrap=True))
            self._read.addWidget(beside)
        history = Card(_("گردش"))
        for step in detail.steps:
            words = listed(
                (
                    looks.step_words(step.to_state),
                    step.actor_name or "",
                    looks.moment_words(step.at),
                    step.reason or "",
                )
            )
            history.body.addWidget(label(words, "small", "text2", wrap=True))
        self._read.addWidget(history)

    def keep_draft(self) -> None:
        """Keep what is typed, to be signed later."""
        terms = self._terms()
        if terms is not None:
            self._do(DraftDelegation(terms, self._key), self._say_kept)

    def sign_it(self) -> None:
        """Sign what is typed; from then on only its end can be added."""
        terms = self._terms()
        if terms is not None:
            self._do(SignDelegation(self._key, terms), self._say_signed)

    def _terms(self) -> Terms | None:
        """What is typed; None after what is missing was said beside its fields."""
        draft, desk = self.form.read(), self.work.desk()
        self.form.show_problems(draft.problems())
        return draft.terms(desk.office, desk.province)

    def act_as_delegate(self) -> None:
        """Go on as the delegate of who signed this."""
        if self.found is None or self.work.act_as is None:
            return
        for lent in self.found.lent:
            if lent.delegation == self.place.record:
                self.work.act_as(lent)

    def print_it(self) -> None:
        """Preview the paper: as signed, or as the draft that it is."""
        if self.found is None or self.found.detail is None:
            return
        detail = self.found.detail
        row = detail.row
        words = Wording(
            looks.steps_words(row.steps),
            looks.where_words(row.lent),
            looks.reason_words(row.reason),
        )

        def make(session: Session) -> bytes:
            return delegation_paper(detail, words, origin(session, self.work))

        self.work.preview(Paper(looks.title_words(row), f"delegation-{row.id.hex()[:8]}.pdf", make))

    def _ask_revoke(self) -> None:
        reason = MultiLineField(_("دلیل"), lines=2)
        key = self.place.record
        self.dialog = StepDialog(
            self.work,
            _("پس گرفتن جانشینی"),
            _("آنچه تا اکنون به جانشینی انجام شده است سر جایش می‌ماند."),
            _("پس بگیر"),
            {"reason": reason},
            lambda: RevokeDelegation(key, reason.value() or None),
            icon="circle-x",
            kind="danger",
        )
        self.dialog.open_over(self)

    def _do(self, command: Command, then: Callable[[frozenset[str]], None]) -> None:
        self.notice.clear()
        self.work.tasks.execute(command, then, owner=self, failed=self._refused)

    def _say_kept(self, _changes: object) -> None:
        self.header.set_saved(
            _("پیش‌نویس نگه داشته شد {time}").format(time=clock(self.work.desk().now))
        )

    def _say_signed(self, _changes: object) -> None:
        self._started = None
        self.work.go(Place("delegation", self._key))
        self.notice.show_notice(
            _("جانشینی امضا شد"),
            _("پس از ارسال و دریافت به دست جانشین می‌رسد."),
            tone="success",
        )

    def _refused(self, error: AppError) -> None:
        words = words_of(error.code, error.arguments)
        if not self.form.show_problem(str(error.arguments.get("field", "")), words):
            self.notice.show_notice(words, tone="danger")


def _read(
    record: bytes,
    reader: Reader,
    province: str | None,
    person: bytes,
    today: date,
    session: Session,
) -> Found:
    detail = delegation_detail(session, record, reader=reader, today=today) if record else None
    return Found(detail, staff(session, province), lent_today(session, person, today))
