"""A new user on this device without a network: the request by stick, then its answer."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

from desktop.errors import Problem
from desktop.models import pending
from desktop.models import vault as vaults_module
from desktop.models.keys import STANDARD, Kdf, Keys, Random, SecretStore
from desktop.models.pending import Asked, PendingVault
from desktop.models.slot import Identity
from desktop.models.vault import OpenVault, password_refused, system_wall
from desktop.runtime.enrolment import Sheet
from sync.client import bundles_enrol
from sync.client.enrol import new_vault

_COPY = "incoming.bundle"


def ask_by_stick(
    vaults: Path,
    sheet: Sheet,
    stick: Path,
    secrets: SecretStore | None,
    *,
    password_only: bool = False,
    kdf: Kdf = STANDARD,
    random: Random = os.urandom,
) -> Path:
    """Write the request onto a stick; its keys wait here. Raises AppError; then nothing waits."""
    refused = password_refused(sheet.password, "", secrets, password_only=password_only)
    if refused is not None:
        raise refused
    packed = bundles_enrol.keys_on(stick)
    trusted = bundles_enrol.trusted(packed, sheet.root)
    keys = Keys.fresh(random)
    new = new_vault(keys.sign, keys.receiving, random)
    now = _now()
    asked = Asked(sheet.url, trusted.root, sheet.device, packed, now)
    kept = pending.keep(vaults, new.vault, keys, asked, sheet.password, secrets, kdf, random)
    with contextlib.ExitStack() as undo:
        undo.callback(kept.forget)
        path = bundles_enrol.ask(
            stick,
            trusted,
            vault=new,
            code=sheet.code,
            device_name=sheet.device,
            now=now,
            random=random,
        )
        undo.pop_all()
    return path


def is_waiting(vaults: Path) -> bool:
    """Whether a request of this computer waits for its answer."""
    return any(True for _ in pending.waiting(vaults))


def answered(vaults: Path, stick: Path) -> PendingVault:
    """The request of this computer whose answer is on the stick.

    Raises Problem: ``enrolment_not_asked``, ``enrolment_not_answered``, ``stick_…``.
    """
    waiting = list(pending.waiting(vaults))
    if not waiting:
        raise Problem("enrolment_not_asked")
    for one in waiting:
        if bundles_enrol.answer_on(stick, one.vault) is not None:
            return one
    raise Problem("enrolment_not_answered")


def finish_by_stick(
    vaults: Path,
    stick: Path,
    password: str,
    secrets: SecretStore | None,
    *,
    password_only: bool = False,
    kdf: Kdf = STANDARD,
    random: Random = os.urandom,
) -> OpenVault:
    """Make the vault that headquarters certified. Raises AppError; then the request waits on."""
    one = answered(vaults, stick)
    path = bundles_enrol.answer_on(stick, one.vault)
    if path is None:
        raise Problem("enrolment_not_answered")
    now = _now()
    keys = one.open(password, secrets, now)
    held = bundles_enrol.granted(
        path,
        one.folder / _COPY,
        bundles_enrol.trusted(one.asked.keys, one.asked.root),
        vault=new_vault(keys.sign, keys.receiving, random, one.vault),
        receive=keys.receive,
        url=one.asked.url,
        now=now,
    )
    identity = Identity(
        name=held.name, person=held.person, device=random(16), office=held.office, vault=one.vault
    )
    opened = vaults_module.create(
        vaults,
        identity,
        password,
        secrets,
        enrolment=held,
        keys=keys,
        password_only=password_only,
        kdf=kdf,
        random=random,
    )
    one.forget()
    return opened


def _now() -> datetime:
    return datetime.fromtimestamp(system_wall() / 1000, UTC)
