"""A delegation on paper: who acts for whom, in what, and when (``domain.md`` 10.15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop.documents.blocks import Facts, Passage
from desktop.documents.page import Block, Foot, Letterhead, Marks, Paper, render
from desktop.documents.sheet import LEFT, MM, Align, Style
from desktop.documents.visit_papers import Origin, payload
from desktop.models.calendar import clock, iran_day, long_date, short_date
from desktop.models.delegations.rows import DelegationDetail
from resources.words import _

_SIGN_ROOM = 34 * MM
_SIGNED_AT = LEFT + 40 * MM
_NAMED = Style(size=10.5, leading=17)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the screen and the paper call what is lent, where, and why."""

    what: str
    where: str
    reason: str


def delegation_paper(detail: DelegationDetail, words: Wording, origin: Origin) -> bytes:
    """The delegation as it was signed; a draft until then, and it says when it was taken back."""
    signed = detail.signed_at
    letterhead = Letterhead(
        issuer=origin.issuer,
        office=origin.office,
        number=detail.letter_number or "",
        date=short_date(detail.letter_date or iran_day(signed or origin.printed_at)),
        attachment=_("ندارد"),
        qr=payload("delegations", detail.row.id),
    )
    paper = Paper(
        letterhead,
        Foot(origin.printed_at, origin.app_version, origin.seal if signed else "", origin.sample),
        _("جانشینی"),
        marks=Marks(draft=signed is None),
    )
    paper.flow(list(_blocks(detail, words)), tail=_SIGN_ROOM)
    _sign(paper, detail)
    return render([paper], _("جانشینی"), origin.printed_at)


def _blocks(detail: DelegationDetail, words: Wording) -> Iterator[Block]:
    row = detail.row
    days = _("از {start} تا پایان {end}").format(
        start=long_date(row.starts), end=long_date(row.ends)
    )
    facts = (
        (_("از طرف"), row.from_words),
        (_("جانشین"), row.to_name),
        (_("کارها"), words.what),
        (_("کجا"), words.where),
        (_("روزها"), days),
        (_("دلیل"), words.reason),
        (_("توضیح"), detail.note or ""),
        (_("امضا"), _moment(detail.signed_at)),
        (_("پس گرفته شد"), _moment(detail.revoked_at)),
    )
    yield Facts([(name, value) for name, value in facts if value])
    yield Passage(
        _(
            "جانشین در این روزها کارهای بالا را به نام خود و با عنوان «به جانشینیِ {whom}» انجام "
            "می‌دهد. این جانشینی به دیگری سپرده نمی‌شود. جانشین در کاری که خود در آن سهمی داشته "
            "است تصمیم نمی‌گیرد."
        ).format(whom=row.from_words),
        gap=3 * MM,
    )
    if detail.beside:
        others = [
            _("{who}، از {start} تا {end}").format(
                who=one.to_name, start=short_date(one.starts), end=short_date(one.ends)
            )
            for one in detail.beside
        ]
        yield Passage("\n".join(others), _("جانشینان دیگر در همین روزها"))


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    return _("{day}، {time}").format(day=long_date(iran_day(at)), time=clock(at))


def _sign(paper: Paper, detail: DelegationDetail) -> None:
    top = paper.y + 5 * MM
    for text in (detail.row.from_words, _("امضا")):
        paper.sheet.text(text, _SIGNED_AT, top + _NAMED.size, _NAMED.aligned(Align.CENTRE))
        top += _NAMED.leading
    paper.skip(_SIGN_ROOM)
