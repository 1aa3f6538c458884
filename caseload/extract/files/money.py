"""Accounts, what is charged, the ledger, benefit and agreements."""

from caseload.extract.spec import (
    LEDGER_LIMIT,
    Check,
    Column,
    File,
    code,
    day,
    ends_after,
    flag,
    key,
    money,
    needed_when,
    text,
    to,
    whole,
)

METHODS = (
    "direct_debit standing_order bank_transfer card payment_card cash cheque wage_deduction housing_benefit "
    "universal_credit dwp_deduction"
)
CREDITS = frozenset("payment hb uc_managed third_party_deduction write_off".split())
CHARGES = frozenset("rent_debit service_debit refund court_costs".split())
EITHER_SIGN = frozenset("opening_balance adjustment transfer reversal".split())
FREQUENCIES = "weekly fortnightly four_weekly monthly"


def _sign_unsuited(kind: str, amount: str) -> bool:
    return kind in (CHARGES if amount[0] == "-" else CREDITS)


def _wrong_rent_free_count(weeks: str, charge_weeks: str, rent_free_weeks: str) -> bool:
    count = len(rent_free_weeks.split("|")) if rent_free_weeks else 0
    return int(weeks) - int(charge_weeks) != count


FILES: tuple[File, ...] = (
    File(
        name="accounts.csv",
        key=("account_ref",),
        columns=(
            key("account_ref"),
            to("tenancy_ref", "tenancies.csv", required=True),
            code(
                "account_type",
                "rent garage service_charge court_costs water heating former_tenant use_and_occupation pitch_fee "
                "electricity",
                required=True,
            ),
            to("property_ref", "properties.csv"),
            code("fund", "HRA GF", required=True),
            code("payment_method", METHODS),
            code("payment_frequency", FREQUENCIES + " irregular"),
            whole("payment_day", 1, 31),
            day("opened_on", required=True),
            day("closed_on"),
            money("balance", required=True),
        ),
        checks=(ends_after("opened_on", "closed_on"),),
        total="balance",
    ),
    File(
        name="charges.csv",
        key=("account_ref", "charge_type", "from_date"),
        columns=(
            to("account_ref", "accounts.csv", required=True),
            code(
                "charge_type",
                "net_rent service_charge heating water electricity support garage_rent pitch_fee "
                "use_and_occupation other",
                required=True,
            ),
            money("weekly_amount", required=True, low=0),
            day("from_date", required=True),
            day("to_date"),
            flag("benefit_eligible", required=True),
        ),
        checks=(ends_after("from_date", "to_date"),),
    ),
    File(
        name="rent_years.csv",
        key=("start_date",),
        columns=(
            day("start_date", required=True),
            whole("weeks", 52, 53, required=True),
            whole("charge_weeks", 48, 53, required=True),
            Column(name="rent_free_weeks", kind="dates"),
        ),
        checks=(
            Check(
                column="charge_weeks",
                reason="bad_number",
                of=("weeks", "charge_weeks", "rent_free_weeks"),
                wrong=_wrong_rent_free_count,
            ),
        ),
    ),
    File(
        name="transactions.csv",
        key=("transaction_ref",),
        columns=(
            key("transaction_ref"),
            to("account_ref", "accounts.csv", required=True),
            day("posted_on", required=True, not_after_as_at=True),
            day("effective_on", required=True, not_after_as_at=True),
            code("type", " ".join(CREDITS | CHARGES | EITHER_SIGN), required=True),
            code("method", METHODS + " system", required=True),
            Column(name="amount", kind="money", required=True, low=-LEDGER_LIMIT, high=LEDGER_LIMIT, never_zero=True),
            text("narrative", 120),
            to("reverses", "transactions.csv"),
        ),
        checks=(
            Check(column="amount", reason="wrong_sign", of=("type", "amount"), wrong=_sign_unsuited),
            needed_when("reverses", "type", {"reversal"}),
        ),
        total="amount",
    ),
    File(
        name="benefits.csv",
        key=("benefit_ref",),
        columns=(
            key("benefit_ref"),
            to("account_ref", "accounts.csv", required=True),
            to("person_ref", "people.csv", required=True),
            code("benefit_type", "hb uc", required=True),
            code("status", "claimed live suspended ended refused", required=True),
            day("from_date", required=True),
            day("to_date"),
            money("weekly_amount", low=0),
            whole("pay_weeks", 1, 4),
            money("housing_element", low=0),
            flag("element_confirmed"),
            whole("period_start_day", 1, 31),
            flag("managed_payment"),
            money("deduction", low=0),
            day("paid_up_to", not_after_as_at=True),
        ),
        checks=(
            ends_after("from_date", "to_date"),
            needed_when("weekly_amount", "benefit_type", {"hb"}),
            needed_when("pay_weeks", "benefit_type", {"hb"}),
            needed_when("element_confirmed", "benefit_type", {"uc"}),
            needed_when("managed_payment", "benefit_type", {"uc"}),
        ),
        may_be_empty=True,
    ),
    File(
        name="agreements.csv",
        key=("agreement_ref",),
        columns=(
            key("agreement_ref"),
            to("account_ref", "accounts.csv", required=True),
            day("made_on", required=True),
            day("first_due_on", required=True),
            code("frequency", FREQUENCIES, required=True),
            money("rent_amount", required=True, low=0),
            money("instalment_amount", required=True, low=1),
            money("opening_arrears", required=True, low=1),
            code("status", "live completed broken cancelled superseded", required=True),
            day("ended_on"),
            to("made_by", "officers.csv"),
        ),
        checks=(ends_after("made_on", "first_due_on"), ends_after("made_on", "ended_on")),
        may_be_empty=True,
    ),
)
