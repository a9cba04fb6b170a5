"""A meeting's rows on paper: the agenda before it, the minutes after it."""

from __future__ import annotations

from desktop.documents.meetings import Decision, Item, Minutes, minutes
from desktop.documents.page import Letterhead
from desktop.documents.signatures import Signature, Signed
from desktop.documents.visit_papers import Origin, payload
from desktop.documents.wording import personnel_kind
from desktop.models.calendar import clock, iran_day, long_date, short_date
from desktop.models.meetings.rows import ItemRow, MeetingDetail, MemberRow
from desktop.models.text import ltr_isolate, persian_digits
from resources.wording.meetings import OUTCOMES, PURPOSES, VOTES
from resources.wording.personnel_actions import DUTIES, STATEMENTS
from resources.words import _, listed


def minutes_paper(detail: MeetingDetail, origin: Origin, *, signed: bool = False) -> bytes:
    """The agenda of a planned meeting, else its minutes; ``signed``: as the chair signs them."""
    row = detail.row
    planned = row.state == "planned"
    quorum = _("{present} حاضر، {quorum} لازم").format(
        present=persian_digits(detail.present), quorum=persian_digits(detail.quorum)
    )
    paper = Minutes(
        letterhead=Letterhead(
            issuer=origin.issuer,
            office=origin.office,
            number=ltr_isolate(persian_digits(row.number)),
            date=short_date(row.day),
            attachment=_("ندارد"),
            qr=payload("meetings", row.id),
        ),
        title=row.title,
        facts=(
            (_("ستاد"), detail.setad or ""),
            (_("موضوع‌ها"), "، ".join(str(PURPOSES.get(one, one)) for one in row.purposes)),
            (
                _("زمان"),
                _("{day}، {time}").format(
                    day=long_date(iran_day(row.planned_at)), time=clock(row.planned_at)
                ),
            ),
            (_("جا"), row.place or ""),
            (_("حد نصاب"), "" if planned else quorum),
        ),
        present=tuple(_member(one) for one in detail.members if one.present),
        absent=tuple(_member(one) for one in detail.members if not one.present),
        items=tuple(_item(one) for one in detail.items),
        decisions=tuple(
            Decision(one.text, one.owner, short_date(one.due_on)) for one in detail.decisions
        ),
        signatures=() if planned else _signatures(detail, origin, signed=signed),
        printed_for=origin.printed_for,
        agenda_only=planned,
        seal=origin.seal if signed else "",
        draft=not (signed or planned),
        sample=row.sample or origin.sample,
    )
    return minutes(paper, printed_at=origin.printed_at, app_version=origin.app_version)


def _member(member: MemberRow) -> str:
    return f"{member.name} ({DUTIES.get(member.duty, member.duty)})"


def _item(item: ItemRow) -> Item:
    title = item.title
    if item.kind:
        title = _("{kind}: {person}").format(
            kind=personnel_kind(item.kind), person=listed((item.person, item.post))
        )
    asides = []
    if item.grounds:
        asides.append(_("اظهارشده: {words}").format(words=item.grounds))
    if item.heard:
        heard = _("اظهار شخص ثبت شده است")
        asides.append(heard if item.heard == "statement" else str(STATEMENTS[item.heard]))
    if item.discussion:
        asides.append(item.discussion)
    outcome = str(OUTCOMES.get(item.outcome or "", ""))
    if item.reason:
        outcome = f"{outcome}: {item.reason}"
    votes = "\n".join(f"{one.name}: {VOTES.get(one.choice, one.choice)}" for one in item.votes)
    return Item(title, tuple(asides), votes, outcome)


def _signatures(detail: MeetingDetail, origin: Origin, *, signed: bool) -> tuple[Signature, ...]:
    boxes = []
    for member in detail.members:
        if member.duty not in ("chair", "secretary") or not member.present:
            continue
        chair = member.duty == "chair"
        boxes.append(
            Signature(
                str(DUTIES[member.duty]),
                member.name,
                signed=Signed.DRAWN if chair and signed else Signed.NOT_YET,
                at=origin.printed_at if chair and signed else None,
                note=_("امضای الکترونیکی در دفتر رویدادها") if chair and signed else "",
            )
        )
    return tuple(boxes)
