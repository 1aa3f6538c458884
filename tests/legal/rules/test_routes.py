"""Which notice, ground and power a tenancy has: the rulebook's table of tenures, row by row."""

from datetime import date
from decimal import Decimal

import pytest

from legal.rules import ground8, issue_routes, routes
from legal.rules.issue_routes import Claim, Route
from legal.rules.routes import Home, Power

ON = date(2026, 11, 23)
TERM = date(2028, 3, 31)


def says(obstacles: list[routes.Obstacle]) -> list[str]:
    return [each.rule for each in obstacles]


@pytest.mark.parametrize(
    ("tenure", "kind", "form", "grounds", "power"),
    [
        ("secure", "nosp", "Part I", ("1",), Power.SECURE),
        ("introductory", "s128", "no prescribed form", (), Power.MANDATORY),
        ("demoted", "s143e", "no prescribed form", (), Power.MANDATORY),
        ("flexible", "nosp", "Part II", ("1",), Power.SECURE),
        ("assured", "s8", "Form 3", ("8", "10", "11"), Power.ASSURED),
        ("starter", "s8", "Form 3", ("8", "10", "11"), Power.ASSURED),
        ("non_secure", "ntq", "prescribed information", (), Power.MANDATORY),
        ("licence", "ntq", "prescribed information", (), Power.MANDATORY),
        ("pitch", "notice_to_remedy", "no prescribed form", (), Power.PITCH),
    ],
)
def test_each_tenure_has_its_notice_grounds_and_power(
    tenure: str, kind: str, form: str, grounds: tuple[str, ...], power: Power
) -> None:
    """SEC-2, SEC-4, INT-8, ASD-1, ASD-4, ASD-6, NTQ-1, MHA-2, DEM, ORD-1."""
    home = Home(tenure=tenure, flexible_clause="break", written_statement_on=date(2020, 1, 6))

    notice = routes.notice_for(home, on=ON)

    assert notice is not None
    assert (notice.kind, notice.form.startswith(form)) == (kind, True)
    assert routes.grounds_for(home, on=ON) == grounds
    assert routes.power_of_court(home, on=ON) is power
    assert routes.notice_obstacles(home, kind=kind, on=ON) == []


def test_a_lease_has_no_notice_for_arrears() -> None:
    assert routes.notice_for(Home(tenure="leasehold"), on=ON) is None
    assert routes.notice_obstacles(Home(tenure="leasehold"), kind="nosp", on=ON)


@pytest.mark.parametrize("tenure", ["secure", "introductory", "flexible", "demoted", "assured", "starter", "pitch"])
def test_a_notice_to_quit_ends_no_tenancy_that_a_statute_protects(tenure: str) -> None:
    home = Home(tenure=tenure, flexible_clause="break", written_statement_on=date(2020, 1, 6))

    assert says(routes.notice_obstacles(home, kind="ntq", on=ON)) == ["NTQ-3"]


@pytest.mark.parametrize("kind", sorted(routes.NAMES))
@pytest.mark.parametrize("tenure", sorted(routes.BY_TENURE))
def test_only_the_lawful_pairs_of_tenure_and_notice_are_possible(tenure: str, kind: str) -> None:
    """Duty S2-02, S0-21: the pairs, written out by hand."""
    lawful = {
        ("secure", "nosp"), ("introductory", "s128"), ("introductory", "trial_extension"), ("flexible", "nosp"),
        ("flexible", "flexible_non_renewal"), ("flexible", "flexible_possession"), ("demoted", "s143e"),
        ("assured", "s8"), ("starter", "s8"), ("non_secure", "ntq"), ("licence", "ntq"),
        ("pitch", "notice_to_remedy"),
    }  # fmt: skip
    home = Home(tenure=tenure, flexible_clause="break", written_statement_on=date(2020, 1, 6))

    assert (not routes.notice_obstacles(home, kind=kind, on=ON)) == ((tenure, kind) in lawful)


