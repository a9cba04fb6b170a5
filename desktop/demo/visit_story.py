"""One surprise visit (stories A8 and A27): the commands of the window, in the order of the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select

from desktop.commands.corrective_actions import (
    ProposeAction,
)
from desktop.commands.findings import (
    CorrectOnTheSpot,
    FinishSpecialReport,
    RecordFinding,
    RecordFindingPerson,
    WriteSpecialReport,
)
from desktop.commands.inspections import (
    EndOnSite,
    HandIn,
    OrderVisit,
    StartVisit,
)
from desktop.commands.on_site import AnswerQuestion, RecordUnitExplanation, SignHandOver
from desktop.demo import pictures
from desktop.demo.players import Player, now
from desktop.errors import Refused
from desktop.models.calendar import in_iran, iran_day, moment_of
from desktop.models.directory import Unit
from desktop.models.photos import Darkroom
from desktop.models.reference import checklist
from resources.wording import words_of

Told = Callable[[str], None]
_HEAD_OF_UNIT = "سرپرست واحد نمونه"
_DAY_OVER = 15
_ANSWERS = {
    "start.received_by": "head",
    "start.clients_waiting": "6",
    "f4.notices": "no",
    "f5.counters": "no",
}


_HALF = {
    "start.order_shown": "yes",
    "start.received_by": "head",
    "start.clients_waiting": "8",
    "f1.guide": "yes",
    "f1.explained": "yes",
    "f2.notice": "yes",
    "f4.respect": "yes",
    "f4.notices": "no",
}


@dataclass
class Story:
    """Who takes part, and what the visit leaves behind."""

    inspector: Player
    head: Player
    secretary: Player
    darkroom: Darkroom
    told: Told
    visit: bytes = b""
    notice: bytes = b""
    breakfast: bytes = b""
    action: bytes = b""
    special_report: bytes = b""
    letter: bytes = b""

    def at(self, hour: int, minute: int) -> datetime:
        """A time of the visit's day: today, or yesterday where the office day is not over."""
        local = in_iran(now())
        day = local.date() if local.hour >= _DAY_OVER else local.date() - timedelta(days=1)
        return moment_of(day, time(hour, minute))

    def is_ordered(self, *members: bytes) -> None:
        """The head orders an unannounced visit to a county office."""
        with self.head.vault.database.reading() as session:
            unit = session.execute(
                select(Unit.id).where(Unit.province == "26").order_by(Unit.name).limit(1)
            ).scalar_one()
        self.visit = self.head.vault.journal.new_id()
        template = checklist("foad_seven")
        self.head.does(
            OrderVisit(
                kind="extraordinary",
                order_number="8/133902",
                order_date=iran_day(self.at(9, 0)),
                order_issuer="رئیس بازرسی استان (نمونه)",
                remit="هفت شاخص فواد در پذیرش مراجعان (نمونه)",
                unit=unit,
                planned_at=self.at(9, 0),
                leader=self.inspector.person,
                members=members,
                template_code=template.code,
                template_version=template.version,
                sample=True,
                id=self.visit,
            )
        )

    def begins(self) -> None:
        """The inspector arrives, shows the order and answers the checklist."""
        self.inspector.does(
            StartVisit(
                self.visit, self.at(9, 12), present_name=_HEAD_OF_UNIT, present_post="سرپرست واحد"
            )
        )
        for section in checklist("foad_seven").sections:
            for question in section.questions:
                if question.when is None and question.type != "photo" and question.mandatory:
                    value = _ANSWERS.get(question.code, "yes")
                    self.inspector.does(AnswerQuestion(self.visit, question.code, value))

    def sees(self) -> None:
        """Breakfast before clients, and a threatening notice; what was mended at once."""
        me, visit = self.inspector, self.visit
        self.breakfast, self.notice = me.vault.journal.new_id(), me.vault.journal.new_id()
        me.does(
            RecordFinding(
                visit,
                "صرف صبحانه ساعت ۰۹:۳۰ پیش از پذیرش شش مراجع منتظر (نمونه).",
                indicator="F5",
                code="K03",
                criterion="AML8-03",
                severity="minor",
                place="باجهٔ ۱ و ۲",
                seen_at=self.at(9, 30),
                item="f5.counters",
                id=self.breakfast,
            )
        )
        me.does(
            RecordFinding(
                visit,
                "اطلاعیه‌ای کنار باجهٔ ۲ مراجعان معترض را به «برخورد» تهدید می‌کند (نمونه).",
                indicator="F4",
                code="K02",
                criterion="GP20",
                severity="major",
                place="دیوار کنار باجهٔ ۲",
                seen_at=self.at(9, 46),
                item="f4.notices",
                id=self.notice,
            )
        )
        me.does(CorrectOnTheSpot(self.breakfast, "تذکر داده شد و باجه‌ها باز شد.", self.at(9, 40)))
        me.does(
            RecordFindingPerson(
                self.notice,
                "متصدی نمونهٔ باجهٔ ۲",
                "نصب اطلاعیه بدون هماهنگی (اظهارشده، اثبات‌نشده).",
                post="متصدی پذیرش",
                statement_asked_at=self.at(10, 40),
            )
        )
        self.action = me.vault.journal.new_id()
        me.does(
            ProposeAction(
                visit,
                (self.notice,),
                "برداشتن اطلاعیه و آموزش کارکنان",
                owner_post="سرپرست واحد",
                due_on=me.desk.today + timedelta(days=7),
                id=self.action,
            )
        )
        self.attach(
            "findings",
            self.breakfast,
            pictures.breakfast_at_counter(self.at(9, 31)),
            "IMG_0101.jpg",
            view="far",
            item="f5.counters",
        )
        self.attach(
            "findings",
            self.notice,
            pictures.notice_on_wall(self.at(9, 46), near=False),
            "IMG_0102.jpg",
            view="far",
            item="f4.notices",
        )

    def goes_on_elsewhere(self, visit: bytes) -> None:
        """Half of another visit: a notice of which the near view is still to be taken."""
        me = self.inspector
        for code, value in _HALF.items():
            me.does(AnswerQuestion(visit, code, value))
        finding = me.vault.journal.new_id()
        me.does(
            RecordFinding(
                visit,
                "اطلاعیه‌ای کنار باجهٔ ۲ نصب است که مراجعان معترض را به «برخورد» تهدید می‌کند.",
                indicator="F4",
                code="K02",
                criterion="GP20",
                severity="major",
                item="f4.notices",
                id=finding,
            )
        )
        me.does(
            ProposeAction(
                visit,
                (finding,),
                "برداشتن اطلاعیه و اعلام به کارکنان",
                owner_post="سرپرست واحد",
                due_on=me.desk.today + timedelta(days=7),
            )
        )
        photo = pictures.notice_on_wall(self.at(9, 46), near=False)
        self.attach("findings", finding, photo, "IMG_0120.jpg", view="far", item="f4.notices")

    def signs(self) -> None:
        """The unit explains; the inspector signs, the head of the unit refuses with a witness."""
        me, visit = self.inspector, self.visit
        me.does(
            RecordUnitExplanation(
                visit, "اطلاعیه را پیمانکار نگهبانی بدون هماهنگی نصب کرده بود (نمونه)."
            )
        )
        signature = me.stores(pictures.signature(), "image/png")
        me.does(
            SignHandOver(
                visit,
                "inspector",
                "drawn",
                me.name,
                "بازرس",
                self.at(11, 18),
                image_sha256=signature,
            )
        )
        me.does(
            SignHandOver(
                visit,
                "unit_head",
                "refused",
                _HEAD_OF_UNIT,
                "سرپرست واحد",
                self.at(11, 20),
                words="تا نظر ادارهٔ کل نیاید امضا نمی‌کنم.",
                witness_name="کارشناس نمونهٔ واحد",
                witness_post="کارشناس پاسخگویی",
            )
        )

    def is_refused_without_photo(self) -> str:
        """Handing in without the near view of the notice; returns the words of the refusal."""
        self.inspector.does(EndOnSite(self.visit, self.at(11, 25)))
        try:
            self.inspector.does(HandIn(self.visit))
        except Refused as refused:
            return words_of(refused.code, refused.arguments)
        raise RuntimeError("a report without its obligatory photo was handed in")

    def is_handed_in(self) -> None:
        """With the photo that was missing."""
        self.attach(
            "findings",
            self.notice,
            pictures.notice_on_wall(self.at(9, 47), near=True),
            "IMG_0103.jpg",
            view="near",
            item="f4.notices",
        )
        self.inspector.does(HandIn(self.visit))

    def is_written_about_person(self) -> None:
        """The separate special report (``domain.md`` 6.5)."""
        me = self.inspector
        self.special_report = me.vault.journal.new_id()
        me.does(
            WriteSpecialReport(
                self.visit,
                "گزارش اختصاصی دربارهٔ نصب اطلاعیه (نمونه)",
                "بنا بر اظهار حاضران، متصدی باجهٔ ۲ اطلاعیه را نصب کرده است؛ اثبات‌نشده.",
                rule="بند ۲۰ سیاست‌های کلی نظام اداری",
                evidence="عکس‌های ۲ و ۳ گزارش",
                id=self.special_report,
            )
        )
        me.does(FinishSpecialReport(self.special_report))

    def attach(
        self,
        kind: str,
        record: bytes,
        data: bytes,
        name: str,
        *,
        view: str = "",
        item: str | None = None,
    ) -> None:
        """A photo of the inspector, taken in through the darkroom."""
        self.inspector.attaches(self.darkroom, (kind, record), data, name, view=view, item=item)
