"""What the order form holds before it is good enough to file. No Qt."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from desktop.commands.directory import TypedUnit
from desktop.commands.inspections import AmendVisit, ChangeTeam, OrderVisit
from desktop.models.calendar import clock, in_iran, moment_of, parse_clock
from desktop.models.inspections.rows import VisitDetail
from desktop.models.text import latin_digits
from resources.words import _


@dataclass(slots=True)
class OrderDraft:
    """Ids are hex and days ISO, so that it is kept as it stands."""

    kind: str = "programmed"
    announced: bool = False
    covert: bool = False
    covert_reason: str = ""
    order_number: str = ""
    order_date: str = ""
    order_issuer: str = ""
    province: str = ""
    county: str = ""
    unit: str = ""
    typed: bool = False
    unit_name: str = ""
    unit_address: str = ""
    unit_phone: str = ""
    day: str = ""
    time: str = "09:00"
    leader: str = ""
    members: list[str] = field(default_factory=list)
    remit: str = ""
    template: str = ""

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_fields(cls, kept: dict[str, Any]) -> OrderDraft:
        """A kept draft; fields that no longer exist are passed over."""
        known = {name: kept[name] for name in cls.__slots__ if name in kept}
        return cls(**known)

    @classmethod
    def of_visit(cls, visit: VisitDetail) -> OrderDraft:
        """The order of a visit that has not begun, to be changed."""
        at = in_iran(visit.planned_at) if visit.planned_at is not None else None
        team = [one for one in visit.members if one.duty == "team"]
        return cls(
            kind=visit.row.kind,
            announced=visit.row.announced,
            covert=visit.row.covert,
            covert_reason=visit.covert_reason or "",
            order_number=visit.order_number,
            order_date=visit.order_date.isoformat(),
            order_issuer=visit.order_issuer,
            unit=visit.unit.id.hex() if visit.unit is not None else "",
            day=at.date().isoformat() if at is not None else "",
            time=latin_digits(clock(at)) if at is not None else "",
            leader=visit.row.leader_id.hex(),
            members=[one.person_id.hex() for one in team if not one.leader],
            remit=visit.remit,
            template=f"{visit.template_code}/{visit.template_version}",
        )

    def problems(self) -> dict[str, str]:
        """What is wrong, by field, in words."""
        found: dict[str, str] = {}
        needed = {
            "order_number": (self.order_number, _("شمارهٔ حکم را بنویسید")),
            "order_date": (self.order_date, _("تاریخ حکم را بنویسید")),
            "order_issuer": (self.order_issuer, _("صادرکنندهٔ حکم را بنویسید")),
            "day": (self.day, _("روز بازرسی را بنویسید")),
            "leader": (self.leader, _("سرگروه را برگزینید")),
            "remit": (self.remit, _("موضوع بازرسی را بنویسید")),
            "template": (self.template, _("الگویی برگزینید")),
        }
        if self.typed:
            needed["unit_name"] = (self.unit_name, _("نام واحد را بنویسید"))
        else:
            needed["unit"] = (self.unit, _("واحد را برگزینید، یا بیرون از فهرست بنویسید"))
        if self.covert:
            needed["covert_reason"] = (
                self.covert_reason,
                _("بازرسی نامحسوس دلیل نوشته می‌خواهد"),
            )
        for name, (value, words) in needed.items():
            if not value.strip():
                found[name] = words
        return found

    def planned_at(self) -> datetime:
        """Raises Refused where the time cannot be read."""
        return moment_of(date.fromisoformat(self.day), parse_clock(self.time))

    def order(self, key: bytes) -> OrderVisit:
        """The command, once there are no problems."""
        code, _slash, version = self.template.rpartition("/")
        unit: bytes | TypedUnit = bytes.fromhex(self.unit)
        if self.typed:
            county = bytes.fromhex(self.county) if self.county else None
            unit = TypedUnit(
                self.unit_name, self.unit_address or None, self.unit_phone or None, county
            )
        return OrderVisit(
            kind=self.kind,
            order_number=self.order_number.strip(),
            order_date=date.fromisoformat(self.order_date),
            order_issuer=self.order_issuer.strip(),
            remit=self.remit.strip(),
            unit=unit,
            planned_at=self.planned_at(),
            leader=bytes.fromhex(self.leader),
            template_code=code,
            template_version=int(version),
            members=self._team(),
            announced=self.announced,
            visibility="covert" if self.covert else "overt",
            covert_reason=self.covert_reason.strip() or None if self.covert else None,
            id=key,
        )

    def amend(self, visit: bytes) -> AmendVisit:
        """The fields of the order that may change before the visit begins."""
        return AmendVisit(
            visit,
            {
                "order_number": self.order_number.strip(),
                "order_date": date.fromisoformat(self.order_date),
                "order_issuer": self.order_issuer.strip(),
                "remit": self.remit.strip(),
                "planned_at": self.planned_at(),
                "announced": self.announced,
                "kind": self.kind,
            },
        )

    def change_team(self, visit: bytes) -> ChangeTeam:
        return ChangeTeam(visit, bytes.fromhex(self.leader), self._team())

    def _team(self) -> tuple[bytes, ...]:
        return tuple(bytes.fromhex(one) for one in self.members if one != self.leader)
