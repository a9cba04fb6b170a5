"""Enrolment without a network: the request goes to headquarters on a stick, and so does its answer.

Headquarters' signed keys come on the stick that brings the enrolment sheet; what is asked is sealed
to them, so that a stick that is lost gives nobody the code.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.errors import Problem
from desktop.models import sticks
from desktop.models.vault_facts import Enrolment
from sync.client.enrol import NewVault, enrolment_of, request_of
from sync.client.keys import Trusted, believed
from sync.protocol import bundle
from sync.protocol.bundle import ENROL, ENROLLED, Header, Sealed, key_id
from sync.protocol.bundle_chunks import BundleError
from sync.protocol.bundle_messages import Asking, Granted
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.ids import HQ_VAULT
from sync.protocol.messages import KeysAnswer

_KEY_BYTES = 32
_NEEDED = 64 * 1024


def keys_on(root: Path) -> bytes:
    """Headquarters' signed keys as they lie on a stick. Raises Problem ``stick_…``."""
    return sticks.read_keys(root)


def trusted(packed: bytes, fingerprint: str) -> Trusted:
    """Keys that the root of the printed fingerprint signed. Raises Problem ``server_not_ours``."""
    try:
        return believed(decode(packed, KeysAnswer), fingerprint)
    except ProtocolError as error:
        raise Problem("server_not_ours") from error


def ask(
    root: Path,
    keys: Trusted,
    *,
    vault: NewVault,
    code: str,
    device_name: str,
    now: datetime,
    random: Callable[[int], bytes],
) -> Path:
    """Write the request onto a stick. Raises Problem ``stick_…``."""
    receiving = keys.keys.receiving_key
    header = Header(
        ENROL,
        keys.keys.installation,
        vault.vault,
        vault.signing_key,
        HQ_VAULT,
        key_id(receiving),
        int(now.timestamp() * 1000),
        0,
        0,
    )
    manifest = encode(Asking(request_of(vault, code, device_name)))
    sealed = Sealed(random(_KEY_BYTES), b"")

    def write(file: IO[bytes]) -> Header:
        return bundle.write(file, header, vault.sign, sealed, receiving, manifest, (), random)

    path, _ = sticks.write_bundle(root, sticks.bundle_name(header, 1), write, needed=_NEEDED)
    return path


def answer_on(place: Path, vault: bytes) -> Path | None:
    """Headquarters' answer to a request of ours, where it lies on this stick."""
    for path in sticks.bundles_at(place):
        header = sticks.look_at(path).header
        if header is not None and (header.purpose, header.recipient) == (ENROLLED, vault):
            return path
    return None


def granted(
    path: Path,
    copy: Path,
    keys: Trusted,
    *,
    vault: NewVault,
    receive: X25519PrivateKey,
    url: str,
    now: datetime,
) -> Enrolment:
    """What headquarters answered. Raises BundleError, Problem ``certificate_not_genuine``."""
    trusts = partial(_from_headquarters, vault.vault, keys)
    with sticks.copied(path, copy) as file:
        contents = bundle.open_bundle(file, receive, keys.keys.installation, trusts)
        answer = contents.manifest(Granted)
        contents.close()
    # The root may have signed newer keys since the request was made.
    newer = believed(answer.keys, keys.root)
    return enrolment_of(vault, answer.certificate, now, url, newer)


def _from_headquarters(vault: bytes, keys: Trusted, header: Header, _certificate: bytes) -> None:
    if header.sender != HQ_VAULT or header.sender_key != keys.keys.receipt_key:
        raise BundleError("bundle_sender_unknown")
    if header.purpose != ENROLLED or header.recipient != vault:
        raise BundleError("bundle_wrong_place")
