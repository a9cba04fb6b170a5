"""Invented papers for the tests of documents; every person and unit in them is a sample."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from desktop.documents.blank_forms import BlankForm
from desktop.documents.blocks import Photo
from desktop.documents.inspections import (
    ActionLine,
    Answer,
    ChecklistLine,
    Correction,
    FindingLine,
    InspectionReport,
    Observation,
    Order,
)
from desktop.documents.letters import LetterPaper
from desktop.documents.page import Letterhead
from desktop.documents.signatures import Signature, Signed
from desktop.documents.special_reports import Allegation, SpecialReport, Statement

PRINTED_AT = datetime(2025, 11, 3, 7, 52, tzinfo=UTC)
VERSION = "0.1.0"
SEAL = "7F3A-91C2-08BD-44E0"

QUESTIONS = (
    ("۲٫۱", "اطلاع‌رسانی", "راهنمای مدارک لازم در سالن نصب و به‌روز است؟"),
    ("۲٫۲", "اطلاع‌رسانی", "شمارهٔ تلفن ۱۲۸ در دید مراجعان است؟"),
    ("۳٫۱", "رفتار", "برخورد کارکنان با مراجعان محترمانه است؟"),
    ("۳٫۲", "رفتار", "فضای سالن از نوشتهٔ تهدیدآمیز خالی است؟"),
    ("۴٫۱", "آغاز خدمت", "خدمت در ساعت قانونی آغاز شده است؟"),
    ("۵٫۱", "نوبت", "صف و نوبت برای همه یکسان رعایت می‌شود؟"),
    ("۵٫۲", "نوبت", "سامانهٔ نوبت‌دهی در دسترس است؟"),
    ("۶٫۱", "جانشینی", "برای هر میز کار جانشین روشن است؟"),
)


def letterhead(number: str = "8/134071", code: str = "26-0408-0031") -> Letterhead:
    return Letterhead(
        issuer="استانداری استان نمونه",
        office="دفتر بازرسی و پاسخ‌گویی «نمونه»",
        number=number,
        date="۱۲ آبان ۱۴۰۴",
        attachment="۵ عکس",
        code=code,
        qr=f"BZR:{code}:7F3A91C208BD44E0",
    )


@cache
def photo(shade: int = 170) -> bytes:
    """A small grey JPEG with a door in it."""
    image = Image.new("RGB", (640, 480), (shade, shade, shade))
    draw = ImageDraw.Draw(image)
    draw.rectangle((220, 120, 420, 470), fill=(shade - 60,) * 3, outline=(30, 30, 30), width=4)
    draw.ellipse((380, 290, 400, 310), fill=(240, 240, 240))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


@cache
def drawn_signature() -> bytes:
    """A line drawn on a clear ground, as the signing pad stores it."""
    image = Image.new("RGBA", (480, 160), (0, 0, 0, 0))
    points = [(20, 110), (90, 30), (140, 120), (200, 40), (260, 120), (330, 60), (460, 90)]
    ImageDraw.Draw(image).line(points, fill=(10, 10, 40, 255), width=6, joint="curve")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def checklist(repeat: int = 1) -> tuple[ChecklistLine, ...]:
    answers = (Answer.YES, Answer.YES, Answer.YES, Answer.NO, Answer.NO, Answer.YES, Answer.YES)
    lines = []
    for place, (code, section, question) in enumerate(QUESTIONS * repeat):
        answer = answers[place % 8] if place % 8 < 7 else Answer.NOT_APPLICABLE
        note = {Answer.NO: "یافتهٔ ۱", Answer.NOT_APPLICABLE: "واحد دو نفره"}.get(answer, "")
        lines.append(ChecklistLine(code, question, answer, note=note, section=section))
    lines.append(
        ChecklistLine(
            "۷٫۱", "شمار مراجعان در صف هنگام ورود", value="۶ نفر", section="شمارش", ticked=False
        )
    )
    return tuple(lines)


def signatures() -> tuple[Signature, ...]:
    at = datetime(2025, 11, 3, 7, 42, tzinfo=UTC)
    return (
        Signature("بازرس", "بازرس نمونهٔ یک", Signed.DRAWN, at, drawn_signature()),
        Signature("سرگروه بازرسی", "بازرس نمونهٔ دو", Signed.PHOTOGRAPHED, at, photo(230)),
        Signature(
            "سرپرست واحد",
            "سرپرست واحد «نمونه»",
            Signed.REFUSED,
            datetime(2025, 11, 3, 7, 50, tzinfo=UTC),
            witness="بازرس نمونهٔ دو، کارشناس بازرسی",
            words="من با متن گزارش موافق نیستم و امضا نمی‌کنم.",
        ),
    )


def report(
    *,
    checklist_repeat: int = 1,
    findings: int = 2,
    photos: int = 0,
    explanation: str = "",
    draft: bool = False,
    number: str = "8/134071",
) -> InspectionReport:
    found = (
        FindingLine(
            "صرف صبحانه ساعت ۰۹:۳۰ پیش از پذیرش شش مراجع؛ میزها خالی و در سالن بسته بود.",
            "عکس‌های ۱ و ۲",
            "دستورالعمل فواد، شاخص پنجم؛ قانون رسیدگی به تخلفات اداری، مادهٔ ۸، بند ۳",
            "F5",
            "جزئی",
            place="سالن اصلی",
        ),
        FindingLine(
            "اطلاعیه‌ای کنار باجهٔ ۲ مراجعان معترض را به «برخورد» تهدید می‌کند.",
            "عکس‌های ۳ تا ۵",
            "منشور حقوق شهروندی، مادهٔ ۱۹؛ شاخص چهارم (کرامت)",
            "F4",
            "عمده",
            aside="تکرار یافتهٔ نامهٔ ۸/۱۲۹۰۰۴",
        ),
    )
    return InspectionReport(
        letterhead=letterhead(number),
        title="گزارش بازرسی سرزده",
        subtitle="بر پایهٔ هفت شاخص فواد؛ الگوی ۳ · سند داخلی",
        unit="واحد نمونهٔ ب، شهرستان الوند",
        order=Order("8/133902", date(2025, 11, 1)),
        team=("بازرس نمونهٔ یک", "بازرس نمونهٔ دو"),
        started_at=datetime(2025, 11, 3, 6, 0, tzinfo=UTC),
        ended_at=datetime(2025, 11, 3, 7, 40, tzinfo=UTC),
        present="سرپرست واحد «نمونه»",
        trigger="سه شکایت از یک باجه در ۷ روز",
        kind="فوق‌العاده، سرزده، محسوس",
        scope="پذیرش و پاسخ‌گویی به مراجعان در سالن اصلی واحد، از آغاز وقت اداری تا پایان بازدید.",
        criteria=(
            "دستورالعمل فوریت‌های اداری (۱۲۸)، شاخص‌های هفت‌گانه",
            "منشور حقوق شهروندی، مواد ۱۹ تا ۲۵",
        ),
        method="مشاهده، گفت‌وگو با مراجعان و سرپرست، دیدن دفتر حضور و عکس‌برداری از سالن.",
        checklist=checklist(checklist_repeat),
        observations=(
            Observation("F4", "کرامت", "رفتار کارکنان باجهٔ ۱ محترمانه و روشن بود."),
            Observation("F5", "آغاز به‌موقع خدمت", "نخستین مراجع ساعت ۰۹:۵۲ پذیرفته شد."),
        ),
        findings=(found * findings)[:findings],
        explanation=explanation
        or "«اطلاعیه را پیمانکار نگهبانی بدون هماهنگی نصب کرده بود و همین امروز برداشته شد. "
        "دربارهٔ صبحانه، از فردا نوبت‌بندی می‌شود.»",
        explanation_by="سرپرست واحد «نمونه»",
        root_cause="نبود جانشین برای باجه‌ها در زمان استراحت و نبود متولی برای نصب اطلاعیه‌ها.",
        corrections=(
            Correction("اطلاعیه برداشته شد.", (2,), datetime(2025, 11, 3, 7, 30, tzinfo=UTC)),
        ),
        actions=(
            ActionLine(
                "تدوین و نصب برنامهٔ نوبت استراحت و جانشینی باجه‌ها",
                "سرپرست واحد",
                date(2025, 11, 10),
                (1,),
                "اقدام اصلاحی",
            ),
        ),
        good_practice=("میز راهنمای سالمندان در ورودی دایر است.",),
        annexes=("۵ عکس", "رونوشت دفتر حضور ۱۲ آبان"),
        photos=tuple(
            Photo(photo(150 + 10 * place), "سالن اصلی، ساعت ۰۹:۳۰") for place in range(photos)
        ),
        signatures=signatures(),
        seal="" if draft else SEAL,
        draft=draft,
        sample=True,
    )


def special(statement: Statement | None = None) -> SpecialReport:
    return SpecialReport(
        letterhead=letterhead(code="26-0408-0032"),
        person="کارمند نمونهٔ ج",
        post="متصدی باجهٔ ۲",
        unit="واحد نمونهٔ ب، شهرستان الوند",
        recipient="هیأت رسیدگی به تخلفات اداری «نمونه»",
        visit="گزارش ۸/۱۳۴۰۷۱، ۱۲ آبان ۱۴۰۴",
        allegations=(
            Allegation(
                "به گفتهٔ دو مراجع، از پذیرش درخواست آنان بی دلیل خودداری کرده است.",
                "قانون رسیدگی به تخلفات اداری، مادهٔ ۸، بند ۳",
                "گفتهٔ دو مراجع (نام‌ها محفوظ)، عکس ۲",
                "۱۲ آبان ۱۴۰۴، ساعت ۰۹:۳۵",
                "غافل",
            ),
        ),
        statement=statement or Statement(asked_at=PRINTED_AT, asked_how="نامهٔ ۸/۱۳۴۰۷۲"),
        printed_for="بازرس نمونهٔ یک",
        annexes=("عکس ۲",),
        signatures=signatures()[:2],
        seal=SEAL,
        sample=True,
    )


def blanks(count: int = 3) -> tuple[BlankForm, ...]:
    questions = tuple(
        ChecklistLine(code, question, section=section) for code, section, question in QUESTIONS
    )
    return tuple(
        BlankForm(
            letterhead(number="", code=f"26-0408-{40 + place:04}"),
            "فرم بازرسی",
            questions * 2,
            "بر پایهٔ هفت شاخص فواد؛ الگوی ۳ · برای نوشتن با دست",
            sample=True,
        )
        for place in range(count)
    )


def office_letter(number: str = "8/134075", paragraphs: int = 2) -> LetterPaper:
    text = (
        "پیرو بازرسی ۱۲ آبان ۱۴۰۴ از واحد نمونهٔ ب، گزارش شمارهٔ ۸/۱۳۴۰۷۱ همراه با یافته‌ها و "
        "اقدام‌های اصلاحی برای اطلاع و اقدام فرستاده می‌شود. خواهشمند است پاسخ واحد و مستندات "
        "رفع هر یافته تا پایان ۱۹ آبان ۱۴۰۴ به این دفتر برسد."
    )
    return LetterPaper(
        letterhead=letterhead(number, code=""),
        addressee=("جناب آقای مدیر نمونه", "سرپرست محترم واحد نمونهٔ ب"),
        subject="ارسال گزارش بازرسی سرزده",
        paragraphs=(text,) * paragraphs,
        signatory="رئیس نمونه",
        signatory_post="رئیس دفتر بازرسی و پاسخ‌گویی",
        copies=("استانداری استان نمونه، دفتر استاندار، برای آگاهی", "بایگانی"),
        attachments=("گزارش بازرسی ۸/۱۳۴۰۷۱، ۲ برگ",),
        seal=SEAL if number else "",
        sample=True,
    )
