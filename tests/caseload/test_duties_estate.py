"""Duties about homes, sites and patches, each tested by its number, in the words of its check."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from caseload import complex_cases, debt_types, estate, patches, snapshots
from caseload.explain import explain
from caseload.extract.files import FILES_BY_NAME
from caseload.load import load
from caseload.models import Note, Reminder, Snapshot, Step
from caseload.reach import next_try
from caseload.statement import METERED, statement
from caseload.sweep import decide_now
from recovery.documents import preview_html
from recovery.models import ContactAttempt
from recovery.rules import gates, letters
from recovery.rules.actions import Action
from recovery.rules.gates import Level
from staff.models import Patch, Role, User
from tenancies import meters
from tenancies.models import (
    AccountEvent,
    AccountKind,
    AccountKindSetting,
    AccountRestriction,
    LedgerEntry,
    MeteredCharge,
    PatchMove,
    PendingPosting,
    Property,
    RentAccount,
)
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON, fingerprint, press
from tests.caseload.extracts import Extract
from tests.caseload.loading import NOW as LOADED
from tests.factories.facts import account_facts
from tests.factories.people import Household, OfficerFactory, household
from tests.factories.tenancies import LedgerEntryFactory, PatchFactory, PropertyFactory, TenancyFactory
from tests.recovery.rules.test_policy import POLICY, unanswered
from welfare.models import Marker

pytestmark = pytest.mark.django_db
DECEMBER = "7 December 2026"


@pytest.fixture(autouse=True)
def _monday_noon(settings: Any) -> Iterator[None]:
    settings.TRAINING_DAY = MONDAY
    cache.clear()
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def home(client: Client) -> Household:
    home = owing({"mobile": "07700 900111"})
    sign_in(client, home.officer)
    return home


@pytest.fixture
def neighbour(home: Household) -> User:
    return OfficerFactory(
        name="Nell Okafor", role=Role.NEIGHBOURHOOD_OFFICER, patches=[home.account.tenancy.home.patch]
    )


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def at(client: Client, path: str, user: User) -> str:
    sign_in(client, user)
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return text(answer)


def do(client: Client, path: str, by: User, /, **typed: Any) -> HttpResponse:
    sign_in(client, by)
    return client.post(path, typed)


def told(account: RentAccount, what: str) -> list[str]:
    return list(
        AccountEvent.objects.filter(account=account, what=what).order_by("pk").values_list("summary", flat=True)
    )


# ------------------------------------------------------------------------------------------------------- open cases


def flag(client: Client, home: Household, by: User, **typed: Any) -> HttpResponse:
    given = {"case": "asb", "evidence": "Case 411, noise at night", "owner": by.pk, "review_on": DECEMBER, **typed}
    return do(client, f"/accounts/{home.account.pk}/cases/", by, **given)


def test_s2_60_an_open_case_appears_as_a_caution_on_the_notice_gate(
    client: Client, home: Household, neighbour: User
) -> None:
    assert flag(client, home, neighbour).status_code == 302

    facts = explain(home.account, as_of=MONDAY).facts
    [gate] = [g for g in gates.account_gates(action=Action.SERVE_NOTICE, facts=facts) if g.flag == "case_open"]
    assert (gate.level, gates.blocking([gate], reason_given="")) == (Level.GATE, [gate])
    assert gates.blocking([gate], reason_given="The case is about a neighbour, not this tenant") == []
    for action in (Action.REFER_TO_COURT, Action.REQUEST_WARRANT):
        assert gate in gates.account_gates(action=action, facts=facts)
    for action in (Action.LETTER_1, Action.CALL, Action.VISIT):
        assert gate not in gates.account_gates(action=action, facts=facts)
    shown = at(client, home.account.get_absolute_url(), home.officer)
    assert "Open case: anti-social behaviour case, review 7 Dec" not in shown
    assert "Open case: anti-social behaviour, review 7 Dec" in shown
    assert told(home.account, "marker") == [
        "Anti-social behaviour case open, with Nell Okafor, review 7 December 2026: Case 411, noise at night"
    ]


def test_s2_60_a_notice_is_decided_on_only_with_a_reason_while_a_case_is_open(client: Client) -> None:
    home = owing({"format_needed": "none"}, owes="900.00")
    for channel, outcome, purpose, days in [
        ("phone", "spoke", "general", 20),
        ("visit", "seen", "visit", 22),
        ("letter", "sent", "pre_notice", 40),
        ("letter", "sent", "letter_2", 60),
    ]:
        ContactAttempt.objects.create(
            source_ref=f"C{days}", tenancy=home.account.tenancy, channel=channel, direction="out", purpose=purpose,
            outcome=outcome, at=NOON - dt.timedelta(days=days), on=MONDAY - dt.timedelta(days=days),
        )  # fmt: skip
    flag(client, home, home.officer)
    assert explain(home.account, as_of=MONDAY).action == Action.SERVE_NOTICE
    path = f"/accounts/{home.account.pk}/done/"

    assert "anti-social behaviour case is open" in at(client, home.account.get_absolute_url(), home.officer)
    refused = do(client, path, home.officer, fingerprint=fingerprint(home), note="")
    assert refused.status_code == 409
    assert "anti-social behaviour case is open" in text(refused)
    assert not Step.objects.exists()
    do(client, path, home.officer, fingerprint=fingerprint(home), note="The case is about a neighbour")
    assert Step.objects.get().reason == "The case is about a neighbour"


def test_s2_60_what_is_missing_is_asked_for_and_a_closed_case_stops_nothing_from_the_next_day(
    client: Client, home: Household
) -> None:
    late = flag(client, home, home.officer, evidence="", review_on="20 November 2026")
    assert late.status_code == 422
    assert "Say what shows it" in text(late)
    flag(client, home, home.officer, case="disrepair")
    again = flag(client, home, home.officer, case="disrepair")
    assert "Disrepair is flagged on this account already." in text(again)
    marker = Marker.objects.get()

    answer = do(
        client, f"/accounts/{home.account.pk}/cases/{marker.pk}/close/", home.officer, outcome="Repaired, signed off"
    )

    assert answer.status_code == 302
    assert explain(home.account, as_of=MONDAY).facts.complaint_open
    assert not explain(home.account, as_of=MONDAY + dt.timedelta(days=1)).facts.complaint_open
    assert told(home.account, "marker")[-1] == "Disrepair case closed: Repaired, signed off"


# --------------------------------------------------------------------------------------------- neighbourhood officer


def test_s1_03_the_estate_officer_sees_tasks_and_flags_allowed_by_role_and_no_money_advice_notes(
    client: Client, home: Household, neighbour: User
) -> None:
    Note.objects.create(account=home.account, text="Budget: 40 left a week", on=MONDAY, at=NOON, by=home.officer)
    Marker.objects.create(source_ref="R1", kind="risk", detail="dog", tenancy=home.account.tenancy, from_on=MONDAY)
    Marker.objects.create(
        source_ref="V1", kind="vulnerability", detail="mental_health", person=home.tenants[0], from_on=MONDAY
    )
    estate.ask(account=home.account, text="Is the garden kept?", due_on=MONDAY, by=home.officer, on=MONDAY, at=NOON)

    shown = at(client, f"/estate/{home.account.pk}/", neighbour)

    for expected in ("Ms Amina Yusuf", "07700 900111", "Risk: dog", "Is the garden kept?", "Mill Lane"):
        assert expected in shown
    for hidden in ("Budget", "209.00", "£", "ental health"):
        assert hidden not in shown
    for page in ("", "ledger/", "glance/", "statement/", "message/"):
        assert client.get(f"/accounts/{home.account.pk}/{page}").status_code == 404


def test_s1_03_homes_of_other_patches_and_restricted_ones_are_not_hers(
    client: Client, home: Household, neighbour: User
) -> None:
    elsewhere = household(tenancy=TenancyFactory(home=PropertyFactory(patch=PatchFactory(code="P02"))))

    assert "Mill Lane" in at(client, "/estate/", neighbour)
    assert client.get(f"/estate/{elsewhere.account.pk}/").status_code == 404
    AccountRestriction.objects.create(
        tenancy=home.account.tenancy, reason="In hiding", set_by=home.officer, set_at=NOON
    )
    assert client.get(f"/estate/{home.account.pk}/").status_code == 404
    assert home.account.tenancy.home.address_1 not in at(client, "/estate/", neighbour)


def test_s1_03_an_extract_cannot_make_a_neighbourhood_officer() -> None:
    role = next(column for column in FILES_BY_NAME["officers.csv"].columns if column.name == "role")

    assert Role.NEIGHBOURHOOD_OFFICER not in role.codes
    assert Role.INCOME_OFFICER in role.codes


def test_s1_03_where_the_telephone_is_unsafe_no_number_is_shown(
    client: Client, home: Household, neighbour: User
) -> None:
    Marker.objects.create(
        source_ref="M1", kind="safe_contact", detail="phone_unsafe", person=home.tenants[0], from_on=MONDAY
    )

    shown = at(client, f"/estate/{home.account.pk}/", neighbour)

    assert "Telephone unsafe" in shown
    assert "07700" not in shown


@pytest.mark.parametrize("homes", [1, 20])
def test_s1_03_the_list_of_homes_asks_as_much_for_one_as_for_twenty(
    client: Client, homes: int, django_assert_num_queries: Any
) -> None:
    for number in range(homes):
        household({"person_ref": f"PX{number}"})
    neighbour = OfficerFactory(role=Role.NEIGHBOURHOOD_OFFICER, patches=[PatchFactory()])
    sign_in(client, neighbour)
    client.get("/estate/")

    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        assert client.get("/estate/").status_code == 200


QUERIES_OF_THE_LIST = 13


def test_s2_30_both_names_are_shown_and_a_task_goes_there_and_comes_back_answered(
    client: Client, home: Household, neighbour: User
) -> None:
    path = f"/accounts/{home.account.pk}/"
    shown = at(client, path, home.officer)
    assert "Rent looked after by Nadia Rahman" in shown
    assert "Home looked after by Nell Okafor" in shown

    do(client, f"{path}ask-estate/", home.officer, text="Please look in on them", due_on=DECEMBER)
    task = Reminder.objects.get()
    assert "Please look in on them" in at(client, "/estate/", neighbour)
    do(client, f"/estate/{home.account.pk}/tasks/{task.pk}/answer/", neighbour, text="Seen on Monday, all well")

    assert "Seen on Monday, all well" in at(client, "/reminders/", home.officer)
    assert "Nell Okafor: Seen on Monday, all well" in at(client, f"/estate/{home.account.pk}/", neighbour)


def test_s2_30_the_neighbourhood_officer_asks_and_the_income_officer_answers(
    client: Client, home: Household, neighbour: User
) -> None:
    do(client, f"/accounts/{home.account.pk}/ask-estate/", neighbour, text="Are they leaving?", due_on=DECEMBER)
    task = Reminder.objects.get()
    assert (task.for_user, task.made_by) == (home.officer, neighbour)
    assert "Are they leaving?" in at(client, "/reminders/", home.officer)

    do(client, f"/accounts/{home.account.pk}/reminders/{task.pk}/done/", home.officer, answer="No, they stay")

    assert "Nadia Rahman: No, they stay" in at(client, "/estate/", neighbour)
    do(client, f"/estate/{home.account.pk}/tasks/{task.pk}/read/", neighbour)
    assert "No, they stay" not in at(client, "/estate/", neighbour)


def test_s2_30_a_patch_is_paired_by_its_leader_and_by_the_administrator(client: Client, home: Household) -> None:
    neighbour = OfficerFactory(name="Nell Okafor", role=Role.NEIGHBOURHOOD_OFFICER)
    patch = home.account.tenancy.home.patch
    admin = OfficerFactory(role=Role.ADMINISTRATOR)

    assert do(client, f"/patches/{patch.pk}/neighbourhood/", home.officer, user=neighbour.pk).status_code == 403
    do(client, f"/patches/{patch.pk}/neighbourhood/", admin, user=neighbour.pk)

    assert "Nell Okafor" in at(client, "/patches/", admin)
    assert estate.neighbourhood_of(home.account) == [neighbour]
    do(client, f"/patches/{patch.pk}/neighbourhood/", admin, user="")
    assert estate.neighbourhood_of(home.account) == []


# ---------------------------------------------------------------------------------------------------- complex cases


def test_s2_10_tagged_cases_carry_weight_in_the_workload_view(client: Client, home: Household) -> None:
    path = f"/accounts/{home.account.pk}/complex/"
    before = at(client, "/", home.officer)

    assert (
        do(client, path, home.officer, plan="Weekly visits with the support worker", panel_on=DECEMBER).status_code
        == 302
    )

    assert complex_cases.number_by_owner() == {home.officer.pk: 1}
    assert complex_cases.minutes_of(home.officer) == complex_cases.MINUTES_A_WEEK
    after = at(client, "/", home.officer)
    assert "Needs about" in before
    assert re.search(r"Needs about +(.+?) +this week", before) != re.search(r"Needs about +(.+?) +this week", after)
    assert "Complex case: panel 7 Dec" in at(client, home.account.get_absolute_url(), home.officer)
    assert told(home.account, "complex_case") == [
        "Tagged as complex, panel 7 December 2026: Weekly visits with the support worker"
    ]

    do(client, f"{path}end/", home.officer, why="The panel closed it")
    assert complex_cases.minutes_of(home.officer) == 0


def test_s2_10_no_plan_or_a_panel_too_far_is_refused_and_what_was_typed_stays(client: Client, home: Household) -> None:
    answer = do(
        client, f"/accounts/{home.account.pk}/complex/", home.officer, plan="Visits", panel_on="7 December 2027"
    )

    assert answer.status_code == 422
    assert "by 22 February 2027" in text(answer)
    assert "Visits" in text(answer)


# ------------------------------------------------------------------------------------------------ electricity, water


def pitch() -> Household:
    return household(tenancy=TenancyFactory(tenancy_type="pitch"), kind=AccountKind.PITCH_FEE, owes=Decimal("209.00"))


READ = {
    "utility": "electricity",
    "meter": "E771",
    "first_on": "1 November 2026",
    "first_reading": "1204",
    "last_on": "22 November 2026",
    "last_reading": "1310.5",
    "unit_rate": "0.245",
    "bought_at": "0.245",
}


def test_s1_06_two_readings_make_a_charge_of_units_times_the_rate_asked_for_in_the_housing_system(
    client: Client,
) -> None:
    home = pitch()

    answer = do(client, f"/accounts/{home.account.pk}/meter/", home.officer, **READ)

    assert answer.status_code == 302
    charge = MeteredCharge.objects.get()
    assert (charge.units, charge.amount) == (Decimal("106.500"), Decimal("26.09"))  # 106.5 kWh at 24.5p: £26.0925
    assert "Electricity Act 1989, s.44" in charge.limit_source
    assert charge.posting is not None
    assert (charge.posting.amount, charge.posting.state) == (Decimal("26.09"), "asked")
    assert LedgerEntry.objects.filter(account=home.account).count() == 1


def test_s1_06_the_statement_shows_it_apart_from_the_pitch_fee() -> None:
    home = pitch()
    reading = meters.Reading(
        utility=MeteredCharge.Utility.WATER, meter="W1", first_on=dt.date(2026, 11, 1), first_reading=Decimal(10),
        last_on=dt.date(2026, 11, 20), last_reading=Decimal(16), unit_rate=Decimal("2.5000"),
        bought_at=Decimal("2.5000"),
    )  # fmt: skip
    charge = meters.charge(account=home.account, reading=reading, by=home.officer, on=MONDAY, at=NOON)

    def made() -> Any:
        return statement(
            home.account, tenants=home.tenants, first=dt.date(2026, 11, 2), last=MONDAY, by=home.officer, on=MONDAY
        )

    waiting = made()
    assert (waiting.rent, waiting.metered, waiting.closing) == (Decimal("209.00"), Decimal("0.00"), Decimal("209.00"))
    assert [(line.what, line.amount) for line in waiting.pending] == [
        ("Water, 10 to 16: 6 m³ at £2.5000", Decimal("15.00"))
    ]

    entry = LedgerEntryFactory(account=home.account, kind="service_debit", amount=Decimal("15.00"), effective_on=MONDAY)
    PendingPosting.objects.filter(pk=charge.posting_id).update(state="matched", matched_entry_id=entry.pk)
    posted = made()
    assert (posted.rent, posted.service, posted.metered) == (Decimal("209.00"), Decimal("0.00"), Decimal("15.00"))
    assert posted.charge_name == "Pitch fee"
    assert [line.column for line in posted.lines] == ["rent", METERED]
    assert posted.pending == ()


def test_s1_06_where_quarterday_keeps_the_ledger_it_is_posted_at_once() -> None:
    AccountKindSetting.objects.filter(kind=AccountKind.PITCH_FEE).update(ledger_owner="quarterday")
    home = pitch()
    reading = meters.Reading(
        utility=MeteredCharge.Utility.WATER, meter="W1", first_on=dt.date(2026, 11, 1), first_reading=Decimal(10),
        last_on=dt.date(2026, 11, 20), last_reading=Decimal(16), unit_rate=Decimal("2.5000"),
        bought_at=Decimal("2.5000"),
    )  # fmt: skip

    charge = meters.charge(account=home.account, reading=reading, by=home.officer, on=MONDAY, at=NOON)

    home.account.refresh_from_db()
    assert charge.entry_id is not None
    assert home.account.position.balance == Decimal("224.00")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit_rate": "0.2451"}, "may not be charged above what the council pays for it (£0.2450)"),
        ({"last_reading": "1204"}, "The second reading must be more than the first"),
        ({"last_on": "1 November 2026"}, "The second reading must be after the first"),
        ({"last_on": "24 November 2026"}, "no later than today"),
        ({"first_reading": "many"}, "Enter the first reading"),
    ],
)
def test_s1_06_readings_that_cannot_be_and_rates_above_the_limit_are_refused(
    client: Client, changed: dict[str, str], said: str
) -> None:
    home = pitch()

    answer = do(client, f"/accounts/{home.account.pk}/meter/", home.officer, **{**READ, **changed})

    assert answer.status_code == 422
    assert said in html.unescape(text(answer))
    assert not MeteredCharge.objects.exists()


def test_s1_06_the_same_days_are_not_charged_twice(client: Client) -> None:
    home = pitch()
    path = f"/accounts/{home.account.pk}/meter/"
    do(client, path, home.officer, **READ)

    again = do(client, path, home.officer, **{**READ, "first_on": "10 November 2026"})

    assert "This meter is charged for 1 November 2026 to 22 November 2026 already." in text(again)
    assert do(client, path, OfficerFactory(role=Role.AUDITOR), **READ).status_code == 403


# ---------------------------------------------------------------------------------------------------------- patches


def test_s1_18_a_street_moves_history_stays_and_future_work_moves(client: Client, home: Household) -> None:
    old, new = home.account.tenancy.home.patch, PatchFactory(code="P02")
    taking = OfficerFactory(name="Tom Fenwick", patches=[new])
    leader = OfficerFactory(role=Role.TEAM_LEADER, patches=[old, new])
    Reminder.objects.create(
        account=home.account, kind="own", text="Ring", due_on=MONDAY, made_by=home.officer, made_at=NOON,
        for_user=home.officer,
    )  # fmt: skip
    Note.objects.create(account=home.account, text="Spoke", on=MONDAY, at=NOON, by=home.officer)

    assert "Mill Lane (1)" in at(client, f"/patches/{old.pk}/", leader)
    answer = do(
        client, f"/patches/{old.pk}/?street=Mill+Lane", leader, homes=[home.account.tenancy.home_id],
        to_patch=new.pk, from_on="23 November 2026", reason="Nearer to the other patch",
    )  # fmt: skip

    assert answer.status_code == 302
    mine = RentAccount.objects.owned_by(taking, on=MONDAY)
    assert list(mine) == [home.account]
    assert not RentAccount.objects.owned_by(home.officer, on=MONDAY).exists()
    assert Reminder.objects.get().for_user == taking
    assert Note.objects.get().by == home.officer
    assert told(home.account, "patch_moved") == ["From patch P01 to P02: Nearer to the other patch"]
    assert home.account.search_doc.patch == new
    assert "Moved by Quarterday" in at(client, f"/patches/{new.pk}/", leader)


def test_s1_18_the_next_extract_leaves_a_home_where_it_was_moved(tmp_path: Path) -> None:
    leader = OfficerFactory(role=Role.INCOME_MANAGER)
    load(Extract(as_at="2026-11-19").write(tmp_path), today=LOADED)
    old, new = Patch.objects.get(code="P1"), PatchFactory(code="P2")
    moved, stays = Property.objects.order_by("property_ref")
    on = LOADED

    patches.move(homes=[moved.pk], from_patch=old, to_patch=new, from_on=on, reason="R", by=leader, on=on, at=NOON)
    result = load(Extract(extract_id="WEX-2").write(tmp_path), today=LOADED)

    assert result.refusals == []
    moved.refresh_from_db()
    stays.refresh_from_db()
    assert (moved.patch, stays.patch) == (new, old)
    assert result.files["properties.csv"]["changed"] == 0


def test_s1_18_targets_rebase_figures_of_both_patches_begin_with_their_homes_of_that_day(home: Household) -> None:
    old, new = home.account.tenancy.home.patch, PatchFactory(code="P02")
    leader = OfficerFactory(role=Role.INCOME_MANAGER)
    snapshots.take(on=MONDAY)
    later = MONDAY + dt.timedelta(days=1)

    patches.move(
        homes=[home.account.tenancy.home_id], from_patch=old, to_patch=new, from_on=later, reason="R", by=leader,
        on=later, at=NOON,
    )  # fmt: skip
    snapshots.take(on=later)

    counted = {(row.on, row.patch_id): row.accounts for row in Snapshot.objects.filter(accounts__gt=0)}
    assert counted[MONDAY, old.pk] == counted[later, new.pk] == 1
    assert (later, old.pk) not in counted


def test_s1_18_a_move_to_come_waits_for_its_day_and_can_be_called_off(client: Client, home: Household) -> None:
    old, new = home.account.tenancy.home.patch, PatchFactory(code="P02")
    admin = OfficerFactory(role=Role.ADMINISTRATOR)
    chosen = [home.account.tenancy.home_id]
    first, then = MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=8)

    patches.move(homes=chosen, from_patch=old, to_patch=new, from_on=first, reason="R", by=admin, on=MONDAY, at=NOON)
    assert home.account.tenancy.home.patch == old
    move = PatchMove.objects.get()
    do(client, f"/patches/{old.pk}/moves/{move.pk}/call-off/", admin)
    assert patches.apply(on=then, at=NOON) == 0

    patches.move(homes=chosen, from_patch=old, to_patch=new, from_on=first, reason="R", by=admin, on=MONDAY, at=NOON)
    assert patches.apply(on=MONDAY, at=NOON) == 0
    assert [patches.apply(on=first, at=NOON), patches.apply(on=first, at=NOON)] == [1, 0]
    home.account.tenancy.home.refresh_from_db()
    assert home.account.tenancy.home.patch == new


def test_s1_18_officers_may_not_and_a_leader_moves_only_what_is_hers(client: Client, home: Household) -> None:
    old, new = home.account.tenancy.home.patch, PatchFactory(code="P02")
    other = OfficerFactory(role=Role.TEAM_LEADER, patches=[new])
    given = {"homes": [home.account.tenancy.home_id], "to_patch": new.pk, "from_on": "23 November 2026", "reason": "R"}

    for user in (home.officer, other):
        assert do(client, f"/patches/{old.pk}/?street=Mill+Lane", user, **given).status_code == 403
    assert not PatchMove.objects.exists()


# ------------------------------------------------------------------------------------------------ leases, debt types


LEGAL_STEPS = {
    Action.SERVE_NOTICE, Action.REFER_TO_COURT, Action.REQUEST_WARRANT, Action.NOTICE_LAPSING, Action.EVICTION_CHECKS,
}  # fmt: skip


def test_s2_62_a_leasehold_account_cannot_take_a_tenancy_notice() -> None:
    for kind, weeks in product(["rent", "service_charge", "garage"], [4, 20]):
        facts = account_facts(
            kind=kind, tenancy_type="leasehold", balance=Decimal("104.50") * weeks, weekly_charge=Decimal("104.50")
        )
        steps = {step.action for step in unanswered(facts, POLICY, days=420)}
        assert not steps & LEGAL_STEPS
        stops = gates.blocking(
            gates.account_gates(action=Action.SERVE_NOTICE, facts=facts), reason_given="They owe a lot"
        )
        assert "no tenancy notice" in gates.sentence(stops[0])


def test_s2_62_a_leaseholder_is_written_to_in_words_of_their_own() -> None:
    lease = owing(kind="service_charge", tenancy=TenancyFactory(tenancy_type="leasehold"), owes="400.00")

    [message] = press(lease)

    letter = letters.from_json(message.letter)
    assert (letter.is_lease, letter.apart_from_rent, letter.possession) == (True, False, False)
    words = preview_html(letter)
    assert "Your lease asks you to pay this" in words
    assert "First-tier Tribunal" in words
    assert "apart from your rent" not in words


def test_s4_04_each_type_has_its_rule_path_priority_and_legal_limits(client: Client, home: Household) -> None:
    register = {each.code: each for each in debt_types.register()}

    assert set(AccountKind.values) <= set(register)
    for each in register.values():
        assert all([each.path, each.limits, each.source, each.priority])
    assert [each.priority for each in debt_types.register()] == list(range(1, len(register) + 1))
    assert register["rent"].priority == AccountKindSetting.objects.get(kind="rent").priority == 1
    shown = at(client, "/help/kinds-of-debt/", home.officer)
    assert all(each.name in shown for each in register.values())
    assert 'href="/help/kinds-of-debt/#rent"' in client.get(home.account.get_absolute_url()).content.decode()


# ------------------------------------------------------------------------------------------------------------ cadence


def tried(*tries: tuple[str, str, int]) -> list[ContactAttempt]:
    """Tries of ours, each its channel, its outcome and its day of November."""
    return [
        ContactAttempt(channel=channel, outcome=outcome, direction="out", on=dt.date(2026, 11, day))
        for channel, outcome, day in tries
    ]


@pytest.mark.parametrize(
    ("tries", "channel", "from_on"),
    [
        pytest.param([("phone", "no_answer", 9)], "phone", dt.date(2026, 11, 11), id="a call again, two days on"),
        pytest.param(
            [("phone", "no_answer", 9), ("phone", "message_left", 11)], "sms", dt.date(2026, 11, 11), id="then a text"
        ),
        pytest.param(
            [("phone", "no_answer", 9), ("phone", "no_answer", 11), ("sms", "sent", 12)],
            "visit", dt.date(2026, 11, 15), id="then a visit, three days on",
        ),
        pytest.param(
            [("phone", "no_answer", 9), ("phone", "no_answer", 11), ("sms", "sent", 12), ("visit", "not_in", 16)],
            "letter", dt.date(2026, 11, 18), id="then a letter, two days on",
        ),
        pytest.param(
            [("phone", "no_answer", 9), ("phone", "no_answer", 11), ("sms", "sent", 12), ("visit", "not_in", 16),
             ("letter", "sent", 18)],
            "", None, id="then somebody checks on them",
        ),
    ],
)  # fmt: skip
def test_s2_09_the_cadence_yields_the_next_channel_after_each_failed_try(
    tries: list[tuple[str, str, int]], channel: str, from_on: dt.date | None
) -> None:
    following = next_try(tried(*tries))

    assert following is not None
    assert (following.channel, following.from_on) == (channel, from_on)


def test_s2_09_once_somebody_is_reached_the_ladder_begins_again_and_unsafe_ways_are_passed_over() -> None:
    assert next_try([]) is None
    assert next_try(tried(("phone", "no_answer", 9), ("phone", "spoke", 11))) is None
    assert next_try(tried(("letter", "sent", 9))) is None
    following = next_try(tried(("visit", "not_in", 9)), shut={"phone", "sms"})
    assert following is not None
    assert following.channel == "letter"


def test_s2_09_the_next_try_stands_on_the_account(client: Client, home: Household) -> None:
    for day in (16, 18):
        ContactAttempt.objects.create(
            tenancy=home.account.tenancy, account=home.account, person=home.tenants[0], channel="phone",
            direction="out", purpose="general", outcome="no_answer", on=dt.date(2026, 11, day), officer=home.officer,
            at=dt.datetime(2026, 11, day, 10, tzinfo=dt.UTC),
        )  # fmt: skip
    decide_now([home.account.pk], as_of=MONDAY)

    shown = at(client, home.account.get_absolute_url(), home.officer)

    assert "Next try: text message" in shown
    assert "2 tries since anybody was reached." in shown
