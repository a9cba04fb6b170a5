"""The pages of the programmes that are reached from their list: data."""

from __future__ import annotations

from typing import Final

from desktop.views.page_entry import PageEntry, inside
from resources.words import Lazy, lazy


def _page(name: str, title: Lazy, module: str, maker: str) -> PageEntry:
    return inside("programmes", f"programme_{name}", title, "list-checks", module, maker)


BELOW: Final = (
    _page("plan", lazy("برنامهٔ سال"), "detail_page", "PlanPage"),
    _page("item", lazy("اقدام برنامه"), "item_page", "ItemPage"),
    _page("form", lazy("نوبت تازه"), "form", "OccurrenceForm"),
    _page("calendar", lazy("تقویم برنامه‌ها"), "calendar_page", "CalendarPage"),
    _page("report", lazy("گزارش سه‌ماهه"), "report_page", "ReportPage"),
)
