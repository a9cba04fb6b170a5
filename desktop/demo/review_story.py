"""What follows a visit: returned, amended, approved, sent, answered, verified, closed."""

from __future__ import annotations

from datetime import timedelta

from desktop.commands.corrective_actions import (
    AgreeAction,
    ClaimDone,
    ConsentToAction,
    StartAction,
    VerifyAction,
)
from desktop.commands.findings import AmendFinding, DecideFinding, RecordAnswer
from desktop.commands.inspections import (
    AmendVisit,
    Approve,
    CloseVisit,
    HandIn,
    ReturnReport,
    SendToAgency,
)
from desktop.commands.letters import (
    DraftLetter,
    NumberLetter,
    RegisterIncomingLetter,
    StoreIssuedPdf,
)
from desktop.demo import pictures
from desktop.demo.players import now
from desktop.demo.visit_story import Story
from desktop.documents.printing import letter_print, origin_of

_BEHALF = "سرپرست واحد نمونه، سرپرست واحد"


class Review(Story):
    """The same people, after the visit."""

    def is_returned(self) -> None:
        """The head sends it back with a comment."""
        self.head.does(
            ReturnReport(
                self.visit,
                "علت ریشه‌ای دو یافته نوشته نشده است.",
                self.head.desk.today + timedelta(days=2),
            )
        )

    def is_amended(self) -> None:
        """The inspector amends and hands in again."""
        me = self.inspector
        me.does(AmendVisit(self.visit, {"root_cause": "نبود شیوه‌نامهٔ نصب اطلاعیه در واحد."}))
        me.does(AmendFinding(self.notice, {"place": "دیوار سمت راست باجهٔ ۲"}))
        me.does(HandIn(self.visit))

    def is_approved(self) -> None:
        """The head, who was not in the team, approves and drafts the covering letter."""
        self.head.does(Approve(self.visit))
        self.letter = self.head.vault.journal.new_id()
        self.head.does(
            DraftLetter(
                sender="ادارهٔ بازرسی استان قزوین (نمونه)",
                addressee="سازمان نمونهٔ الف",
                subject="گزارش بازرسی سرزده (نمونه)",
                body="گزارش بازرسی سرزده پیوست است.\nخواهشمند است پاسخ یافته‌ها را بفرستید.",
                signatory="رئیس بازرسی استان (نمونه)",
                attachment_note="دارد",
                record_kind="visits",
                record_id=self.visit,
                id=self.letter,
            )
        )

    def is_sent(self) -> bytes:
        """The secretariat numbers, issues and sends the letter; returns the issued PDF."""
        me = self.secretary
        me.does(NumberLetter(self.letter))
        with me.vault.database.writing() as session:
            origin = origin_of(
                session, office=me.vault.office, vault=me.vault.journal.vault, now=now()
            )
            pdf = letter_print(
                session, me.vault.blobs, self.letter, reader=me.reader, origin=origin
            )
        me.does(StoreIssuedPdf(self.letter, me.stores(pdf, "application/pdf")))
        me.does(SendToAgency(self.visit, self.letter))
        return pdf

    def is_answered(self) -> None:
        """The unit's answer and «done», recorded on its behalf with letter and photo."""
        secretary, head, me = self.secretary, self.head, self.inspector
        answer = secretary.vault.journal.new_id()
        secretary.does(
            RegisterIncomingLetter(
                sender="واحد نمونه",
                addressee="ادارهٔ بازرسی استان قزوین (نمونه)",
                subject="پاسخ به گزارش بازرسی (نمونه)",
                in_number="1404/77",
                in_date=secretary.desk.today,
                record_kind="visits",
                record_id=self.visit,
                answers=self.letter,
                id=answer,
            )
        )
        scan = secretary.attaches(
            self.darkroom, ("letters", answer), pictures.signed_letter(now()), "answer.jpg"
        )
        secretary.syncs()
        head.syncs()
        me.syncs()
        for finding, words in (
            (self.notice, "پذیرفته شد؛ برداشته می‌شود."),
            (self.breakfast, "پذیرفته شد؛ تکرار نمی‌شود."),
        ):
            me.does(RecordAnswer(finding, "accepted", words, document=answer, on_behalf_of=_BEHALF))
        me.syncs()
        head.syncs()
        head.does(DecideFinding(self.notice, True, "برداشتن اطلاعیه لازم است."))
        head.does(DecideFinding(self.breakfast, False, "در محل رفع شد."))
        me.does(
            ConsentToAction(
                self.action,
                "سرپرست واحد",
                me.desk.today + timedelta(days=7),
                document=answer,
                on_behalf_of=_BEHALF,
            )
        )
        me.syncs()
        head.syncs()
        head.does(AgreeAction(self.action))
        head.syncs()
        me.syncs()
        me.does(StartAction(self.action, document=answer, on_behalf_of=_BEHALF))
        self.attach("corrective_actions", self.action, pictures.wall_after(now()), "IMG_0110.jpg")
        me.does(ClaimDone(self.action, "اطلاعیه برداشته شد.", document=scan, on_behalf_of=_BEHALF))

    def is_verified(self) -> None:
        """Another person than who recorded the claim verifies, and the head closes."""
        self.head.does(VerifyAction(self.action, "document", "عکس پس از رفع دیده شد."))
        self.head.does(CloseVisit(self.visit))
