"""Who gets which life: the tenure, the story and the sub accounts of each tenancy.

Tenancies are dealt in blocks of 1,000 from shuffled decks, so that every thousand holds every kind,
and a tenancy's plan depends on the seed and its number alone.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
BLOCK = 1000

TENURES = {
    "secure": 655,
    "introductory": 75,
    "flexible": 35,
    "demoted": 3,
    "assured": 15,
    "starter": 7,
    "non_secure": 40,
    "licence": 20,
    "pitch": 10,
    "former": 136,  # a tenancy that has ended
    "stayed_on": 4,  # ended, but somebody still lives there: use and occupation
}
CURRENT = tuple(tenure for tenure in TENURES if tenure not in ("former", "stayed_on"))

# Stories of current tenancies, in 1,000. Weeks before the anchor that the story needs are in NEEDS.
STORIES = {
    "ahead": 150,
    "hb_full": 130,
    "hb_part": 75,
    "uc_managed": 75,
    "uc_self": 80,
    "occasional": 60,
    "erratic": 45,
    "low": 20,
    "first_missed": 9,
    "reliable_stopped": 9,
    "benefit_ending": 10,
    "dd_reversed": 10,
    "claim_awaited": 9,
    "stopped": 20,
    "plan_kept": 22,
    "plan_slipping": 9,
    "plan_broken": 12,
    "plan_done": 8,
    "notice": 18,
    "notice_draft": 3,
    "notice_withdrawn": 3,
    "notice_lapsed": 3,
    "court_listed": 5,
    "court_adjourned": 3,
    "court_lost": 3,
    "order_kept": 7,
    "order_breached": 4,
    "warrant": 2,
    "eviction_booked": 2,
    "deceased": 4,
}
STORIES["steady"] = 1000 - sum(STORIES.values())

NEEDS = {
    **dict.fromkeys(("plan_kept", "plan_slipping", "plan_broken", "notice", "notice_draft", "notice_withdrawn"), 42),
    **dict.fromkeys(("court_listed", "court_adjourned", "court_lost", "plan_done"), 56),
    **dict.fromkeys(("order_kept", "order_breached", "warrant", "eviction_booked"), 84),
    "notice_lapsed": 84,
    "reliable_stopped": 30,
    "stopped": 16,
    "dd_reversed": 9,
    "benefit_ending": 12,
    "deceased": 30,
}
COURT = ("court_listed", "court_adjourned", "court_lost", "order_kept", "order_breached", "warrant", "eviction_booked")

EXTRAS: dict[tuple[str, ...], int] = {
    ("garage",): 75,
    ("heating",): 38,
    ("water",): 15,
    ("service_charge",): 12,
    ("garage", "heating"): 4,
    ("heating", "water"): 3,
}
EXTRAS[()] = 1000 - sum(EXTRAS.values())

# Former tenancies: what was left, and where it is.
ENDINGS = {"owing_here": 40, "owing_moved": 60, "clear": 20, "in_credit": 8, "written_off": 8}

MARKERS: dict[tuple[str, str], int] = {
    **{
        ("vulnerability", detail): count
        for detail, count in (
            ("mental_health", 14),
            ("physical_disability", 14),
            ("learning_disability", 4),
            ("sensory", 6),
            ("care_leaver", 5),
            ("older_person", 12),
            ("bereavement", 4),
            ("pregnancy", 4),
            ("substance_use", 4),
            ("domestic_abuse", 5),
            ("young_person", 4),
            ("literacy", 4),
        )
    },
    ("breathing_space", "standard"): 6,
    ("breathing_space", "mental_health_crisis"): 1,
    ("crisis", "suicide_risk"): 1,
    ("crisis", "domestic_abuse"): 1,
    ("crisis", "mental_health"): 1,
    ("risk", "violence"): 3,
    ("risk", "dog"): 6,
    ("risk", "hygiene_hazard"): 2,
    ("risk", "sharps"): 2,
    ("risk", "two_person_visit"): 3,
    ("dispute", "balance"): 3,
    ("dispute", "disrepair"): 3,
    ("dispute", "service_charge"): 2,
    ("insolvency", "bankruptcy"): 2,
    ("insolvency", "dro"): 3,
    ("insolvency", "iva"): 2,
    ("safe_contact", "letter_unsafe"): 2,
    ("safe_contact", "phone_unsafe"): 2,
    ("capacity", "appointee"): 2,
    ("capacity", "in_doubt"): 2,
    ("complaint", "stage_1"): 3,
    ("complaint", "stage_2"): 1,
    ("complaint", "ombudsman"): 1,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The life of one tenancy. `number` counts from 1 over the whole council."""

    number: int
    tenure: str
    story: str
    extras: tuple[str, ...]  # account types beside the main one
    marker: tuple[str, str] | None

    @property
    def is_current(self) -> bool:
        return self.tenure in CURRENT

    @property
    def accounts(self) -> int:
        return 1 + len(self.extras)


