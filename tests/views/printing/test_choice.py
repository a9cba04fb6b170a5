from __future__ import annotations

import pytest

from desktop.views.printing.choice import copies_of, pages_of


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("", (0, 1, 2, 3, 4)),
        ("همه", (0, 1, 2, 3, 4)),
        ("۲", (1,)),
        ("۱ تا ۳", (0, 1, 2)),
        ("1-2، 5", (0, 1, 4)),
        ("۵ و ۱", (4, 0)),
        ("۲، ۱-۲", (1, 0)),
    ],
)
def test_pages_are_read_in_the_order_typed_and_each_once(
    typed: str, pages: tuple[int, ...]
) -> None:
    assert pages_of(typed, 5) == pages


@pytest.mark.parametrize("typed", ["۰", "۶", "۳ تا ۲", "یک", "۱-", "۴ تا ۹"])
def test_pages_that_the_paper_does_not_have_are_no_answer(typed: str) -> None:
    assert pages_of(typed, 5) is None


@pytest.mark.parametrize(("typed", "copies"), [("۲", 2), ("99", 99), ("0", None), ("", None)])
def test_copies_are_from_one_to_ninety_nine(typed: str, copies: int | None) -> None:
    assert copies_of(typed) == copies
