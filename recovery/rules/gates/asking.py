"""The question that every action asks: what stands in the way of this act, for this account, person and officer?"""

from recovery.rules.facts import AccountFacts, TenantFacts
from recovery.rules.gates.flags import FLAGS, About, Flag
from recovery.rules.gates.gate import TO_ONE_PERSON, Act, Gate, Level, Want
from recovery.rules.gates.matrix import Cell, Only, cell


def gates_for(
    act: Act,
    *,
    facts: AccountFacts,
    tenant: TenantFacts | None = None,
    user_id: int | None = None,
    chases: bool = True,
    escalates: bool | None = None,
) -> list[Gate]:
    """Every gate of an act in the table's order, notes and nudges too; empty where nothing is flagged.

    With a tenant, what is flagged of a person is asked of that one alone: joint tenants are judged apart. `chases`: it
    asks for arrears; `escalates`: it is a rung of the ladder (as `chases` unless told). `user_id`: who would do it.
    """
    about = About(act=act, facts=facts, tenant=tenant if act in TO_ONE_PERSON else None, user_id=user_id)
    escalating = chases if escalates is None else escalates
    return _found(FLAGS, about, chases=chases, escalates=escalating)


def household_gates(
    act: Act, *, facts: AccountFacts, user_id: int | None = None, chases: bool = True, escalates: bool | None = None
) -> list[Gate]:
    """The gates that hold whoever of the household is written to or called: what is flagged of one person is left out.

    For an act on the whole household these are all of them.
    """
    flags = {code: flag for code, flag in FLAGS.items() if not (flag.personal and act in TO_ONE_PERSON)}
    escalating = chases if escalates is None else escalates
    return _found(flags, About(act=act, facts=facts, user_id=user_id), chases=chases, escalates=escalating)


def _found(flags: dict[str, Flag], about: About, *, chases: bool, escalates: bool) -> list[Gate]:
    found = []
    for code, flag in flags.items():
        if not flag.raised(about):
            continue
        stands = cell(code, about.act)
        level = _level(stands, about, chases=chases, escalates=escalates)
        if level is not None:
            until = flag.until(about)
            found.append(
                Gate(
                    level=level,
                    flag=code,
                    reason=flag.reason(about),
                    until=until,
                    ends="" if until or level < Level.STOP else flag.ends,
                    instead=flag.instead_of.get(about.act, flag.instead),
                    wants=_wants(stands, about) if level == Level.GATE else frozenset(),
                )
            )
    return found


def _wants(stands: Cell, about: About) -> frozenset[Want]:
    """What the cell wants; legal's advice that is on record already is not asked for again."""
    return stands.wants - {Want.LEGAL} if about.legal_advised else stands.wants


def _level(stands: Cell, about: About, *, chases: bool, escalates: bool) -> Level | None:
    """The cell's level where its condition holds, else a note."""
    holds = {
        Only.ALWAYS: True,
        Only.CHASING: chases,
        Only.ESCALATION: escalates,
        Only.OWED: not about.facts.discharged_debt,
        Only.COVERED: chases and not about.facts.ledger_split,
        Only.UNSAFE: about.way_unsafe,
    }[stands.only]
    return stands.level if holds else Level.NOTE
