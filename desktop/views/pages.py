"""The list of places in the window: data. A page is imported when it is first opened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module

from desktop.models.identities.rules import AUDITORS, HOLDS_CONTACT, HOLDS_SEALED
from desktop.models.programmes.rules import READERS
from desktop.views.navigation import Page, Workplace
from resources.words import Lazy, lazy


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: its name in a ``Place``, its words and icon, and the class that draws it.

    Pages without ``rail`` are reached from others; ``under`` is the item of the rail that they
    belong to, and none for what lies over any page. A ``roomy`` page needs the width: the rail
    shows icons alone. ``rail_for`` are roles that have it in their rail although others have not.
    """

    name: str
    title: Lazy
    icon: str
    module: str
    maker: str
    rail: bool = True
    under: str = ""
    roomy: bool = False
    rail_for: frozenset[str] = frozenset()

    def in_rail_of(self, roles: Collection[str]) -> bool:
        """Whether it stands in the rail of who holds these roles."""
        return self.rail or not self.rail_for.isdisjoint(roles)

    def make(self, work: Workplace) -> Page:
        """A fresh page at this workplace."""
        page: Page = getattr(import_module(self.module), self.maker)(work)
        return page


_V = "desktop.views"


def _programme(name: str, title: Lazy, where: str) -> PageEntry:
    """A page below the list of year plans."""
    module, _dot, maker = where.partition(".")
    module, name = f"{_V}.programmes.{module}", f"programme_{name}"
    return PageEntry(name, title, "list-checks", module, maker, rail=False, under="programmes")


