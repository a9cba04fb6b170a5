"""What a person arranged in a list: its columns, row height and named filters, kept for them."""

from __future__ import annotations

from typing import Any

from desktop.runtime.settings import Settings
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import TextField
from desktop.views.shared.filter_bar import FilterBar
from desktop.views.shared.record_view import RecordView
from resources.words import _


class SavedViews:
    """Named filters of one list («نمای ذخیره‌شده»), and how its table stood last time."""

    def __init__(
        self,
        key: str,
        settings: Settings,
        view: RecordView,
        filters: FilterBar,
        *,
        named: bool = True,
    ) -> None:
        """``key`` is the setting; without ``named`` only the last arrangement is kept."""
        self._key = key
        self._settings = settings
        self._view = view
        self._filters = filters
        self._restored = False
        kept = settings.get(key, {})
        self._views: list[dict[str, Any]] = list(kept.get("views", []))
        filters.saved_view_wanted.connect(self._use)
        filters.save_wanted.connect(self._ask_name)
        if named:
            self._offer()

    def names(self) -> list[str]:
        return [one["name"] for one in self._views]

    def restore_once(self) -> None:
        """Columns and filters as they were left; at the first showing only."""
        if self._restored:
            return
        self._restored = True
        kept = self._settings.get(self._key, {})
        if kept.get("table"):
            self._view.restore_state(kept["table"])
            self._filters.heights.set_value(self._view.row_height())
        if kept.get("filters"):
            self._filters.set_values(kept["filters"])
            self._filters.changed.emit()

    def keep(self) -> None:
        """Write down how the list stands."""
        self._settings.put(
            self._key,
            {
                "views": self._views,
                "table": self._view.saved_state(),
                "filters": self._filters.values(),
            },
        )

    def save(self, name: str) -> None:
        """Keep the filters of this moment under a name."""
        made = {
            "name": name,
            "filters": self._filters.values(),
            "search": self._filters.search_text(),
            "table": self._view.saved_state(),
        }
        self._views = [one for one in self._views if one["name"] != name] + [made]
        self._offer()
        self.keep()

    def _offer(self) -> None:
        self._filters.set_saved_views([(name, name) for name in self.names()])

    def _use(self, name: str) -> None:
        found = next((one for one in self._views if one["name"] == name), None)
        if found is None:
            return
        self._filters.set_values(found["filters"], found["search"])
        self._view.restore_state(found["table"])
        self._filters.changed.emit()

    def _ask_name(self) -> None:
        field = TextField(_("نام این نما"), required=True)
        self._dialog = Dialog(
            _("ذخیرهٔ همین نما"),
            _("فیلترها، ستون‌ها و ترتیب این فهرست با این نام نگه داشته می‌شود."),
            primary=_("ذخیره"),
            on_decided=lambda: self._decide(field),
        )
        self._dialog.body.addWidget(field)
        self._dialog.open_over(self._filters)

    def _decide(self, field: TextField) -> None:
        name = field.value().strip()
        if not name:
            field.set_problem(_("نام لازم است"))
            return
        self.save(name)
        self._dialog.close_it()
