"""Papers made out of a real vault's rows, read back from their bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.commands.attachments import AttachFile
from desktop.commands.findings import RecordFindingPerson, WriteSpecialReport
from desktop.commands.inspections import Approve, EndOnSite, HandIn
from desktop.commands.letters import DraftLetter, NumberLetter, StoreIssuedPdf
from desktop.commands.on_site import RecordUnitExplanation, SignHandOver
from desktop.documents.printing import (
    blank_batch,
    letter_print,
    origin_of,
    visit_report,
    visit_special_report,
)
from desktop.documents.visit_papers import Origin, report_paper
from desktop.models import reference
from desktop.models.blobs import BlobStore
from desktop.models.checklists import parse
from desktop.models.inspections.queries import Reader, visit_detail
from desktop.models.inspections.rows import VisitDetail
from desktop.models.seal import seal_code
from tests.builders import OFFICE, Seat
from tests.documents.reading import page_count, text_of
from tests.documents.samples import drawn_signature, photo
from tests.offices import TEMPLATE, TODAY, SampleOffice

PRIVATE = "کارمند نمونهٔ ج"
CONDUCT = "به گفتهٔ دو مراجع پذیرش نکرد"


class PaperOffice(SampleOffice):
    """A sample office with a blob store, and what its people print."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.blobs = BlobStore(folder / "blobs", bytes(32))

    def keep(self, content: bytes, media_type: str = "image/jpeg") -> bytes:
        with self.admin.database.writing() as session:
            return self.blobs.add(session, content, media_type).sha256

    def real_photo(self, kind: str, record: bytes, view: str = "", item: str | None = None) -> None:
        content = photo(120 + len(view) * 20)
        self.leader.does(
            AttachFile(
                kind,
                record,
                "IMG_0002.jpg",
                "image/jpeg",
                len(content),
                self.keep(content),
                view=view,
                item=item,
                caption="سالن اصلی",
                taken_at=datetime(2025, 11, 3, 6, 5, tzinfo=UTC),
            )
        )

    def origin(self, by: Seat) -> Origin:
        desk = by.desk
        with by.database.reading() as session:
            return origin_of(
                session,
                office=desk.office,
                vault=desk.journal.vault,
                now=desk.now,
                printed_for=desk.name,
            )

    def detail(self, visit: bytes, by: Seat) -> VisitDetail:
        with by.database.reading() as session:
            found = visit_detail(session, visit, reader=Reader(by.person, by.role), today=TODAY)
        assert found is not None
        return found

    def report(self, visit: bytes, by: Seat | None = None) -> bytes:
        by = by or self.leader
        origin = self.origin(by)
        with by.database.reading() as session:
            return visit_report(
                session,
                self.blobs,
                visit,
                reader=Reader(by.person, by.role),
                today=TODAY,
                origin=origin,
            )

    def filled(self) -> bytes:
        """Story A8: breakfast and a threatening notice, photos, refusal, an action."""
        visit = self.started()
        breakfast = self.finding(visit, place="سالن اصلی")
        self.real_photo("findings", breakfast)
        notice = self.finding(
            visit,
            description="اطلاعیهٔ تهدیدآمیز بر دیوار کنار باجهٔ ۲",
            indicator="F4",
            severity="major",
            criterion="GP20",
            item="dignity.walls",
        )
        self.real_photo("findings", notice, "far")
        self.real_photo("visits", visit, "near", "dignity.walls")
        self.leader.does(
            RecordFindingPerson(
                notice, PRIVATE, CONDUCT, post="متصدی باجهٔ ۲", statement="من نصب نکردم"
            )
        )
        self.action(visit, notice)
        self.answers(visit, walls="no")
        self.leader.does(
            RecordUnitExplanation(visit, "همین امروز برداشته شد", "سرپرست واحد نمونه", "سرپرست")
        )
        self.leader.does(
            SignHandOver(
                visit,
                "leader",
                "drawn",
                "بازرس نمونهٔ یک",
                image_sha256=self.keep(drawn_signature(), "image/png"),
            )
        )
        self.leader.does(
            SignHandOver(
                visit,
                "unit_head",
                "refused",
                "سرپرست واحد نمونه",
                words="با متن موافق نیستم",
                witness_name="بازرس نمونهٔ دو",
                witness_post="کارشناس بازرسی",
            )
        )
        self.leader.does(EndOnSite(visit))
        return visit


