"""One page of the window as data: its name, its words, and where the class that draws it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module

from desktop.views.navigation import Page, Workplace
from resources.words import Lazy


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: its name in a ``Place``, its words and icon, and the class that draws it.

    Pages without ``rail`` are reached from others; ``under`` is the item of the rail that they
    belong to, and none for what lies over any page. A ``roomy`` page needs the width: the rail
    shows icons alone. ``rail_for`` are roles that have it in their rail although others have not.
    """

    name: str
    title: Lazy
    icon: str
    module: str
    maker: str
    rail: bool = True
    under: str = ""
    roomy: bool = False
    rail_for: frozenset[str] = frozenset()

    def in_rail_of(self, roles: Collection[str]) -> bool:
        """Whether it stands in the rail of who holds these roles."""
        return self.rail or not self.rail_for.isdisjoint(roles)

    def make(self, work: Workplace) -> Page:
        """A fresh page at this workplace."""
        page: Page = getattr(import_module(self.module), self.maker)(work)
        return page


def inside(feature: str, name: str, title: Lazy, icon: str, module: str, maker: str) -> PageEntry:
    """A page of a feature that is reached from its others."""
    module = f"desktop.views.{feature}.{module}"
    return PageEntry(name, title, icon, module, maker, rail=False, under=feature)
