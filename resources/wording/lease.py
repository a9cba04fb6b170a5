"""Leases, certificates and lists of keys in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {
    "recording_closed": lazy(
        "مهلت کار بدون ستاد و شصت روز پس از آن گذشته است. پیش از ثبت تازه یک بار با ستاد تبادل "
        "کنید؛ آنچه فرستاده نشده سر جایش است."
    ),
    "reading_closed": lazy(
        "مهلت کار بدون ستاد تمام شده و آنچه از دیگران رسیده بسته است. با یک تبادل باز می‌شود."
    ),
    "lease_not_genuine": lazy("مهلتی که رسید از ستاد نیست. چیزی از این تبادل نگه داشته نشد."),
    "audit_head_not_genuine": lazy(
        "نشان دفتر ستاد که رسید امضای ستاد را ندارد. چیزی از این تبادل نگه داشته نشد."
    ),
    "keys_older": lazy(
        "فهرست کلیدهایی که رسید از فهرست این رایانه تازه‌تر نیست. چیزی از آن نگه داشته نشد."
    ),
    "root_of_another": lazy("این ریشه از ستاد دیگری است و فهرست کلیدهای این ستاد را امضا نمی‌کند."),
    "key_file_wrong": lazy("در فایل {file} کلید عمومی نیست."),
    "relay_lease_over": lazy(
        "رلهٔ استان مدت‌هاست با ستاد در تماس نبوده است و تا تماس بعدی چیزی نمی‌دهد."
    ),
}
