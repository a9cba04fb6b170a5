"""The part of an identity's page that a custodian has: consent, and the next handler's office."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.identities import NoteConsent, ReferIdentity
from desktop.errors import AppError
from desktop.models.directory import Agency, Office
from desktop.models.identities.groups import other_groups
from desktop.models.identities.queries import IdentityCard
from desktop.models.identities.rules import CONTACT, OPENERS, REFERRERS
from desktop.views.navigation import Workplace
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.notice_bar import NoticeBar
from resources.wording import words_of
from resources.words import _

Choices = tuple[list[tuple[str, str]], list[tuple[str, str]]]


class HandingOn(Card):
    """Hidden from who may do neither."""

    def __init__(self, work: Workplace, notice: NoticeBar) -> None:
        super().__init__(_("رضایت و ارجاع"))
        self._work, self._notice = work, notice
        self._card: IdentityCard | None = None
        self.agency = ChoiceField(
            _("شهروند رضایت داده است که این دستگاه او را بشناسد"),
            [],
            empty=_("رضایتی ثبت نشده"),
            search=True,
        )
        self.consent = Button(_("ثبت رضایت"), size="row", on_click=self._consent)
        self.office = ChoiceField(_("دفتر بعدی رسیدگی"), [], empty=_("انتخاب دفتر"), search=False)
        self.refer = Button(_("مهر برای آن دفتر و ارجاع"), size="row", on_click=self._refer)
        for part in (self.agency, self.consent, self.office, self.refer):
            self.body.addWidget(part)
        self.agency.edited.connect(self._ready)
        self.office.edited.connect(self._ready)
        self.hide()

    def show_card(self, card: IdentityCard | None, role: str) -> None:
        """What this role may do with this identity."""
        self._card = card
        contact = card is not None and card.row.identity_class == CONTACT
        self.setVisible(contact and role in OPENERS | REFERRERS)
        for part in (self.office, self.refer):
            part.setVisible(role in REFERRERS)
        if contact and role in OPENERS | REFERRERS:
            self._work.tasks.read(self, self._choices, self._show)

    def _choices(self, session: Session) -> Choices:
        mine = self._work.desk().office
        agencies = session.execute(select(Agency.code, Agency.name_fa).order_by(Agency.name_fa))
        names = {row.id: row.name for row in session.execute(select(Office.id, Office.name))}
        offices = [
            (office.hex(), names.get(office, office.hex()[:8]))
            for office, _generation in other_groups(session, mine)
        ]
        return [(row.code, row.name_fa) for row in agencies], offices

    def _show(self, found: Choices) -> None:
        agencies, offices = found
        self.agency.set_options(agencies)
        self.office.set_options(offices)
        if self._card is not None:
            self.agency.set_value(self._card.row.consent_agency or "")
        self._ready()

    def _ready(self) -> None:
        card = self._card
        consented = card.row.consent_agency if card is not None else None
        self.consent.setEnabled(self.agency.value() != (consented or ""))
        self.refer.setEnabled(bool(self.office.value()))

    def _consent(self) -> None:
        if self._card is not None:
            self._carry_out(NoteConsent(self._card.row.id, self.agency.value() or None))

    def _refer(self) -> None:
        hands, office = self._work.hands, self.office.value()
        if self._card is not None and hands is not None and office:
            self._carry_out(ReferIdentity(self._card.row.id, bytes.fromhex(office), hands))

    def _carry_out(self, command: Command) -> None:
        self._notice.clear()
        self._work.tasks.execute(command, owner=self, failed=self._refused)

    def _refused(self, error: AppError) -> None:
        self._notice.show_notice(words_of(error.code, error.arguments), tone="danger")
