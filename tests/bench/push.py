"""Findings on their way to headquarters, held against the bare work of a single thread."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop.commands.inspections import OrderVisit
from desktop.models.text import persian_digits
from tests.bench import floor
from tests.bench.figures import Figure, at_least, large
from tests.bench.laptops import UNIT, Laptop, installation, now

FULL = 20_000
USUAL = 5_000
HEAD = "رئیس نمونهٔ یک"


def figures(folder: Path) -> Iterator[Figure]:
    """Two processes, TLS on the loopback, both sides durable; the floor runs before and after."""
    count = FULL if large() else USUAL
    with installation(folder / "hq", HEAD) as place:
        at, _ = place.laptop(folder / "vaults", HEAD)
        at.syncs()
        visits = [order(at), order(at)]
        at.syncs()
        floors = [floor.rate(folder / "floor-before", findings(count, visits[0]))]
        rates = []
        for visit in visits:
            at.enters("findings", findings(count, visit))
            rates.append(_pushed(at, count))
        floors.append(floor.rate(folder / "floor-after", findings(count, visits[0])))
        at.close()
    value, limit = statistics.median(rates), statistics.median(floors)
    yield at_least("sync.push", value, "rows/s", limit, 0.15)


def order(at: Laptop) -> bytes:
    """A visit for the findings to hang on."""
    key = at.vault.journal.new_id()
    at.does(
        OrderVisit(
            kind="case_based",
            order_number="۸/۱۳۳۹۰۲",
            order_date=now().date(),
            order_issuer="رئیس دفتر بازرسی نمونه",
            remit="شاخص‌های هفتگانه",
            unit=UNIT,
            planned_at=now(),
            leader=at.vault.person,
            template_code="foad_seven",
            template_version=3,
            sample=True,
            id=key,
        )
    )
    return key


def findings(count: int, visit: bytes) -> Iterator[dict[str, Any]]:
    """Findings of twelve fields, about 485 bytes each as JSON."""
    for number in range(count):
        yield {
            "visit_id": visit,
            "number": number + 1,
            "indicator": f"F{number % 7 + 1}",
            "code": "K01",
            "criterion": "C19-42",
            "type": "nonconformity",
            "severity": "minor",
            "description": "اطلاعیه‌ای کنار باجه نصب است که مراجعان معترض را تهدید می‌کند. "
            f"نوبت {persian_digits(number)}",
            "place": "سالن انتظار، کنار باجهٔ ۲",
            "item": "f5.counters",
            "about_person": False,
            "corrected_on_spot": "تذکر داده شد",
        }


def _pushed(at: Laptop, count: int) -> float:
    """Rows a second until headquarters has given its receipt for the last of them."""
    start = time.perf_counter()
    done = at.syncs()
    seconds = time.perf_counter() - start
    if done.sent < count // 500:
        raise RuntimeError(f"only {done.sent} entries went out")
    return count / seconds
