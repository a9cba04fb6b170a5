"""Who signs in on this computer, and with which password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QObject,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import AppError
from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.drawing import box, picture, turned, write
from desktop.views.shared.fields import PasswordField
from desktop.views.shared.icons import icon
from desktop.views.shared.labels import IconMark, label
from desktop.views.sign_in.door import Door
from desktop.views.sign_in.pattern import Pattern
from resources.wording import words_of
from resources.words import _

_DAMAGED = frozenset({"vault_damaged", "vault_missing", "vault_not_encrypted"})
"""What a backup mends."""


@dataclass(frozen=True, slots=True)
class KnownUser:
    """A vault of this computer as the sign-in window may show it."""

    key: str
    name: str
    line: str


class UserCard(QAbstractButton):
    """One person of this computer: initials, name, a line, and a check where chosen."""

    def __init__(self, user: KnownUser) -> None:
        super().__init__()
        self.user = user
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{user.name}، {user.line}")

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(260), theme.current().px(56))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(180), theme.current().px(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        rect = self.rect()
        chosen = self.isChecked()
        edge = now.colour("accent" if chosen else "line")
        box(painter, rect, 8, now.colour("sel" if chosen else "surface"), edge, 2 if chosen else 1)
        side = now.px(32)
        ring = turned(rect, QRect(now.gap(14), (rect.height() - side) // 2, side, side))
        box(painter, ring, side / 2, now.colour("accentS"), now.colour("accentL"))
        write(
            painter,
            ring,
            initials(self.user.name),
            now.font("small"),
            now.colour("accentT"),
            "center",
        )
        used = now.gap(14) + side + now.gap(14)
        width = rect.width() - used - now.px(44)
        name = turned(rect, QRect(used, now.px(7), width, now.px(22)))
        line = turned(rect, QRect(used, now.px(28), width, now.px(22)))
        write(painter, name, self.user.name, now.font("strong"), now.colour("text"))
        write(painter, line, self.user.line, now.font("small"), now.colour("text2"))
        if chosen:
            mark = now.icon("control")
            where = QRect(
                rect.width() - mark - now.gap(14), (rect.height() - mark) // 2, mark, mark
            )
            picture(painter, turned(rect, where), icon("check", mark, "accentT"))
        painter.end()


class SignInPage(Door):
    """Sign in with a password, or go on to a new user with a code of headquarters."""

    signed_in = Signal(str, str)
    enrol_wanted = Signal()
    forgot = Signal(str)
    rebuild_wanted = Signal(str)

    def __init__(
        self,
        users: Sequence[KnownUser],
        office: str,
        foot: str,
        now: Callable[[], float],
    ) -> None:
        super().__init__()
        self._now = now
        self._locked_until = 0.0
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._cards = [UserCard(user) for user in users]
        self.password = PasswordField(_("گذرواژه"), tall=True)
        self.caps = QWidget()
        self.button = Button(_("ورود"), "primary", key="Return", size="tall")
        self.forgotten = Button(_("گذرواژه را فراموش کرده‌ام"), "link")
        self.rebuild = Button(_("بازسازی از پشتیبان"), icon="history")
        self.rebuild.hide()
        self.new_user = Button(_("کاربر تازه با کد ستاد"), "link" if users else "primary")

        self._assemble(office, foot)

        for card in self._cards:
            card.clicked.connect(self._picked)
        self.button.clicked.connect(self._try)
        self.new_user.clicked.connect(self.enrol_wanted)
        self.forgotten.clicked.connect(lambda: self._about_chosen(self.forgot))
        self.rebuild.clicked.connect(lambda: self._about_chosen(self.rebuild_wanted))
        self.password.edited.connect(self._typing)
        self.password.control.returnPressed.connect(self._try)
        self._tick.timeout.connect(self._count_down)
        self.password.control.installEventFilter(self)
        if self._cards:
            self._cards[0].setChecked(True)

    def chosen(self) -> KnownUser | None:
        """Who is about to sign in."""
        return next((card.user for card in self._cards if card.isChecked()), None)

    def refuse(self, error: AppError) -> None:
        """Say beside the field what is wrong; how long to wait counts down."""
        self.setEnabled(True)
        wait = error.arguments.get("wait")
        if isinstance(wait, int) and wait:
            self._locked_until = self._now() + wait
            self._tick.start()
        self.password.set_problem(words_of(error.code, error.arguments))
        self.rebuild.setVisible(error.code in _DAMAGED)
        self.password.clear()
        self.password.control.setFocus()
        self._count_down()

    def busy(self) -> None:
        """The password is being tried; nothing else may be pressed meanwhile."""
        self.setEnabled(False)

    def _assemble(self, office: str, foot: str) -> None:
        column = QVBoxLayout()
        theme.pad(column, 8, (44, 16, 44, 12))
        column.addStretch(2)
        column.addLayout(self._brand(office))
        column.addSpacing(theme.current().gap(16))
        column.addWidget(self.notice)
        if self._cards:
            column.addWidget(label(_("چه کسی وارد می‌شود؟"), "smallMedium", "text2"))
            for card in self._cards:
                column.addWidget(card)
            column.addSpacing(theme.current().gap(8))
            column.addWidget(self.password)
            column.addWidget(self._caps_line())
            column.addWidget(self.button)
            column.addWidget(self.rebuild, 0, Qt.AlignmentFlag.AlignLeading)
            self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        else:
            # Nobody to sign in: they stay with the page all the same, and go with it.
            for part in (self.password, self.caps, self.button, self.rebuild, self.forgotten):
                part.setParent(self)
                part.hide()
            self.notice.show_notice(
                _("هنوز کسی روی این رایانه ثبت نشده است"),
                _("با کدی که ستاد داده است کاربر تازه بسازید."),
            )
        links = QHBoxLayout()
        theme.pad(links, 20)
        if self._cards:
            links.addWidget(self.forgotten)
        links.addWidget(self.new_user)
        links.addStretch(1)
        column.addLayout(links)
        column.addStretch(3)
        column.addWidget(label(foot, "small", "text3", wrap=True))
        side = QWidget()
        side.setLayout(column)
        scroll = QScrollArea()
        scroll.setWidget(side)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(theme.current().px(480))
        row = QHBoxLayout(self)
        theme.pad(row, 0)
        row.addWidget(scroll)
        row.addWidget(Pattern(), 1)

    def _brand(self, office: str) -> QHBoxLayout:
        row = QHBoxLayout()
        theme.pad(row, 12)
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(label(_("بازرس‌یار"), "page"))
        words.addWidget(label(office, "small", "text3", wrap=True))
        row.addWidget(_Mark())
        row.addLayout(words, 1)
        return row

    def _caps_line(self) -> QWidget:
        row = QHBoxLayout(self.caps)
        theme.pad(row, 6)
        row.addWidget(IconMark("arrow-big-up", "warning"))
        row.addWidget(label(_("Caps Lock روشن است"), "small", "warning"))
        row.addStretch(1)
        policy = self.caps.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.caps.setSizePolicy(policy)
        self.caps.hide()
        return self.caps

    def _about_chosen(self, signal: SignalInstance) -> None:
        user = self.chosen()
        if user is not None and self.isEnabled():
            signal.emit(user.key)

    def _picked(self) -> None:
        self.rebuild.hide()
        self.password.control.setFocus()

    def _typing(self) -> None:
        if not self._locked_until:
            self.password.set_problem(None)

    def _try(self) -> None:
        user = self.chosen()
        if user is None or self._locked_until or not self.isEnabled():
            return
        if not self.password.value():
            self.password.set_problem(_("گذرواژه را بنویسید."))
            self.password.control.setFocus()
            return
        self.busy()
        self.signed_in.emit(user.key, self.password.value())

    def _count_down(self) -> None:
        left = int(self._locked_until - self._now() + 0.999)
        if self._locked_until and left > 0:
            self.button.setEnabled(False)
            self.button.set_words(_("{n} ثانیه درنگ").format(n=persian_digits(left)))
            return
        self._locked_until = 0.0
        self._tick.stop()
        self.button.setEnabled(True)
        self.button.set_words(_("ورود"))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.text().isascii() and event.text().isalpha():
            shift = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.setVisible(event.text().isupper() and not shift)
        return False


class _Mark(QWidget):
    """The program's mark on its square."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(theme.current().px(44), theme.current().px(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        box(painter, self.rect(), now.px(9), now.colour("accent"))
        picture(painter, self.rect(), icon("badge-check", now.px(30), "on"))
        painter.end()


def initials(name: str) -> str:
    """The first letters of the first two words, kept apart by a half-space."""
    return "\u200c".join(word[0] for word in name.split()[:2])
