"""How a province words an action, by the letter that coordinated it (G9)."""

from __future__ import annotations

from desktop.commands.base import Command
from desktop.commands.programmes import LocaliseAction
from desktop.views.navigation import Workplace
from desktop.views.programmes.plan_dialogs import Choices
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import TextField
from desktop.views.shared.step_dialog import StepDialog, lacking
from resources.words import _


def variant_dialog(work: Workplace, found: Choices) -> StepDialog:
    """The central code stays; the words are the province's."""
    province = ChoiceField(_("استان"), found.provinces, empty=_("برگزینید"), required=True)
    code = ChoiceField(_("اقدام"), found.actions, empty=_("برگزینید"), required=True)
    title = TextField(_("عنوان بومی"), required=True)
    number = TextField(_("شمارهٔ نامهٔ هماهنگی"), required=True)
    day = DateField(
        _("تاریخ نامه"),
        today=lambda: work.desk().today,
        last=work.desk().today,
        required=True,
    )

    def make() -> Command | None:
        for field in (province, code, title, number):
            if lacking(field, field.value().strip()):
                return None
        on = day.value()
        if on is None:
            lacking(day, None)
            return None
        return LocaliseAction(province.value(), code.value(), title.value(), number.value(), on)

    words = _("کد مرکزی اقدام همان می‌ماند؛ برنامه‌های تازهٔ استان این عنوان را می‌گیرند.")
    fields = {
        "province": province,
        "code": code,
        "title": title,
        "letter_number": number,
        "letter_date": day,
    }
    return StepDialog(work, _("بومی‌سازی اقدام"), words, _("ثبت"), fields, make, icon="map-pin")
