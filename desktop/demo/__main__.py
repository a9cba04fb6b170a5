"""``make demo``: the story of one surprise visit, with a line for each step."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.commands.inspections import AmendVisit, StartVisit
from desktop.demo import programs, proof
from desktop.demo.cast import CAST, SCREENS
from desktop.demo.headquarters import DemoHeadquarters
from desktop.demo.identity_story import Identities
from desktop.demo.office_story import OfficeStory
from desktop.demo.players import Player, now
from desktop.demo.review_story import Review
from desktop.documents.printing import (
    origin_of,
    visit_forms,
    visit_report,
    visit_special_report,
)
from desktop.errors import AppError, Refused
from desktop.models.conflicts import Conflict, value_of
from desktop.models.inspections.queries import visit_detail
from desktop.models.photos import Darkroom
from desktop.models.reference import checklist
from desktop.models.slot import vaults_folder
from desktop.models.sync_state import sync_state
from desktop.models.text import persian_digits
from desktop.runtime.enrolment import Sheet, enrol_vault
from resources.wording import words_of

FORMS = 10
TEMPLATE = "foad_seven"


@dataclass
class Demo:
    """The folder of the demo and what has happened in it so far."""

    folder: Path
    summary: dict[str, Any]
    started: float

    def tell(self, line: str) -> None:
        """One line of progress."""
        passed = persian_digits(f"{time.monotonic() - self.started:5.1f}")
        print(f"[{passed} ث] {line}", flush=True)


def main(arguments: list[str]) -> int:
    """Tell the story into a folder, in place of an earlier demo; 0 where all of it happened.

    Raises Refused ``folder_not_empty`` for a folder that holds something else.
    """
    os.umask(0o077)
    folder = Path(arguments[0] if arguments else "build/demo").resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / "hq").is_dir():
        raise Refused("folder_not_empty", folder=str(folder))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    demo = Demo(folder, {}, time.monotonic())
    with ExitStack() as ends:
        hq = DemoHeadquarters(folder / "hq")
        ends.callback(hq.stops)
        _found(demo, hq)
        players = _enrol(demo, hq, ends)
        darkroom = ends.enter_context(Darkroom())
        story = Review(
            players["inspector"], players["head"], players["secretary"], darkroom, demo.tell
        )
        _visit(demo, hq, story, players)
        _papers(demo, story)
        _review(demo, hq, story, players)
        _two_edit(demo, hq, story, players)
        office = OfficeStory(
            players["admin"],
            players["head"],
            players["inspector"],
            players["setad"],
            players["owner"],
            players["rights"],
            demo.tell,
        )
        demo.summary["office"] = office.happens()
        people = Identities(players["custodian"], players["operator"], demo.tell, office.requests)
        demo.summary["identities"] = people.happens()
        players["auditor"].syncs()
        _prove(demo, players, hq)
    _write_summary(demo)
    _draw(demo)
    _open_window(demo)
    return 0


def _found(demo: Demo, hq: DemoHeadquarters) -> None:
    entered = hq.is_made()
    hq.starts()
    demo.tell(f"۱ ستاد با {persian_digits(entered)} رکورد مرجع و نمونه روی {hq.url} ایستاد")
    demo.summary["hq"] = {"records": entered, "url": hq.url, "folder": str(hq.folder)}


def _enrol(demo: Demo, hq: DemoHeadquarters, ends: ExitStack) -> dict[str, Player]:
    players: dict[str, Player] = {}
    demo.summary["users"] = []
    vaults = vaults_folder(demo.folder / "data")
    for key, name, role, office, province, agency in CAST:
        more = [*(("--province", province) if province else ())]
        more += ("--agency", agency) if agency else ()
        paper = demo.folder / "sheets" / f"{key}.pdf"
        code = hq.makes_code(paper, name, role, office, *more)
        password = f"نمونه-{key}-{secrets.token_hex(4)}"
        sheet = Sheet(hq.url, hq.root, code, f"رایانهٔ نمونهٔ {key}", password)
        vault = enrol_vault(vaults, sheet, None, password_only=True)
        players[key] = Player(key, vault, role)
        ends.callback(players[key].hangs_up)
        ends.callback(vault.close)
        players[key].syncs()
        demo.summary["users"].append(
            {
                "key": key,
                "name": name,
                "role": role,
                "vault": str(vault.folder),
                "password": password,
            }
        )
    demo.tell(f"۲ {persian_digits(len(players))} نفر با کد یک‌بارمصرف ثبت‌نام کردند")
    return players


def _visit(demo: Demo, hq: DemoHeadquarters, story: Review, players: dict[str, Player]) -> None:
    story.is_ordered()
    story.head.syncs()
    story.inspector.syncs()
    _stop(hq, players)
    demo.tell("۳ حکم بازرسی سرزده صادر شد و به بازرس رسید؛ ستاد خاموش شد")
    story.begins()
    story.sees()
    story.signs()
    missing = story.is_refused_without_photo()
    demo.tell(f"  تحویل پذیرفته نشد: {missing}")
    story.is_written_about_person()
    story.is_handed_in()
    try:
        story.inspector.syncs()
    except AppError as error:
        demo.tell(f"  {words_of(error.code, error.arguments)}")
    unsent = _unsent(story.inspector)
    demo.tell(f"  گزارش بی‌شبکه تحویل شد؛ {persian_digits(unsent)} ثبت ارسال نشده")
    demo.summary["visit"] = {"id": story.visit.hex(), "refused": missing, "unsent": unsent}


def _papers(demo: Demo, story: Review) -> None:
    me = story.inspector
    papers = demo.folder / "papers"
    papers.mkdir()
    desk = me.desk
    with me.vault.database.writing() as session:
        origin = origin_of(
            session, office=desk.office, vault=desk.journal.vault, now=now(), printed_for=me.name
        )
        blobs = me.vault.blobs
        made = {
            "inspection-report-draft.pdf": visit_report(
                session, blobs, story.visit, reader=me.reader, today=desk.today, origin=origin
            ),
            "special-report.pdf": visit_special_report(
                session,
                blobs,
                story.visit,
                story.special_report,
                reader=me.reader,
                today=desk.today,
                origin=origin,
            ),
            "blank-forms.pdf": visit_forms(
                session,
                FORMS,
                office=desk.office,
                vault=desk.journal.vault,
                today=desk.today,
                origin=origin,
                template=(TEMPLATE, checklist(TEMPLATE).version),
            ),
        }
    for name, data in made.items():
        (papers / name).write_bytes(data)
    demo.tell(f"۴ {persian_digits(FORMS)} فرم خام، گزارش و گزارش اختصاصی چاپ شد")


def _review(demo: Demo, hq: DemoHeadquarters, story: Review, players: dict[str, Player]) -> None:
    hq.starts()
    with _meeting(story):
        story.is_returned()
    with _meeting(story):
        story.is_amended()
    with _meeting(story):
        story.is_approved()
    with _meeting(story):
        (demo.folder / "papers" / "covering-letter.pdf").write_bytes(story.is_sent())
    story.is_answered()
    with _meeting(story):
        story.is_verified()
    head = story.head
    with head.vault.database.writing() as session:
        origin = origin_of(
            session, office=head.vault.office, vault=head.vault.journal.vault, now=now()
        )
        report = visit_report(
            session,
            head.vault.blobs,
            story.visit,
            reader=head.reader,
            today=head.desk.today,
            origin=origin,
        )
        detail = visit_detail(session, story.visit, reader=head.reader, today=head.desk.today)
    (demo.folder / "papers" / "inspection-report.pdf").write_bytes(report)
    if detail is None or detail.row.state != "closed":
        raise RuntimeError("the visit was not closed")
    for player in players.values():
        player.syncs()
    demo.tell("۵ بازگشت، اصلاح، تأیید، نامه، پاسخ واحد، راستی‌آزمایی و پایان پرونده")


def _two_edit(demo: Demo, hq: DemoHeadquarters, story: Review, players: dict[str, Player]) -> None:
    """Another visit, edited on two laptops while headquarters is away."""
    closed = story.visit
    head, inspector = story.head, story.inspector
    story.is_ordered(head.person)
    visit, story.visit = story.visit, closed
    head.syncs()
    inspector.syncs()
    inspector.does(StartVisit(visit))
    story.goes_on_elsewhere(visit)
    inspector.syncs()
    head.syncs()
    _stop(hq, players)
    head.does(AmendVisit(visit, {"good_practice": "راهنمای تازه در ورودی (نمونه)."}))
    inspector.does(AmendVisit(visit, {"present_name": "سرپرست تازهٔ نمونه"}))
    head.does(AmendVisit(visit, {"observations": "شش مراجع در انتظار بودند (نمونه)."}))
    inspector.does(AmendVisit(visit, {"observations": "هشت مراجع در انتظار بودند (نمونه)."}))
    hq.starts()
    for player in (head, inspector, head):
        player.syncs()
    with head.vault.database.reading() as session:
        lost = (
            session.execute(
                select(Conflict).where(Conflict.record_id == visit, Conflict.same.is_(False))
            )
            .scalars()
            .all()
        )
        kept = visit_detail(session, visit, reader=head.reader, today=head.desk.today)
    if kept is None or len(lost) != 1:
        raise RuntimeError(f"one conflict was expected, {len(lost)} found")
    demo.tell("۶ دو ویرایش هم‌زمان: میدان‌های جدا یکی شد؛ از میدان یکسان هر دو مقدار ماند")
    demo.summary["conflict"] = {
        "field": lost[0].field,
        "standing": kept.observations,
        "other": value_of(lost[0]),
        "merged": [kept.good_practice, kept.present_name],
    }


def _prove(demo: Demo, players: dict[str, Player], hq: DemoHeadquarters) -> None:
    canaries = sorted(set(proof.texts(players["inspector"], "26")))
    alborz = players["alborz"]
    foreign = proof.foreign_rows(alborz, "26")
    inside = proof.values_with(alborz, canaries)
    outside = proof.files_with(alborz.vault.folder, canaries)
    opened = proof.open_kinds(alborz)
    if foreign or inside or outside or "persons" in opened:
        raise RuntimeError(f"leak: {foreign} {inside[:3]} {outside[:3]} {sorted(opened)}")
    demo.summary["alborz"] = {
        "canaries": len(canaries),
        "foreign_rows": foreign,
        "canaries_inside": inside,
        "files_with_canaries": outside,
        "open_kinds": opened,
        "rows": proof.rows_by_kind(alborz),
    }
    demo.summary["devices"] = hq.devices()
    demo.summary["unsent"] = {key: _unsent(player) for key, player in players.items()}
    demo.tell(
        f"۷ پروندهٔ البرز: هیچ ردیف و هیچ یک از {persian_digits(len(canaries))} نشانهٔ قزوین نبود"
    )


def _draw(demo: Demo) -> None:
    """Every page as the inspector sees it, those of others that differ, and sign-in; two by two."""
    out = demo.folder / "screens"
    with ThreadPoolExecutor(2) as drawing:
        jobs = [drawing.submit(_screens, demo, str(out), "--quick")]
        for user in demo.summary["users"]:
            pages = SCREENS.get(user["key"])
            if pages is not None:
                vault = Path(user["vault"]).name
                asked = ("--quick", "--pages", pages, "--vault", vault, "--password-stdin")
                place, word = str(out / user["role"]), user["password"]
                jobs.append(drawing.submit(_screens, demo, place, *asked, password=word))
        for job in jobs:
            job.result()
    count = sum(1 for _ in out.rglob("*.png"))
    demo.tell(f"۸ {persian_digits(count)} تصویر از صفحه‌های پنجره کشیده شد")


def _screens(demo: Demo, *asked: str, password: str = "") -> None:
    data = str(demo.folder / "data")
    done = subprocess.run(
        programs.window("--data", data, "screens", *asked),
        input=password + "\n",
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"screens: {done.stderr.strip()}")


def _open_window(demo: Demo) -> None:
    """Where there is a display, the window opens on the demo's vaults."""
    shown = sys.platform in {"win32", "darwin"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if shown and sys.stdin.isatty():
        data = str(demo.folder / "data")
        subprocess.run(programs.window("--data", data), check=False)


def _stop(hq: DemoHeadquarters, players: dict[str, Player]) -> None:
    for player in players.values():
        player.hangs_up()
    hq.stops()


def _unsent(player: Player) -> int:
    with player.vault.database.reading() as session:
        return sync_state(session, player.vault.journal.vault).unsent


@contextmanager
def _meeting(story: Review) -> Iterator[None]:
    """All three have what the others wrote before, and what happened now after."""
    everybody = (story.inspector, story.head, story.secretary)
    for player in (*everybody, *everybody):
        player.syncs()
    yield
    for player in everybody:
        player.syncs()


def _write_summary(demo: Demo) -> None:
    demo.summary["papers"] = sorted(str(p) for p in (demo.folder / "papers").glob("*.pdf"))
    demo.summary["seconds"] = round(time.monotonic() - demo.started, 1)
    path = demo.folder / "summary.json"
    path.write_text(json.dumps(demo.summary, ensure_ascii=False, indent=2), encoding="utf-8")
    demo.tell(f"همه‌چیز در {path.parent} است؛ گذرواژه‌های نمونه در {path.name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