@pytest.fixture
def office(tmp_path: Path) -> PaperOffice:
    return PaperOffice(tmp_path / "vault")


def test_a_visit_prints_its_findings_with_criterion_evidence_and_action(
    office: PaperOffice,
) -> None:
    read = text_of(office.report(office.filled()))
    for words in (
        "گزارش بازرسی سرزده",
        "واحد نمونهٔ ب، شهرستان الوند",
        "صرف صبحانه ساعت ۰۹:۳۰",
        "مستند: عکس‌های ۱ و ۳",
        "ناراضی‌کردن ارباب‌رجوع",
        "عمده",
        "برداشتن اطلاعیه و اعلام به کارکنان",
        "همین امروز برداشته شد",
        "یافتهٔ ۲",
        "سرزده",
        "۶",
    ):
        assert words in read


def test_the_part_about_a_person_is_on_the_special_report_and_never_on_the_main_one(
    office: PaperOffice,
) -> None:
    visit = office.filled()
    key = office.admin.desk.new_id()
    office.leader.does(
        WriteSpecialReport(
            visit, "گزارش دربارهٔ یک کارمند", "خودداری از پذیرش", "مادهٔ ۸، بند ۳", "عکس ۲", id=key
        )
    )
    main = text_of(office.report(visit))
    assert PRIVATE not in main
    assert CONDUCT not in main
    assert "متصدی باجهٔ ۲" not in main
    origin = office.origin(office.leader)
    with office.leader.database.reading() as session:
        special = text_of(
            visit_special_report(
                session,
                office.blobs,
                visit,
                key,
                reader=Reader(office.leader.person, office.leader.role),
                today=TODAY,
                origin=origin,
            )
        )
    for words in (PRIVATE, "خودداری از پذیرش", "من نصب نکردم", "اثبات‌نشده", "بازرس نمونهٔ یک"):
        assert words in special


def test_a_refusal_to_sign_prints_witness_time_and_words(office: PaperOffice) -> None:
    read = text_of(office.report(office.filled()))
    for words in ("از امضا خودداری شد", "بازرس نمونهٔ دو، کارشناس بازرسی", "با متن موافق نیستم"):
        assert words in read


def test_a_report_is_a_draft_without_seal_until_the_head_approves_it(office: PaperOffice) -> None:
    visit = office.filled()
    before = text_of(office.report(visit))
    assert "پیش‌نویس" in before
    assert "کد مهر" not in before
    office.leader.does(HandIn(visit))
    office.head.does(Approve(visit))
    after = text_of(office.report(visit))
    assert "پیش‌نویس" not in after
    assert "کد مهر" in after


def test_a_photo_that_is_not_on_this_laptop_leaves_its_frame_and_says_so(
    office: PaperOffice,
) -> None:
    visit = office.started()
    office.photo("findings", office.finding(visit))
    read = text_of(office.report(visit))
    assert "عکس هنوز نرسیده است" in read


def test_an_inspector_who_went_alone_signs_once(office: PaperOffice) -> None:
    visit = office.started(members=())
    office.leader.does(
        SignHandOver(
            visit,
            "inspector",
            "drawn",
            "بازرس نمونهٔ یک",
            image_sha256=office.keep(drawn_signature(), "image/png"),
        )
    )
    assert "سرگروه بازرسی" not in text_of(office.report(visit))


def test_nobody_in_the_unit_is_asked_to_sign_a_covert_report(office: PaperOffice) -> None:
    visit = office.started(visibility="covert", covert_reason="گزارش‌های مکرر")
    read = text_of(office.report(visit))
    assert "نامحسوس" in read
    assert "مسئول واحد" not in read


