"""Finding any account by name, address, postcode, reference, telephone, claim or warrant number; also misspelt.

Each account has one row of words: lower case, without accents, parted by single spaces, one space at either end. It
begins with the account's and the tenancy's references. What is typed is made plain the same way. `plain` and
`plain_sql` say the same in Python and in SQL; so do `telephone` and `telephone_sql`.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from caseload.models import SearchDoc
from staff.asking import records_where, rows
from staff.models import User
from tenancies.models import AccountKind, RentAccount, TenancyPerson
from tenancies.models.accounts import GIVEN_TO, PATCHES_OF, RESTRICTED, inside_sql
from tenancies.tenants import tenants_of

LONGEST = 100  # characters of what is typed
MOST_WORDS = 8
MOST_FOUND = 50
MANY = 500  # rows written at once
LONG = 6  # letters from which a word may be two slips away: of shorter ones too many would be alike
MOST_ALIKE = 12  # words tried in place of a misspelt one
ALIKE = 0.45  # the share of a long word's trigrams that a word must hold

ONE_FOR_ONE = ("łøđħıðς", "lodhidσ")  # letters that no normal form takes apart
ONE_FOR_TWO = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
DROPPED = "[\u0300-\u036f'\u2018\u2019\u02bc]"  # accents and apostrophes: O'Neill is oneill
BETWEEN = "[\x01-/:-@\\[-`{-\xbf\u2000-\u206f\u3000-\u3003]+"  # what parts two words
TELEPHONE_MARKS = re.compile(r"[0-9+() .\-/]+")
UNITED_KINGDOM = r"^\s*(\+|00)\s*44"


def plain(text: str) -> str:
    """Lower-case words without accents, parted by single spaces. See also plain_sql."""
    text = unicodedata.normalize("NFKD", text).lower().translate(str.maketrans(*ONE_FOR_ONE))
    for one, two in ONE_FOR_TWO.items():
        text = text.replace(one, two)
    return re.sub(BETWEEN, " ", re.sub(DROPPED, "", text)).strip()


def telephone(text: str) -> str:
    """The digits of a telephone number: a British one from its 0, one from abroad without + or 00."""
    digits = re.sub("[^0-9]", "", text)
    if re.match(UNITED_KINGDOM, text):
        return "0" + re.sub("^(00)?440?", "", digits)
    return digits.removeprefix("00")


def plain_sql(expression: str) -> str:
    text = f"translate(lower(normalize({expression}, NFKD)), '{ONE_FOR_ONE[0]}', '{ONE_FOR_ONE[1]}')"
    for one, two in ONE_FOR_TWO.items():
        text = f"replace({text}, '{one}', '{two}')"
    return f"btrim(regexp_replace(regexp_replace({text}, %(dropped)s, '', 'g'), %(between)s, ' ', 'g'))"


def _joined_sql(expression: str) -> str:
    """In one piece, however it is written: a reference, a postcode."""
    return f"replace({plain_sql(expression)}, ' ', '')"


def telephone_sql(column: str) -> str:
    digits = f"regexp_replace({column}, '[^0-9]', '', 'g')"
    return (
        f"CASE WHEN {column} ~ %(united_kingdom)s THEN '0' || regexp_replace({digits}, '^(00)?440?', '') "
        f"ELSE regexp_replace({digits}, '^00', '') END"
    )


PARAMETERS = {"dropped": DROPPED, "between": BETWEEN, "united_kingdom": UNITED_KINGDOM}

# Whoever is on the tenancy on the day, or was on its last; wholly from constants of ours, every value a parameter.
INDEX = f"""
    WITH written AS (
    INSERT INTO caseload_searchdoc AS doc (account_id, words, patch_id, leaving)
    SELECT a.id, concat(
        ' ', {_joined_sql("a.account_ref")}, ' ', {_joined_sql("t.tenancy_ref")}, ' ',
        {
    plain_sql('''concat_ws(' ', a.account_ref, t.tenancy_ref, people.names, home.address_1, home.address_2,
            home.address_3, home.town, home.postcode, let.address_1, let.postcode, legal.numbers)''')
},
        ' ', {_joined_sql("home.postcode")}, ' ', people.telephones || ' ', legal.joined || ' '),
        home.patch_id, t.last_day IS NOT NULL OR a.kind = 'former_tenant'
    FROM tenancies_rentaccount AS a
    JOIN tenancies_tenancy AS t ON t.id = a.tenancy_id
    JOIN tenancies_property AS home ON home.id = t.home_id
    LEFT JOIN tenancies_property AS let ON let.id = a.property_id AND let.id <> home.id
    LEFT JOIN LATERAL (
        SELECT string_agg(concat_ws(' ', p.title, p.first_names, p.last_name), ' ' ORDER BY p.id) AS names,
               string_agg(nullif(concat_ws(' ', nullif({telephone_sql("p.mobile")}, ''),
                                                nullif({telephone_sql("p.phone")}, '')), ''),
                          ' ' ORDER BY p.id) AS telephones
        FROM tenancies_person AS p
        WHERE p.id IN (
            SELECT tp.person_id FROM tenancies_tenancyperson AS tp
            WHERE tp.tenancy_id = t.id AND tp.not_sent_since IS NULL
              AND (tp.last_day IS NULL OR tp.last_day >= least(t.last_day, %(on)s))
        )
    ) AS people ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(number, ' ' ORDER BY number) AS numbers,
               string_agg({_joined_sql("number")}, ' ' ORDER BY number) AS joined
        FROM (
            SELECT c.claim_number FROM legal_possessionclaim AS c WHERE c.tenancy_id = t.id
            UNION SELECT o.warrant_number FROM legal_possessionorder AS o
            JOIN legal_possessionclaim AS c ON c.id = o.claim_id WHERE c.tenancy_id = t.id
        ) AS number_of (number)
        WHERE number <> ''
    ) AS legal ON true
    WHERE {{which}}
    ORDER BY a.id  -- two at once lock the rows in one order
    ON CONFLICT (account_id) DO UPDATE
    SET words = excluded.words, patch_id = excluded.patch_id, leaving = excluded.leaving
    WHERE (doc.words, doc.patch_id, doc.leaving) <> (excluded.words, excluded.patch_id, excluded.leaving)
    RETURNING doc.words
    ), spelt AS (
        INSERT INTO caseload_searchword (word)
        SELECT DISTINCT word FROM written, regexp_split_to_table(written.words, ' ') AS word
        WHERE word ~ '^[^0-9]{{{{4,60}}}}$' ORDER BY word
        ON CONFLICT DO NOTHING
    )
    SELECT count(*) FROM written
