"""A backup restored elsewhere is the same council: balances proved, documents as issued."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from tenancies.models import IssuedDocument, RentAccount
from tests.factories.tenancies import LedgerEntryFactory, RentAccountFactory
from tests.processes import Processes

LETTER = b"%PDF-1.7 a letter as it went out"


@pytest.fixture
def empty_database(processes: Processes) -> Iterator[str]:
    """The address of a database with nothing in it."""
    name = f"{connection.settings_dict['NAME']}_restored"
    elsewhere = processes.database_url.replace(str(connection.settings_dict["NAME"]), "postgres")
    with psycopg.connect(elsewhere, autocommit=True) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield processes.database_url.replace(str(connection.settings_dict["NAME"]), name)
        server.execute(drop)


@pytest.fixture
def rent_account(own_database: str) -> RentAccount:
    """Three weeks of £104.50 charged, £150.00 paid: £163.50 is owed. One letter went out."""
    account = RentAccountFactory()
    for monday in (date(2026, 4, 6), date(2026, 4, 13), date(2026, 4, 20)):
        LedgerEntryFactory(account=account, effective_on=monday, amount=Decimal("104.50"))
    payment = {"kind": "payment", "method": "cash", "amount": Decimal("-150.00")}
    LedgerEntryFactory(account=account, effective_on=date(2026, 4, 22), **payment)
    stored = hashlib.sha256(LETTER).hexdigest()
    letter = IssuedDocument.objects.create(
        account=account,
        title="First letter",
        template="first_letter",
        template_version=1,
        sha256=stored,
        size=len(LETTER),
        issued_at=datetime(2026, 4, 23, 9, 30, tzinfo=ZoneInfo("Europe/London")),
    )
    storages["documents"].save(letter.storage_name(), BytesIO(LETTER))
    return account


def restore(folder: Path, database_url: str, documents: Path, processes: Processes) -> subprocess.CompletedProcess[str]:
    """`manage.py restore` as another machine would run it, with a database and a document folder of its own."""
    environment = processes.environment(DATABASE_URL=database_url, DOCUMENTS_URL=f"file://{documents}")
    command = [sys.executable, "manage.py", "restore", str(folder)]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)


def test_what_was_backed_up_comes_back_with_its_balances_proved(
    rent_account: RentAccount, empty_database: str, processes: Processes, tmp_path: Path
) -> None:
    call_command("backup", tmp_path / "backup")

    ended = restore(tmp_path / "backup", empty_database, tmp_path / "documents", processes)

    assert ended.stdout == "Restored and proved: 4 ledger entries, £163.50 in all.\n", ended.stderr
    with psycopg.connect(empty_database) as restored:
        [balance] = restored.execute("SELECT balance FROM tenancies_accountposition").fetchall()
        assert balance == (Decimal("163.50"),)
        with pytest.raises(psycopg.errors.Error):  # the ledger is append-only there as well
            restored.execute("DELETE FROM tenancies_ledgerentry")
    letter = tmp_path / "documents" / IssuedDocument.objects.get().storage_name()
    assert letter.read_bytes() == LETTER


def test_a_backup_whose_ledger_came_to_something_else_is_not_called_restored(
    rent_account: RentAccount, empty_database: str, processes: Processes, tmp_path: Path
) -> None:
    call_command("backup", tmp_path / "backup")
    note = tmp_path / "backup" / "backup.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"total": "163.49"}))

    ended = restore(tmp_path / "backup", empty_database, tmp_path / "documents", processes)

    assert ended.returncode == 1
    assert "The ledger has 4 entries of £163.50; the backup had 4 of £163.49." in ended.stderr


def test_a_backup_without_one_of_its_documents_is_not_called_restored(
    rent_account: RentAccount, empty_database: str, processes: Processes, tmp_path: Path
) -> None:
    call_command("backup", tmp_path / "backup")
    (tmp_path / "backup" / "documents" / IssuedDocument.objects.get().storage_name()).unlink()

    ended = restore(tmp_path / "backup", empty_database, tmp_path / "documents", processes)

    assert ended.returncode == 1
    assert "1 documents are not as issued" in ended.stderr


def test_nothing_is_restored_over_a_database_that_holds_something(rent_account: RentAccount, tmp_path: Path) -> None:
    call_command("backup", tmp_path / "backup")

    with pytest.raises(CommandError, match="This database is not empty"):
        call_command("restore", tmp_path / "backup")


def test_a_backup_is_never_written_into_a_folder_with_something_in_it(own_database: str, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()

    with pytest.raises(CommandError, match="is not empty: give a new folder"):
        call_command("backup", tmp_path)


def test_check_documents_names_a_document_whose_bytes_changed(rent_account: RentAccount) -> None:
    call_command("check_documents")
    document = IssuedDocument.objects.get()
    path = Path(settings.DOCUMENTS) / document.storage_name()
    os.chmod(path, 0o600)
    path.write_bytes(LETTER + b" and a word more")

    with pytest.raises(CommandError, match="1 documents are not as issued"):
        call_command("check_documents")

    path.unlink()
