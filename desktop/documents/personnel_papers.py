"""A person's rows on paper: the report card, and the appraisal sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from desktop.documents.page import Letterhead
from desktop.documents.personnel_actions import Card, Point, report_card
from desktop.documents.visit_papers import Origin, payload
from desktop.documents.wording import indicator_title
from desktop.models.calendar import iran_day, short_date
from desktop.models.personnel_actions.report_cards import AppraisalData, CardData
from desktop.models.text import decimal, persian_digits
from resources.words import _, listed


@dataclass(frozen=True, slots=True)
class Appraised:
    """The case that a sheet is for; the person saw it on a day and may have said something."""

    words: str
    number: str | None
    seen_on: date | None
    remark: str | None


def card_paper(data: CardData, origin: Origin, *, issued: bool = False) -> bytes:
    """The card; ``issued``: as it is given and kept."""
    return report_card(
        _card(data, origin, issued=issued),
        printed_at=origin.printed_at,
        app_version=origin.app_version,
    )


def appraisal_paper(
    data: AppraisalData, case: Appraised, origin: Origin, *, issued: bool = False
) -> bytes:
    """The sheet for an appointment or promotion; surveys of the unit are a dash until there are."""
    card = _card(data.card, origin, issued=issued)
    closed = _("{closed} از {all}").format(
        closed=persian_digits(data.closed), all=persian_digits(data.findings)
    )
    facts = (
        (_("برای"), case.words),
        (_("شمارهٔ پروندهٔ انتصاب یا ارتقا"), persian_digits(case.number or "")),
        *card.facts,
        (_("یافته‌های بسته‌شده"), closed),
        (_("نظرسنجی واحد"), "—"),
        (_("شخص برگه را دید"), short_date(case.seen_on) if case.seen_on else ""),
    )
    paper = replace(card, facts=facts, appraises=case.words, remark=case.remark)
    return report_card(paper, printed_at=origin.printed_at, app_version=origin.app_version)


def _card(data: CardData, origin: Origin, *, issued: bool) -> Card:
    compared = _("با واحد سنجیده نشده است: پشت عددها کمتر از شمار لازم نفر است.")
    if data.compared is not None:
        compared = _("میانگین واحد از {n} نفر است.").format(n=persian_digits(data.compared))
    return Card(
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
