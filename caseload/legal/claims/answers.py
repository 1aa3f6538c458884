"""The court's questions with our answers, in words and as they are copied, in the order of a form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from legal.rules import claim_fields, claim_order
from legal.rules.claim_fields import Field, Gap
from staff.ui.words import listed, long_day, pounds

DOCUMENTS = {
    "rent_statement": "Rent statement",
    "notice": "Notice",
    "certificate_of_service": "Certificate of service",
    "tenancy_agreement": "Tenancy agreement",
    "witness_statement": "Witness statement",
    "letters": "Letters",
    "other": "Other",
}
WORDS = {
    "local_authority": "Local authority",
    "registered_provider": "Registered provider",
    "left_at_home": "Left at the home",
    "hand": "Handed over",
    "email": "E-mail",
    "first_class": "First-class post",
    "electronic": "Another electronic way",
    "rent_arrears": "Rent arrears",
    "legal_representative": "The claimant’s legal representative",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question. `copy`: what is pasted into the court's form. `gap`: what is missing or wrong."""

    code: str
    name: str
    said: str
    copy: str
    limit: int | None
    gap: str = ""
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Block:
    name: str
    rows: list[Row]
    form: str = ""

    @property
    def complete(self) -> bool:
        return not any(row.gap for row in self.rows)


def online(data: Mapping[str, Any], *, gaps: Iterable[Gap] = ()) -> list[Block]:
    """In the order of Possession Claims Online."""
    rows = _rows(data, gaps)
    names = dict.fromkeys(field.block for field in claim_fields.fields())
    blocks = [
        Block(name=name, rows=[rows[f.code] for f in claim_fields.fields() if f.block == name and f.code in rows])
        for name in names
    ]
    return [block for block in blocks if block.rows]


def on_paper(data: Mapping[str, Any]) -> list[Block]:
    """In the order of forms N5 and N119."""
    rows = _rows(data, ())
    blocks = [
        Block(form=form, name=name, rows=[rows[code] for code in codes if code in rows])
        for form, name, codes in claim_order.ORDER
    ]
    return [block for block in blocks if block.rows]


def of_warrant(data: Mapping[str, Any], *, risks: Mapping[str, str], gaps: Iterable[Gap] = ()) -> list[Block]:
    """In the order of the court's form for a warrant. `risks`: the answers about risk in words."""
    fields = claim_fields.fields("warrant")
    rows = _rows(data, gaps, fields)
    about = {field.code for field in fields if field.block == "Risks"}
    rows |= {code: replace(rows[code], said=risks[code]) for code in about & set(risks) if risks[code]}
    names = dict.fromkeys(field.block for field in fields)
    return [
        Block(name=name, rows=[rows[f.code] for f in fields if f.block == name and f.code in rows]) for name in names
    ]


def _rows(data: Mapping[str, Any], gaps: Iterable[Gap], fields: Iterable[Field] = ()) -> dict[str, Row]:
    wrong: dict[str, list[Gap]] = {}
    for gap in gaps:
        wrong.setdefault(gap.code, []).append(gap)
    return {
        field.code: Row(
            code=field.code,
            name=field.name,
            said=in_words(field, data.get(field.code)),
            copy=to_copy(field, data.get(field.code)),
            limit=field.limit,
            gap=" ".join(gap.says for gap in wrong.get(field.code, [])),
            where=field.where,
        )
        for field in fields or claim_fields.fields()
        if field.is_asked(data)
    }


def in_words(field: Field, value: Any) -> str:
    """An answer as a person reads it; blank where there is none."""
    if value in claim_fields.BLANK:
        return ""
    if field.kind == "list":
        return "\n".join(_each(field.code, each) for each in value)
    if field.kind == "money" and claim_fields.money(value) is not None:
        return pounds(Decimal(str(value)))
    if field.kind == "day":
        day = day_of(value)
        return long_day(day) if day else str(value)
    if field.choices:
        return WORDS.get(str(value), str(value).replace("_", " ").capitalize())
    return "Attached" if value == "attached" else str(value)


def choices_of(field: Field) -> list[tuple[str, str]]:
    """The answers to choose from, with their words."""
    return [(each, WORDS.get(each, each.replace("_", " ").capitalize())) for each in field.choices]


def day_of(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def to_copy(field: Field, value: Any) -> str:
    """The same as it is typed into the court's form: days by numbers, money without its sign."""
    if value not in claim_fields.BLANK and field.kind == "day" and (day := day_of(value)):
        return f"{day:%d/%m/%Y}"
    return str(value) if field.kind == "money" and value not in claim_fields.BLANK else in_words(field, value)


def _each(code: str, item: Any) -> str:
    if code == "defendants":
        name = f"{item.get('first_names', '')} {item.get('last_name', '')}".strip()
        if item.get("address_known") == "no":
            return f"{name}, address not known or not to be told"
        return name if item.get("same_address") == "yes" else f"{name}, {item.get('address', '')}"
    if code == "grounds":
        return WORDS.get(item, f"Ground {item}")
    return DOCUMENTS.get(item, str(item))


def names_of(data: Mapping[str, Any]) -> str:
    """'Amina Yusuf and Omar Yusuf'."""
    return listed([f"{each['first_names']} {each['last_name']}".strip() for each in data["defendants"]])
