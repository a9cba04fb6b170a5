"""A person's rows on paper: the report card."""

from __future__ import annotations

from desktop.documents.page import Letterhead
from desktop.documents.personnel_actions import Card, Point, report_card
from desktop.documents.visit_papers import Origin, payload
from desktop.documents.wording import indicator_title
from desktop.models.calendar import iran_day, short_date
from desktop.models.personnel_actions.report_cards import CardData
from desktop.models.text import decimal, persian_digits
from resources.words import _, listed


def card_paper(data: CardData, origin: Origin, *, issued: bool = False) -> bytes:
    """The card; ``issued``: as it is given and kept."""
    compared = _("با واحد سنجیده نشده است: پشت عددها کمتر از شمار لازم نفر است.")
    if data.compared is not None:
        compared = _("میانگین واحد از {n} نفر است.").format(n=persian_digits(data.compared))
    paper = Card(
        letterhead=Letterhead(
            issuer=origin.issuer,
            office=origin.office,
            date=short_date(iran_day(origin.printed_at)),
            attachment=_("ندارد"),
            qr=payload("persons", data.person_id),
        ),
        facts=(
            (_("نام"), data.name),
            (_("سمت"), listed((data.post, data.unit_name))),
            (
                _("دوره"),
                _("{first} تا {last}").format(
                    first=short_date(data.starts), last=short_date(data.ends)
                ),
            ),
            (_("تشویق"), persian_digits(data.rewards)),
            (_("تذکر"), persian_digits(data.cautions)),
            (_("ساعت آموزش"), persian_digits(data.hours)),
        ),
        points=tuple(
            Point(
                f"{one.indicator} · {indicator_title(one.indicator)}",
                persian_digits(one.good),
                persian_digits(one.weak),
                "—" if one.unit_mean is None else decimal(one.unit_mean),
            )
            for one in data.indicators
        ),
        courses=tuple(
            (short_date(day), title, persian_digits(hours)) for day, title, hours in data.courses
        ),
        compared=compared,
        printed_for=origin.printed_for,
        seal=origin.seal if issued else "",
        draft=not issued,
        sample=origin.sample,
    )
    return report_card(paper, printed_at=origin.printed_at, app_version=origin.app_version)
