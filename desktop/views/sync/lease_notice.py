"""How long this computer may go on without headquarters, and what is closed after that."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from desktop.models.lease import LeaseState, Standing
from desktop.models.text import persian_digits
from desktop.views.shared.notice_bar import NoticeBar
from resources.words import _


class LeaseWords(NamedTuple):
    """A sentence, what to do, and how grave it is."""

    sentence: str
    line: str
    tone: str


def lease_words(state: LeaseState) -> LeaseWords | None:
    """What the person must know of the lease now; nothing while it runs."""
    if state.shut == "certificate_expired":
        return LeaseWords(
            _("گواهی این رایانه تمام شده است"),
            _(
                "مدیر سامانه در ستاد آن را تازه می‌کند. تا آن زمان آنچه از دیگران رسیده بسته است؛ "
                "ثبت‌های خودتان می‌ماند و چیزی پاک نمی‌شود."
            ),
            "danger",
        )
    if state.shut:
        return LeaseWords(
            _("ستاد دسترسی این رایانه را لغو کرده است"),
            _(
                "آنچه از دیگران رسیده بسته است. ثبت‌های فرستاده‌نشدهٔ شما روی این رایانه می‌ماند و "
                "پاک نمی‌شود؛ آنچه از آن به ستاد برسد جدا نگه داشته می‌شود تا بررسی شود. با مدیر "
                "سامانه تماس بگیرید."
            ),
            "danger",
        )
    days = persian_digits(state.days_left)
    match state.standing:
        case Standing.ENDING:
            return LeaseWords(
                _("{n} روز دیگر مهلت کار بدون ستاد تمام می‌شود").format(n=days),
                _(
                    "یک بار «ارسال و دریافت» کنید، یا با حافظهٔ جانبی از ستاد پاسخ بگیرید. وگرنه "
                    "آنچه از دیگران رسیده بسته می‌شود؛ کار خودتان باز می‌ماند."
                ),
                "warning",
            )
        case Standing.OVER:
            return LeaseWords(
                _("مهلت کار بدون ستاد تمام شده است"),
                _(
                    "آنچه از دیگران رسیده بسته است. کار خودتان باز است و تا {n} روز دیگر ثبت "
                    "می‌شود، با نشان «پس از مهلت». با یک تبادل یا پاسخ ستاد روی حافظهٔ جانبی همه باز "
                    "می‌شود."
                ).format(n=persian_digits(state.days_to_record)),
                "danger",
            )
        case Standing.CLOSED:
            return LeaseWords(
                _("تا تبادل با ستاد چیزی ثبت نمی‌شود"),
                _(
                    "مهلت کار بدون ستاد و شصت روز پس از آن گذشته است. آنچه فرستاده نشده سر جایش "
                    "است؛ با یک تبادل یا پاسخ ستاد روی حافظهٔ جانبی همه باز می‌شود."
                ),
                "danger",
            )
    return None


def show_lease(bar: NoticeBar, state: LeaseState, sync_now: Callable[[], object]) -> None:
    """Say it on a page, with the one thing to do; nothing while the lease runs."""
    words = lease_words(state)
    if words is None:
        bar.clear()
        return
    action = "" if state.shut else _("ارسال و دریافت")
    bar.show_notice(
        words.sentence,
        words.line,
        tone=words.tone,
        icon="calendar-days",
        action=action,
        on_action=sync_now,
    )
