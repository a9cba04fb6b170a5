"""Who sits at the simulated laptops, and what each of them may hold: a second reading of 10."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.protocol.ids import derived_id

QAZVIN, ALBORZ = derived_id("office", "qazvin"), derived_id("office", "alborz")
HOME = {QAZVIN: "26", ALBORZ: "30"}
AGENCY = "SAMPLE-A"
OF_A_PROVINCE = ("inspector", "head_of_inspection", "secretariat", "administrator")
DIRECTORY = frozenset(
    {
        *("provinces", "counties", "agencies", "units", "posts", "persons", "post_assignments"),
        *("offices", "reference_items", "checklist_templates", "letter_templates"),
    }
)
"""What an administrator may read."""


RESTRICTED = frozenset({"visit_plans", "finding_persons", "special_reports"})
WHOLE_CASES = frozenset({"inspector", "head_of_inspection", "secretariat"})
"""Roles that read of a case what is restricted in it, too."""


@dataclass(frozen=True)
class Seat:
    """One vault of one person; ``role`` is the one that its commands are done in."""

    name: str
    role: str
    office: bytes
    provinces: tuple[str, ...] = ()
    agency: str | None = None

    @property
    def person(self) -> bytes:
        """The id of the person."""
        return derived_id("person", self.name)

    @property
    def province(self) -> str:
        """The province of the office."""
        return HOME[self.office]


SEATS = (
    Seat("بازرس نمونهٔ یک", "inspector", QAZVIN),
    Seat("بازرس نمونهٔ دو", "inspector", QAZVIN),
    Seat("رئیس نمونهٔ یک", "head_of_inspection", QAZVIN),
    Seat("بازرس نمونهٔ سه", "inspector", ALBORZ),
    Seat("راهبر نمونه", "administrator", QAZVIN, ("30",)),
    Seat("بازرس نمونهٔ یک", "inspector", QAZVIN),
    Seat("رئیس نمونهٔ دو", "head_of_inspection", ALBORZ),
    Seat("پاسخگوی نمونه", "agency_responder", QAZVIN, (), AGENCY),
    Seat("تحلیلگر نمونه", "analyst", QAZVIN, ("26", "30")),
    Seat("دبیرخانهٔ نمونه", "secretariat", QAZVIN),
)


@dataclass
class Post:
    """A role that a person holds, with the provinces chosen beside the own one."""

    role: str
    office: bytes
    provinces: tuple[str, ...] = ()
    agency: str | None = None

    @property
    def scopes(self) -> set[str]:
        """What comes with it."""
        home = HOME[self.office]
        if self.agency is not None:
            return {"reference", "national", f"agency/{self.agency}/{home}"}
        found = {"reference"} | {f"province/{code}" for code in self.provinces}
        if self.role in OF_A_PROVINCE:
            found |= {f"province/{home}", f"office/{self.office.hex()}"}
        return found if self.role == "administrator" else found | {"national"}


@dataclass
class Register:
    """Who holds which post now, as the simulator granted and took them."""

    posts: dict[bytes, list[Post]] = field(default_factory=dict)

    def reads_restricted(self, person: bytes) -> bool:
        """Whether one of the posts reads all of a case."""
        return any(post.role in WHOLE_CASES for post in self.posts.get(person, []))

    def scopes(self, person: bytes, cases: Iterable[str]) -> tuple[set[str], set[str]]:
        """All that a person may hold, and of that what only the directory may be read of."""
        held = self.posts.get(person, [])
        reads_cases = any(post.role != "administrator" for post in held)
        full = {"reference"} | (set(cases) if reads_cases else set())
        for post in held:
            if post.role != "administrator":
                full |= post.scopes
        directory = {s for post in held if post.role == "administrator" for s in post.scopes}
        return full | directory, directory - full
