"""One story in which every command with text is carried out, so that each can be tried."""

from __future__ import annotations

from desktop.commands.attachments import DescribeFile, RemoveAttachment
from desktop.commands.corrective_actions import (
    AmendAction,
    RemoveAction,
)
from desktop.commands.directory import (
    ConfirmProvisional,
    MergeRecord,
    RecordProvisionalPerson,
    RecordProvisionalPost,
    RecordProvisionalUnit,
    TypedUnit,
    UndoMerge,
)
from desktop.commands.drafts import SaveDraft
from desktop.commands.findings import (
    AmendFinding,
    CorrectOnTheSpot,
    DecideFinding,
    RecordAnswer,
    RecordFindingPerson,
    RemoveFinding,
    ReviewFinding,
    WithdrawFinding,
    WriteSpecialReport,
)
from desktop.commands.inspections import AmendVisit, CancelVisit, ChangeTeam, ReturnReport
from desktop.commands.letters import AmendLetter, DraftLetter, EditLetterTemplate, VoidLetter
from desktop.commands.on_site import RecordUnitExplanation
from tests.offices import UNIT, UNIT_HEAD, SampleOffice


def everything(office: SampleOffice) -> None:
    """Visits, letters, the directory and drafts, once through."""
    _directory(office)
    _visit(office)
    _answers(office)
    _letters(office)
    office.verified()
    office.leader.does(
        SaveDraft(bytes(16), "inspections", "پیش‌نویس نمونه", {"remit": "شاخص"}, None, "remit")
    )


def _directory(office: SampleOffice) -> None:
    key, post = office.admin.desk.new_id(), office.admin.desk.new_id()
    unit = TypedUnit("واحد تازهٔ نمونه", "خیابان نمونه", "02833330001", id=key)
    office.leader.does(RecordProvisionalUnit(unit))
    office.leader.does(RecordProvisionalPost(UNIT, "متصدی نمونه", id=post))
    person = office.admin.desk.new_id()
    office.leader.does(RecordProvisionalPerson("کارمند تازهٔ نمونه", None, "۱۲۳", id=person))
    office.admin.does(MergeRecord("units", key, UNIT, "یکی است"))
    office.admin.does(UndoMerge("units", key, "یکی نبود"))
    office.admin.does(ConfirmProvisional("units", key, "دیده شد"))


def _visit(office: SampleOffice) -> None:
    visit = office.started()
    office.leader.does(AmendVisit(visit, {"observations": "مشاهده"}, "کامل‌تر"))
    office.leader.does(RecordUnitExplanation(visit, "توضیح واحد", "مسئول نمونه", "رئیس"))
    finding, second = office.finding(visit), office.finding(visit)
    photo = office.photo("findings", finding)
    office.leader.does(DescribeFile(photo, "near", "زیرنویس"))
    office.leader.does(RemoveAttachment(photo, "تار است"))
    office.leader.does(AmendFinding(finding, {"description": "شرح تازه"}, "روشن‌تر"))
    office.leader.does(CorrectOnTheSpot(finding, "همان‌جا برداشته شد"))
    office.leader.does(
        RecordFindingPerson(finding, "شخص نمونه", "رفتار نمونه", post="متصدی", statement="گفته")
    )
    office.leader.does(WriteSpecialReport(visit, "گزارش", "شرح", "مادهٔ نمونه", "عکس"))
    action = office.action(visit, finding)
    office.leader.does(AmendAction(action, {"description": "اقدام تازه"}, "روشن‌تر"))
    office.leader.does(RemoveAction(action, "لازم نیست"))
    office.leader.does(RemoveFinding(second, "تکراری"))
    ordered = office.order()
    office.head.does(ChangeTeam(ordered, office.stranger.person, reason="جابه‌جایی"))
    office.head.does(CancelVisit(ordered, "دستور تازه"))
    returned, _finding, _action = office.handed_in()
    office.head.does(ReturnReport(returned, "معیار روشن نیست"))


def _answers(office: SampleOffice) -> None:
    visit, finding, _action = office.sent()
    letter = office.reply(visit)
    answer = RecordAnswer(finding, "contested", "متن پاسخ", document=letter, on_behalf_of=UNIT_HEAD)
    office.secretariat.does(answer)
    office.stranger.does(ReviewFinding(finding, "عکس‌ها روشن است"))
    office.head.does(DecideFinding(finding, action_required=True, reason="رفع نشده است"))
    withdrawn, *_ = office.handed_in(members=(office.other_head.person,))
    with office.session() as session:
        from desktop.models.inspections.records import Finding

        key = session.query(Finding.id).filter(Finding.visit_id == withdrawn).scalar()
    office.head.does(WithdrawFinding(key, "مستند ندارد"))


def _letters(office: SampleOffice) -> None:
    key = office.admin.desk.new_id()
    office.secretariat.does(
        DraftLetter("دفتر", "سازمان", "موضوع", "متن", copies=("رونوشت",), id=key)
    )
    office.secretariat.does(AmendLetter(key, {"subject": "موضوع تازه"}))
    visit, *_ = office.approved()
    numbered = office.letter(visit)
    office.secretariat.does(VoidLetter(numbered, "اشتباه"))
    office.secretariat.does(EditLetterTemplate("cover", "نامهٔ ما", {"body": "متن نامه"}))
