"""A new vault and the sheet that its user holds in hand."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import Problem
from sync.client.enrol import Enrolled, enrol, new_vault
from sync.protocol.enrolment import fingerprint, shown_code
from sync.protocol.messages import EnrolAnswer, KeysAnswer, Signed
from sync.protocol.packing import MEDIA_TYPE, pack, unpack
from tests.builders import OFFICE
from tests.sync.laptops import URL, Hq
from tests.sync.road import Change, Road


def enrols(hq: Hq, code: str, *, root: str | None = None, change: Change | None = None) -> Enrolled:
    """A fresh vault asks with a code."""
    key = Ed25519PrivateKey.generate()
    new = new_vault(key, os.urandom(32), os.urandom)
    return enrol(
        hq.connect(Road(hq.transport, change=change)),
        url=URL,
        code=code,
        root=root or hq.root,
        vault=new,
        device_name="رایانهٔ نمونه",
        now=datetime.fromtimestamp(hq.wall.ms / 1000, UTC),
    )


def refused(hq: Hq, code: str, *, root: str | None = None, change: Change | None = None) -> str:
    with pytest.raises(Problem) as caught:
        enrols(hq, code, root=root, change=change)
    return caught.value.code


def test_a_code_and_the_fingerprint_make_a_vault_known(hq: Hq) -> None:
    code = hq.code("بازرس نمونهٔ یک", "inspector")
    enrolled = enrols(hq, shown_code(code).lower(), root=hq.root.replace("-", " ").lower())
    held = enrolled.enrolment
    assert (held.name, held.roles, held.province) == ("بازرس نمونهٔ یک", ["inspector"], "26")
    assert (held.office, held.server_url) == (OFFICE, URL)
    assert "province/26" in held.scopes
    assert enrolled.token


def test_a_wrong_code_is_said_to_be_wrong(hq: Hq) -> None:
    hq.code("بازرس نمونهٔ یک", "inspector")
    assert refused(hq, "00000-00000") == "code_wrong"


def test_a_code_is_good_once(hq: Hq) -> None:
    code = hq.code("بازرس نمونهٔ یک", "inspector")
    enrols(hq, code)
    assert refused(hq, code) == "code_used"


def test_a_code_expires(hq: Hq) -> None:
    code = hq.code("بازرس نمونهٔ یک", "inspector")
    hq.wall.forward(minutes=73 * 60)
    assert refused(hq, code) == "code_expired"


def test_another_root_than_on_the_sheet_is_not_ours_and_sees_no_code(hq: Hq) -> None:
    code = hq.code("بازرس نمونهٔ یک", "inspector")
    another = fingerprint(os.urandom(32))
    assert refused(hq, code, root=another) == "server_not_ours"
    enrols(hq, code)


def test_keys_that_the_root_did_not_sign_are_not_believed(hq: Hq) -> None:
    def forge(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.url.path != "/keys":
            return answer
        keys = unpack(answer.read(), KeysAnswer)
        forged = KeysAnswer(keys.root, Signed(keys.keys.message, bytes(64)))
        return replied(forged)

    assert refused(hq, hq.code("نمونه", "inspector"), change=forge) == "server_not_ours"


def test_a_certificate_that_headquarters_did_not_sign_is_not_kept(hq: Hq) -> None:
    def forge(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.url.path != "/enrol":
            return answer
        given = unpack(answer.read(), EnrolAnswer)
        forged = EnrolAnswer(Signed(given.certificate.message, bytes(64)), given.token)
        return replied(forged)

    assert refused(hq, hq.code("نمونه", "inspector"), change=forge) == "certificate_not_genuine"


def replied(message: object) -> httpx.Response:
    return httpx.Response(
        200, headers={"content-type": MEDIA_TYPE}, stream=httpx.ByteStream(pack(message))
    )
