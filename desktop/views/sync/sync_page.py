"""The honest state of this computer towards headquarters, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout
from sqlalchemy.orm import Session

from desktop.commands.refusals import Correction, CorrectRefused, WithdrawRefused
from desktop.models.calendar import clock, in_iran, long_date, relative_day
from desktop.models.journal import Journal
from desktop.models.lease import LeaseState
from desktop.models.lease import state as lease_state
from desktop.models.sync_state import SyncState, note_fork_seen, sync_state
from desktop.models.text import ltr_isolate, persian_digits
from desktop.models.transfers import Queue, queue
from desktop.models.vault_facts import Enrolment, enrolment
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.countdown import span_words
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.labels import IconMark, label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_scroll
from desktop.views.shared.side_panel import Facts
from desktop.views.sync.correction_dialog import CorrectionDialog
from desktop.views.sync.foot import foot_of, headline, is_running, network_words
from desktop.views.sync.lease_notice import show_lease
from desktop.views.sync.queue_card import QueueCard
from desktop.views.sync.record_places import names_of
from desktop.views.sync.servers_card import ServersCard
from desktop.views.sync.subscriptions_card import SubscriptionsCard
from desktop.views.sync.tray import (
    DisputeList,
    DisputeRow,
    RefusedTray,
    TrayRow,
    dispute_rows,
    tray_rows,
)
from resources.wording import words_of
from resources.wording.kinds import KINDS
from resources.words import _

_BESIDE_FROM = 820
_SIDE = 312
_ANY_WIDTH = 16_777_215


@dataclass(frozen=True, slots=True)
class _Found:
    state: SyncState
    enrolment: Enrolment | None
    refused: tuple[TrayRow, ...]
    disputes: tuple[DisputeRow, ...]
    queue: Queue
    names: dict[bytes, str]
    lease: LeaseState


class SyncPage(Page):
    """What is unsent, what came last, what headquarters refused, what two wrote apart."""

    shows: ClassVar[frozenset[str]] = frozenset({"sync", "subscriptions", *KINDS})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._names: dict[bytes, str] = {}
        self._dialog: Dialog | None = None
        self.header = PageHeader(_("ارسال و دریافت"))
        self.button = Button(
            _("ارسال و دریافت"),
            "primary",
            icon="refresh-cw",
            key="Ctrl+Return",
            on_click=work.sync_now,
        )
        self.stick = Button(
            _("حافظهٔ جانبی"),
            icon="hard-drive-upload",
            on_click=lambda: work.go(Place("stick")),
        )
        self.lease = NoticeBar()
        self.notice = NoticeBar()
        self.state_card = Card()
        self.mark = IconMark("cloud", "text2", "empty")
        self.words = label("", "window", wrap=True)
        self.line = label("", "body", "text2", wrap=True)
        self.facts = Facts()
        self.tray = RefusedTray(work.go)
        self.disputes = DisputeList(work.go)
        self.queue = QueueCard()
        self.followed = SubscriptionsCard(work)
        self.roads = ServersCard(work)
        self.server = Card(_("ستاد و گواهی"))
        self.server_facts = Facts()

        self._assemble()
        self.first = self.button

        self.tray.correct.connect(self._ask_correction)
        self.tray.withdraw.connect(self._ask_withdrawal)
        work.tasks.jobs.changed.connect(self._jobs_changed)

    def reload(self) -> None:
        journal = self.work.desk().journal
        self._running = is_running(self.work.tasks.jobs)
        self.work.tasks.read(self, partial(_read, journal, self._running), self._show)
        self.followed.refresh()
        self.roads.refresh()

    def _assemble(self) -> None:
        self.header.add_action(self.stick)
        self.header.add_action(self.button)
        top = QHBoxLayout()
        theme.pad(top, 14)
        top.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(self.words)
        words.addWidget(self.line)
        top.addLayout(words, 1)
        self.state_card.body.addLayout(top)
        self.state_card.body.addWidget(Divider())
        self.state_card.body.addWidget(self.facts)
        self.server.body.addWidget(self.server_facts)
        main = QVBoxLayout()
        theme.pad(main, 12)
        cards = (self.state_card, self.tray, self.disputes, self.queue)
        for part in (*cards, self.followed, self.roads):
            main.addWidget(part)
        main.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.addLayout(main, 1)
        self._columns.addWidget(self.server, 0, Qt.AlignmentFlag.AlignTop)
        head = QVBoxLayout()
        theme.pad(head, 6, (24, 4, 24, 4))
        head.addWidget(self.header)
        head.addWidget(self.lease)
        head.addWidget(self.notice)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        page.addWidget(page_scroll(self._columns, _("ارسال و دریافت"), 20), 1)

    def _show(self, found: _Found) -> None:
        today, state = self.work.desk().today, found.state
        self._names = found.names
        foot = foot_of(state, today)
        tone = foot.tone if foot.tone != "text3" else "text2"
        self.mark.set_icon(foot.icon, tone)
        self.words.set_words(headline(state, today))
        self.line.set_words(foot.line)
        self.facts.set_facts(list(_state_facts(state, today)))
        self.server_facts.set_facts(list(_server_facts(found.enrolment, self.work.desk().name)))
        self.tray.show_rows(found.refused, today)
        self.disputes.show_rows(found.disputes, today)
        self.queue.show_queue(found.queue)
        self.button.setEnabled(state.enrolled and not state.running)
        show_lease(self.lease, found.lease, self.work.sync_now)
        self._warn(state, today)

    def _warn(self, state: SyncState, today: date) -> None:
        """One thing at a time, the one that keeps the others from being mended first."""
        if state.forked_at is not None and not state.fork_settled:
            self.notice.show_notice(
                _("این پرونده از نسخهٔ پشتیبان برگشته و دو دنباله دارد"),
                _("چیزی از دست نرفته است؛ با مدیر سامانه تماس بگیرید تا دنبالهٔ تازه پذیرفته شود."),
                tone="danger",
            )
        elif state.clock_wrong:
            span = span_words(timedelta(milliseconds=abs(state.offset_ms)))
            words = _("ساعت این رایانه {span} جلو است")
            if state.offset_ms > 0:
                words = _("ساعت این رایانه {span} عقب است")
            self.notice.show_notice(
                words.format(span=span),
                _("تاریخ و ساعت رایانه را درست کنید؛ مهلت‌ها و زمان ثبت‌ها از آن خوانده می‌شود."),
                tone="warning",
                icon="clock",
            )
        elif state.unhealed:
            self.notice.show_notice(
                _("{n} پرونده با ستاد یکی نیست و خودبه‌خود درست نشد").format(
                    n=persian_digits(state.unhealed)
                ),
                _("چیزی بی‌صدا جایگزین نشد؛ «بررسی درستی» را اجرا کنید و به مدیر سامانه خبر دهید."),
                tone="danger",
            )
        elif state.last_error is not None and not state.running:
            error = state.last_error
            self.notice.show_notice(
                words_of(error.code, error.arguments),
                _("آخرین تلاش {when}").format(when=_moment(error.at, today)),
                tone="warning",
                icon="cloud-off",
            )
        elif (held_up := network_words(self.work.network, state)) is not None:
            self.notice.show_notice(*held_up, tone="info", icon="cloud-off")
        elif state.forked_at is not None:
            self.notice.show_notice(
                _("این پرونده از نسخهٔ پشتیبان برگشته بود؛ ستاد دنبالهٔ تازه را پذیرفت"),
                _("اگر رونوشتی از آن جای دیگری هم به کار می‌رود، به مدیر سامانه خبر دهید."),
                tone="info",
                action=_("دیدم"),
                on_action=self._fork_seen,
            )
        else:
            self.notice.clear()

    def _fork_seen(self) -> None:
        self.notice.clear()
        self.work.tasks.write(self, note_fork_seen, lambda _done: self.reload())

    def _jobs_changed(self) -> None:
        if self.place.page and is_running(self.work.tasks.jobs) != self._running:
            self._reload_if_shown(self.shows)

    # The tray

    def _ask_correction(self, row: object) -> None:
        if not isinstance(row, TrayRow):
            return
        dialog = CorrectionDialog(row, self._names, self.work.desk().today)
        dialog.sent.connect(self._correct)
        self._dialog = dialog
        dialog.open_over(self)

    def _correct(self, row: TrayRow, corrections: tuple[Correction, ...]) -> None:
        dialog = self._dialog
        if not isinstance(dialog, CorrectionDialog):
            return
        self.work.tasks.execute(
            CorrectRefused(row.refused.epoch, row.refused.counter, corrections),
            lambda _changes: self._settled(dialog),
            owner=self,
            failed=dialog.refuse,
        )

    def _ask_withdrawal(self, row: object) -> None:
        if not isinstance(row, TrayRow):
            return
        dialog = Dialog(
            _("کنار گذاشتن این ثبت"),
            _(
                "این ثبت دیگر فرستاده نمی‌شود و در پرونده دیده نمی‌شود. در دفتر همین رایانه می‌ماند؛ "
                "چیزی پاک نمی‌شود."
            ),
            primary=_("کنار گذاشتن"),
            kind="danger",
            on_decided=lambda: self._withdraw(row),
        )
        self._dialog = dialog
        dialog.open_over(self)

    def _withdraw(self, row: TrayRow) -> None:
        dialog = self._dialog
        self.work.tasks.execute(
            WithdrawRefused(row.refused.epoch, row.refused.counter),
            lambda _changes: self._settled(dialog),
            owner=self,
            failed=lambda error: self._refused(dialog, words_of(error.code, error.arguments)),
        )

    def _settled(self, dialog: Dialog | None) -> None:
        if dialog is not None:
            dialog.close_it()
        self._dialog = None
        self.work.tasks.announce(frozenset({"sync"}))

    def _refused(self, dialog: Dialog | None, words: str) -> None:
        if dialog is not None:
            dialog.close_it()
        self._dialog = None
        self.notice.show_notice(words, tone="danger")

    _running = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        now = theme.current()
        beside = self.width() >= now.px(_BESIDE_FROM)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self.server.setMaximumWidth(now.px(_SIDE) if beside else _ANY_WIDTH)
        self.server.setMinimumWidth(now.px(_SIDE) if beside else 0)
        flag = Qt.AlignmentFlag
        self._columns.setAlignment(self.server, flag.AlignTop if beside else flag(0))


def _read(journal: Journal, running: bool, session: Session) -> _Found:
    vault = journal.vault
    refused = tray_rows(session)
    changes = [change for row in refused for change in row.refused.changes]
    values = [value for change in changes for value in change.values.values()]
    return _Found(
        sync_state(session, vault, running=running),
        enrolment(session),
        refused,
        dispute_rows(session),
        queue(session),
        names_of(session, values),
        lease_state(session, vault, journal.clock.wall()),
    )


def _state_facts(state: SyncState, today: date) -> Iterator[tuple[str, str]]:
    if state.to_load:
        so_far = _("{n} از {all}").format(
            n=persian_digits(state.loaded), all=persian_digits(state.to_load)
        )
        yield _("نخستین پرونده‌ها از ستاد"), so_far
    yield _("ثبت‌های ارسال‌نشده"), persian_digits(state.unsent)
    if state.at_relay:
        yield _("از آن نزد رلهٔ استان"), persian_digits(state.at_relay)
    yield _("عکس‌های ارسال‌نشده"), persian_digits(state.unsent_photos)
    yield _("پیوست‌های در راه از ستاد"), persian_digits(state.queued_blobs)
    yield _("آخرین رسید ستاد"), _moment(state.last_receipt_at, today)
    yield _("آخرین تبادل بی‌خطا"), _moment(state.last_exchange_at, today)


def _server_facts(held: Enrolment | None, person: str) -> Iterator[tuple[str, str]]:
    yield _("کاربر"), person
    if held is None:
        yield _("ستاد"), _("این رایانه ثبت‌نام نشده است")
        return
    yield _("دفتر"), held.office_name
    yield _("نشانی"), ltr_isolate(held.server_url) if held.server_url else ""
    yield _("اثر انگشت ریشه"), ltr_isolate(held.root.decode("ascii", "replace"))
    if held.issued_at is not None:
        yield _("تاریخ گواهی"), long_date(in_iran(held.issued_at).date())
    yield _("شمارهٔ نصب"), fingerprint(held.installation, 8)


def fingerprint(digest: bytes, most: int = 16) -> str:
    """«3FA9 04C1 …» in groups of four, in their own order."""
    if not digest:
        return ""
    shown = digest[:most].hex().upper()
    groups = [shown[at : at + 4] for at in range(0, len(shown), 4)]
    return ltr_isolate(" ".join(groups))


def _moment(at: datetime | None, today: date) -> str:
    if at is None:
        return _("هنوز هیچ")
    local = in_iran(at)
    return f"{relative_day(local.date(), today)} {clock(local)}"