PAGES = (
    PageEntry("home", lazy("خانه"), "house", f"{_V}.home.home_page", "HomePage"),
    PageEntry(
        "inspections",
        lazy("بازرسی‌ها"),
        "clipboard-check",
        f"{_V}.inspections.list_page",
        "VisitListPage",
    ),
    PageEntry(
        "corrective_actions",
        lazy("اقدام‌های اصلاحی"),
        "wrench",
        f"{_V}.inspections.action_list_page",
        "ActionListPage",
    ),
    PageEntry(
        "personnel_actions",
        lazy("تشویق و تذکر"),
        "user-check",
        f"{_V}.personnel_actions.list_page",
        "PersonnelListPage",
    ),
    PageEntry(
        "meetings",
        lazy("جلسه‌ها"),
        "gavel",
        f"{_V}.meetings.list_page",
        "MeetingListPage",
    ),
    PageEntry(
        "programmes",
        lazy("برنامه‌ها"),
        "list-checks",
        f"{_V}.programmes.list_page",
        "PlanListPage",
        rail=False,
        under="programmes",
        rail_for=READERS,
    ),
    PageEntry(
        "letters",
        lazy("نامه‌ها"),
        "mail",
        f"{_V}.letters.list_page",
        "LetterListPage",
    ),
    PageEntry(
        "directory",
        lazy("واحدها"),
        "building-2",
        f"{_V}.administration.directory_page",
        "DirectoryPage",
    ),
    PageEntry(
        "directory_posts",
        lazy("سمت‌ها"),
        "user-check",
        f"{_V}.administration.staff_page",
        "PostsPage",
        rail=False,
        under="directory",
    ),
    PageEntry(
        "directory_persons",
        lazy("کارکنان"),
        "users",
        f"{_V}.administration.staff_page",
        "PersonsPage",
        rail=False,
        under="directory",
    ),
    PageEntry(
        "delegations",
        lazy("جانشینی‌ها"),
        "user-check",
        f"{_V}.delegations.list_page",
        "DelegationListPage",
        rail=False,
        under="directory",
    ),
    PageEntry(
        "delegation",
        lazy("جانشینی"),
        "user-check",
        f"{_V}.delegations.detail_page",
        "DelegationPage",
        rail=False,
        under="directory",
    ),
    PageEntry(
        "visit",
        lazy("پروندهٔ بازرسی"),
        "clipboard-check",
        f"{_V}.inspections.detail_page",
        "VisitDetailPage",
        rail=False,
        under="inspections",
    ),
    PageEntry(
        "visit_form",
        lazy("بازرسی در محل"),
        "clipboard-check",
        f"{_V}.inspections.form",
        "VisitForm",
        rail=False,
        under="inspections",
        roomy=True,
    ),
    PageEntry(
        "visit_order",
        lazy("بازرسی تازه"),
        "clipboard-check",
        f"{_V}.inspections.order_form",
        "OrderForm",
        rail=False,
        under="inspections",
    ),
    PageEntry(
        "personnel_action",
        lazy("پروندهٔ تشویق و تذکر"),
        "user-check",
        f"{_V}.personnel_actions.detail_page",
        "PersonnelDetailPage",
        rail=False,
        under="personnel_actions",
    ),
    PageEntry(
        "personnel_form",
        lazy("پیشنهاد تازه"),
        "user-check",
        f"{_V}.personnel_actions.form",
        "PersonnelForm",
        rail=False,
        under="personnel_actions",
    ),
    PageEntry(
        "person_file",
        lazy("پروندهٔ شخص"),
        "user",
        f"{_V}.personnel_actions.person_page",
        "PersonPage",
        rail=False,
        under="personnel_actions",
    ),
    PageEntry(
        "outcomes",
        lazy("شمارش دوره‌ها"),
        "chart-column",
        f"{_V}.personnel_actions.outcomes_page",
        "OutcomesPage",
        rail=False,
        under="personnel_actions",
    ),
    PageEntry(
        "meeting",
        lazy("جلسه"),
        "gavel",
        f"{_V}.meetings.detail_page",
        "MeetingDetailPage",
        rail=False,
        under="meetings",
    ),
    PageEntry(
        "meeting_form",
        lazy("جلسهٔ تازه"),
        "gavel",
        f"{_V}.meetings.form",
        "MeetingForm",
        rail=False,
        under="meetings",
    ),
    _programme("plan", lazy("برنامهٔ سال"), "detail_page.PlanPage"),
    _programme("item", lazy("اقدام برنامه"), "item_page.ItemPage"),
    _programme("form", lazy("نوبت تازه"), "form.OccurrenceForm"),
    _programme("calendar", lazy("تقویم برنامه‌ها"), "calendar_page.CalendarPage"),
    _programme("report", lazy("گزارش سه‌ماهه"), "report_page.ReportPage"),
    PageEntry(
        "letter",
        lazy("نامه"),
        "mail",
        f"{_V}.letters.detail_page",
        "LetterPage",
        rail=False,
        under="letters",
    ),
    PageEntry(
        "identities",
        lazy("هویت‌ها"),
        "lock",
        f"{_V}.identities.list_page",
        "IdentityListPage",
        rail=False,
        under="identities",
        rail_for=HOLDS_CONTACT | HOLDS_SEALED,
    ),
    PageEntry(
        "identity",
        lazy("گشودن هویت"),
        "eye",
        f"{_V}.identities.opening_page",
        "IdentityOpeningPage",
        rail=False,
        under="identities",
    ),
    PageEntry(
        "identity_form",
        lazy("ثبت هویت"),
        "lock",
        f"{_V}.identities.form",
        "IdentityForm",
        rail=False,
        under="identities",
    ),
    PageEntry(
        "contact_group",
        lazy("گروه تماس"),
        "users",
        f"{_V}.identities.group_page",
        "ContactGroupPage",
        rail=False,
        under="identities",
    ),
    PageEntry(
        "identity_openings",
        lazy("دفتر گشودن هویت‌ها"),
        "eye",
        f"{_V}.identities.openings_page",
        "IdentityOpeningsPage",
        rail=False,
        under="identity_openings",
        rail_for=AUDITORS,
    ),
    PageEntry(
        "conflicts",
        lazy("دو ویرایش هم‌زمان"),
        "git-merge",
        f"{_V}.sync.conflict_page",
        "ConflictPage",
        rail=False,
        under="sync",
        roomy=True,
    ),
    PageEntry(
        "sync",
        lazy("ارسال و دریافت"),
        "cloud-upload",
        f"{_V}.sync.sync_page",
        "SyncPage",
        rail=False,
        under="sync",
    ),
    PageEntry(
        "stick",
        lazy("تبادل با حافظهٔ جانبی"),
        "hard-drive-upload",
        f"{_V}.sync.stick_page",
        "StickPage",
        rail=False,
        under="sync",
    ),
    PageEntry(
        "trash",
        lazy("سطل"),
        "trash-2",
        f"{_V}.sync.trash_page",
        "TrashPage",
        rail=False,
        under="settings",
    ),
    PageEntry(
        "jobs",
        lazy("کارهای در جریان"),
        "list-checks",
        f"{_V}.sync.jobs_page",
        "JobsPage",
        rail=False,
        under="settings",
    ),
    PageEntry(
        "backups",
        lazy("پشتیبان‌ها"),
        "history",
        f"{_V}.settings.backups_page",
        "BackupsPage",
        rail=False,
        under="settings",
    ),
    PageEntry(
        "settings",
        lazy("تنظیم‌ها"),
        "settings",
        f"{_V}.settings.settings_page",
        "SettingsPage",
        rail=False,
        under="settings",
    ),
    PageEntry(
        "verification",
        lazy("بررسی درستی"),
        "shield-check",
        f"{_V}.verification.verification_page",
        "VerificationPage",
        rail=False,
        under="settings",
    ),
    PageEntry(
        "preview",
        lazy("پیش‌نمایش چاپ"),
        "printer",
        f"{_V}.printing.preview_page",
        "PreviewPage",
        rail=False,
        roomy=True,
    ),
    PageEntry(
        "help",
        lazy("راهنما و کلیدها"),
        "keyboard",
        f"{_V}.settings.help_page",
        "HelpPage",
        rail=False,
    ),
)


def entry_of(name: str) -> PageEntry:
    """The page of a name."""
    return next(entry for entry in PAGES if entry.name == name)


def rail_of(roles: Collection[str]) -> list[PageEntry]:
    """The pages in the rail of who holds these roles."""
    return [entry for entry in PAGES if entry.in_rail_of(roles)]


def load_pages() -> None:
    """Import every page now; touches no widget, so any thread may do it."""
    for entry in PAGES:
        import_module(entry.module)
