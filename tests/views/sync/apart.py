"""The head and an inspector edit the same visit apart, over a real headquarters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.findings import RecordFinding
from desktop.commands.inspections import AmendVisit, CancelVisit, OrderVisit, StartVisit
from desktop.models import registry
from desktop.models.directory import ChecklistTemplate, Unit
from sync.protocol.ids import derived_id
from tests.offices import PLANNED, TEMPLATE, UNIT, Raw
from tests.sync.laptops import Hq, Laptop, headquarters

VISIT = b"\7" * 16
FINDING = b"\10" * 16


@dataclass(frozen=True)
class SetFields:
    """Fields of one record, whoever writes them."""

    kind: str
    record: bytes
    values: Mapping[str, Any]

    def __call__(self, session: Session, desk: object) -> None:
        record = session.get_one(registry.kind_of(self.kind).record, self.record)
        for name, value in self.values.items():
            setattr(record, name, value)


@dataclass
class Apart:
    """Two laptops of an office, and what came between them."""

    hq: Hq
    head: Laptop
    leader: Laptop

    def meet(self) -> None:
        """Both exchange until both have what both wrote."""
        for laptop in (self.head, self.leader, self.head):
            laptop.syncs()

    def begun(self) -> None:
        """The visit has begun, with one finding."""
        self.leader.does(StartVisit(VISIT))
        self.leader.does(
            RecordFinding(
                VISIT,
                "تغییر ساعت کار اعلام نشده بود.",
                indicator="F2",
                severity="minor",
                place="سالن",
                id=FINDING,
            )
        )
        self.meet()

    def finding_apart(self) -> None:
        """Severity and description of the finding by both; place and criterion by one each."""
        self.begun()
        self.leader.does(
            SetFields(
                "findings",
                FINDING,
                {
                    "severity": "major",
                    "description": "تغییر ساعت کار از ۵ آبان روی در و در سامانه اعلام نشده بود؛ "
                    "سه مراجع گواهی دادند.",
                    "place": "درِ ورودی",
                },
            )
        )
        self.head.does(
            SetFields(
                "findings",
                FINDING,
                {
                    "severity": "critical",
                    "description": "تغییر ساعت کار اعلام نشده بود؛ اطلاعیهٔ بی‌شماره و بی‌تاریخ "
                    "پشت شیشه بود که از بیرون خوانده نمی‌شد.",
                    "criterion": "AML8-03",
                },
            )
        )
        self.meet()

    def visit_apart(self) -> None:
        """The observations of the visit by both."""
        self.begun()
        self.leader.does(AmendVisit(VISIT, {"observations": "متن بازرس"}))
        self.head.does(SetFields("visits", VISIT, {"observations": "متن رئیس"}))
        self.meet()

    def steps_apart(self) -> None:
        """The inspector begins what the head calls off."""
        self.leader.does(StartVisit(VISIT))
        self.head.does(CancelVisit(VISIT, "دستور تازه"))
        self.meet()


@contextmanager
def apart(folder: Path) -> Iterator[Apart]:
    """A visit that both laptops hold."""
    with headquarters(folder / "hq") as hq:
        admin = hq.laptop(folder / "admin", "مدیر سامانهٔ نمونه", "administrator")
        admin.does(Raw(_directory))
        admin.syncs()
        head = hq.laptop(folder / "head", "رئیس نمونهٔ یک", "head_of_inspection")
        leader = hq.laptop(folder / "leader", "بازرس نمونهٔ یک")
        found = Apart(hq, head, leader)
        found.meet()
        head.does(
            OrderVisit(
                kind="case_based",
                order_number="۸/۱۳۳۹۰۲",
                order_date=PLANNED.date(),
                order_issuer="رئیس دفتر بازرسی نمونه",
                remit="شاخص‌های هفتگانه",
                unit=UNIT,
                planned_at=PLANNED,
                leader=leader.person,
                template_code="short",
                template_version=1,
                sample=True,
                id=VISIT,
            )
        )
        found.meet()
        yield found


def _directory() -> Iterator[Unit | ChecklistTemplate]:
    yield Unit(id=UNIT, agency="sample_agency", province="26", name="واحد نمونهٔ ب")
    yield ChecklistTemplate(
        id=derived_id("template", "short"),
        code="short",
        version=1,
        title_fa="چک‌لیست کوتاه نمونه",
        body=TEMPLATE,
    )
