"""Which files hold keys of identities: no backup takes them along, so that it loses them too."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import or_, select

from desktop.models.blobs import BlobFile
from desktop.models.database import open_encrypted
from desktop.models.identities.records import IdentityKey, SealRequest


def names(path: Path, key: bytes) -> list[str]:
    """The names of those files in the folder of attachments, as a database knows them."""
    named = or_(
        BlobFile.sha256.in_(select(IdentityKey.key_sha256)),
        BlobFile.sha256.in_(select(SealRequest.key_sha256)),
    )
    database = open_encrypted(path, key)
    try:
        with database.reading() as session:
            found = session.execute(select(BlobFile.file).where(named)).scalars().all()
    finally:
        database.close()
    return [file.hex() for file in found] + [f"{file.hex()}.part" for file in found]
