"""Backups of a headquarters with the embedded database, opened and checked before they count.

A folder each: database, keys and configuration; attachments lie once in ``blobs`` beside them. The
offline root is never among it. Under PostgreSQL the database is backed up by its own means.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import select

from desktop.errors import Problem
from desktop.models.backups import kept_of
from desktop.models.base import Base
from desktop.models.copies import (
    check_sound,
    close_copy,
    copy_database,
    counts_of,
    digest_of,
    opened_copy,
)
from desktop.models.disk import (
    FolderLock,
    free_space,
    make_private_folder,
    saying_when_full,
    sync_folder,
    write_bytes,
)
from desktop.models.verify import verify
from desktop.models.verify_report import Trust
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import sign, verified
from sync.protocol.errors import ProtocolError
from sync.protocol.ids import HQ_VAULT
from sync.server import config as configs
from sync.server import lasting
from sync.server.hq import KEYS_ANSWER, Headquarters, open_headquarters
from sync.server.keys import ROOT_FILE, load_keys
from sync.server.reopening import reopen
from sync.server.tables import Device, ServerBase

_TAG = b"bazresyar/1/hq-backup\0"
_NAME = "%Y%m%dT%H%M%S%fZ"
_MANIFEST = "manifest.signed"
_BLOBS = "blobs"
_DATABASE = "hq.db"


class Manifest(msgspec.Struct, array_like=True, frozen=True):
    """What was copied: each file with its SHA-256, the chunks of attachments by name."""

    installation: bytes
    made_at: int
    files: dict[str, bytes]
    blobs: list[str]
    counts: dict[str, int]
    sound: bool


class Signed(msgspec.Struct, array_like=True, frozen=True):
    """The manifest as bytes, signed by the receipt key of the installation."""

    manifest: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was opened and checked; ``sound`` where every chain proved."""

    folder: Path
    counts: dict[str, int]
    sound: bool


def make(
    hq: Headquarters,
    into: Path,
    now: datetime,
    free: Callable[[Path], int] = free_space,
) -> Made:
    """Copy a headquarters that may be answering meanwhile.

    Raises Problem: ``hq_backup_postgresql``, ``backup_no_space``, ``backup_damaged``,
    ``disk_full``.
    """
    if not hq.embedded:
        raise Problem("hq_backup_postgresql")
    make_private_folder(into)
    needed = 2 * hq.config.embedded.stat().st_size
    if free(into) < needed:
        raise Problem("backup_no_space", needed=max(1, -(-needed >> 20)))
    name = now.astimezone(UTC).strftime(_NAME)
    draft, final = into / f".{name}.new", into / name
    make_private_folder(draft)
    try:
        copy_database(hq.config.embedded, hq.keys.database, draft / _DATABASE)
        counts, sound = _looked_at(hq, draft / _DATABASE)
        with saying_when_full(1 << 20):
            files = list(_copied(hq.config.folder, draft))
            blobs = _pooled(hq.config.blobs, into / _BLOBS)
        digests = {name: digest_of(draft / name) for name in [_DATABASE, *files]}
        made_at = int(now.timestamp() * 1000)
        manifest = encode(Manifest(hq.keys.installation, made_at, digests, blobs, counts, sound))
        signature = sign(hq.keys.receipt, _TAG, manifest)
        write_bytes(draft / _MANIFEST, encode(Signed(manifest, signature)))
        draft.replace(final)
        sync_folder(into)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _prune(into, now)
    return Made(final, counts, sound)


def check(backup: Path) -> Manifest:
    """A backup that is as it was made.

    Raises Problem: ``hq_backup_other`` for another sort of folder, ``backup_changed``.
    """
    try:
        signed = decode((backup / _MANIFEST).read_bytes(), Signed)
        manifest = decode(signed.manifest, Manifest)
        keys = load_keys(backup / "keys")
    except (OSError, ProtocolError, Problem):
        raise Problem("hq_backup_other") from None
    if keys.installation != manifest.installation or not verified(
        keys.receipt_public, _TAG, signed.manifest, signed.signature
    ):
        raise Problem("backup_changed")
    for name, digest in manifest.files.items():
        file = backup / name
        if not file.is_file() or digest_of(file) != digest:
            raise Problem("backup_changed")
    if any(not (backup.parent / _BLOBS / name).is_file() for name in manifest.blobs):
        raise Problem("backup_changed")
    return manifest


