"""Duties of K24 that the policy's pages fulfil, each named by its id; S0-02 and S2-02 stand with what they test."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from caseload import snapshots, suggestions
from caseload.models import Rate, Recommendation, Reminder, Step, Suggestion, Target, WorkType
from caseload.performance import Scope
from caseload.policies import health, law_check, rates, targets, work_types
from caseload.sweep import decide_now
from recovery import policies
from recovery.models import PolicyVersion
from recovery.rules.policy import DEFAULT_POLICY, default_policy
from staff.models import Role, Team, User
from tests.caseload.desk import MONDAY, owing, sign_in
from tests.caseload.desk_acts import NOON
from tests.caseload.reading import text
from tests.caseload.sweeping import pay
from tests.factories.people import OfficerFactory
from tests.factories.tenancies import PatchFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

DAY = dt.timedelta(days=1)


@pytest.fixture
def manager() -> User:
    return OfficerFactory(name="Pia Walker", role=Role.INCOME_MANAGER)


# ------------------------------------------------------------------------------------------ S0-44, S3-40: kinds of work


def test_duty_s0_44_and_s3_40_a_kind_of_work_appears_on_today_and_in_the_report_once_published(
    client: Client, manager: User
) -> None:
    home = owing()
    account = f"/accounts/{home.account.pk}/"
    sign_in(client, manager)
    client.post("/policy/work/", {"name": "Gas access visit", "minutes": "20"})
    kind = WorkType.objects.get()
    before = client.get(account).content.decode()

    client.post(f"/policy/work/{kind.pk}/change/", {"do": "publish"})
    sign_in(client, home.officer)
    after = client.get(account).content.decode()
    asked = {"kind": "own", "work": kind.pk, "text": "bring the key", "due": MONDAY.isoformat()}
    client.post(f"{account}reminders/", asked)

    assert "Gas access visit" not in before
    assert "Gas access visit" in after
    made = Reminder.objects.get()
    assert (made.text, made.work) == ("Gas access visit: bring the key", kind)
    assert "Gas access visit: bring the key" in text(client.get("/"))
    sign_in(client, manager)
    assert "Gas access visit 20 Offered since 23 November 2026 1 0" in text(client.get("/policy/work/"))
    assert b"Gas access visit,20,1,0" in client.get("/policy/work.csv").content


def test_a_kind_of_work_is_named_once_published_once_and_ended(client: Client, manager: User) -> None:
    kind = work_types.add(name="Gas access visit", minutes=20, by=manager)
    with pytest.raises(work_types.CannotChange, match="There is a kind of work called"):
        work_types.add(name="gas  ACCESS visit", minutes=5, by=manager)
    with pytest.raises(work_types.CannotChange, match="not published"):
        work_types.end(kind=kind, by=manager, on=MONDAY)
    work_types.publish(kind=kind, by=manager, on=MONDAY)
    with pytest.raises(work_types.CannotChange, match="published already"):
        work_types.publish(kind=kind, by=manager, on=MONDAY)

    work_types.end(kind=kind, by=manager, on=MONDAY + DAY)

    assert list(work_types.offered(on=MONDAY)) == [kind]
    assert list(work_types.offered(on=MONDAY + DAY)) == []
    with pytest.raises(PermissionDenied):
        work_types.add(name="Other", minutes=5, by=OfficerFactory())
    sign_in(client, manager)
    assert client.post("/policy/work/", {"name": "", "minutes": "many"}).status_code == 422


# ------------------------------------------------------------------------------------------------ S0-45: law and policy


def test_duty_s0_45_every_rule_has_citation_and_owner_in_the_version_of_that_day(client: Client, manager: User) -> None:
    newer = DEFAULT_POLICY.read_text("utf-8").replace(
        'name = "First letter"', 'name = "Opening letter"\nowner = "Head of income"'
    )
    PolicyVersion.objects.create(number=301, text=newer, in_force_from=dt.date(2026, 11, 20))
    sign_in(client, manager)

    then = text(client.get("/help/rules/letter_1/?policy=0"))
    now = text(client.get("/help/rules/letter_1/"))

    assert "First letter" in text(client.get("/help/rules/letter_1/?on=2026-11-19"))
    assert "Opening letter" in text(client.get("/help/rules/letter_1/?on=2026-11-20"))
    assert policies.in_force(on=dt.date(2026, 11, 19)).number == 0
    assert "First letter" in then
    assert "Income manager" in then
    assert "Pre-action protocol 2.1" in then
    assert "Opening letter" in now
    assert "Head of income" in now


# ------------------------------------------------------------------------------------------------------- S0-46: rates


def test_duty_s0_46_a_new_years_rate_becomes_active_on_its_day_and_not_before(client: Client, manager: User) -> None:
    for amount, from_on in (("90.00", dt.date(2026, 4, 6)), ("92.40", dt.date(2027, 4, 5))):
        rates.enter(
            name="Standard allowance",
            amount=Decimal(amount),
            per="month",
            from_on=from_on,
            source="Made up",
            by=manager,
            on=MONDAY,
        )

    def amount(on: dt.date) -> Decimal | None:
        [standing] = rates.standing(on=on)
        return standing.now.amount if standing.now else None

    assert amount(dt.date(2026, 4, 5)) is None
    assert amount(dt.date(2027, 4, 4)) == Decimal("90.00")
    assert amount(dt.date(2027, 4, 5)) == Decimal("92.40")
    sign_in(client, manager)
    assert "£90.00 a month 6 April 2026 Made up, Pia Walker £92.40 from 5 April 2027" in text(
        client.get("/policy/rates/")
    )


def test_rates_ship_empty_and_one_in_force_is_not_taken_out(client: Client, manager: User) -> None:
    assert not Rate.objects.exists()
    now = rates.enter(name="Fee", amount=Decimal("1.00"), per="", from_on=MONDAY, source="X", by=manager, on=MONDAY)
    later = rates.enter(
        name="fee", amount=Decimal("2.00"), per="", from_on=MONDAY + DAY, source="X", by=manager, on=MONDAY
    )
    assert later.name == "Fee"
    with pytest.raises(rates.CannotEnter, match="begins on that day already"):
        rates.enter(name="Fee", amount=Decimal("3.00"), per="", from_on=MONDAY, source="X", by=manager, on=MONDAY)
    with pytest.raises(rates.CannotEnter, match="in force, so it stays"):
        rates.take_out(rate=now, by=manager, on=MONDAY)
    with pytest.raises(PermissionDenied):
        rates.take_out(rate=later, by=OfficerFactory(), on=MONDAY)
    sign_in(client, manager)

    client.post(f"/policy/rates/{later.pk}/take-out/")
    page = client.post("/policy/rates/", {"name": "Fee", "amount": "a lot", "from_on": "", "source": "Kept words"})

    assert list(Rate.objects.all()) == [now]
    assert page.status_code == 422
    assert "Enter pounds and pence" in text(page)
    assert "Kept words" in page.content.decode()


# ---------------------------------------------------------------------------------------------------- S1-04: law check


def test_duty_s1_04_the_nightly_law_check_is_clear_and_finds_each_planted_step(client: Client, manager: User) -> None:
    lawful, leased, garage = owing(), owing(), owing(kind="garage")
    leased.account.tenancy.tenancy_type = "leasehold"
    leased.account.tenancy.save()
    decide_now([leased.account.pk], as_of=MONDAY)
    clear = law_check.run(on=MONDAY)

    Recommendation.objects.filter(account=leased.account, lapsed_on=None).update(
        action="serve_notice", rule="serve_notice"
    )
    Recommendation.objects.filter(account=garage.account, lapsed_on=None).update(
        action="refer_to_court", rule="refer_to_court"
    )
    found = law_check.run(on=MONDAY)

    assert (clear.total, clear.failures) == (3, [])
    assert {each["account_id"] for each in found.failures} == {leased.account.pk, garage.account.pk}
    sign_in(client, manager)
    page = text(client.get("/policy/law-check/"))
    assert "2 open steps may not be done" in page
    assert "On a lease no tenancy notice" in page
    assert "A home cannot be claimed for a debt that is not its rent." in page
    assert lawful.account.account_ref not in page
    sign_in(client, OfficerFactory(role=Role.TEAM_LEADER, patches=[PatchFactory(code="P91")]))
    elsewhere = text(client.get("/policy/law-check/"))
    assert "2 others on accounts that you may not see" in elsewhere
    assert leased.account.account_ref not in elsewhere


# ------------------------------------------------------------------------------------------------------- S1-54: targets


def test_duty_s1_54_a_target_changed_mid_year_keeps_the_old_one_on_old_weeks(client: Client, manager: User) -> None:
    team, patch = Team.objects.create(name="North"), PatchFactory(code="P81")
    start, change = dt.date(2026, 11, 23), dt.date(2026, 12, 7)
    given: dict[str, Any] = {"figure": "collection_rate", "by": manager, "on": MONDAY, "at": NOON}
    targets.set_target(value=Decimal("98.00"), from_on=start, **given)
    targets.set_target(value=Decimal("99.00"), from_on=change, **given)
    targets.set_target(value=Decimal("97.00"), from_on=change, team=team, **given)
    targets.set_target(value=Decimal("95.50"), from_on=change + 7 * DAY, patch=patch, **given)
    weeks = [start - 7 * DAY, start, change - DAY, change, change + 7 * DAY]

    whole = targets.of_scope(Scope(words="the whole council"), weeks, user=manager)
    scope = Scope(words="patch P81", patches=frozenset({patch.pk}))
    hers = targets.of_scope(scope, weeks, user=OfficerFactory(role=Role.TEAM_LEADER, team=team))

    assert whole == [None, 98, 98, 99, 99]
    assert hers == [None, 98, 98, 97, Decimal("95.50")]
    with pytest.raises(targets.CannotSet, match="weeks that are over keep"):
        targets.set_target(value=Decimal("50"), from_on=MONDAY - DAY, **given)
    with pytest.raises(targets.CannotSet, match="begins on that day already"):
        targets.set_target(value=Decimal("50"), from_on=start, **given)
    with pytest.raises(targets.CannotSet, match="not both"):
        targets.set_target(value=Decimal("50"), from_on=start, team=team, patch=patch, **given)
    with pytest.raises(PermissionDenied):
        targets.set_target(value=Decimal("50"), from_on=start, **{**given, "by": OfficerFactory()})


def test_the_target_stands_on_teams_chart_and_in_its_table(client: Client, manager: User) -> None:
    owing(owes="500.00")
    Target.objects.create(
        figure="collection_rate", value=Decimal("98.50"), from_on=dt.date(2026, 11, 1), by=manager, at=NOON
    )
    snapshots.take(on=MONDAY)
    sign_in(client, manager)

    page = client.get("/team/").content.decode()

    assert "qd-plot__target" in page
    assert "98.50%" in page
    assert client.post("/policy/targets/", {"value": "most", "from_on": ""}).status_code == 422
    typed = {"figure": "collection_rate", "value": "99", "scope": "", "from_on": "1 December 2026"}
    client.post("/policy/targets/", typed)
    assert "The whole council 1 December 2026 99%" in text(client.get("/policy/targets/"))


# ----------------------------------------------------------------------------- S2-34, chart 11: rules and their results


def test_duty_s2_34_a_suggestion_is_linked_to_its_rule_and_the_rules_results(client: Client, manager: User) -> None:
    home = owing()
    suggestions.suggest_change(
        text="Wait longer", page="", rule="letter_1", account_kind="rent", by=home.officer, at=NOON
    )
    sign_in(client, manager)

    page = client.get("/suggestions/").content.decode()

    assert "/policy/health/#letter_1" in page
    assert 'id="letter_1"' in client.get("/policy/health/").content.decode()
    suggestions.answer(suggestion=Suggestion.objects.get(), answer="From 2.5 weeks on", by=manager, at=NOON)
    sign_in(client, home.officer)
    assert "From 2.5 weeks on" in text(client.get("/help/suggestions/"))


def test_rule_health_counts_what_came_of_each_rule(client: Client, manager: User) -> None:
    """Letter 1 came up on three; one was done and £40.00 paid within 28 days, £7.00 after them; one was refused."""
    done, refused, questioned = owing(), owing(), owing()
    on = MONDAY - 40 * DAY
    Recommendation.objects.update(first_on=on)
    answered = {"action": "letter_1", "rule": "letter_1", "on": on, "by": manager}
    Step.objects.create(account=done.account, outcome="done", **answered)
    Step.objects.create(account=refused.account, outcome="overridden", reason="Paying at the office", **answered)
    Step.objects.create(account=refused.account, outcome="done", undone_at=NOON, **answered)
    once = health.finding(health.health(default_policy(), on=MONDAY, days=91))
    Suggestion.objects.create(
        kind="looks_wrong", by=manager, at=NOON, account=questioned.account, rule="letter_1", reason="Too soon"
    )
    for pounds, days in (("9.00", 0), ("40.00", 28), ("7.00", 29)):
        pay(done.account, pounds, on=on + days * DAY)

    [row] = [each for each in health.health(default_policy(), on=MONDAY, days=91) if each.code == "letter_1"]

    assert once == "1 suggestion was refused or questioned, no rule more than once"
    assert (row.fired, row.accepted, row.overridden, row.put_off, row.questioned) == (3, 1, 1, 0, 1)
    assert row.money == Decimal("40.00")
    assert row.bars == [("done", 0, 80), ("no", 80, 80)]
    sign_in(client, manager)
    page = text(client.get("/policy/health/"))
    assert "‘First letter’ is refused or questioned most: 2 times; 1 of 2 answers said no" in page
    assert b"First letter,Send letter 1,3,1,1,0,1,40.00" in client.get("/policy/health.csv").content
    behind = text(client.get("/policy/health/letter_1/overridden/"))
    assert refused.account.account_ref in behind
    assert "Paying at the office" in behind
    assert done.account.account_ref in text(client.get("/policy/health/letter_1/accepted/"))
    assert "Too soon" in text(client.get("/policy/health/letter_1/questioned/"))
    assert client.get("/policy/health/letter_1/fired/").status_code == 200
    assert client.get("/policy/health/letter_1/dance/").status_code == 404
    assert client.get("/policy/health/?days=3").status_code == 404
    made = client.post("/policy/versions/0/copy/", {"name": "First letter", "rule": "letter_1"}, follow=True)
    assert made.redirect_chain[-1][0].endswith("/rules/letter_1/")


# ------------------------------------------------------------------------------------------ S3-34: text for the website


def test_duty_s3_34_the_website_gets_contacts_answers_and_figures_and_nobodys_name(client: Client) -> None:
    home = owing()
    OfficerFactory(
        role=Role.TEAM_LEADER, name="Mabel Osei", phone="01632 960090", team=Team.objects.create(name="Income")
    )
    snapshots.take(on=MONDAY)
    sign_in(client, OfficerFactory(role=Role.INCOME_ADVISOR))

    page = client.get("/policy/website/file/")

    body = page.content.decode()
    assert page["Content-Disposition"] == 'attachment; filename="rent-arrears-2026-11-23.html"'
    assert body.startswith("<!DOCTYPE html>")
    for said in (
        "Monday, Tuesday, Wednesday, Thursday and Friday, 08:00 to 18:00",
        "Income: ",
        "01632 960090",
        "Rent accounts",
    ):
        assert said in body
    for name in ("Osei", home.tenants[0].last_name, home.account.account_ref, "style="):
        assert name not in body
    sign_in(client, OfficerFactory(role=Role.LEGAL))
    assert client.get("/policy/website/").status_code == 403
