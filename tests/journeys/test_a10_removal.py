"""A10: from a finding of absence to a removal that counts only by the authority's letter."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PIL import Image
from sqlalchemy import func, select

from desktop.commands.base import Command
from desktop.commands.findings import RecordFinding
from desktop.commands.inspections import OrderVisit, StartVisit
from desktop.documents.printing import letter_print, origin_of
from desktop.models.calendar import numeric_date
from desktop.models.directory import Post, Unit
from desktop.models.letters.records import Letter
from desktop.models.meetings.records import MeetingMinutes
from desktop.models.people import Person as Staff
from desktop.models.people import PostAssignment
from desktop.models.personnel_actions.queries import personnel_detail
from desktop.models.personnel_actions.records import PersonnelAction
from desktop.models.personnel_actions.rows import PersonnelDetail
from desktop.models.personnel_actions.rules import COUNTED
from desktop.models.reference import checklist
from desktop.views.letters.detail_page import LetterPage
from desktop.views.meetings.detail_page import MeetingDetailPage
from desktop.views.navigation import Place
from desktop.views.personnel_actions.detail_page import PersonnelDetailPage
from desktop.views.personnel_actions.form import PersonnelForm
from desktop.views.personnel_actions.person_page import PersonPage
from tests.documents.reading import text_of
from tests.journeys.conftest import Office
from tests.journeys.driver import Person

UNIT = "ادارهٔ نمونهٔ الف، آبیک"
ABSENT = "مدیر بی جانشین نبود و کار مراجعان ماند (نمونه)"
STATEMENT = "آن روز در جلسهٔ استان بودم (نمونه)"
READING = "جانشین منصوب شد، پس سمت واگذار شده است"


def test_a_manager_is_removed_by_the_authority_and_by_nobody_else(
    office: Office, tmp_path: Path
) -> None:
    head = office.seat("head")
    manager = _manager(head)
    finding = _finding(head)

    head.signed_in.window.go(Place("personnel_form", finding, "finding"))
    head.waits()
    form = head.page(PersonnelForm)
    assert form.cards.indicator.value() == "F7"
    form.cards.kind.setFocus()
    head.picks("پیشنهاد برکناری از سمت")
    head.chooses("شخص", manager)
    head.presses("Ctrl+Return")
    action = head.page(PersonnelDetailPage).place.record
    assert "اظهارشده" in head.reads()
    assert _removals(head) == 0
    head.syncs()

    _is_heard_and_put_to_the_vote(office.seat("setad"), action)
    _is_approved(office.seat("chair"), action)
    secretary = office.seat("secretary")
    letter = _is_sent(secretary, action)
    assert _removals(secretary) == 0
    _is_answered(secretary, action, letter, tmp_path)

    assert _removals(secretary) == 1
    head.sits_down()
    head.syncs()
    assert _removals(head) == 1
    head.signed_in.window.go(Place("personnel_action", action))
    head.waits()
    head.tabs_to("پروندهٔ شخص")
    head.presses("Space")
    head.page(PersonPage)
    shown = head.reads()
    for words in ("پیشنهاد برکناری از سمت", "پاسخ مقام رسید", "برکناری از سمت", "ثبت شد"):
        assert words in shown
    assert "اخراج" not in shown


def _is_heard_and_put_to_the_vote(secretary: Person, action: bytes) -> None:
    secretary.goes_to("personnel_actions")
    secretary.opens_row("پیشنهاد برکناری")
    secretary.presses("Ctrl+Return")
    secretary.types(STATEMENT)
    secretary.decides()
    assert _detail(secretary, action).row.state == "heard"

    secretary.goes_to("meetings")
    secretary.presses("Ctrl+N")
    tomorrow = secretary.signed_in.desk().today + timedelta(days=1)
    secretary.fills("روز", numeric_date(tomorrow))
    secretary.presses("Ctrl+Return")
    secretary.page(MeetingDetailPage)
    secretary.presses("Ctrl+Return")
    assert _detail(secretary, action).row.state == "on_agenda"
    secretary.tabs_to("حاضران")
    secretary.presses("Space")
    for name in ("رئیس ستاد نمونه · رئیس ستاد", "دبیر ستاد نمونه · دبیر ستاد"):
        if secretary.focus.accessibleName() != name:
            secretary.tabs_to(name)
        secretary.presses("Space")
    secretary.decides()
    secretary.presses("Ctrl+Return")
    secretary.decides()
    secretary.chooses("دبیر ستاد نمونه", "موافق")
    secretary.syncs()


def _is_approved(chair: Person, action: bytes) -> None:
    chair.goes_to("meetings")
    chair.opens_row("جلسهٔ ستاد")
    assert "در این بند رأی نمی‌دهد" not in chair.reads()  # the proposer does not even sit in it
    chair.tabs_to("نتیجهٔ بند ۱")
    chair.presses("Space")
    chair.presses("Space")
    chair.decides()
    assert _detail(chair, action).row.state == "approved"
    chair.presses("Ctrl+Return")
    minutes = chair.knows(lambda s: s.execute(select(MeetingMinutes.pdf_sha256)).scalar_one())
    vault = chair.signed_in.vault
    read = text_of(chair.knows(lambda session: vault.blobs.read(session, minutes)))
    assert "موافق" in read
    assert "تصویب شد" in read
    chair.syncs()


def _is_sent(secretary: Person, action: bytes) -> bytes:
    secretary.syncs()
    secretary.goes_to("personnel_actions")
    secretary.opens_row("پیشنهاد برکناری")
    secretary.tabs_to("نامه")
    secretary.presses("Space")
    page = secretary.page(LetterPage)
    letter = page.place.record
    secretary.presses("Ctrl+Return")
    secretary.decides()
    secretary.waits()
    kept = secretary.knows(lambda session: session.get_one(Letter, letter))
    assert (kept.subject, kept.state) == ("پیشنهاد برکناری", "numbered")
    first, second = _print(secretary, letter), _print(secretary, letter)
    assert first == second
    read = text_of(first)
    assert "پیشنهاد برکناری" in read
    assert "پیش‌نویس" not in read

    secretary.signed_in.window.go(Place("personnel_action", action))
    secretary.waits()
    secretary.presses("Ctrl+Return")
    secretary.decides()
    assert _detail(secretary, action).row.state == "sent_to_authority"
    return letter


def _is_answered(secretary: Person, action: bytes, letter: bytes, folder: Path) -> None:
    secretary.signed_in.window.go(Place("letter", b"", "incoming"))
    secretary.waits()
    page = secretary.page(LetterPage)
    if secretary.focus.accessibleName() != "فرستنده":
        secretary.tabs_to("فرستنده")
    secretary.overwrites("سازمان نمونهٔ الف")
    form = page.incoming
    form.in_number.setFocus()
    secretary.overwrites("۸/۱۲۳۴")
    form.in_date.setFocus()
    secretary.overwrites(numeric_date(secretary.signed_in.desk().today))
    secretary.fills("موضوع", "انتصاب")
    form.answers.set_value(letter.hex())
    scan = folder / "scan.png"
    Image.new("RGB", (400, 560), "white").save(scan)
    form.scan = str(scan)  # the chooser of files is the system's own window
    secretary.presses("Ctrl+Return")
    secretary.waits()

    secretary.signed_in.window.go(Place("personnel_action", action))
    secretary.waits()
    secretary.presses("Ctrl+Return")
    dialog = secretary.page(PersonnelDetailPage).dialog
    assert dialog is not None
    secretary.tabs_to("پذیرفت")
    secretary.presses("Space")
    secretary.fills("برداشت شما از نامه", READING)
    secretary.decides()
    found = _detail(secretary, action)
    assert (found.row.state, found.answer) == ("answered", "accepted")
    assert [row.kind for row in found.chain] == ["removal_proposal", "removal_recorded"]
    removal = found.chain[-1]
    assert (removal.state, removal.letter_number) == ("recorded", "۸/۱۲۳۴")
    assert [one.direction for one in found.letters] == ["out", "in"]
    secretary.syncs()


def _detail(person: Person, action: bytes) -> PersonnelDetail:
    found = person.knows(lambda s: personnel_detail(s, action, reader=person.reader))
    assert found is not None
    return found


def _removals(person: Person) -> int:
    """What a report counts."""
    query = select(func.count()).where(
        PersonnelAction.kind == "removal_recorded", PersonnelAction.state.in_(COUNTED)
    )
    return person.knows(lambda session: session.execute(query).scalar_one())


def _print(person: Person, letter: bytes) -> bytes:
    vault, desk = person.signed_in.vault, person.signed_in.desk()

    def read(session):  # type: ignore[no-untyped-def]  # a query
        origin = origin_of(session, office=desk.office, vault=desk.journal.vault, now=desk.now)
        return letter_print(session, vault.blobs, letter, reader=person.reader, origin=origin)

    made: bytes = person.knows(read)
    return made


def _manager(person: Person) -> str:
    """The invented manager of the unit."""
    query = (
        select(Staff.name)
        .join(PostAssignment, PostAssignment.person_id == Staff.id)
        .join(Post, Post.id == PostAssignment.post_id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(Unit.name == UNIT, Post.managerial.is_(True))
    )
    return person.knows(lambda session: session.execute(query).scalar_one())


def _finding(head: Person) -> bytes:
    """What was recorded on site; the window's way there is A8's story."""
    desk = head.signed_in.desk()
    visit, finding = desk.new_id(), desk.new_id()
    unit = head.knows(lambda s: s.execute(select(Unit.id).where(Unit.name == UNIT)).scalar_one())
    order = OrderVisit(
        kind="extraordinary",
        order_number="8/133902",
        order_date=desk.today,
        order_issuer="رئیس بازرسی نمونه",
        remit="هفت شاخص فواد (نمونه)",
        unit=unit,
        planned_at=desk.now,
        leader=desk.person,
        template_code="foad_seven",
        template_version=checklist("foad_seven").version,
        sample=True,
        id=visit,
    )
    seen = RecordFinding(visit, ABSENT, indicator="F7", criterion="AML8-08", id=finding)
    commands: list[Command] = [order, StartVisit(visit), seen]
    for command in commands:
        head.signed_in.tasks.execute(command)
        head.waits()
    return finding
