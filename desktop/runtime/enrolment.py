"""A new user on this device: keys, a code of headquarters, and a vault for them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.models import vault as vaults_module
from desktop.models.keys import STANDARD, Kdf, Keys, Random, SecretStore
from desktop.models.slot import Identity
from desktop.models.sync_state import ACCESS
from desktop.models.vault import OpenVault, password_refused, system_wall
from desktop.models.vault_facts import put
from sync.client.enrol import enrol, new_vault
from sync.client.http import Connect, connect


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the enrolment sheet, and what the person chose: all as typed."""

    url: str
    root: str
    code: str
    device: str
    password: str


def enrol_vault(
    vaults: Path,
    sheet: Sheet,
    secrets: SecretStore | None,
    *,
    password_only: bool = False,
    kdf: Kdf = STANDARD,
    random: Random = os.urandom,
    connect: Connect = connect,
) -> OpenVault:
    """Enrol with headquarters and make the vault. Raises AppError; then there is no vault.

    The password is checked before the code is used up.
    """
    refused = password_refused(sheet.password, "", secrets, password_only=password_only)
    if refused is not None:
        raise refused
    keys = Keys.fresh(random)
    new = new_vault(keys.sign, keys.receiving, random)
    now = datetime.fromtimestamp(system_wall() / 1000, UTC)
    enrolled = enrol(
        connect,
        url=sheet.url,
        code=sheet.code,
        root=sheet.root,
        vault=new,
        device_name=sheet.device,
        now=now,
    )
    held = enrolled.enrolment
    identity = Identity(
        name=held.name, person=held.person, device=random(16), office=held.office, vault=new.vault
    )
    opened = vaults_module.create(
        vaults,
        identity,
        sheet.password,
        secrets,
        enrolment=held,
        keys=keys,
        password_only=password_only,
        kdf=kdf,
        random=random,
    )
    with opened.database.writing() as session:
        put(session, ACCESS, enrolled.token)
    return opened
