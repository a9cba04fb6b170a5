"""The lists beside the directory of units, and the switch between them."""

from __future__ import annotations

from desktop.views.navigation import Place, Workplace
from desktop.views.shared.buttons import Segments
from resources.words import _


def section_switch(work: Workplace, here: str) -> Segments:
    """«واحدها | سمت‌ها | کارکنان | جانشینی‌ها»; ``here`` is the page it stands on."""
    names = [
        ("directory", _("واحدها")),
        ("directory_posts", _("سمت‌ها")),
        ("directory_persons", _("کارکنان")),
        ("delegations", _("جانشینی‌ها")),
    ]
    switch = Segments(names, here, name=_("فهرست"))

    def go(page: str) -> None:
        switch.set_value(here)
        if page != here:
            work.go(Place(page))

    switch.chosen.connect(go)
    return switch
