"""What lies on a stick and what is on its way, each as a line in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.sticks import PURPOSES, Found
from desktop.models.text import decimal, ltr_isolate, persian_digits
from desktop.runtime.sticks import OnTheWay, TakenFrom, WrittenBundles
from desktop.views.shared import theme
from desktop.views.shared.labels import IconMark, elided, label
from desktop.views.shared.pill import Pill, PillLook
from resources.wording import words_of
from resources.words import _

_GIGA = 1 << 30
_MEGA = 1 << 20
_KILO = 1 << 10


def bundle_line(
    found: Found,
    vault: bytes,
    names: Mapping[bytes, str],
    taken: Mapping[bytes, int],
    today: date,
) -> QWidget:
    """One bundle: from whom, for whom, when, how much; ``taken`` tells what was taken in."""
    header = found.header
    if header is None:
        error = found.error
        words = words_of(error.code, error.arguments) if error is not None else ""
        look = PillLook(_("خوانده نشد"), "danger", "cross")
        return line("triangle-alert", "danger", ltr_isolate(found.path.name), words, look)
    mine, ours = header.recipient == vault, header.sender == vault
    purpose = PURPOSES[header.purpose]
    told = [moment(header.made_at, today), counts(header.entries, header.files), size(header.size)]
    look = PillLook(_("برای دیگری"), "neutral", "dash")
    if mine and header.made_at <= taken.get(header.sender, 0):
        look = PillLook(_("وارد شده"), "success", "check")
    elif mine:
        look = PillLook(_("برای شما"), "accent", "ring")
    elif ours:
        look = PillLook(_("از شما"), "info", "out")
    icon = "download" if mine else "send" if ours else "lock"
    title = title_of(purpose, header.sender, header.recipient, vault, names)
    return line(icon, "text2", title, " · ".join(one for one in told if one), look)


def title_of(
    purpose: str, sender: bytes, recipient: bytes, vault: bytes, names: Mapping[bytes, str]
) -> str:
    """«از ستاد برای شما», «از بازرس … برای ستاد»."""

    def who(one: bytes, at_headquarters: bool) -> str:
        if at_headquarters:
            return _("ستاد")
        return _("شما") if one == vault else names.get(one, _("همکاری ناشناس"))

    return _("از {sender} برای {recipient}").format(
        sender=who(sender, purpose in {"answer", "enrolled"}),
        recipient=who(recipient, purpose in {"to_headquarters", "enrol"}),
    )


def sent_line(one: OnTheWay, today: date) -> QWidget:
    """What was put on a stick, and whether its receipt has come."""
    sent = one.sent
    title = _("برای {name}").format(name=sent.name) if sent.vault else _("برای ستاد")
    told = " · ".join(
        part for part in (moment(sent.made_at, today), counts(sent.entries, sent.files)) if part
    )
    if sent.vault and one.receipted:
        words = _("رسید همکار آمده است؛ نزد ستاد هنوز ارسال‌نشده شمرده می‌شود.")
        look = PillLook(_("رسید همکار"), "info", "check")
    elif sent.vault:
        words = _("رسید همکار نیامده است.")
        look = PillLook(_("در راه"), "warning", "pie2")
    elif one.receipted:
        words = _("رسید ستاد آمده است.")
        look = PillLook(_("رسید ستاد"), "success", "check")
    else:
        words = _("با این حافظه به ستاد نرسیده؛ رسید نیامده است.")
        look = PillLook(_("در راه"), "warning", "pie2")
    return line("send", "text2", title, words, look, told)


def written_words(written: WrittenBundles) -> tuple[str, str]:
    """What is now on the stick, and what to do with it."""
    entries = sum(one.header.entries for one in written)
    files = sum(one.header.files for one in written)
    told = counts(entries, files) or _("درخواست تازه‌ها")
    sentence = _("روی حافظه نوشته شد: {what}").format(what=told)
    for_colleague = PURPOSES[written[0].header.purpose] == "between_vaults"
    if for_colleague:
        return sentence, _("همکار آن را وارد می‌کند؛ تا رسید ستاد، ارسال‌نشده می‌ماند.")
    return sentence, _("حافظه را به ستاد برسانید؛ تا رسید آن برنگردد، ارسال‌نشده می‌ماند.")


def taken_words(taken: TakenFrom) -> tuple[str, str, str]:
    """What came from the stick: tone, sentence, line."""
    entries = sum(one.entries for one in taken.taken)
    files = sum(one.files for one in taken.taken)
    parts = [counts(entries, files)]
    if any(one.receipt for one in taken.taken):
        parts.append(_("رسید"))
    told = "، ".join(part for part in parts if part)
    sentence = _("وارد شد: {what}").format(what=told) if told else _("چیز تازه‌ای در آن نبود")
    if taken.failed is None:
        return "success", sentence, ""
    problem = words_of(taken.failed.code, taken.failed.arguments)
    if not taken.taken:
        return "danger", problem, ""
    return "warning", sentence, problem


def counts(entries: int, files: int) -> str:
    """«۱۲ ثبت و ۳ فایل»; nothing for nothing."""
    if entries and files:
        both = _("{n} ثبت و {files} فایل")
        return both.format(n=persian_digits(entries), files=persian_digits(files))
    if entries:
        return _("{n} ثبت").format(n=persian_digits(entries))
    return _("{n} فایل").format(n=persian_digits(files)) if files else ""


def size(count: int) -> str:
    """Bytes as people say them."""
    if count >= _GIGA:
        return _("{n} گیگابایت").format(n=decimal(count / _GIGA))
    if count >= _MEGA:
        return _("{n} مگابایت").format(n=decimal(count / _MEGA))
    return _("{n} کیلوبایت").format(n=persian_digits(max(1, count // _KILO)))


def moment(made_at: int, today: date) -> str:
    """When a bundle was made; nothing for a time that no clock can show."""
    try:
        at = in_iran(datetime.fromtimestamp(made_at / 1000, UTC))
    except (OverflowError, OSError, ValueError):
        return ""
    return f"{relative_day(at.date(), today)} {clock(at)}"


def line(icon: str, tone: str, title: str, words: str, look: PillLook, detail: str = "") -> QWidget:
    """A mark, a title with its pill, and one or two lines below."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    theme.pad(row, 12, (0, 4, 0, 4))
    row.addWidget(IconMark(icon, tone), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    theme.pad(column, 3)
    head = QHBoxLayout()
    theme.pad(head, 8)
    head.addWidget(elided(title, "strong"), 1)
    head.addWidget(Pill(look))
    column.addLayout(head)
    column.addWidget(label(words, "body" if detail else "small", "text2", wrap=True))
    if detail:
        column.addWidget(label(detail, "small", "text3", wrap=True))
    row.addLayout(column, 1)
    holder.setAccessibleName(f"{title}، {look.words}")
    return holder