"""  # noqa: S608


def index_all(*, on: dt.date) -> int:
    """Write the words of every account, in one statement. Rows written: those that were missing or differ."""
    return _index("true", on=on)


def index_accounts(account_ids: Collection[int], *, on: dt.date) -> int:
    """The same for some accounts: those whose people, home or court papers changed."""
    return _index("a.id = ANY(%(ids)s)", on=on, ids=list(account_ids))


def index_touched(*, on: dt.date) -> int:
    """The same for what an extract being loaded bears on (staff/staging.py), and for accounts without words yet."""
    return _index(
        "a.id IN (SELECT account_id FROM load_touched) OR NOT EXISTS "
        "(SELECT FROM caseload_searchdoc AS d WHERE d.account_id = a.id)",
        on=on,
    )


def _index(which: str, *, on: dt.date, **parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(INDEX.format(which=which), {**PARAMETERS, "on": on, **parameters})
        (written,) = cursor.fetchone()
        if written >= MANY:  # until PostgreSQL knows them, it reads all the words for each search
            cursor.execute("SELECT gin_clean_pending_list('caseload_search_trigrams')")
            cursor.execute("ANALYZE caseload_searchdoc, caseload_searchword")
    return int(written)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One account as somebody who looks for it may see it before it is opened.

    Outside her lists a page shows names and the first line of the address, enough to know the caller's from another's,
    and no sum. Of a closed one it shows the reference alone.
    """

    account: RentAccount
    names: list[str]
    where: str
    inside: bool
    closed: bool  # restricted, and outside: never opened from here


@dataclass(frozen=True, kw_only=True)
class Answer:
    rows: list[Found]
    more: bool = False  # there are others beyond MOST_FOUND
    alike: bool = False  # nothing is written so: these are spelt much like it
    trouble: str = ""  # what was typed cannot be looked for; the sentence says what to type


