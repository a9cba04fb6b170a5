"""The list of places in the window: data. A page is imported when it is first opened."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

from desktop.models.identities.rules import AUDITORS, HOLDS_CONTACT, HOLDS_SEALED
from desktop.models.programmes.rules import READERS
from desktop.views.page_entry import PageEntry, inside
from desktop.views.programmes import pages as programmes
from resources.words import lazy

_V = "desktop.views"

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
    inside(
        "personnel_actions",
        "misconduct_register",
        lazy("دفتر تخلف و تضییع حقوق"),
        "shield-alert",
        "misconduct_list_page",
        "MisconductListPage",
    ),
    inside(
        "personnel_actions",
        "misconduct",
        lazy("مورد دفتر تخلف"),
        "shield-alert",
        "misconduct_page",
        "MisconductPage",
    ),
    inside(
        "personnel_actions",
        "misconduct_form",
        lazy("مورد تازهٔ دفتر تخلف"),
        "shield-alert",
        "misconduct_form",
        "MisconductForm",
    ),
    inside(
        "meetings",
        "public_meetings",
        lazy("ملاقات‌های عمومی"),
        "users",
        "public_list_page",
        "PublicMeetingListPage",
    ),
    inside(
        "meetings",
        "public_meeting",
        lazy("ملاقات عمومی"),
        "users",
        "public_page",
        "PublicMeetingPage",
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
    *programmes.BELOW,
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
    inside(
        "identities", "identity", lazy("گشودن هویت"), "eye", "opening_page", "IdentityOpeningPage"
    ),
    inside("identities", "identity_form", lazy("ثبت هویت"), "lock", "form", "IdentityForm"),
    inside(
        "identities", "contact_group", lazy("گروه تماس"), "users", "group_page", "ContactGroupPage"
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
        "trail",
        lazy("رد کارها"),
        "history",
        f"{_V}.verification.trail_page",
        "TrailListPage",
        rail=False,
        under="trail",
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
