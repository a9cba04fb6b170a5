"""The truth about sync in few words: what is not sent, and when headquarters last said so."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.sync_state import SyncState
from desktop.models.text import persian_digits
from desktop.runtime.jobs import Jobs
from desktop.runtime.network import NetworkNotice
from desktop.views.rail import FootState
from resources.wording import words_of
from resources.words import _

_AWAY: Final = frozenset(
    {"server_away", "link_cut", "server_slow", "network_captive", "server_unavailable"}
)


def is_away(state: SyncState) -> bool:
    """Whether the last exchange could not reach headquarters."""
    return state.last_error is not None and state.last_error.code in _AWAY


def is_running(jobs: Jobs) -> bool:
    """Whether an exchange is under way."""
    return any(row.active and row.title == _("ارسال و دریافت") for row in jobs.rows())


def foot_of(state: SyncState, today: date) -> FootState:
    """What the rail and the home page say of a state; computed from receipts alone."""
    line = _last_receipt(state, today)
    if not state.enrolled:
        return FootState(_("بدون ستاد"), _("این رایانه ثبت‌نام نشده"), "", "cloud-off", "text3", 0)
    if state.to_load:
        done = persian_digits(100 * state.loaded // state.to_load)
        words = _("دریافت نخستین پرونده‌ها: {percent} درصد").format(percent=done)
        return FootState(words, line, "", "refresh-cw", "info", 0)
    waiting = state.unsent + state.unsent_photos
    hint = ""
    if state.last_error is not None:
        hint = words_of(state.last_error.code, state.last_error.arguments)
    if state.refused:
        words = _("{n} ثبت را ستاد نپذیرفت").format(n=persian_digits(state.refused))
        return FootState(
            words,
            line,
            hint or _("دلیل هر یک در «ارسال و دریافت» است."),
            "triangle-alert",
            "danger",
            state.refused,
        )
    if state.conflicts:
        words = _("{n} ویرایش هم‌زمان").format(n=persian_digits(state.conflicts))
        return FootState(
            words,
            line,
            hint or _("میان دو مقدار یکی را برگزینید."),
            "git-merge",
            "warning",
            state.conflicts,
        )
    if state.running:
        return FootState(_("در حال ارسال و دریافت"), line, "", "refresh-cw", "info", waiting)
    if waiting:
        if state.at_relay == waiting:
            return FootState(relay_words(state), line, hint, "cloud-upload", "info", waiting)
        hint = hint or (relay_words(state) if state.at_relay else "")
        return FootState(_short(state), line, hint, "cloud-upload", "warning", waiting)
    if state.last_error is not None:
        return FootState(_("همه ارسال شده؛ ستاد دور از دسترس"), line, hint, "cloud-off", "text2", 0)
    return FootState(_("همه ارسال شده"), line, "", "circle-check", "success", 0)


def unsent_words(state: SyncState) -> str:
    """«۳ ثبت و ۵ عکس ارسال نشده»."""
    entries, photos = persian_digits(state.unsent), persian_digits(state.unsent_photos)
    if state.unsent and state.unsent_photos:
        return _("{n} ثبت و {m} عکس ارسال نشده").format(n=entries, m=photos)
    if state.unsent_photos:
        return _("{m} عکس ارسال نشده").format(m=photos)
    return _("{n} ثبت ارسال نشده").format(n=entries)


def relay_words(state: SyncState) -> str:
    """«نزد رلهٔ استان: ۳»: on the way to headquarters, and not there yet."""
    return _("نزد رلهٔ استان: {n}").format(n=persian_digits(state.at_relay))


def headline(state: SyncState, today: date) -> str:
    """The same where there is room for photos too."""
    foot = foot_of(state, today)
    return unsent_words(state) if foot.words == _short(state) and foot.count else foot.words


def network_words(network: NetworkNotice | None, state: SyncState) -> tuple[str, str] | None:
    """What the network keeps from going by itself, and what to do; None where it keeps nothing."""
    if network is None or not state.enrolled:
        return None
    if not network.online:
        return (
            _("این رایانه به شبکه وصل نیست"),
            _("ثبت‌ها همین‌جا می‌مانند و با وصل شدن شبکه خودبه‌خود فرستاده می‌شوند."),
        )
    if network.metered and (state.unsent_photos or state.queued_blobs):
        return (
            _("اینترنت این رایانه حجمی است"),
            _("ثبت‌ها خودبه‌خود می‌روند؛ عکس‌ها با «ارسال و دریافت» یا در شبکه‌ای دیگر."),
        )
    return None


def _short(state: SyncState) -> str:
    if state.unsent:
        return _("{n} ثبت ارسال نشده").format(n=persian_digits(state.unsent))
    return unsent_words(state)


def _last_receipt(state: SyncState, today: date) -> str:
    if state.last_receipt_at is None:
        return _("هنوز رسیدی از ستاد نیامده")
    at = in_iran(state.last_receipt_at)
    if at.date() == today:
        return _("آخرین رسید {time}").format(time=clock(at))
    return _("آخرین رسید {day} {time}").format(day=relative_day(at.date(), today), time=clock(at))