@pytest.mark.parametrize(("clause", "rules"), [("none", ["FLX-1"]), ("", ["FLX-1"]), ("break", []), ("forfeiture", [])])
def test_a_flexible_tenancy_is_claimed_in_its_term_by_its_clause_alone(clause: str, rules: list[str]) -> None:
    home = Home(tenure="flexible", flexible_clause=clause, fixed_term_last_day=TERM)

    assert says(routes.notice_obstacles(home, kind="nosp", on=ON)) == rules
    assert routes.needs_forfeiture(home, on=ON) == (clause == "forfeiture")


def test_after_its_term_a_flexible_tenancy_is_secure() -> None:
    home = Home(tenure="flexible", flexible_clause="none", fixed_term_last_day=TERM)

    assert routes.tenure_on(home, on=TERM) == "flexible"
    assert routes.tenure_on(home, on=date(2028, 4, 1)) == "secure"
    assert routes.notice_obstacles(home, kind="nosp", on=date(2028, 4, 1)) == []


@pytest.mark.parametrize(
    ("tenure", "after"), [("introductory", "secure"), ("demoted", "secure"), ("starter", "assured")]
)
def test_after_its_trial_a_tenancy_is_what_it_grows_into_unless_a_claim_was_begun(tenure: str, after: str) -> None:
    """INT-6, DEM."""
    last = date(2026, 11, 22)
    begun = Home(tenure=tenure, trial_last_day=last, claim_begun_on=last)
    late = Home(tenure=tenure, trial_last_day=last, claim_begun_on=ON)

    assert routes.tenure_on(Home(tenure=tenure, trial_last_day=last), on=last) == tenure
    assert routes.tenure_on(Home(tenure=tenure, trial_last_day=last), on=ON) == after
    assert routes.tenure_on(begun, on=ON) == tenure
    assert routes.tenure_on(late, on=ON) == after


def test_when_a_sole_tenant_dies_and_nobody_succeeds_a_notice_to_quit_ends_it() -> None:
    """DTH-3."""
    home = Home(tenure="secure", status_lost=True)

    assert routes.tenure_on(home, on=ON) == "non_secure"
    assert routes.notice_obstacles(home, kind="ntq", on=ON) == []
    assert routes.tenure_on(Home(tenure="pitch", status_lost=True), on=ON) == "pitch"


def test_the_old_notice_is_refused_once_the_trial_is_over() -> None:
    home = Home(tenure="introductory", trial_last_day=date(2026, 11, 22))

    [obstacle] = routes.notice_obstacles(home, kind="s128", on=ON)

    assert obstacle.says.startswith("This is a secure tenancy since 23 November 2026: an introductory (section 128)")
    assert obstacle.do == "Use the notice of seeking possession."


def test_private_tenancies_are_refused() -> None:
    """ASD-5."""
    assert says(routes.notice_obstacles(Home(tenure="assured", social=False), kind="s8", on=ON)) == ["ASD-5"]


def test_the_reform_of_social_tenancies_stops_form_3_from_its_day() -> None:
    home = Home(tenure="assured")
    reform = date(2027, 10, 1)

    assert routes.assured_obstacles(home, on=date(2027, 9, 30), reform_from=reform) == []
    assert says(routes.assured_obstacles(home, on=reform, reform_from=reform)) == ["ASD-5"]
    assert routes.assured_obstacles(home, on=reform, reform_from=None) == []


def test_a_pitch_needs_its_written_statement_and_advice_where_it_is_transit() -> None:
    """MHA-1, MHA-3."""
    given = date(2012, 5, 1)

    assert says(routes.notice_obstacles(Home(tenure="pitch"), kind="notice_to_remedy", on=ON)) == ["MHA-3"]
    assert says(routes.pitch_obstacles(Home(tenure="pitch", written_statement_on=given, transit=True))) == ["MHA-1"]


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        (routes.NOSP, 6),  # SEC-3
        (routes.S128, 5),  # INT-2
        (routes.S143E, 5),  # DEM
        (routes.EXTENSION, 3),  # INT-7
        (routes.NTQ, 4),  # NTQ-4
        (routes.S8, 5),  # ASD-1
        (routes.NOTICE_TO_REMEDY, 4),  # MHA-2
    ],
)
def test_a_notice_names_what_it_must_hold_and_does_not(form: routes.NoticeForm, parts: int) -> None:
    held = frozenset(form.contents[1:])

    assert len(form.contents) == parts
    assert routes.contents_missing(form, held=held) == [form.contents[0]]
    assert routes.contents_missing(form, held=frozenset(form.contents)) == []
    assert routes.form_of(form.kind, fixed_term=False) == form


