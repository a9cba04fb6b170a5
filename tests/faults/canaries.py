"""Nothing of a session stands in the open: not in files, not in what the system tells (S6–S8).

A session at the real window, killed in its midst; then every file that it could have written is
searched for what it wrote, in every encoding that a careless program would use.
"""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.commands.inspections import OrderVisit
from desktop.models.directory import ChecklistTemplate, Unit
from desktop.models.people import Person
from sync.protocol.ids import derived_id
from tests.builders import Seat, Wall
from tests.faults.fault import Fault, Scale, timed
from tests.offices import PLANNED, TEMPLATE, UNIT, Raw
from tests.vaults import PASSWORD, new_vault

CANARY = "زنبق‌زرد Kanarienvogel‌چهل‌وهفت"
"""Persian and Latin: a log that leaves out one of them would still show the other."""

STRAY = f"پیش‌نمایش {CANARY}"
_LATIN = "Kanarienvogel"
HERE = Path(__file__).resolve().parents[2]
_PATIENCE = 90


def faults(_scale: Scale) -> list[Fault]:
    """One session, and one that leaves a preview behind."""
    with TemporaryDirectory(prefix="canaries-") as folder:
        (files, found), seconds = timed(lambda: searched(Path(folder) / "day"))
        _, planted = searched(Path(folder) / "stray", stray=True)
    return [
        Fault(
            "canaries in a killed session",
            files,
            len(found),
            1,
            int(bool(planted)),
            seconds,
            told=found,
        )
    ]


def searched(folder: Path, *, stray: bool = False) -> tuple[int, tuple[str, ...]]:
    """Run a session, kill it, search; gives how many things were looked at, and what was found."""
    home, temporary = folder / "home", folder / "tmp"
    for one in (home, temporary):
        one.mkdir(parents=True)
    vault, visit = _prepared(home / "vaults")
    line = [sys.executable, "-m", "tests.faults.session", str(vault), str(home / "logs")]
    line += [visit.hex(), *(["stray"] if stray else [])]
    places = {f"XDG_{n}_HOME": str(home / n.lower()) for n in ("DATA", "CONFIG", "CACHE", "STATE")}
    around = os.environ | {"HOME": str(home), "TMPDIR": str(temporary)} | places
    with subprocess.Popen(
        line, cwd=HERE, env=around, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("a child without pipes")
        child.stdin.write(PASSWORD + "\n")
        child.stdin.flush()
        said = child.stdout.readline()
        told = [] if said == "READY\n" else [f"the session said {said!r}"]
        told += [f"/proc {name}: a secret" for name in told_of(child.pid)]
        os.kill(child.pid, signal.SIGKILL)
    files = [path for path in folder.rglob("*") if path.is_file()]
    told += [str(path.relative_to(folder)) for path in files if shows(path.read_bytes())]
    return len(files), tuple(told)


def told_of(process: int) -> Iterator[str]:
    """What the system tells of a process that holds a secret: command line, environment, maps."""
    secrets = [PASSWORD.encode(), CANARY.encode(), _LATIN.encode()]
    for name in ("cmdline", "environ", "comm", "status", "maps", "mountinfo"):
        try:
            data = (Path("/proc") / str(process) / name).read_bytes()
        except OSError:
            continue
        if any(one in data for one in secrets):
            yield name
    limits = (Path("/proc") / str(process) / "limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core"))
    if core.split()[4:6] != ["0", "0"]:
        yield f"core dumps allowed ({core})"


def shows(data: bytes) -> bool:
    """Whether a canary stands in these bytes, as text or as what text is often turned into."""
    return any(one in data for one in NEEDLES)


def needles(word: str) -> Iterator[bytes]:
    """UTF-8 and UTF-16, each plain, as hex and as base64 at each of its three places."""
    for plain in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")):
        yield plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        for shift in range(3):
            # The letters around it depend on its neighbours: only the whole groups are certain.
            encoded = base64.b64encode(bytes(shift) + plain)
            yield encoded[4 if shift else 0 : -4]


NEEDLES = tuple(needle for word in (CANARY.split()[0], _LATIN) for needle in needles(word))


def _prepared(vaults: Path) -> tuple[Path, bytes]:
    """A vault with a visit that waits for its inspector; closed."""
    vault = new_vault(vaults)
    person, name = vault.person, vault.name

    def at(role: str) -> Seat:
        office, province = vault.office, vault.province
        return Seat(vault.database, vault.journal, person, name, role, office, province, Wall())

    visit = vault.journal.new_id()
    at("administrator").does(Raw(lambda: [*_directory(person, name)]))
    at("head_of_inspection").does(
        OrderVisit(
            kind="case_based",
            order_number="۸/۱۳۳۹۰۲",
            order_date=PLANNED.date(),
            order_issuer="رئیس دفتر بازرسی نمونه",
            remit="شاخص‌های هفتگانه",
            unit=UNIT,
            planned_at=PLANNED,
            leader=person,
            template_code="short",
            template_version=1,
            id=visit,
        )
    )
    vault.close()
    return vault.folder, visit


def _directory(person: bytes, name: str) -> Iterator[Unit | ChecklistTemplate | Person]:
    yield Unit(id=UNIT, agency="sample_agency", province="26", name="واحد نمونهٔ ب")
    yield Person(id=person, name=name, province="26")
    yield ChecklistTemplate(
        id=derived_id("template", "short"),
        code="short",
        version=1,
        title_fa="چک‌لیست کوتاه نمونه",
        body=TEMPLATE,
    )
