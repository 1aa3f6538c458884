"""Issued documents: the bytes lie in document storage under their hash, and are on disk before any row says so."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.storage import storages

from staff.models import User
from tenancies.models import IssuedDocument, Person, RentAccount


class DocumentDamaged(Exception):
    """The stored bytes are gone, or are not those that were issued. The message is written for the officer."""


def keep(content: bytes) -> str:
    """Store the bytes for good and answer their SHA-256. Storing them twice keeps one copy.

    The file appears whole or not at all: written beside its place, synced, then moved there.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = Path(storages["documents"].path(IssuedDocument(sha256=sha256).storage_name()))
    if not path.exists():
        _make_folder(path.parent)
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)
        _sync_folder(path.parent)
    return sha256


def issue(
    account: RentAccount,
    content: bytes,
    *,
    title: str,
    template: str,
    version: int = 1,
    person: Person | None = None,
    by: User | None,
    at: datetime,
) -> IssuedDocument:
    """Keep a paper for good, exactly as it goes out."""
    return IssuedDocument.objects.create(
        account=account,
        person=person,
        title=title[:120],
        template=template,
        template_version=version,
        sha256=keep(content),
        size=len(content),
        issued_at=at,
        issued_by=by,
    )


def read(document: IssuedDocument) -> bytes:
    """The document as it was issued. Raises DocumentDamaged where storage no longer holds it."""
    return kept(document.sha256)


def kept(sha256: str) -> bytes:
    """What was stored under this hash. Raises DocumentDamaged."""
    try:
        with storages["documents"].open(IssuedDocument(sha256=sha256).storage_name()) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DocumentDamaged("This document cannot be shown: what is stored is not what was issued. Tell IT.")
    return content


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
