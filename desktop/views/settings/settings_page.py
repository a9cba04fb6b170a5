"""How the window looks, in which role one works, the password, and the state of the vault."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import reference
from desktop.models.text import persian_digits
from desktop.runtime.look import SCALES
from desktop.runtime.settings import IDLE, IDLE_MINUTES, METERED_FILES, ROLE
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.settings.password_card import PasswordCard
from desktop.views.settings.vault_card import VaultCard
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, Segments
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.labels import label
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_scroll
from resources.words import _

IDLE_CHOICES: Final = (5, 10, 15, 30)
_BESIDE_FROM = 760


class SettingsPage(Page):
    """Every choice holds at once; the language from the next start."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        look = work.settings.look
        self.header = PageHeader(_("تنظیم‌ها"))
        self.help = Button(
            _("راهنما و کلیدها"), icon="keyboard", on_click=lambda: work.go(Place("help"))
        )
        self.jobs = Button(
            _("کارهای در جریان"), icon="list-checks", on_click=lambda: work.go(Place("jobs"))
        )
        self.trash = Button(_("سطل"), icon="trash-2", on_click=lambda: work.go(Place("trash")))
        self.theme = Segments(
            [
                ("system", _("مانند سیستم")),
                ("light", _("روشن")),
                ("dark", _("تیره")),
                ("contrast", _("پرتضاد")),
            ],
            look.theme,
            name=_("پوسته"),
        )
        self.scale = Segments(
            [(str(one), persian_digits(one)) for one in SCALES],
            str(look.scale),
            name=_("اندازهٔ نوشته، درصد"),
        )
        self.language = Segments(
            [("fa", "فارسی"), ("en", "English")], look.language, name=_("زبان")
        )
        self.language_note = label("", "small", "text3", wrap=True)
        self.role: ChoiceField | None = None
        self.idle = Segments(
            [(str(one), persian_digits(one)) for one in IDLE_CHOICES],
            self._idle_now(),
            name=_("قفل پس از چند دقیقه بی‌کاری"),
        )
        self.metered = Segments(
            [("ask", _("تنها با فرمان من")), ("go", _("خودبه‌خود"))],
            "go" if work.settings.get(METERED_FILES, False) else "ask",
            name=_("رفت‌وآمد عکس‌ها روی اینترنت حجمی"),
        )
        self.password: PasswordCard | None = None
        self.vault: VaultCard | None = None
        if work.custody is not None:
            self.password = PasswordCard(work.custody, work.tasks)
            check, backups = Place("verification"), Place("backups")
            self.vault = VaultCard(
                work.custody, work.tasks, lambda: work.go(check), lambda: work.go(backups)
            )

        self._assemble()

        self.theme.chosen.connect(lambda key: self._change(theme=key))
        self.scale.chosen.connect(lambda key: self._change(scale=int(key)))
        self.language.chosen.connect(lambda key: self._change(language=key))
        self.idle.chosen.connect(lambda key: work.settings.put(IDLE, int(key)))
        self.metered.chosen.connect(lambda key: work.settings.put(METERED_FILES, key == "go"))

    def reload(self) -> None:
        self._say_language()
        if self.vault is not None:
            self.vault.refresh(self.work.desk().today)

    def _assemble(self) -> None:
        self.header.add_action(self.trash)
        self.header.add_action(self.jobs)
        self.header.add_action(self.help)
        first, second = QVBoxLayout(), QVBoxLayout()
        for column in (first, second):
            theme.pad(column, 12)
        first.addWidget(self._look_card())
        first.addWidget(self._person_card())
        if self.vault is not None:
            second.addWidget(self.vault)
        if self.password is not None:
            second.addWidget(self.password)
        first.addStretch(1)
        second.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.addLayout(first, 1)
        self._columns.addLayout(second, 1)
        head = QVBoxLayout()
        theme.pad(head, 0, (24, 4, 24, 4))
        head.addWidget(self.header)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        page.addWidget(page_scroll(self._columns, _("تنظیم‌ها"), 16), 1)

    def _look_card(self) -> Card:
        card = Card(_("نمای پنجره"))
        theme.pad(card.body, 10, (16, 14, 16, 14))
        for words, control in (
            (_("پوسته"), self.theme),
            (_("اندازهٔ نوشته، درصد"), self.scale),
            (_("زبان"), self.language),
        ):
            card.body.addWidget(_named(words, control))
        card.body.addWidget(self.language_note)
        return card

    def _person_card(self) -> Card:
        card = Card(_("کاربر"))
        desk = self.work.desk()
        card.body.addWidget(label(desk.name, "strong"))
        roles = self.work.custody.roles if self.work.custody is not None else (desk.role,)
        if len(roles) > 1:
            self.role = ChoiceField(
                _("نقشی که با آن کار می‌کنید"),
                [(one, reference.role_words(one)) for one in roles],
                desk.role,
                hint=_("هر ثبت با نقشی که هنگام نوشتن دارید امضا می‌شود"),
            )
            self.role.edited.connect(self._choose_role)
            card.body.addWidget(self.role)
        else:
            card.body.addWidget(label(reference.role_words(desk.role), "small", "text2"))
        card.body.addWidget(_named(_("قفل پس از چند دقیقه بی‌کاری"), self.idle))
        card.body.addWidget(_named(_("رفت‌وآمد عکس‌ها روی اینترنت حجمی"), self.metered))
        return card

    def _idle_now(self) -> str:
        kept = self.work.settings.get(IDLE, IDLE_MINUTES)
        return str(kept) if kept in IDLE_CHOICES else str(IDLE_MINUTES)

    def _change(self, **changes: object) -> None:
        settings = self.work.settings
        settings.set_look(replace(settings.look, **changes))  # type: ignore[arg-type]  # keys are those of the segments
        self._say_language()

    def _say_language(self) -> None:
        self.language_note.set_words(_("زبان از اجرای بعدی برنامه عوض می‌شود."))

    def _choose_role(self) -> None:
        if self.role is not None:
            self.work.settings.put(ROLE, self.role.value())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= theme.current().px(_BESIDE_FROM)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if beside else direction.TopToBottom)


def _named(words: str, control: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    theme.pad(column, 4)
    column.addWidget(label(words, "smallMedium", "text2"))
    row = QHBoxLayout()
    theme.pad(row, 0)
    row.addWidget(control, 0, Qt.AlignmentFlag.AlignLeading)
    row.addStretch(1)
    column.addLayout(row)
    return holder
