"""The chosen unit beside the list: its card, its other names, its posts and its visits."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal

from desktop.models.calendar import relative_day
from desktop.models.directory_queries import PostRow
from desktop.models.text import ltr_isolate, persian_digits
from desktop.models.unit_lists import UnitDetail
from desktop.views.shared.buttons import Button
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.side_panel import Facts, SidePanel
from desktop.views.shared.tips import tip
from resources.words import _, listed


class UnitPanel(SidePanel):
    """What an administrator may do with it stands at its foot."""

    merge = Signal()
    confirm = Signal()
    undo = Signal()
    add_post = Signal()

    def __init__(self, *, may_merge: bool, may_add_posts: bool) -> None:
        super().__init__(_("واحد برگزیده"))
        self._may, self._may_add_posts = may_merge, may_add_posts
        self.detail: UnitDetail | None = None
        self.merge_button = self.add_action(
            Button(_("یکی‌کردن…"), icon="git-merge", on_click=self.merge.emit)
        )
        self.confirm_button = self.add_action(
            Button(_("تأیید"), icon="check", on_click=self.confirm.emit)
        )
        self.undo_button = self.add_action(
            Button(_("برگرداندن یکی‌سازی"), icon="undo-2", on_click=self.undo.emit)
        )
        tip(self.confirm_button, _("به‌عنوان واحد تازه در فهرست بماند"))
        for button in (self.merge_button, self.confirm_button, self.undo_button):
            button.hide()

    def show_unit(self, unit: UnitDetail, today: date) -> None:
        """Everything that is known of it here."""
        self.detail = unit
        card = unit.card
        self.set_head("", unit.name)
        self.clear_body()
        if unit.merged:
            notice = NoticeBar()
            self.body.addWidget(notice)
            notice.show_notice(_("یکی شده با «{name}»").format(name=card.name), tone="info")
        elif card.provisional:
            notice = NoticeBar()
            self.body.addWidget(notice)
            notice.show_notice(
                _("موقت ثبت شده"), _("هنوز با فهرست سنجیده نشده است"), tone="warning"
            )
        visits = persian_digits(unit.visits)
        if unit.last_visit is not None:
            visits = _("{n}؛ آخرین {day}").format(
                n=visits, day=relative_day(unit.last_visit, today)
            )
        facts = [
            (_("دستگاه"), card.agency_name or ""),
            (_("شهرستان"), card.county or ""),
            (_("نشانی"), persian_digits(card.address or "")),
            (_("تلفن"), ltr_isolate(persian_digits(card.phone)) if card.phone else ""),
            (_("بازرسی‌ها"), visits),
        ]
        others = [one.name for one in unit.others if one.id != unit.id]
        if others:
            facts.append((_("نام‌های دیگر"), listed(others)))
        self.body.addWidget(Facts(facts))
        if unit.posts:
            self.body.addWidget(label(_("سمت‌ها"), "smallMedium", "text2"))
            self.body.addWidget(
                Facts([(_post_words(one), one.holder or _("خالی")) for one in unit.posts])
            )
        if self._may_add_posts and not unit.merged:
            add = Button(_("سمت موقت…"), "quiet", icon="plus", size="row")
            add.clicked.connect(lambda: self.add_post.emit())
            self.body.addWidget(add, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addStretch(1)
        self.merge_button.setVisible(self._may and not unit.merged)
        self.confirm_button.setVisible(self._may and card.provisional and not unit.merged)
        self.undo_button.setVisible(self._may and unit.merged)


def _post_words(one: PostRow) -> str:
    return _("{title} (موقت)").format(title=one.title) if one.provisional else one.title
