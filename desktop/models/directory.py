"""The directory: provinces, counties, agencies, units, posts and offices; all of scope reference.

A unit or post that is not in it is recorded provisionally in the field and merged later; the old
id points to the new one for ever (``domain.md`` 10.11).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models import scopes
from desktop.models.base import DERIVED, Base, Id, Json, Synced
from desktop.models.registry import Kind, Lookup, Row, register


def reference_scope(_row: Row, _find: Lookup) -> frozenset[str]:
    """Everybody holds it."""
    return scopes.REFERENCE


class Province(Synced, Base):
    """One of the 31 provinces; ``code`` 00–30 as in ISO 3166-2:IR."""

    __tablename__ = "provinces"
    code: Mapped[str] = mapped_column(String(2), index=True)
    name_fa: Mapped[str]
    name_en: Mapped[str]
    capital_fa: Mapped[str | None]
    phone_prefix: Mapped[str | None] = mapped_column(String(8))


class County(Synced, Base):
    """A county of a province; counties change, so they are data."""

    __tablename__ = "counties"
    province: Mapped[str] = mapped_column(String(2), index=True)
    name_fa: Mapped[str]
    name_en: Mapped[str | None]


class Agency(Synced, Base):
    """An executive body; ``scope_art5`` is a proposal to be confirmed (``domain.md`` 6.2)."""

    __tablename__ = "agencies"
    code: Mapped[str] = mapped_column(String(24), index=True)
    name_fa: Mapped[str]
    name_en: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(24))
    scope_art5: Mapped[str] = mapped_column(String(8))
    parent_id: Mapped[bytes | None] = mapped_column(Id)


class Unit(Synced, Base):
    """A place of service of an agency. ``line`` is hq or line; ``level`` national to county."""

    __tablename__ = "units"
    agency: Mapped[str | None] = mapped_column(String(24))
    province: Mapped[str] = mapped_column(String(2), index=True)
    county_id: Mapped[bytes | None] = mapped_column(Id)
    name: Mapped[str]
    line: Mapped[str] = mapped_column(String(8), default="line")
    level: Mapped[str] = mapped_column(String(16), default="county")
    address: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(String(32))
    provisional: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[bytes | None] = mapped_column(Id)
    folded: Mapped[str] = mapped_column(info=DERIVED)


class Post(Synced, Base):
    """A post in a unit, held by persons from when to when."""

    __tablename__ = "posts"
    unit_id: Mapped[bytes] = mapped_column(Id, index=True)
    title: Mapped[str]
    managerial: Mapped[bool] = mapped_column(default=False)
    provisional: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[bytes | None] = mapped_column(Id)
    folded: Mapped[str] = mapped_column(info=DERIVED)


class Office(Synced, Base):
    """An office that works with this program; it issues orders, letters and reports."""

    __tablename__ = "offices"
    code: Mapped[str] = mapped_column(String(24), index=True)
    name: Mapped[str]
    level: Mapped[str] = mapped_column(String(16))
    province: Mapped[str | None] = mapped_column(String(2))
    issuer: Mapped[str]
    sample: Mapped[bool] = mapped_column(default=False)


class ReferenceItem(Synced, Base):
    """One coded item of a list: indicators, finding codes, legal references, choices …

    ``data`` holds what is particular to the list; a code never changes its meaning.
    """

    __tablename__ = "reference_items"
    list: Mapped[str] = mapped_column(String(40), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer)
    title_fa: Mapped[str]
    title_en: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    data: Mapped[Any] = mapped_column(Json)


class ChecklistTemplate(Synced, Base):
    """A version of a checklist; a started visit keeps its version. ``body``: ``checklists``."""

    __tablename__ = "checklist_templates"
    code: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(Integer)
    title_fa: Mapped[str]
    title_en: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    body: Mapped[Any] = mapped_column(Json)


for _kind in (
    Kind(Province, reference_scope),
    Kind(County, reference_scope, parents=("provinces",), policy="hq_wins"),
    Kind(Agency, reference_scope, policy="hq_wins"),
    Kind(
        Unit,
        reference_scope,
        parents=("counties", "agencies"),
        searched=("name", "address"),
        policy="hq_wins",
    ),
    Kind(Post, reference_scope, parents=("units",), searched=("title",), policy="hq_wins"),
    Kind(Office, reference_scope, policy="hq_wins"),
    Kind(ReferenceItem, reference_scope, policy="hq_wins"),
    Kind(ChecklistTemplate, reference_scope, policy="hq_wins"),
):
    register(_kind)