def search(typed: str, *, user: User, on: dt.date, most: int = MOST_FOUND) -> Answer:
    """Every account whose words begin with what was typed, else those spelt much like it.

    A whole reference or number first, then whole words, then beginnings; among these her own first, then running
    tenancies. A restricted account outside her lists answers only to its own whole reference: a name or address that
    brought it up would tell where somebody lives. Five statements at most, however many are found.
    """
    typed = typed.replace("\x00", " ").strip()
    if len(typed) > LONGEST:
        return Answer(rows=[], trouble=f"Type no more than {LONGEST} characters: a name, a street, a number.")
    words = [word for word in plain(typed).split() if any(letter.isalnum() for letter in word)][:MOST_WORDS]
    if not words:
        trouble = "Type letters or digits: a name, a street, a number." if typed else ""
        return Answer(rows=[], trouble=trouble)
    if len("".join(words)) < 2:
        return Answer(rows=[], trouble="Type at least two letters or digits.")
    asked = Asked()
    keys = _first(asked, _written_so(asked, typed, words), _nearness(asked, words), user=user, most=most)
    alike = not keys and any(_may_be_misspelt(word) for word in words)
    if alike:
        keys = _spelt_alike(words, user=user, most=most)
    accounts = _accounts(keys, typed=typed, user=user)
    rows = [_shown(account, on=on) for account in accounts[:most]]
    return Answer(rows=rows, more=len(accounts) > most, alike=alike and bool(rows))


def is_empty() -> bool:
    """Whether no account has its words yet, so that nothing can be found."""
    return not SearchDoc.objects.exists()


def by_key(pk: int, *, user: User, on: dt.date) -> Found | None:
    """One account as a row of results would show it; None where there is none."""
    accounts = _accounts([pk], typed="", user=user)
    return _shown(accounts[0], on=on) if accounts else None


class Asked:
    """What is asked of the words of an account: conditions in SQL, and the texts in them as values."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def like(self, pattern: str) -> str:
        """The words are so. Plain words hold no sign that LIKE reads as its own."""
        name = f"text_{len(self.values)}"
        self.values[name] = pattern
        return f"words LIKE %({name})s"

    def has(self, text: str) -> str:
        return self.like(f"%{text}%")

    def all_of(self, texts: Iterable[str]) -> str:
        return f"({' AND '.join(map(self.has, texts))})"

    def any_of(self, texts: Iterable[str]) -> str:
        return f"({' OR '.join(map(self.has, texts))})"


def _written_so(asked: Asked, typed: str, words: list[str]) -> str:
    if len(words) == 1 and len(words[0]) < 3:
        return asked.has(f" {words[0]} ")  # Ng, Li: the whole word, or half the borough would answer
    ways = [asked.all_of(map(_piece, words))]
    joined = "".join(words)
    if len(words) > 1 and any(letter.isdigit() for letter in joined):
        ways.append(asked.has(f" {joined}"))  # a number typed in groups
    if TELEPHONE_MARKS.fullmatch(typed) and len(joined) >= 6:
        ways.append(asked.has(telephone(typed)))
    return f"({' OR '.join(ways)})"


def _piece(word: str) -> str:
    """A word is known by its beginning; a long number also by its end, as people read telephone numbers out."""
    return word if word.isdecimal() and len(word) >= 4 else f" {word}"


def _nearness(asked: Asked, words: list[str]) -> str:
    """0: its own reference; 1: another whole number; 2: whole words; 3: beginnings of words."""
    joined = "".join(words)
    return (
        f"CASE WHEN {asked.like(f' {joined} %')} THEN 0 WHEN {asked.has(f' {joined} ')} THEN 1 "
        f"WHEN {asked.all_of(f' {word} ' for word in words)} THEN 2 ELSE 3 END"
    )


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= 4 and not any(letter.isdigit() for letter in word)


def _spelt_alike(words: list[str], *, user: User, most: int) -> list[int]:
    """Those with a word much like each that was typed; one slip of the hand away first."""
    asked, matching, far = Asked(), [], []
    for word in words:
        if not _may_be_misspelt(word):
            matching.append(asked.has(_piece(word)))
            continue
        near = _words_like(word)
        if not near:
            return []
        matching.append(asked.any_of(f" {each} " for each in near))
        cases = (f"WHEN {asked.has(f' {each} ')} THEN {float(how_far)}" for each, how_far in near.items())
        far.append(f"CASE {' '.join(cases)} ELSE 1.0 END")
    return _first(asked, " AND ".join(matching), " + ".join(far), user=user, most=most)


def _words_like(word: str) -> dict[str, float]:
    """The words in use that are most like this one, the nearest first: 0 is one slip of the hand away, 1 is far."""
    slip = f"^({'|'.join(_one_slip_from(word))})$"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(
            """
            SELECT word, CASE WHEN word ~ %(slip)s THEN 0 ELSE 1 - word_similarity(%(word)s, word) END AS far
            FROM caseload_searchword WHERE word ~ %(slip)s OR (%(long)s AND %(word)s <%% word)
            ORDER BY far, word LIMIT %(most)s
            """,
            {"slip": slip, "word": word, "long": len(word) >= LONG, "most": MOST_ALIKE},
        )
        return dict(cursor.fetchall())


def _one_slip_from(word: str) -> list[str]:
    """Two letters changed places; one is another, is missing or is too many. Plain words need no escape."""
    slips = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    for at in range(len(word)):
        before, after = word[:at], word[at + 1 :]
        slips |= {f"{before}.{after}", f"{before}{after}", f"{before}.{word[at:]}"}
    return sorted(slips)


FIRST = """
    SELECT account_id FROM caseload_searchdoc WHERE {matching}
    ORDER BY {far}, CASE WHEN patch_id IN ({patches}) OR account_id IN ({given}) THEN 0 ELSE 1 END, leaving, account_id
    LIMIT %(most)s
