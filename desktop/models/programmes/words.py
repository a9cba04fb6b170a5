"""What is due and why it is late, in words, for screens and papers alike."""

from __future__ import annotations

from datetime import date

from desktop.models.calendar import jalali, month_name, short_date
from desktop.models.programmes.frequency import Due, Slot
from desktop.models.text import persian_digits
from resources.words import _, listed


def frequency_words(kind: str, least: int, per: str) -> str:
    """«۴ نوبت در سال», «۱۲۰ دقیقه در هر هفته برای هر مدیر»."""
    count = persian_digits(least)
    if kind == "as_needed":
        return _("در صورت نیاز")
    if kind == "each_event":
        return _("پس از هر رویداد")
    if kind == "minutes":
        return _("{n} دقیقه در هر هفته برای هر مدیر").format(n=count)
    if kind == "once":
        return _("یک بار")
    shown = {
        "month": _("{n} نوبت در هر ماه"),
        "quarter": _("{n} نوبت در هر فصل"),
    }.get(per, _("{n} نوبت در سال"))
    if kind == "continuous":
        return _("پیوسته؛ {n}").format(n=shown.format(n=count))
    if kind == "unstated":
        return _("هدف برنامه: {n}").format(n=shown.format(n=count))
    return shown.format(n=count)


def due_words(due: Due) -> str:
    """«مهر ۱۴۰۴», «هفتهٔ ۵ مهر», «نوبت ۲ تا ۳۱ شهریور»."""
    year, month, _day = jalali(due.first)
    if due.turn:
        words = _("نوبت {n} تا {day}").format(
            n=persian_digits(due.turn), day=short_date(due.last, jalali(due.last)[0])
        )
    elif due.about is not None:
        words = _("پس از رویداد {day}").format(day=short_date(due.first, year))
    elif (due.last - due.first).days == 6:
        words = _("هفتهٔ {day}").format(day=short_date(due.first, year))
    elif "Q" in due.code:
        words = _("فصل {n}").format(n=persian_digits(due.code[-1]))
    else:
        words = f"{month_name(month)} {persian_digits(year)}"
    return listed((words, due.manager))


def why_words(slot: Slot, today: date) -> list[str]:
    """Why it is late, a sentence for each reason: what was asked, what happened, by how much."""
    due, found = slot.due, []
    for reason in slot.reasons:
        match reason:
            case "missing":
                found.append(
                    _("تا {day} لازم بود و ثبت نشده است؛ {n} روز گذشته.").format(
                        day=short_date(due.last), n=persian_digits((today - due.last).days)
                    )
                )
            case "short":
                found.append(
                    _("{got} از {needed} تا {day} ثبت شده است.").format(
                        got=persian_digits(slot.got),
                        needed=persian_digits(due.needed),
                        day=short_date(due.last),
                    )
                )
            case "held_late" if slot.day is not None:
                found.append(
                    _("مهلت {due} بود و {day} برگزار شد؛ {n} روز دیر.").format(
                        due=short_date(due.last),
                        day=short_date(slot.day),
                        n=persian_digits((slot.day - due.last).days),
                    )
                )
            case "entered_late" if slot.day is not None and slot.entered is not None:
                found.append(
                    _("{day} برگزار شد و {entered}، پس از پایان ماه، ثبت شد.").format(
                        day=short_date(slot.day), entered=short_date(slot.entered)
                    )
                )
    return found