def test_a_vault_that_does_not_hold_the_plan_of_a_covert_visit_prints_no_unit(
    office: PaperOffice,
) -> None:
    visit = office.order(visibility="covert", covert_reason="گزارش‌های مکرر")
    seen = replace(office.detail(visit, office.head), unit=None, unit_text=None, planned_at=None)
    seen = replace(seen, row=replace(seen.row, unit=None, county=None))
    read = text_of(report_paper(seen, office.origin(office.head)))
    assert "پوشیده تا آشکار شدن بازرسی" in read
    assert "واحد نمونهٔ ب" not in read


def test_every_blank_form_of_every_batch_has_a_number_of_its_own(office: PaperOffice) -> None:
    desk = office.leader.desk
    origin = office.origin(office.leader)
    pages = []
    for _batch in range(2):
        with office.leader.database.writing() as session:
            pdf = blank_batch(
                session, parse(TEMPLATE), 3, OFFICE, desk.journal.vault, TODAY, origin
            )
        pages += [text_of(pdf, page) for page in range(page_count(pdf))]
    numbers = [set(re.findall("۲۶-۰۴۰۸۱۲-....[۱۲]-۰[۱-۳]", page)) for page in pages]
    assert max(len(found) for found in numbers) == 1
    assert len(set.union(*numbers)) == 6


def test_the_shipped_checklist_prints_as_a_blank_form_with_its_choices(office: PaperOffice) -> None:
    desk, origin = office.leader.desk, office.origin(office.leader)
    with office.leader.database.writing() as session:
        template = reference.checklist("foad_seven")
        pdf = blank_batch(session, template, 1, OFFICE, desk.journal.vault, TODAY, origin)
    read = text_of(pdf)
    assert "رئیس واحد / جانشین / کارمند" in read
    assert "شاخص‌های هفتگانه؛ الگوی ۳" in read


def drafted(office: PaperOffice) -> bytes:
    visit, _finding, _action = office.approved()
    key = office.admin.desk.new_id()
    office.secretariat.does(
        DraftLetter(
            "دفتر بازرسی نمونه",
            "جناب آقای مدیر نمونه\nسرپرست محترم واحد نمونهٔ ب",
            "ارسال گزارش بازرسی",
            "با سلام و احترام\nگزارش به پیوست فرستاده می‌شود.",
            signatory="رئیس نمونهٔ یک، رئیس دفتر بازرسی",
            record_kind="visits",
            record_id=visit,
            id=key,
        )
    )
    return key


def printed(office: PaperOffice, letter: bytes) -> bytes:
    seat = office.secretariat
    origin = office.origin(seat)
    with seat.database.reading() as session:
        reader = Reader(seat.person, seat.role)
        return letter_print(session, office.blobs, letter, reader=reader, origin=origin)


def test_a_letter_without_a_number_prints_as_a_draft(office: PaperOffice) -> None:
    read = text_of(printed(office, drafted(office)))
    for words in ("پیش‌نویس", "سرپرست محترم واحد نمونهٔ ب", "رئیس دفتر بازرسی", "با سلام و احترام"):
        assert words in read
    assert "کد مهر" not in read


def test_a_letter_that_was_issued_prints_the_stored_bytes_again(office: PaperOffice) -> None:
    letter = drafted(office)
    office.secretariat.does(NumberLetter(letter))
    issued = printed(office, letter)
    assert "پیش‌نویس" not in text_of(issued)
    office.secretariat.does(StoreIssuedPdf(letter, office.keep(issued, "application/pdf")))
    office.admin.wall.forward(minutes=90)
    assert printed(office, letter) == issued


def test_a_seal_code_is_three_groups_of_four_that_follow_the_hash() -> None:
    assert seal_code(bytes(32)) == "0000-0000-0000"
    assert seal_code(bytes([255]) * 32) == "ZZZZ-ZZZZ-ZZZZ"
    assert seal_code(bytes(7) + bytes([16]) + bytes(24)) == "0000-0000-0001"
