"""Invented offices, units, posts and staff of two provinces, to show and to try; all «نمونه»."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from desktop.models import reference
from sync.protocol.ids import derived_id
from sync.server import system
from sync.server.hq import Headquarters

Row = dict[str, Any]

PROVINCES = {"26": "قزوین", "30": "البرز"}
OFFICES = (
    ("hq", "national", None, "دفتر مرکزی بازرسی (نمونه)", "مرکز بازرسی و نظارت (نمونه)"),
    ("qazvin", "province", "26", "ادارهٔ بازرسی استان قزوین (نمونه)", "استانداری قزوین (نمونه)"),
    ("alborz", "province", "30", "ادارهٔ بازرسی استان البرز (نمونه)", "استانداری البرز (نمونه)"),
)
AGENCIES = (
    ("SAMPLE-A", "سازمان نمونهٔ الف", "Sample organisation A"),
    ("SAMPLE-B", "سازمان نمونهٔ ب", "Sample organisation B"),
    ("SAMPLE-C", "سازمان نمونهٔ پ", "Sample organisation C"),
    ("SAMPLE-D", "بانک نمونه", "Sample bank"),
    ("SAMPLE-E", "دفتر خدمات نمونه", "Sample service office"),
)
"""Invented bodies: no invented finding may stand beside the name of a real one."""
_BRANCHES = (
    ("SAMPLE-A", "ادارهٔ نمونهٔ الف"),
    ("SAMPLE-B", "ادارهٔ نمونهٔ ب"),
    ("SAMPLE-C", "مرکز نمونهٔ پ"),
    ("SAMPLE-D", "شعبهٔ بانک نمونه"),
    ("SAMPLE-E", "دفتر خدمات نمونه"),
)
_POSTS = (("رئیس اداره", True), ("مسئول پاسخگویی به مراجعان", False), ("متصدی پذیرش", False))
_FIRST = (
    *("مریم", "علی", "زهرا", "حسین", "فاطمه", "رضا", "نرگس", "مهدی", "لیلا", "سعید", "الهام"),
    *("امیر", "سمیه", "محسن", "نسرین", "کاظم", "شیرین", "ناصر", "پروین", "جواد"),
)
_LAST = {
    "26": (
        *("کاظمی", "رستگار", "نیک‌پی", "صفاری", "مهرآذر", "بهشتی‌نژاد", "توسلی", "کرمانی"),
        *("آذرگون", "سپهری", "دانشور"),
    ),
    "30": (
        *("یوسفی‌کیا", "شایگان", "بردبار", "گلستانی", "پارسازاده", "نجم‌آبادی", "فرزانه"),
        *("روشن‌ضمیر", "ملک‌زاده", "خردمند", "تابنده"),
    ),
}
"""Other names in each province, so that a stray one is seen."""

_SINCE = date(2023, 3, 21)


def office_id(code: str) -> bytes:
    """The id of an invented office: «hq», «qazvin» or «alborz»."""
    return derived_id("office", code)


def unit_id(county: str, agency: str) -> bytes:
    """The id of an agency's invented unit in a county."""
    return derived_id("units", f"sample/{county}/{agency}")


def seed_demo(hq: Headquarters) -> int:
    """Enter what is missing; returns how many records were."""
    with system.writing(hq, "SeedSamples") as session:
        number = system.enter(session, "offices", _offices())
        number += system.enter(session, "agencies", _agencies())
        units = list(_units())
        number += system.enter(session, "units", units)
        posts = [post for unit in units for post in _posts(unit)]
        number += system.enter(session, "posts", [post for post, _ in posts])
        persons = [_person(position, unit) for position, (_, unit) in enumerate(posts)]
        number += system.enter(session, "persons", persons)
        held = zip(posts, persons, strict=True)
        rows = (_assignment(post, person) for (post, _), person in held)
        return number + system.enter(session, "post_assignments", rows)


def _offices() -> Iterator[Row]:
    for code, level, province, name, issuer in OFFICES:
        yield {
            "id": office_id(code),
            "code": code,
            "name": name,
            "level": level,
            "province": province,
            "issuer": issuer,
            "sample": True,
        }


def _agencies() -> Iterator[Row]:
    for code, name_fa, name_en in AGENCIES:
        yield {
            "id": derived_id("agencies", code),
            "code": code,
            "name_fa": name_fa,
            "name_en": name_en,
            "kind": "other",
            "scope_art5": "unclear",
        }


def _units() -> Iterator[Row]:
    for county in reference.load("counties"):
        if county["province"] not in PROVINCES:
            continue
        for number, (agency, name) in enumerate(_BRANCHES, start=1):
            place = county["name_fa"]
            yield {
                "id": unit_id(county["code"], agency),
                "agency": agency,
                "province": county["province"],
                "county_id": derived_id("counties", county["code"]),
                "name": f"{name}، {place}",
                "address": f"{place}، خیابان نمونه، شمارهٔ {number}",
                "phone": f"0{county['province']}-0000000{number}",
            }


def _posts(unit: Row) -> Iterator[tuple[Row, Row]]:
    for number, (title, managerial) in enumerate(_POSTS):
        key = derived_id("posts", unit["id"], str(number))
        yield {"id": key, "unit_id": unit["id"], "title": title, "managerial": managerial}, unit


def _person(position: int, unit: Row) -> Row:
    first = _FIRST[position % len(_FIRST)]
    family = _LAST[unit["province"]]
    last = family[(position * 7 + position // len(_FIRST)) % len(family)]
    return {
        "id": derived_id("persons", "sample", str(position)),
        "name": f"{first} {last} (نمونه)",
        "personnel_no": f"S{position:05d}",
        "province": unit["province"],
        "agency": unit["agency"],
    }


def _assignment(post: Row, person: Row) -> Row:
    return {
        "id": derived_id("post_assignments", post["id"], person["id"]),
        "post_id": post["id"],
        "person_id": person["id"],
        "starts": _SINCE,
    }
