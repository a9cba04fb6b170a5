"""Checks an evidence package without a vault: only the printed fingerprint is taken on trust."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from desktop.models.package_form import (
    ENTRIES,
    FORMAT,
    KEYS,
    MANIFEST,
    PACKAGE_TAG,
    SIGNATURE,
    Entries,
    Keys,
    Manifest,
    Package,
    PackageError,
    Proof,
    opened,
)
from sync.protocol import entry as wire
from sync.protocol.encoding import decode
from sync.protocol.enrolment import fingerprint, normal_code
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import (
    BATCH_TAG,
    CERTIFICATE_TAG,
    KEYS_TAG,
    Certificate,
    KeyList,
    KeysAnswer,
)

T = TypeVar("T")
_ITEM_BYTES = 64


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the package: who wrote what and when, and whether its content is inside."""

    wall: int
    writer: str
    role: str
    command: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class PackageFault:
    """Something that does not hold: a code of ``resources.wording``, and where."""

    code: str
    where: str


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What was checked, and what was found wrong.

    ``root`` is the fingerprint to hold against a sheet of paper; ``confirmed`` says that it was.
    """

    title: str
    made_at: int
    made_by: str
    root: str
    confirmed: bool
    counts: Mapping[str, int]
    lines: tuple[Line, ...]
    faults: tuple[PackageFault, ...]

    @property
    def sound(self) -> bool:
        """Whether everything in it is as it was written."""
        return not self.faults


def check(path: Path, root: str = "") -> PackageReport:
    """Check a package; ``root`` is the fingerprint as printed on an enrolment sheet.

    Raises PackageError where it is no package, or is damaged beyond reading.
    """
    with opened(path) as package:
        return _Check(package, root).report()


class _Check:
    def __init__(self, package: Package, root: str) -> None:
        self._package = package
        self._parts = package.parts()
        self._manifest = _read(self._parts.manifest, Manifest)
        self._entries = _read(self._parts.entries, Entries)
        self._keys = _read(self._parts.keys, Keys)
        self._root = root
        self._counts: Counter[str] = Counter()
        self._faults: list[PackageFault] = []
        self._certificates: dict[bytes, Certificate] = {}

    def report(self) -> PackageReport:
        manifest = self._manifest
        if manifest.format != FORMAT:
            raise PackageError("package_newer")
        answer = _read(self._keys.keys, KeysAnswer)
        shown = fingerprint(answer.root)
        receipt_key = self._receipt_key(answer, shown)
        self._read_certificates(receipt_key)
        self._check_manifest()
        vouched = self._vouched(receipt_key)
        lines = tuple(self._line(proof, vouched) for proof in self._entries.proofs)
        self._check_papers()
        made_by = self._certificates.get(manifest.vault)
        return PackageReport(
            manifest.title,
            manifest.made_at,
            made_by.person_name if made_by is not None else "",
            shown,
            bool(self._root) and normal_code(self._root) == normal_code(shown),
            dict(self._counts),
            lines,
            tuple(self._faults),
        )

    def _receipt_key(self, answer: KeysAnswer, shown: str) -> bytes:
        signed = answer.keys
        if self._root and normal_code(self._root) != normal_code(shown):
            self._blame("package_other_root", shown)
        if not wire.verified(answer.root, KEYS_TAG, signed.message, signed.signature):
            self._blame("package_keys_unsigned", shown)
        keys = _read(signed.message, KeyList)
        if keys.installation != self._manifest.installation:
            self._blame("package_other_installation", "")
        return keys.receipt_key + b"".join(one.key for one in keys.earlier)

    def _read_certificates(self, receipt_key: bytes) -> None:
        for signed in self._keys.certificates:
            self._counts["certificates"] += 1
            certificate = _read(signed.message, Certificate)
            if wire.verified_by_any(receipt_key, CERTIFICATE_TAG, signed.message, signed.signature):
                self._certificates[certificate.vault] = certificate
            else:
                self._blame("package_certificate", certificate.person_name)

    def _check_manifest(self) -> None:
        manifest, parts = self._manifest, self._parts
        maker = self._certificates.get(manifest.vault)
        if maker is None or not wire.verified(
            maker.signing_key, PACKAGE_TAG, parts.manifest, parts.signature
        ):
            self._blame("package_manifest_unsigned", "")
        for name, told, content in (
            ("entries", manifest.entries, parts.entries),
            ("keys", manifest.keys, parts.keys),
        ):
            if hashlib.sha256(content).digest() != told:
                self._blame("package_changed", name)
        known = {paper.place for paper in manifest.papers}
        known |= {MANIFEST, SIGNATURE, ENTRIES, KEYS}
        for name in self._package.names:
            if name not in known:
                self._blame("package_slipped_in", name)

    def _vouched(self, receipt_key: bytes) -> dict[int, set[bytes]]:
        found: dict[int, set[bytes]] = {}
        for batch in self._entries.batches:
            self._counts["batches"] += 1
            digest = hashlib.sha256(batch.items).digest()
            if not wire.verified_by_any(receipt_key, BATCH_TAG, digest, batch.signature):
                self._blame("package_batch", str(batch.number))
            starts = range(0, len(batch.items), _ITEM_BYTES)
            found[batch.number] = {batch.items[at : at + _ITEM_BYTES] for at in starts}
        return found

    def _line(self, proof: Proof, vouched: Mapping[int, set[bytes]]) -> Line:
        header = _read_header(proof.core)
        where = f"{header.vault.hex()}/{header.epoch}/{header.counter}"
        certificate = self._certificates.get(header.vault)
        self._counts["entries"] += 1
        for code in self._proof_faults(proof, header, certificate, vouched):
            self._blame(code, where)
        name = certificate.person_name if certificate is not None else ""
        return Line(header.wall, name, header.role, header.command, not proof.body)

    def _proof_faults(
        self,
        proof: Proof,
        header: wire.Header,
        certificate: Certificate | None,
        vouched: Mapping[int, set[bytes]],
    ) -> Iterator[str]:
        if header.installation != self._manifest.installation:
            yield "package_other_installation"
        if proof.body:
            self._counts["bodies"] += 1
        else:
            self._counts["withheld"] += 1
        if proof.batch is not None:
            pair = hashlib.sha256(proof.core).digest() + hashlib.sha256(proof.body).digest()
            held = vouched.get(proof.batch, set())
            bare = {item[:32] for item in held}
            if pair not in held if proof.body else pair[:32] not in bare:
                yield "package_entry_unsigned"
            return
        if proof.body and wire.body_hash(proof.body) != header.body_hash:
            yield "package_body"
        if proof.previous is None or wire.entry_hash(proof.previous, proof.core) != proof.hash:
            yield "package_entry_hash"
        if certificate is None or not wire.verified(
            certificate.signing_key, wire.ENTRY_TAG, proof.hash, proof.signature or b""
        ):
            yield "package_entry_unsigned"

    def _check_papers(self) -> None:
        named = {
            value
            for proof in self._entries.proofs
            if proof.body
            for change in _read_body(proof.body).changes
            for value in change.values.values()
            if isinstance(value, bytes)
        }
        for paper in self._manifest.papers:
            self._counts["papers"] += 1
            try:
                size, digest = self._package.digest_of(paper.place)
            except PackageError:  # its check sum does not fit, or it is not there
                size, digest = -1, b""
            if (size, digest) != (paper.size, paper.sha256):
                self._blame("package_changed", paper.name)
            elif paper.proven and digest not in named:
                self._blame("package_paper_unnamed", paper.name)

    def _blame(self, code: str, where: str) -> None:
        self._faults.append(PackageFault(code, where))


def _read(data: bytes, into: type[T]) -> T:
    try:
        return decode(data, into)
    except ProtocolError as error:
        raise PackageError("package_malformed") from error


def _read_header(core: bytes) -> wire.Header:
    try:
        return wire.decode_header(core)
    except ProtocolError as error:
        raise PackageError("package_malformed") from error


def _read_body(body: bytes) -> wire.Body:
    try:
        return wire.decode_body(body)
    except ProtocolError as error:
        raise PackageError("package_malformed") from error