"""


def _first(asked: Asked, matching: str, far: str, *, user: User, most: int) -> list[int]:
    """The nearest, her own first among equals. A few more than wanted: a restricted one may yet fall out."""
    hers = {name: each.replace("%s", "%(user)s") for name, each in (("patches", PATCHES_OF), ("given", GIVEN_TO))}
    sql = FIRST.format(matching=matching, far=far, **hers)
    return [each["account_id"] for each in rows(sql, **asked.values, user=user.pk, most=most + 10)]


def _accounts(keys: list[int], *, typed: str, user: User) -> list[RentAccount]:
    """With all that a row shows, in the order of the keys."""
    if not keys:
        return []
    inside, restricted = inside_sql(user), f"tenancy.id IN ({RESTRICTED})"
    found = records_where(
        RentAccount,
        f"tenancies_rentaccount.id = ANY (%(keys)s) AND ({inside} OR NOT {restricted} "
        "OR upper(account_ref) = upper(%(typed)s) OR upper(tenancy_ref) = upper(%(typed)s))",
        order="array_position(%(keys)s::bigint[], tenancies_rentaccount.id)",
        along=["tenancy__home__patch", "position"],
        also=f"{inside} AS inside, {restricted} AS restricted",
        keys=keys,
        typed=typed,
        user=user.pk,
    )
    tenants = tenants_of(account.tenancy_id for account in found)
    for account in found:
        account.tenancy.tenants = tenants[account.tenancy_id]  # type: ignore[attr-defined]  # ours, for _shown
    return _rent_first(found)


def _rent_first(found: list[RentAccount]) -> list[RentAccount]:
    """In the same places, of each household's accounts the rent before what hangs on it."""
    households: dict[int, list[RentAccount]] = {}
    for account in found:
        households.setdefault(account.tenancy_id, []).append(account)
    for accounts in households.values():
        accounts.sort(key=lambda account: account.kind != AccountKind.RENT)
    return [households[account.tenancy_id].pop(0) for account in found]


def _shown(account: RentAccount, *, on: dt.date) -> Found:
    """What this person may see of it before it is opened."""
    inside = account.inside
    home = account.tenancy.home
    people: list[TenancyPerson] = account.tenancy.tenants  # type: ignore[attr-defined]  # see _accounts
    day = min(on, account.tenancy.last_day or on)
    return Found(
        account=account,
        names=[str(each.person) for each in people if each.last_day is None or each.last_day >= day],
        where=str(home) if inside else home.address_1,
        inside=inside,
        closed=account.restricted and not inside,
    )
