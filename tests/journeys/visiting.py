"""The steps of a visit as a person takes them in the window, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.models.calendar import numeric_date
from desktop.models.checklists import Question
from desktop.models.inspections.queries import VisitFilter, visit_detail, visits_page
from desktop.models.inspections.rows import VisitDetail
from desktop.views.inspections.detail_page import VisitDetailPage
from desktop.views.inspections.form import VisitForm
from desktop.views.inspections.order_form import OrderForm
from desktop.views.inspections.question_card import QuestionCard
from desktop.views.inspections.signing import SigningCard
from tests.journeys.driver import Person, until

REMIT = "هفت شاخص فواد در پذیرش مراجعان (نمونه)"
UNIT = "ادارهٔ نمونهٔ الف، آبیک"
ORDER = "8/133902"
HEAD_OF_UNIT = "سرپرست واحد نمونه"


def orders(
    head: Person, leader: str, *, covert: str = "", unit: str = UNIT, address: str = ""
) -> bytes:
    """The head orders a visit; ``covert`` is the written reason of an undercover one.

    With an ``address`` the unit is not in the directory and is typed.
    """
    head.goes_to("inspections")
    head.presses("Ctrl+N")
    form = head.page(OrderForm)
    assert form.cards.unit.unit.control.hasFocus() or form.isAncestorOf(head.focus)
    if head.focus.accessibleName() != "واحد":
        head.tabs_to("واحد")
    if address:
        head.tabs_to("این واحد در فهرست نیست")
        head.presses("Space")
        head.fills("نام واحد", unit)
        head.fills("نشانی", address)
    else:
        head.picks(unit)
    head.fills("شمارهٔ حکم", ORDER)
    head.chooses("نوع بازرسی", "فوق‌العاده")
    head.fills("روز بازرسی", numeric_date(head.signed_in.desk().today))
    if covert:
        head.tabs_to("محسوس")
        head.presses("Down")
        head.fills("دلیل نامحسوس بودن", covert)
    head.chooses("سرگروه", leader)
    head.fills("موضوع", REMIT)
    head.presses("Ctrl+Return")
    return head.page(VisitDetailPage).place.record


def opens_visit(person: Person, words: str = UNIT) -> VisitDetailPage:
    """From the list, with Enter."""
    person.goes_to("inspections")
    person.opens_row(words)
    return person.page(VisitDetailPage)


def begins(person: Person) -> VisitForm:
    """On site: who is present is written, and the visit begins."""
    person.presses("Ctrl+Return")
    form = person.page(VisitForm)
    if person.focus.accessibleName() != "چه کسی از واحد حاضر است":
        person.tabs_to("چه کسی از واحد حاضر است")
    person.overwrites(HEAD_OF_UNIT)
    person.fills("سمت او", "سرپرست واحد")
    person.presses("Ctrl+Return")
    assert form.pages is not None
    assert form.pages.current() == "start"
    return form


def card_of(widget: QWidget | None) -> QuestionCard:
    """The question that holds the keyboard."""
    while widget is not None and not isinstance(widget, QuestionCard):
        widget = widget.parentWidget()
    assert widget is not None, "no question has the keyboard"
    return widget


def answers(person: Person, no: Mapping[str, object], until: str = "") -> None:
    """Answer the questions in their order with digits and Enter, up to one that is a «no».

    Stops at the first question of ``no`` (answered «خیر»), or at the one named ``until``, or
    behind the last.
    """
    while True:
        card = card_of(person.focus)
        if card.question.code == until:
            return
        _answer(person, card.question, "۲" if card.question.code in no else "۱")
        if card.question.code in no:
            return
        if card.question.code == "end.follow_up":
            return
        goes_on(person)


def goes_on(person: Person) -> None:
    """To the next question."""
    person.presses("Return")


def _answer(person: Person, question: Question, digit: str) -> None:
    if question.type in ("yes_no", "choice"):
        person.digit(digit)
    elif question.type == "number":
        person.types("۶")


def sees(person: Person, description: str, *photos: Path) -> QuestionCard:
    """The finding that a «خیر» has opened: what was seen, then its photos."""
    card = card_of(person.focus)
    person.fills("شرح آنچه دیده شد", description)
    for photo in photos:
        assert card.finding is not None
        pastes_next(person, card, photo)
    return card


def pastes_next(person: Person, card: QuestionCard, photo: Path) -> None:
    """A photo into the next obligatory place of a question."""
    assert card.strip is not None
    strip = card.strip.strip
    number = card.strip.count()
    slot = strip.next_slot()
    tile = next(one for one in strip.tiles if getattr(one, "slot", None) == slot)
    if person.focus is not tile:
        person.tabs_to(tile)
    person.pastes(photo)
    until(lambda: card.strip is not None and card.strip.count() > number)
    person.waits()


def detail_of(person: Person, visit: bytes) -> VisitDetail | None:
    """The visit as the person's own vault holds it."""
    today = person.signed_in.desk().today
    return person.knows(
        lambda session: visit_detail(session, visit, reader=person.reader, today=today)
    )


def visits_of(person: Person) -> list[str]:
    """The states of all visits the person can list."""
    page = person.knows(lambda session: visits_page(session, VisitFilter(), None, 50))
    return [row.state for row in page.rows]


def corrects(person: Person, words: str) -> None:
    """What was mended at once, on the finding at hand."""
    person.tabs_to("در همان محل رفع شد")
    person.presses("Space")
    person.fills("چه کاری انجام شد", words)


def proposes(person: Person, description: str, owner: str) -> None:
    """A corrective action for the finding at hand; its day is a week from now by itself."""
    person.tabs_to("اقدام اصلاحی")
    person.presses("Space")
    person.overwrites(description)
    person.fills("سمت مسئول انجام", owner)
    person.tabs_to("ثبت اقدام")
    person.presses("Space")


def explains(person: Person, words: str) -> None:
    """What the unit says of the findings."""
    person.fills("توضیح واحد دربارهٔ یافته‌ها", words)


def way(person: Person, card: SigningCard, words: str) -> None:
    """How a side signs."""
    person.tabs_to(card.ways)
    for _ in range(3):
        if person.focus.accessibleName() == words:
            return
        person.presses("Left")
    raise AssertionError(f"no way to sign is called «{words}»")


def signs_on_paper(person: Person, card: SigningCard, paper: Path, name: str = "") -> None:
    """The sheet was signed, and its photo is pasted."""
    way(person, card, "روی کاغذ و عکس آن")
    if name:
        person.fills("نام امضاکننده", name)
    person.tabs_to(card.strip.tiles[0])
    person.pastes(paper)
    person.tabs_to("ثبت امضا")
    person.presses("Space")


def signs_with_pen(person: Person, card: SigningCard) -> None:
    """Drawn on the pad."""
    way(person, card, "امضا روی صفحه")
    person.tabs_to(card.pad)
    person.draws(card.pad)
    person.tabs_to("ثبت امضا")
    person.presses("Space")


def refuses(person: Person, card: SigningCard, words: str, witness: str, post: str) -> None:
    """The head of the unit does not sign; a witness is named."""
    way(person, card, "از امضا خودداری کرد")
    person.fills("نام شاهد", witness)
    person.fills("سمت شاهد", post)
    person.fills("گفتهٔ او", words)
    person.tabs_to("ثبت خودداری")
    person.presses("Space")
