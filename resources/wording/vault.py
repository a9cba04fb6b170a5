"""Errors of the vault, its password, its backups and the keyring in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words


WORDS: Final[dict[str, Words]] = {
    "wrong_password": lazy("گذرواژه درست نیست. صفحه‌کلید و حروف بزرگ و کوچک را ببینید."),
    "wrong_password_last": lazy(
        "گذرواژه درست نیست. پس از یک اشتباه دیگر باید {seconds} ثانیه صبر کنید."
    ),
    "sign_in_locked": lazy("گذرواژه چند بار درست نبود. {wait} ثانیهٔ دیگر دوباره بزنید."),
    "sign_in_locked_long": lazy("گذرواژه چند بار درست نبود. {minutes} دقیقهٔ دیگر دوباره بزنید."),
    "password_too_short": lazy("گذرواژه باید دست‌کم {least} نویسه باشد. یک جملهٔ کوتاه خوب است."),
    "password_too_long": lazy("گذرواژه باید حداکثر {most} نویسه باشد."),
    "password_too_simple": lazy("این گذرواژه یکنواخت است. نویسه‌های گوناگون‌تری بنویسید."),
    "password_too_common": lazy("این گذرواژه زود حدس زده می‌شود. چند واژهٔ بی‌ربط را پشت هم بنویسید."),
    "password_unchanged": lazy("گذرواژهٔ تازه همان گذرواژهٔ پیشین است. یکی دیگر بنویسید."),
    "vault_missing": lazy(
        "صندوق داده روی این رایانه پیدا نشد. با مدیر سامانه تماس بگیرید تا آن را بازگرداند."
    ),
    "vault_exists": lazy("این صندوق داده روی این رایانه هست. با گذرواژهٔ خود وارد شوید."),
    "vault_damaged": lazy(
        "پروندهٔ صندوق داده آسیب دیده است و باز نمی‌شود. به آن دست نزنید؛ "
        "آخرین پشتیبان در پوشهٔ backups است. با مدیر سامانه تماس بگیرید."
    ),
    "vault_newer": lazy(
        "این صندوق داده با نسخهٔ تازه‌تری از برنامه ساخته شده است. برنامه را روزآمد کنید."
    ),
    "vault_in_use": lazy(
        "این صندوق داده در پنجرهٔ دیگری باز است. آن پنجره را ببندید و دوباره وارد شوید."
    ),
    "vault_not_encrypted": lazy(
        "این پرونده رمز نشده است و صندوق داده نیست. به آن دست نزنید و به مدیر سامانه خبر دهید."
    ),
    "database_setting_refused": lazy(
        "پایگاه داده تنظیم امن «{setting}» را نپذیرفت و باز نشد. به مدیر سامانه خبر دهید."
    ),
    "keyring_missing": lazy(
        "جاکلیدی سیستم در دسترس نیست. وارد نشست خود در سیستم شوید یا از مدیر سامانه "
        "اجازهٔ کار با گذرواژهٔ بلند را بگیرید."
    ),
    "keyring_locked": lazy("جاکلیدی سیستم قفل است. قفل آن را باز کنید و دوباره بزنید."),
    "keyring_unfaithful": lazy(
        "جاکلیدی سیستم کلید را درست نگه نداشت. به مدیر سامانه خبر دهید؛ چیزی ذخیره نشد."
    ),
    "device_secret_missing": lazy(
        "کلید این دستگاه در جاکلیدی سیستم نیست. با همان حساب کاربری سیستم وارد شوید "
        "که صندوق داده را ساخت، یا با مدیر سامانه تماس بگیرید."
    ),
    "disk_full": lazy(
        "جای خالی دیسک بس نیست. {needed} مگابایت خالی کنید و دوباره بزنید؛ چیزی از دست نرفت."
    ),
    "disk_failed": lazy(
        "دیسک پاسخ نداد. اتصال و جای خالی آن را ببینید و دوباره بزنید؛ نوشتهٔ شما در فرم مانده است."
    ),
    "backup_no_space": lazy(
        "برای پشتیبان‌گیری جا نیست. {needed} مگابایت خالی کنید؛ پشتیبان پیشین سر جای خود است."
    ),
    "backup_damaged": lazy(
        "پشتیبان تازه درست درنیامد و نگه داشته نشد. دوباره بگیرید؛ "
        "اگر باز چنین شد، به مدیر سامانه خبر دهید."
    ),
    "verify_entry_unreadable": lazy(
        "ثبت شمارهٔ {counter} خوانده نمی‌شود ({kind} {record}). به مدیر سامانه خبر دهید."
    ),
    "verify_entry_moved": lazy(
        "ثبت شمارهٔ {counter} سر جای خود نیست ({kind} {record}). به مدیر سامانه خبر دهید."
    ),
    "verify_entry_hash": lazy(
        "ثبت شمارهٔ {counter} پس از نوشتن دست خورده است ({kind} {record}). به مدیر سامانه خبر دهید."
    ),
    "verify_entry_missing": lazy(
        "پیش از ثبت شمارهٔ {counter} دست‌کم یک ثبت نیست ({kind} {record}). به مدیر سامانه خبر دهید."
    ),
    "verify_rank": lazy(
        "جایگاه ثبت شمارهٔ {counter} میان ثبت‌ها دست خورده است ({kind} {record}). "
        "به مدیر سامانه خبر دهید."
    ),
    "verify_chain": lazy(
        "ثبت شمارهٔ {counter} به ثبت پیش از خود نمی‌رسد ({kind} {record}). به مدیر سامانه خبر دهید."
    ),
    "verify_signature": lazy(
        "امضای ثبت شمارهٔ {counter} درست نیست ({kind} {record}). به مدیر سامانه خبر دهید."
    ),
    "verify_body": lazy(
        "متن ثبت شمارهٔ {counter} دست خورده است ({kind} {record}). به مدیر سامانه خبر دهید."
    ),
    "verify_body_alone": lazy("متنی هست که ثبت شمارهٔ {counter} آن نیست. به مدیر سامانه خبر دهید."),
    "verify_body_missing": lazy("متن ثبت شمارهٔ {counter} نیست. به مدیر سامانه خبر دهید."),
    "verify_batch": lazy("امضای ستاد بر یک بستهٔ رسیده درست نیست. به مدیر سامانه خبر دهید."),
    "verify_body_unsigned": lazy(
        "متن ثبت شمارهٔ {counter} در بسته‌ای که ستاد امضا کرد نیست ({kind} {record}). "
        "به مدیر سامانه خبر دهید."
    ),
    "verify_receipt": lazy(
        "رسید ثبت شمارهٔ {counter} امضای درست ستاد را ندارد. به مدیر سامانه خبر دهید."
    ),
    "verify_receipt_other": lazy(
        "رسید ستاد با ثبت شمارهٔ {counter} این رایانه نمی‌خواند. به مدیر سامانه خبر دهید."
    ),
    "verify_row": lazy(
        "رکورد {kind} {record} در «{field}» با ثبت‌ها نمی‌خواند. به مدیر سامانه خبر دهید."
    ),
    "verify_row_alone": lazy("رکورد {kind} {record} با ثبت‌ها نمی‌خواند. به مدیر سامانه خبر دهید."),
    "writes_in_a_circle": lazy(
        "زمان‌سنج ثبت‌های یک رکورد به خود برمی‌گردد و دست خورده است. به مدیر سامانه خبر دهید."
    ),
    "verify_blob": lazy("پیوست {kind} {record} آسیب دیده است. به مدیر سامانه خبر دهید."),
}
