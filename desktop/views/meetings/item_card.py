"""One item of the agenda on the page: what it is about, who voted how, the outcome."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.meetings.rows import ItemRow, MeetingDetail
from desktop.models.personnel_actions.report_cards import REWARDS
from desktop.models.text import persian_digits
from desktop.views.meetings import looks
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import label
from desktop.views.shared.pill import Pill
from resources.wording.meetings import VOTES
from resources.wording.personnel_actions import STATEMENTS
from resources.words import _

Vote = Callable[[ItemRow, bytes, str], None]
Decide = Callable[[ItemRow], None]


class ItemCard(Card):
    """The keeper of the minutes notes each vote; a member votes for himself alone."""

    def __init__(
        self,
        item: ItemRow,
        detail: MeetingDetail,
        *,
        me: bytes,
        vote: Vote,
        decide: Decide,
        go: Callable[[Place], None],
    ) -> None:
        number = _("بند {n}").format(n=persian_digits(item.position))
        super().__init__(f"{number} · {looks.item_words(item)}", note=item.post or "")
        self.item = item
        self.votes: dict[bytes, ChoiceField] = {}
        self._vote = vote
        look = looks.outcome_look(item)
        if look is not None:
            self.head.addWidget(Pill(look))
        if item.grounds:
            words = item.grounds
            if item.outcome is None and item.kind not in REWARDS:
                words = _("اظهارشده: {words}").format(words=words)
            self.body.addWidget(label(words, "body", wrap=True))
        if item.heard:
            heard = _("اظهار شخص ثبت شده است")
            words = heard if item.heard == "statement" else str(STATEMENTS[item.heard])
            self.body.addWidget(label(words, "small", "text3"))
        if item.discussion:
            self.body.addWidget(label(item.discussion, "body", "text2", wrap=True))
        if item.reason:
            self.body.addWidget(label(f"«{item.reason}»", "small", "text2", wrap=True))
        may_vote = "CastVote" in detail.may and item.outcome is None
        self._add_votes(item, detail, me, may_vote=may_vote)
        self._add_feet(item, detail, decide, go)

    def _add_votes(
        self, item: ItemRow, detail: MeetingDetail, me: bytes, *, may_vote: bool
    ) -> None:
        cast = {one.person_id: one.choice for one in item.votes}
        keeps = "AddDecision" in detail.may
        holder = QWidget()
        flow = Flow(12, 4, parent=holder)
        for member in detail.members:
            if not (member.voter and member.present):
                continue
            if member.person_id in item.barred:
                words = _("{name} در این بند رأی نمی‌دهد").format(name=member.name)
                flow.addWidget(label(words, "small", "text3"))
                continue
            if may_vote and (keeps or member.person_id == me):
                options = [(code, str(words)) for code, words in VOTES.items()]
                field = ChoiceField(
                    member.name,
                    options,
                    cast.get(member.person_id, ""),
                    empty=_("رأی نداده"),
                    search=False,
                    foot=False,
                )
                field.edited.connect(partial(self._cast, member.person_id))
                self.votes[member.person_id] = field
                flow.addWidget(field)
            else:
                choice = cast.get(member.person_id)
                shown = looks.vote_words(choice) if choice else _("رأی نداده")
                flow.addWidget(label(f"{member.name}: {shown}", "small", "text2"))
        self.body.addWidget(holder)
        holder.setVisible(flow.count() > 0 and detail.row.state != "planned")

    def _cast(self, person: bytes) -> None:
        choice = self.votes[person].value()
        if choice:
            self._vote(self.item, person, choice)

    def _add_feet(
        self,
        item: ItemRow,
        detail: MeetingDetail,
        decide: Decide,
        go: Callable[[Place], None],
    ) -> None:
        feet = QHBoxLayout()
        theme.pad(feet, 8)
        if "DecideItem" in detail.may and item.outcome is None:
            feet.addWidget(
                Button(
                    _("نتیجهٔ بند {n}").format(n=persian_digits(item.position)),
                    icon="gavel",
                    size="row",
                    on_click=partial(decide, item),
                )
            )
        if item.record_kind == "personnel_actions" and item.record_id is not None:
            place = Place("personnel_action", item.record_id)
            feet.addWidget(Button(_("پرونده"), "link", size="row", on_click=partial(go, place)))
        feet.addStretch(1)
        self.body.addLayout(feet)
