"""Errors of directory in words; a row is ``"code": lazy("جمله با {argument}")``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {
    "name_missing": lazy("نام را بنویسید."),
    "merge_into_itself": lazy("این دو یک رکوردند؛ رکورد دیگری را انتخاب کنید."),
    "merged_already": lazy("این رکورد پیش‌تر با رکورد دیگری یکی شده است."),
    "not_merged": lazy("این رکورد با رکوردی یکی نشده است."),
}
