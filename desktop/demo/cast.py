"""Who is in the demo, and whose window shows which pages."""

from __future__ import annotations

from desktop.demo.office_story import AGENCY

CAST = (
    ("inspector", "بازرس نمونهٔ یک", "inspector", "qazvin", "26", None),
    ("head", "رئیس بازرسی نمونه", "head_of_inspection", "qazvin", "26", None),
    ("secretary", "دبیرخانهٔ نمونه", "secretariat", "qazvin", "26", None),
    ("alborz", "بازرس نمونهٔ البرز", "inspector", "alborz", "30", None),
    ("analyst", "تحلیلگر نمونهٔ ستاد", "analyst", "hq", None, None),
    ("custodian", "امین هویت نمونه", "identity_custodian", "qazvin", "26", None),
    ("operator", "کارشناس دریافت نمونه", "intake_operator", "qazvin", "26", None),
    ("admin", "مدیر سامانهٔ نمونه", "administrator", "qazvin", "26", None),
    ("setad", "دبیر ستاد نمونه", "setad_secretary", "qazvin", "26", None),
    ("owner", "مسئول برنامهٔ نمونه", "programme_owner", "qazvin", "26", AGENCY),
    ("rights", "دبیر حقوق شهروندی نمونه", "citizens_rights_secretary", "qazvin", "26", AGENCY),
    ("auditor", "ناظر نمونه", "auditor", "hq", None, None),
)
"""Key, name, role, office, province, agency; the first five tell the story of the visit."""
SCREENS = {
    "inspector": "",
    "head": "home,visit,visit_order,inspections,conflicts,delegations,delegation,personnel_form,"
    "personnel_actions,personnel_action,person_file,misconduct_register,misconduct,outcomes",
    "secretary": "letters,letter",
    "custodian": "identities,identity,identity_form,contact_group,identity_openings",
    "setad": "meetings,meeting,meeting_form,public_meetings,public_meeting",
    "owner": "home,programmes,programme_plan,programme_item,programme_form,programme_calendar,"
    "programme_report",
    "auditor": "trail,identity_openings",
}
"""The pages drawn for each of the cast: all, or those that differ by role."""