def block(seed: int, index: int) -> Iterator[Plan]:
    """The 1,000 plans of one block, in order."""
    rng = random.Random(f"{seed}/block/{index}")
    tenures = _deck(TENURES, rng)
    stories = iter(_deck(STORIES, rng))
    extras = iter(_deck(EXTRAS, rng))
    endings = iter(_deck(ENDINGS, rng))
    markers: list[tuple[str, str] | None] = [*_deck(MARKERS, rng)]
    markers += [None] * (sum(TENURES[tenure] for tenure in CURRENT) - len(markers))
    rng.shuffle(markers)
    dealt = iter(markers)
    for place, tenure in enumerate(tenures):
        number = index * BLOCK + place + 1
        if tenure == "former":
            ending = next(endings)
            moved = ("former_tenant",) if ending == "owing_moved" else ()
            yield Plan(number, tenure, ending, moved, None)
        elif tenure == "stayed_on":
            yield Plan(number, tenure, "stayed_on", ("use_and_occupation",), None)
        else:
            yield _current(number, tenure, next(stories), next(extras), next(dealt))


def _current(number: int, tenure: str, story: str, more: tuple[str, ...], marker: tuple[str, str] | None) -> Plan:
    if NEEDS.get(story, 0) > 45 and tenure not in ("secure", "flexible"):
        tenure = "pitch" if tenure == "pitch" else "secure"
    if tenure == "pitch":
        simple = story in ("steady", "ahead", "occasional", "erratic", "low", "hb_full", "hb_part", "stopped", "notice")
        return Plan(number, tenure, story if simple else "steady", ("electricity",), marker)
    if story == "first_missed" and tenure in ("secure", "flexible", "demoted", "assured"):
        tenure = "starter" if tenure == "assured" else "introductory"
    if tenure == "licence":
        more = ()
    return Plan(number, tenure, story, (*more, "court_costs") if story in COURT else more, marker)


def _deck(shares: dict[T, int], rng: random.Random) -> list[T]:
    deck = [kind for kind, share in shares.items() for _ in range(share)]
    rng.shuffle(deck)
    return deck


def all_plans(seed: int) -> Iterator[Plan]:
    """Every plan without end."""
    index = 0
    while True:
        yield from block(seed, index)
        index += 1


def size(seed: int, *, accounts: int | None, tenancies: int | None) -> tuple[int, int, int]:
    """How many tenancies make that many accounts, or hold that many current ones; and how many accounts they have.

    Third: how many sub accounts the last tenancy must do without to make the number of accounts exact.
    """
    made = current = 0
    for plan in all_plans(seed):
        made += plan.accounts
        current += plan.is_current
        if accounts is not None and made >= accounts:
            return plan.number, accounts, made - accounts
        if tenancies is not None and current >= tenancies:
            return plan.number, made, 0
    raise AssertionError("all_plans never ends")
