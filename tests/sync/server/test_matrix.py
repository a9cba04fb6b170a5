"""Every endpoint for every role, and for every state of a token (``security.md`` S4 and S5).

The rows are held against the OpenAPI document: a route without a row fails. What may be seen is
written down here by hand, from the table of ``domain.md`` section 10, and not asked of the program.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.models.inspections.lists import VisitFilter
from desktop.models.policy import ROLES
from sync.protocol.encoding import decode
from sync.protocol.ids import derived_id
from sync.protocol.messages import VERSION, ExchangeAnswer, ExchangeRequest, Failure
from sync.protocol.packing import OPEN_LIMIT, open_stream, pack, unpack
from sync.protocol.relay import VerdictsRequest
from sync.protocol.repair import Asked, BucketsRequest, DigestsRequest, RecordsRequest
from sync.protocol.rows import told
from sync.protocol.snapshot import Manifest, SnapshotAnswer, SnapshotRequest
from sync.server import blobs, vaults
from sync.server.access import ACCESS, Access, routes
from sync.server.app import create_app
from sync.server.system import enter, writing
from sync.server.tables import Blob, Device
from tests.builders import NOW, OFFICE
from tests.hq import Hq, headquarters
from tests.sync.server.commands import DAY, add, unit
from tests.sync.server.laptop import Failed, enrol, enrol_request, laptop

ELSEWHERE = bytes(15) + b"\x09"
AGENCY = "sample_agency"
OWN, FAR, COVERT = (bytes(15) + bytes([number]) for number in (1, 2, 3))
OWN_PHOTO, FAR_PHOTO = b"own photo" * 9, b"far photo" * 9

CANARIES = {
    "case": "قناری‌پروندهٔ‌خودی",
    "letter": "قناری‌نامهٔ‌دفتر",
    "delegation": "قناری‌جانشینی",
    "far": "قناری‌استان‌دیگر",
    "person": "قناری‌نام‌شخص",
    "covert": "قناری‌واحد‌پنهان",
}
"""What each record says, to be looked for in the bytes of every answer."""

OFFICERS = frozenset({"inspector", "head_of_inspection", "secretariat", "provincial_head"})
SEES: dict[str, frozenset[str]] = {
    "case": OFFICERS | {"auditor"},
    "letter": OFFICERS | {"setad_secretary", "head_of_body"},
    "delegation": OFFICERS | {"auditor"},
    "far": frozenset(),
    "person": frozenset(),
    "covert": frozenset(),
}
"""Which roles receive what, in a vault of the province; an auditor has the province as chosen."""
SEES_ONLINE = SEES | {"case": SEES["case"] | {"analyst"}}
"""An analyst of the province reads its lists at headquarters and keeps nothing of them."""
_AGENCY_ROLES = {"agency_responder", "lead_l2", "lead_l3", "lead_l4", "programme_owner"} | {
    "citizens_rights_secretary",
    "personnel_office",
}
KINDS = ("visits", "findings", "finding_persons", "visit_plans", "letters", "delegations")


@dataclass
class Caller:
    """A vault of one role: its token, and what the last exchange said."""

    http: httpx.Client
    role: str
    vault: bytes
    token: bytes
    seen: bytes = b""
    statuses: list[int] = field(default_factory=list)

    def ask(self, method: str, path: str, **content: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token.hex()}"} if self.token else {}
        answer = self.http.request(method, path, headers=headers, **content)  # type: ignore[arg-type]  # as httpx takes it
        self.statuses.append(answer.status_code)
        self.seen += _plain(answer.content)
        return answer


def _plain(content: bytes) -> bytes:
    try:
        return open_stream(content, OPEN_LIMIT)
    except Exception:  # a file's chunk is no message
        return content


def exchange(caller: Caller) -> None:
    request = ExchangeRequest(VERSION, 1, [], {}, 0, 4 << 20, [])
    answer = caller.ask("POST", "/exchange", content=pack(request))
    if answer.status_code == 200:
        found = unpack(answer.content, ExchangeAnswer)
        caller.seen += b"".join(item.body for item in found.items)
        caller.token = found.token


def snapshot(caller: Caller) -> None:
    answer = caller.ask("POST", "/snapshot", content=pack(SnapshotRequest(VERSION, 1)))
    if answer.status_code != 200:
        caller.ask("GET", f"/snapshot/{'00' * 16}/0")
        return
    signed = unpack(answer.content, SnapshotAnswer).manifest
    assert signed is not None
    manifest = decode(signed.message, Manifest)
    for number in range(len(manifest.chunks)):
        caller.ask("GET", f"/snapshot/{manifest.id.hex()}/{number}")


def rows(caller: Caller) -> None:
    for listing in ("visits", "letters", "units"):
        caller.ask("GET", f"/rows/{listing}", params={"size": 50})


def digests(caller: Caller) -> None:
    caller.ask("POST", "/digests", content=pack(DigestsRequest(VERSION)))


def buckets(caller: Caller) -> None:
    asked = BucketsRequest(VERSION, list(range(16)))
    caller.ask("POST", "/digests/rows", content=pack(asked))


def records(caller: Caller) -> None:
    wanted = [Asked(kind, key, []) for kind in KINDS for key in (OWN, FAR, COVERT)]
    caller.ask("POST", "/records", content=pack(RecordsRequest(VERSION, wanted)))


def blob_state(caller: Caller) -> None:
    for photo in (OWN_PHOTO, FAR_PHOTO):
        caller.ask("GET", f"/blobs/{sha256(photo).hexdigest()}")


def blob_chunk(caller: Caller) -> None:
    for photo in (OWN_PHOTO, FAR_PHOTO):
        caller.ask("GET", f"/blobs/{sha256(photo).hexdigest()}/0")


def blob_put(caller: Caller) -> None:
    for photo in (OWN_PHOTO, FAR_PHOTO):
        size = len(photo)
        caller.ask("PUT", f"/blobs/{sha256(photo).hexdigest()}/0?size={size}", content=photo)


def verdicts(caller: Caller) -> None:
    caller.ask("POST", "/verdicts", content=pack(VerdictsRequest([[bytes(8), 1, 1]])))


def plain(method: str, path: str) -> Callable[[Caller], None]:
    """A call without a body."""

    def call(caller: Caller) -> None:
        caller.ask(method, path)

    return call


PROBES: dict[tuple[str, str], Callable[[Caller], None]] = {
    ("GET", "/health"): plain("GET", "/health"),
    ("GET", "/keys"): plain("GET", "/keys"),
    ("GET", "/witness"): plain("GET", "/witness"),
    ("GET", "/audit/{after}"): plain("GET", "/audit/0"),
    ("GET", "/metrics"): plain("GET", "/metrics"),
    ("POST", "/enrol"): plain("POST", "/enrol"),
    ("POST", "/nonce"): plain("POST", "/nonce"),
    ("POST", "/session"): plain("POST", "/session"),
    ("POST", "/exchange"): exchange,
    ("GET", "/blobs/{sha256}"): blob_state,
    ("GET", "/blobs/{sha256}/{number}"): blob_chunk,
    ("PUT", "/blobs/{sha256}/{number}"): blob_put,
    ("GET", "/rows/{listing}"): rows,
    ("POST", "/snapshot"): snapshot,
    ("GET", "/snapshot/{identity}/{number}"): snapshot,
    ("POST", "/digests"): digests,
    ("POST", "/digests/rows"): buckets,
    ("POST", "/records"): records,
    ("GET", "/relays"): plain("GET", "/relays"),
    ("POST", "/verdicts"): verdicts,
    ("POST", "/relay/register"): plain("POST", "/relay/register"),
    ("POST", "/relay/exchange"): plain("POST", "/relay/exchange"),
}
SHUT = (Access.VAULT, Access.RELAY)


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Hq]:
    with headquarters(tmp_path / "hq") as running:
        fill(running)
        yield running


@pytest.fixture
def callers(hq: Hq) -> dict[str, Caller]:
    return {role: enrolled(hq, role) for role in ROLES}


def enrolled(hq: Hq, role: str) -> Caller:
    """A vault of the province in one role; roles of an agency belong to the sample agency."""
    name = f"کاربر نمونهٔ {role}"
    code = hq.code(
        derived_id("person", name),
        name,
        role,
        provinces=("26",) if role == "auditor" else (),
        agency=AGENCY if role in _AGENCY_ROLES else None,
    )
    vault = os.urandom(8)
    answer = enrol(hq, enrol_request(code, Ed25519PrivateKey.generate(), vault))
    return Caller(hq.http, role, vault, answer.token)


def fill(hq: Hq) -> None:
    """A case of the own office, one of another province, and a covert one that names nobody."""
    some = bytes(15) + b"\x63"
    places = ((OWN, OFFICE, "26", "case"), (FAR, ELSEWHERE, "32", "far"))
    visits = [_visit(key, office, province) for key, office, province, _ in places]
    visits.append(_visit(COVERT, OFFICE, "26") | {"visibility": "covert", "unit_name": None})
    with writing(hq.server, "Fill") as session:
        office = {"name": "دفتر نمونه", "level": "province", "issuer": "-"}
        enter(
            session,
            "offices",
            [
                {"id": OFFICE, "code": "qazvin", "province": "26"} | office,
                {"id": ELSEWHERE, "code": "alborz", "province": "32"} | office,
            ],
        )
        enter(session, "visits", visits)
        enter(
            session,
            "findings",
            [
                {"id": key, "visit_id": key, "number": 1, "description": CANARIES[what]}
                | {"severity": "minor"}
                for key, _, _, what in places
            ],
        )
        person = {"finding_id": OWN, "name": CANARIES["person"], "conduct": "رفتار نمونه"}
        enter(session, "finding_persons", [{"id": OWN} | person])
        plan = {"visit_id": COVERT, "unit_id": some, "unit_name": CANARIES["covert"]}
        enter(session, "visit_plans", [{"id": COVERT, "planned_at": NOW} | plan])
        letter = {"sender": "-", "addressee": "-", "body": "-", "copies": []}
        enter(
            session,
            "letters",
            [{"id": OWN, "office_id": OFFICE, "subject": CANARIES["letter"]} | letter],
        )
        lent: dict[str, object] = {
            "from_id": some,
            "from_words": CANARIES["delegation"],
            "to_id": some,
        }
        lent |= {"to_name": "-", "role": "head_of_inspection", "steps": [], "lent": []}
        lent |= {"starts": DAY, "ends": DAY, "reason": "leave", "office_id": OFFICE}
        enter(session, "delegations", [{"id": OWN} | lent])
        for key, photo in ((OWN, OWN_PHOTO), (FAR, FAR_PHOTO)):
            named = sha256(photo).digest()
            about = {"record_kind": "visits", "record_id": key, "sha256": named}
            file = {"name": "p.jpg", "media_type": "image/jpeg", "size": len(photo), "view": ""}
            enter(session, "attachments", [{"id": key} | about | file])
            blobs.expect(session, bytes(8), [named])
            hq.server.blobs.put(named, 0, photo)
            found = session.get_one(Blob, named)
            found.size, found.complete = len(photo), True


def _visit(key: bytes, office: bytes, province: str) -> dict[str, object]:
    return {
        "id": key,
        "office_id": office,
        "province": province,
        "code": f"{province}-0408-AAAA-{key[-1]:02d}",
        "kind": "extraordinary",
        "unit_name": "واحد نمونه",
        "order_number": "1",
        "order_date": DAY,
        "order_issuer": "رئیس نمونه",
        "day": DAY,
        "remit": "همه",
        "template_code": "foad_seven",
        "template_version": 3,
        "leader_id": bytes(16),
    }


def seen(data: bytes) -> set[str]:
    """Which canaries stand in these bytes."""
    return {name for name, words in CANARIES.items() if words.encode() in data}


def allowed(role: str, table: dict[str, frozenset[str]]) -> set[str]:
    return {name for name, roles in table.items() if role in roles}


def test_every_route_has_a_row_here(hq: Hq) -> None:
    assert set(PROBES) == routes(create_app(hq.server)) == set(ACCESS)
    assert set(_AGENCY_ROLES) < set(ROLES)


def test_no_role_is_shown_what_is_not_its_own_and_each_is_shown_what_is(
    callers: dict[str, Caller],
) -> None:
    for route, probe in sorted(PROBES.items()):
        table = SEES_ONLINE if route[1].startswith("/rows") else SEES
        for role, caller in callers.items():
            caller.seen, caller.statuses = b"", []
            probe(caller)
            found, mine = seen(caller.seen), allowed(role, table)
            assert found <= mine, (route, role)
            if probe in (exchange, snapshot, records):
                assert found == mine, (route, role)
            assert not [status for status in caller.statuses if status >= 500], (route, role)
            if ACCESS[route] is Access.RELAY:
                assert not [status for status in caller.statuses if status < 400], (route, role)
    for role, caller in callers.items():
        _check_files(role, caller)
        caller.seen = b""
        caller.ask("GET", "/rows/visits", params={"wanted": told(VisitFilter())})
        named = b"26-0408-AAAA-01" in caller.seen
        assert named is (role in SEES_ONLINE["case"]), role
        assert b"32-0408" not in caller.seen, role


def _check_files(role: str, caller: Caller) -> None:
    for photo, mine in ((OWN_PHOTO, role in SEES["case"]), (FAR_PHOTO, False)):
        name = sha256(photo).hexdigest()
        expected = 200 if mine else 403
        assert caller.ask("GET", f"/blobs/{name}").status_code == expected, role
        answer = caller.ask("GET", f"/blobs/{name}/0")
        assert answer.status_code == expected, role
        assert (answer.content == photo) is mine


@pytest.mark.parametrize("state", ["none", "unknown", "expired", "revoked", "quarantined"])
def test_a_route_of_vaults_is_shut_to_a_token_that_is_not_good(hq: Hq, state: str) -> None:
    code = {"revoked": "vault_revoked", "quarantined": "vault_quarantined"}.get(
        state, "token_invalid"
    )
    caller = enrolled(hq, "head_of_inspection")
    before = hq.wall.ms
    if state in ("none", "unknown"):
        caller.token = b"" if state == "none" else os.urandom(32)
    elif state == "expired":
        hq.wall.forward(minutes=25 * 60)
    else:
        with hq.server.database.writing() as session:
            hq.server.lock(session)
            device = session.get_one(Device, caller.vault)
            if state == "revoked":
                session.info.update(hq.server.journal.info(hq.server.act("Revoke")))
                vaults.revoke(hq.server, session, caller.vault)
            device.status = state
    try:
        for (method, path), access in ACCESS.items():
            if access not in SHUT:
                continue
            caller.seen, caller.statuses = b"", []
            PROBES[(method, path)](caller)
            assert seen(caller.seen) == set(), path
            assert all(status in (401, 403) for status in caller.statuses), path
            named = {"sha256": "00" * 32, "listing": "visits", "identity": "0" * 32}
            there = path.format(number="0", after="0", **named)
            answer = caller.ask(method, f"{there}?size=1", content=b"")
            told_code = unpack(answer.content, Failure).code
            assert told_code in {code, "wire_malformed", "relay_unknown"}, path
            if told_code == "wire_malformed":
                assert path == "/exchange", path
    finally:
        hq.wall.ms = before


def test_a_token_speaks_for_its_own_device_alone(hq: Hq, tmp_path: Path) -> None:
    one = laptop(hq, tmp_path / "one", "بازرس نمونهٔ الف")
    other = laptop(hq, tmp_path / "other", "بازرس نمونهٔ ب")
    one.does(add(unit(bytes(15) + b"\x21")))
    try:
        with pytest.raises(Failed, match="entry_out_of_place"):
            other.post(other.request(one.run()))
    finally:
        one.seat.database.close()
        other.seat.database.close()
