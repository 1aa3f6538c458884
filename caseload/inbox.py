"""Where extracts wait to be loaded: folders in the inbox, and zips that somebody uploads, unpacked with care."""

import os
import secrets
import shutil
import time
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings

from caseload.extract.files import FILES
from caseload.extract.manifest import BadManifest, Manifest, read_manifest

UPLOADS = "uploads"
UPLOAD_KEPT = 7 * 24 * 60 * 60  # seconds
MOST_TIMES = 100  # unpacked bytes for each byte of the zip; CSV comes to 20 at the most
MOST_BYTES_SPARE = 50_000_000  # always allowed
WANTED = {"manifest.json"} | {file.name + ending for file in FILES for ending in ("", ".gz")}


class CannotUnpack(Exception):
    """The zip is not taken. The message is written for whoever sent it."""


@dataclass(frozen=True)
class Waiting:
    """A folder in the inbox, with its manifest where that can be read."""

    name: str
    manifest: Manifest | None


def waiting() -> list[Waiting]:
    """The folders in the inbox, newest first."""
    inbox = Path(settings.EXTRACT_INBOX)
    if not inbox.is_dir():
        return []
    folders = [entry for entry in os.scandir(inbox) if entry.is_dir() and entry.name != UPLOADS]
    folders.sort(key=lambda entry: (-entry.stat().st_mtime, entry.name))
    return [Waiting(folder.name, _manifest(Path(folder.path))) for folder in folders]


def folder_of(name: str) -> Path | None:
    """The inbox's folder of that name; none if there is none."""
    return next((Path(settings.EXTRACT_INBOX) / each.name for each in waiting() if each.name == name), None)


def _manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except BadManifest:
        return None


def unpack(upload: BinaryIO, *, size: int) -> Path:
    """Unpack an uploaded zip into a folder of its own in the inbox. Raises CannotUnpack, leaving nothing behind."""
    uploads = Path(settings.EXTRACT_INBOX) / UPLOADS
    _forget_old(uploads)
    folder = uploads / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    try:
        with zipfile.ZipFile(upload) as packed:
            _unpack_files(packed, folder, most=MOST_TIMES * size + MOST_BYTES_SPARE)
    except CannotUnpack:
        shutil.rmtree(folder)
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        shutil.rmtree(folder)
        raise CannotUnpack("The file is not a zip that can be opened. Make it again without a password.") from None
    return folder


def _unpack_files(packed: zipfile.ZipFile, folder: Path, *, most: int) -> None:
    found: set[str] = set()
    for entry in packed.infolist():
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise CannotUnpack(f"The zip names a file outside itself ({entry.filename[:80]}). Nothing was unpacked.")
        if entry.is_dir() or path.name not in WANTED:
            continue
        if path.name in found:
            raise CannotUnpack(f"The zip holds {path.name} twice. Send one extract in each zip.")
        found.add(path.name)
        with packed.open(entry) as source, (folder / path.name).open("wb") as target:
            while data := source.read(1 << 20):
                most -= len(data)
                if most < 0:
                    raise CannotUnpack("The zip unpacks to far more than its size allows. It was not taken.")
                target.write(data)
    if "manifest.json" not in found:
        raise CannotUnpack("The zip holds no manifest.json. Send the whole folder of one extract.")


def _forget_old(uploads: Path) -> None:
    """Remove what was uploaded a week ago and never loaded: it holds people's names."""
    for folder in uploads.glob("*"):
        if folder.stat().st_mtime < time.time() - UPLOAD_KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def forget_upload(folder: Path) -> None:
    """Remove an uploaded extract once it is loaded. A folder that the council put into the inbox stays."""
    if folder.parent == Path(settings.EXTRACT_INBOX) / UPLOADS:
        shutil.rmtree(folder, ignore_errors=True)