def test_grounds_that_are_not_for_the_tenure_are_refused() -> None:
    secure, assured = Home(tenure="secure"), Home(tenure="assured")

    assert routes.ground_obstacles(secure, grounds=("1",), on=ON) == []
    assert [o.says for o in routes.ground_obstacles(secure, grounds=("1", "8"), on=ON)] == [
        "Ground 8 is not one for arrears of this tenancy."
    ]
    assert [o.says for o in routes.ground_obstacles(assured, grounds=(), on=ON)] == ["No ground is chosen."]
    assert routes.ground_obstacles(Home(tenure="introductory"), grounds=(), on=ON) == []


def test_ground_8_makes_the_claim_mandatory_and_losing_it_gives_discretion_back() -> None:
    """ASD-3, ORD-2, P-3."""
    home = Home(tenure="assured")

    assert routes.is_mandatory_type(home, grounds=("8", "10"), on=ON)
    assert not routes.is_mandatory_type(home, grounds=("10", "11"), on=ON)
    assert routes.power_of_court(home, on=ON, ground_8_met=True) is Power.MANDATORY
    assert routes.power_of_court(home, on=ON, ground_8_met=False) is Power.ASSURED
    assert not routes.is_mandatory_type(Home(tenure="secure"), on=ON)
    assert routes.is_mandatory_type(Home(tenure="licence"), on=ON)
    flexible = Home(tenure="flexible")
    assert routes.power_of_court(flexible, on=ON, notice_kind="nosp") is Power.SECURE
    assert routes.power_of_court(flexible, on=ON, notice_kind="flexible_possession") is Power.MANDATORY


# 8 × £118.37 = £946.96. Two months of £118.37 × 52 / 12: £1,025.8733… = £1,025.87. Three: £1,538.81.
@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("weekly", "946.96"),
        ("fortnightly", "946.96"),
        ("four_weekly", "1025.87"),
        ("monthly", "1025.87"),
        ("quarterly", "1538.81"),
    ],
)
def test_what_ground_8_needs_by_how_often_rent_is_due(period: str, expected: str) -> None:
    assert ground8.needed(weekly_rent=Decimal("118.37"), period=period) == Decimal(expected)


def test_a_month_of_ground_8_is_a_twelfth_of_the_years_charge_weeks() -> None:
    """R-3: 48 × £118.37 / 12 = £473.48 a month, twice. Eight weeks are eight weeks in any year."""
    year = {"weekly_rent": Decimal("118.37"), "charge_weeks": 48}
    assert ground8.needed(**year, period="monthly") == Decimal("946.96")
    assert ground8.needed(**year, period="weekly") == Decimal("946.96")


@pytest.mark.parametrize(
    ("notice", "hearing", "met", "words"),
    [
        ("946.96", "946.96", True, "met at the notice and at the hearing"),
        ("946.96", "946.95", False, "lost"),
        ("946.95", "1200.00", False, "not made out at the notice"),
        ("946.96", None, False, "must still be owed"),
    ],
)
def test_ground_8_is_asked_at_the_notice_and_at_the_hearing(
    notice: str, hearing: str | None, met: bool, words: str
) -> None:
    found = ground8.judged(
        weekly_rent=Decimal("118.37"),
        period="weekly",
        arrears_at_notice=Decimal(notice),
        arrears_at_hearing=Decimal(hearing) if hearing else None,
    )

    assert found.met is met
    assert words in found.says