def restore(
    folder: Path, backup: Path, now: datetime, more: Iterable[Path] = ()
) -> dict[str, object]:
    """Make a headquarters of a backup, in an empty folder or in place of an older state.

    What stands there is laid aside whole, beside it. ``more`` are folders of lasting acts that
    were kept elsewhere. Raises Problem: ``hq_backup_other``, ``backup_changed``,
    ``backup_no_space``, ``hq_running``.
    """
    manifest = check(backup)
    lock = _at_rest(folder, manifest.installation)
    draft = folder.with_name(f".{folder.name}.restore")
    shutil.rmtree(draft, ignore_errors=True)
    make_private_folder(draft)
    try:
        with saying_when_full(1 << 20):
            _laid_out(backup, manifest, folder, draft)
        acts = [draft / lasting.FOLDER, folder / lasting.FOLDER, *more]
        hq = open_headquarters(configs.read(draft))
        try:
            told = reopen(hq, acts)
        finally:
            hq.close()
        _carry_acts(acts[1:], draft)
        aside = None
        if lock is not None:
            lock.release()
        if folder.exists():
            aside = folder.with_name(f"{folder.name}.{now.astimezone(UTC).strftime(_NAME)}")
            folder.rename(aside)
        draft.rename(folder)
        sync_folder(folder.parent)
    finally:
        if lock is not None:
            lock.release()
        shutil.rmtree(draft, ignore_errors=True)
    return {"again": told, "aside": str(aside) if aside else None, "counts": manifest.counts}


def _looked_at(hq: Headquarters, path: Path) -> tuple[dict[str, int], bool]:
    database = opened_copy(path, hq.keys.database)
    try:
        with database.reading() as session:
            check_sound(session)
            devices = session.execute(select(Device.vault, Device.signing_key))
            others = {device.vault: device.signing_key for device in devices}
            own = hq.keys.system.public_key().public_bytes_raw()
            trust = Trust(HQ_VAULT, own, hq.keys.receipt_public, others)
            counts = counts_of(session, Base.metadata) | counts_of(session, ServerBase.metadata)
            return counts, verify(session, trust, full=False).sound
    finally:
        close_copy(path, database)


def _copied(source: Path, target: Path) -> Iterator[str]:
    """Keys, configuration and lasting acts; never the offline root."""
    for part in ("keys", lasting.FOLDER):
        make_private_folder(target / part)
        for file in sorted((source / part).iterdir()) if (source / part).is_dir() else ():
            if file.is_file() and file.name != ROOT_FILE and not file.name.startswith("."):
                yield _put(file, target, f"{part}/{file.name}")
    yield _put(source / configs.FILE, target, configs.FILE)


def _put(file: Path, target: Path, name: str) -> str:
    write_bytes(target / name, file.read_bytes())
    return name


def _pooled(source: Path, pool: Path) -> list[str]:
    """Chunks that the pool has not yet; they never change, so what is there is there."""
    names = []
    for file in sorted(source.rglob("*")):
        if not file.is_file() or file.name.startswith("."):
            continue
        name = file.relative_to(source).as_posix()
        names.append(name)
        if not (pool / name).is_file():
            make_private_folder((pool / name).parent)
            write_bytes(pool / name, file.read_bytes())
    return names


def _prune(into: Path, now: datetime) -> None:
    """Seven days, four weeks, six months; the latest, and the latest that proved, always stay."""
    found: dict[datetime, tuple[Path, bool]] = {}
    for folder in into.iterdir():
        try:
            signed = decode((folder / _MANIFEST).read_bytes(), Signed)
            manifest = decode(signed.manifest, Manifest)
        except (OSError, ProtocolError):
            continue
        made = datetime.fromtimestamp(manifest.made_at / 1000, UTC)
        found[made] = (folder, manifest.sound)
    moments = sorted(found, reverse=True)
    stays = kept_of([one for one in moments if one <= now]) | set(moments[:1])
    stays |= set([one for one in moments if found[one][1]][:1])
    for moment in moments:
        if moment not in stays:
            shutil.rmtree(found[moment][0])


def _at_rest(folder: Path, installation: bytes) -> FolderLock | None:
    """The lock of what stands there, if anything does; it must be the same installation."""
    if not folder.exists() or not any(folder.iterdir()):
        return None
    if load_keys(folder / "keys").installation != installation:
        raise Problem("hq_backup_other")
    try:
        return FolderLock(folder)
    except Problem:
        raise Problem("hq_running") from None


def _laid_out(backup: Path, manifest: Manifest, folder: Path, draft: Path) -> None:
    for name in manifest.files:
        make_private_folder((draft / name).parent)
        shutil.copyfile(backup / name, draft / name)
        (draft / name).chmod(0o600)
    # Attachments that arrived since the backup are good still: their names are their contents'.
    for source in (backup.parent / _BLOBS, folder / _BLOBS):
        names = manifest.blobs if source.parent == backup.parent else _names(source)
        for name in names:
            target = draft / _BLOBS / name
            if not target.exists():
                make_private_folder(target.parent)
                _link(source / name, target)
    make_private_folder(draft / _BLOBS)
    if not (draft / "keys" / KEYS_ANSWER).is_file():
        raise Problem("hq_backup_other")


def _names(source: Path) -> list[str]:
    if not source.is_dir():
        return []
    return [one.relative_to(source).as_posix() for one in source.rglob("*") if one.is_file()]


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _carry_acts(folders: Iterable[Path], draft: Path) -> None:
    """They stay known for the next restore."""
    for act in lasting.acts(folders):
        lasting.note(draft, act.kind, act.key, act.told)
