"""The words by which accounts are found: how they are made plain, written and kept."""

import pytest
from django.core.management import call_command
from django.db import connection

from caseload import runs, search
from caseload.models import SearchDoc
from caseload.search import PARAMETERS, plain, plain_sql, telephone, telephone_sql
from tenancies.models import AccountChange
from tests.caseload.finding.pages import lives_at
from tests.caseload.sweeping import MONDAY

pytestmark = pytest.mark.django_db
WRITTEN = [
    pytest.param("Łucja Dąbek-Świder", "lucja dabek swider", id="Polish letters, hyphen"),
    pytest.param("Siobhán O'Malley", "siobhan omalley", id="accent and apostrophe"),
    pytest.param("O\u2019Rourke, N\u2019Dour", "orourke ndour", id="printed apostrophes"),
    pytest.param("Ionuț Straße Ægir Øst þór", "ionut strasse aegir ost thor", id="letters that no accent explains"),
    pytest.param("  Flat 3/B,\t12 Mill\u00a0Lane  ", "flat 3 b 12 mill lane", id="marks and odd spaces"),
    pytest.param("ﬁne Ⅻ ½", "fine xii 1 2", id="compatibility forms"),
    pytest.param("Дмитро Οδυσσέας", "дмитро οδυσσεασ", id="other alphabets"),
    pytest.param("🙂", "🙂", id="an emoji"),
    pytest.param("100%_\\", "100", id="wildcards of SQL"),
    pytest.param("", "", id="nothing"),
]


@pytest.mark.parametrize(("text", "words"), WRITTEN)
def test_what_is_typed_and_what_is_stored_are_made_plain_in_the_same_way(text: str, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {plain_sql('%(text)s')}", {**PARAMETERS, "text": text})

        assert cursor.fetchone()[0] == plain(text) == words


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("07700 900123", "07700900123"),
        ("+44 7700 900123", "07700900123"),
        ("+44 (0)7700 900123", "07700900123"),
        ("0044 7700 900123", "07700900123"),
        ("(01632) 960-010", "01632960010"),
        ("+33 1 23 45 67 89", "33123456789"),
        ("0033 1 23 45 67 89", "33123456789"),
        ("none", ""),
    ],
)
def test_telephone_numbers_are_digits_however_they_are_written(number: str, digits: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {telephone_sql('%(text)s')}", {**PARAMETERS, "text": number})

        assert cursor.fetchone()[0] == telephone(number) == digits


def test_words_are_written_only_where_they_differ() -> None:
    account = lives_at("23 Mill Lane")

    assert search.index_all(on=MONDAY) == 1
    assert search.index_all(on=MONDAY) == 0
    account.tenancy.home.postcode = "OT9 9ZZ"
    account.tenancy.home.save()
    assert search.index_accounts([account.pk], on=MONDAY) == 1
    assert " ot99zz " in SearchDoc.objects.get().words


def test_words_begin_with_the_references_and_are_parted_by_single_spaces() -> None:
    account = lives_at("23 Mill Lane", {"mobile": "07700 900123"}, {"mobile": "", "phone": ""})

    search.index_all(on=MONDAY)

    words = SearchDoc.objects.get().words
    assert words.startswith(f" {account.account_ref.lower()} {account.tenancy.tenancy_ref.lower()} ")
    assert words.endswith(" 07700900123 ")
    assert "  " not in words


def test_the_minute_run_writes_the_words_of_what_changed() -> None:
    account = lives_at("23 Mill Lane")
    AccountChange.objects.create(account=account)

    runs.decide_changed(as_of=MONDAY)

    assert SearchDoc.objects.filter(account=account).exists()


def test_the_words_can_be_written_again_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    lives_at("23 Mill Lane")

    call_command("index_search")

    assert "1 accounts written" in capsys.readouterr().out
    assert SearchDoc.objects.count() == 1