def test_a_notice_pleads_ground_8_only_where_it_is_met_on_its_day() -> None:
    """ASD-3. Eight weeks at £118.37 are £946.96."""
    week = {"weekly_rent": Decimal("118.37"), "period": "weekly"}

    assert ground8.notice_obstacles(**week, arrears=Decimal("946.96")) == []
    [short] = ground8.notice_obstacles(**week, arrears=Decimal("946.95"))
    assert short.says == "Ground 8 is not made out at the notice: £946.95 owed, £946.96 needed."
    assert "Take Ground 8 out" in short.do


def test_ground_8_needs_a_manager_while_benefit_is_late() -> None:
    """ASD-3."""
    assert ground8.approval_needed(benefit_late=True)
    assert ground8.approval_needed(benefit_late=False) == ""


def claim(tenure: str, **facts: object) -> Claim:
    return Claim(home=Home(tenure=tenure), on=ON, postcode="QD1 4ZZ", **facts)


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(claim("introductory"), id="introductory"),
        pytest.param(claim("demoted"), id="demoted"),
        pytest.param(claim("licence"), id="notice to quit"),
        pytest.param(claim("pitch"), id="pitch"),
        pytest.param(claim("secure", grounds=("1", "2")), id="mixed grounds"),
        pytest.param(claim("secure", grounds=("1",), other_breach=True), id="another breach"),
        pytest.param(claim("secure", grounds=("1",), other_remedy=True), id="demotion asked for too"),
        pytest.param(claim("secure", grounds=("1",), child_defendant=True), id="child"),
        pytest.param(claim("secure", grounds=("1",), protected_party=True), id="protected party"),
        pytest.param(claim("secure", grounds=("1",), country="scotland"), id="not England or Wales"),
        pytest.param(Claim(home=Home(tenure="secure"), on=ON, grounds=("1",)), id="no postcode"),
        pytest.param(
            Claim(home=Home(tenure="flexible", flexible_clause="forfeiture"), on=ON, grounds=("1",), postcode="QD1"),
            id="forfeiture: FLX-3",
        ),
    ],
)
def test_possession_claim_online_refuses_what_its_practice_direction_excludes(refused: Claim) -> None:
    """4.1, FLX-3."""
    assert issue_routes.pcol_obstacles(refused)
    assert issue_routes.default_route(refused) is Route.PAPER
    assert issue_routes.routes(refused)[Route.PAPER] == []


@pytest.mark.parametrize(("tenure", "grounds"), [("secure", ("1",)), ("assured", ("8", "10", "11"))])
def test_possession_claim_online_takes_arrears_of_secure_and_assured_tenancies(
    tenure: str, grounds: tuple[str, ...]
) -> None:
    taken = claim(tenure, grounds=grounds)

    assert issue_routes.pcol_obstacles(taken) == []
    assert issue_routes.default_route(taken) is Route.PCOL


def test_the_new_service_is_open_from_its_day_to_landlords_who_act_themselves() -> None:
    """4.1."""
    early = Claim(home=Home(tenure="introductory"), on=date(2026, 9, 6), postcode="QD1 4ZZ")

    assert issue_routes.pcs_obstacles(claim("introductory")) == []
    assert issue_routes.pcs_obstacles(early)
    assert issue_routes.pcs_obstacles(claim("introductory", solicitor_acts=True))
    assert issue_routes.pcs_obstacles(claim("introductory", child_defendant=True))


def test_the_online_rules_govern_what_the_new_service_takes_and_nothing_else() -> None:
    assert issue_routes.procedure_of(Route.PCS_ONLINE, on=date(2026, 9, 7)) == "OPR2026"
    assert issue_routes.procedure_of(Route.PCOL, on=ON) == "CPR55"
    assert issue_routes.procedure_of("paper", on=ON) == "CPR55"


@pytest.mark.parametrize("who", [{"child_defendant": True}, {"protected_party": True}])
def test_a_child_or_protected_party_needs_a_litigation_friend(who: dict[str, bool]) -> None:
    """P-1."""
    assert says(issue_routes.party_obstacles(claim("secure", **who))) == ["P-1"]
    assert issue_routes.party_obstacles(claim("secure", litigation_friend="Mr A Bell, solicitor", **who)) == []
    assert issue_routes.party_obstacles(claim("secure")) == []
