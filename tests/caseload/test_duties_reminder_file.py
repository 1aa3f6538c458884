"""Duty S1-55: reminders are taken out and read back as a file."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from caseload import reminder_file
from caseload.models import Reminder
from tests.caseload.desk import MONDAY
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import text
from tests.factories.people import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "monday_noon")]


def remind(home: Household, words: str, *, on: date) -> Reminder:
    return Reminder.objects.create(
        account=home.account,
        kind="own",
        text=words,
        due_on=on,
        made_by=home.officer,
        made_at=NOON,
        for_user=home.officer,
    )


def file_of(content: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile("reminders.csv", content if isinstance(content, bytes) else content.encode())


def test_s1_55_the_file_taken_out_and_read_back_changes_nothing(client: Client, home: Household) -> None:
    remind(home, "=Ring, “first thing”", on=MONDAY - timedelta(days=3))
    remind(home, "Send the form", on=MONDAY + timedelta(days=3))
    before = list(Reminder.objects.order_by("pk").values())
    taken_out = client.get("/reminders/file.csv").content

    shown = text(client.post("/reminders/file/", {"file": file_of(taken_out)}))

    assert "2 lines : 0 change something, 2 stay as they are, 0 are left out." in shown
    assert reminder_file.apply(taken_out.decode("utf-8-sig"), by=home.officer, on=MONDAY, at=NOON).changes == []
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_s1_55_a_changed_day_and_a_new_line_are_shown_first_and_done_on_the_press(
    client: Client, home: Household
) -> None:
    kept, other = remind(home, "Send the form", on=MONDAY), remind(home, "Ring", on=MONDAY)
    text_of = (
        "Number,Account,What,Text,Day\n"
        f"{kept.pk},R100,Reminder,Send the form,7 December 2026\n"
        f"{other.pk},R100,Reminder,Ring,2026-11-23\n"
        ",R100,Reminder,Look at the plan,2026-12-01\n"
        ",R999,Reminder,Not mine,2026-12-01\n"
        f"{kept.pk + 99},R100,Reminder,Nobody’s,2026-12-01\n"
    )

    shown = client.post("/reminders/file/", {"file": file_of(text_of)})
    assert Reminder.objects.count() == 2
    done = client.post("/reminders/file/", {"text": text_of, "press": "yes"}, follow=True)

    assert "5 lines : 2 change something, 1 stay as they are, 2 are left out." in text(shown)
    assert "from 23 November 2026 to 7 December 2026" in text(shown)
    assert "2 reminders changed or made; 1 stayed as they were. 2 lines were left out." in text(done)
    found = Reminder.objects.order_by("pk").values_list("text", "due_on")
    assert list(found) == [
        ("Send the form", date(2026, 12, 7)),
        ("Ring", MONDAY),
        ("Look at the plan", date(2026, 12, 1)),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "The file is no text."),
        (b"Name,Rent\nA,5\n", "The first line must name the columns"),
        (b"", "The file is empty."),
    ],
    ids=["a picture", "another list", "nothing"],
)
def test_s1_55_a_file_that_is_no_list_of_reminders_is_refused_in_words(
    client: Client, home: Household, content: bytes, said: str
) -> None:
    answer = client.post("/reminders/file/", {"file": file_of(content)})

    assert answer.status_code == 422
    assert said in text(answer)
