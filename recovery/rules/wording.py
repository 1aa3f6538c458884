"""The words of letters, texts and e-mails in a small safe markup, checked as they are written and drawn as HTML.

    # A heading          - a bullet          **bold**          {a_field}
    [[if joint]] only where there is another tenant [[end]]

Blank lines part paragraphs. A part such as {figures} stands on a line of its own. Words are data: they are never
run, they reach the fields of one letter alone, and everything in them and in the fields is escaped.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from html import escape
from pathlib import Path

from recovery.rules import texts
from recovery.rules.actions import OF_EVICTION, Action
from recovery.rules.letters import Letter
from recovery.rules.wording_fields import FIELDS, PARTS, TESTS

LONGEST = 10_000  # characters
TAG = re.compile(r"^[ \t]*\[\[([^\[\]\n]*)\]\][ \t]*(?:\n|\Z)|\[\[([^\[\]\n]*)\]\]", re.MULTILINE)
FIELD = re.compile(r"\{([^{}\n]*)\}")
SECTION = re.compile(r"\W*(if|else|elif|end|endif|for|endfor)\b")  # as other programs write one
IF = re.compile(r"if (not )?(\w+)")
HTML_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>")
SHIPPED = Path(__file__).parent / "shipped"
# What a letter outside the ladder must say.
OUTSIDE: dict[Action, dict[str, str]] = {
    Action.ESTATE_LETTER: {"late": "who has died"},
    Action.ESTATE_COPY: {"late": "who has died", "home": "where they lived"},
    Action.EXECUTOR_LETTER: {"late": "who has died"},
    Action.SURVIVOR_LETTER: {"late": "who has died"},
    Action.DISPUTE_ANSWER: {"answer_by": "by when they hear"},
    Action.CONTACT_PLAN: {"plan": "what the plan is", "plan_review_on": "when it is looked at again"},
    Action.HEARING_RESULT: {"decided": "what the court decided"},
    **{action: {"bailiff": "what the bailiff does or did"} for action in sorted(OF_EVICTION)},
    Action.CURRENT_RENT: {"weekly_charge": "what the rent is"},
    Action.INVOICE: {"items": "what it is for", "how_to_pay": "how to pay", "help": "where help is"},
    Action.CAMPAIGN: {},
}


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing that is wrong with the words, and on which line; line 0 is the whole of them."""

    line: int
    says: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.says}" if self.line else self.says


class CannotWrite(ValueError):
    """These words cannot be filled in for this letter. The message says why and what to do."""


@lru_cache
def shipped(action: str, channel: str = "letter") -> str:
    """The words that come with Quarterday; blank where none do."""
    name = {"letter": f"{action}.txt", "sms": f"{action}.sms.txt", "email": "email.txt"}[channel]
    path = SHIPPED / name
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


# ------------------------------------------------------------------------------------------------------------- checking


def faults(body: str, *, action: Action, channel: str = "letter", language: str = "") -> list[Fault]:
    """All that must be put right before these words can go out, by line."""
    body = body.replace("\r\n", "\n")
    if not body.strip():
        return [Fault(0, "Write the words that the tenant will read.")]
    found = [*_tag_faults(body), *_line_faults(body, channel=channel)]
    found += _field_faults(body, action=action, channel=channel, language=language)
    if channel == "letter":
        found += _lacks(body, action=action, language=language)
    if channel == "sms" and not found:
        found += _text_faults(body)
    return sorted(set(found), key=lambda fault: (not fault.line, fault.line, fault.says))


def heading_faults(heading: str, *, action: Action, language: str = "") -> list[Fault]:
    """The same of a heading: a line of words and fields, without sections or bold."""
    if not heading.strip():
        return [Fault(0, "Write a heading.")]
    odd = [Fault(0, "A heading has no sections and no bold.")] if "[[" in heading or "**" in heading else []
    found = _field_faults(heading, action=action, channel="heading", language=language)
    return odd + [Fault(0, f"Heading: {fault.says}") for fault in found]


def _line_of(body: str, place: int) -> int:
    return body.count("\n", 0, place) + 1


def _tag_faults(body: str) -> Iterator[Fault]:
    open_at: list[tuple[int, str]] = []
    for tag in TAG.finditer(body):
        said, line = _said(tag), _line_of(body, tag.start())
        if said == "end":
            if not open_at:
                yield Fault(line, "[[end]] ends nothing: take it out, or write [[if …]] before it.")
            else:
                open_at.pop()
        elif test := IF.fullmatch(said):
            open_at.append((line, said))
            if test[2] not in TESTS:
                yield Fault(line, f"‘{test[2]}’ is no condition{_meant(test[2], TESTS)}")
        else:
            yield Fault(line, f"[[{said}]] is not known. Write [[if …]] and [[end]].")
    yield from (Fault(line, f"[[{said}]] has no [[end]].") for line, said in open_at)
    rest = TAG.sub(lambda tag: "\n" * tag[0].count("\n"), body)
    for number, text in enumerate(rest.split("\n"), start=1):
        if "[[" in text or "]]" in text:
            yield Fault(number, "A [[ or ]] stands alone: a section begins [[if …]] and ends [[end]].")


def _said(tag: re.Match[str]) -> str:
    return " ".join((tag[1] if tag[1] is not None else tag[2]).split())


def _meant(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f": did you mean ‘{near[0]}’?" if near else ": see the list beside the words."


def _line_faults(body: str, *, channel: str) -> Iterator[Fault]:
    for number, line in enumerate(body.split("\n"), start=1):
        if tag := HTML_TAG.search(line):
            yield Fault(number, f"{tag[0]} would be printed as it stands. Use **two stars** for bold.")
        if channel != "letter":
            if line.startswith(("# ", "- ")) or "**" in line:
                yield Fault(number, "Headings, bullets and bold are for letters.")
        elif any(piece.count("**") % 2 for piece in TAG.split(line) if piece):
            yield Fault(number, "Bold begins with ** and ends with ** on the same line.")
        for sign in re.sub(FIELD, "", line):
            if sign in "{}":
                yield Fault(number, f"A {sign} stands alone: a field is written {{name}}.")


def _within(body: str) -> Iterator[tuple[int, str, frozenset[str]]]:
    """Each piece of text with where it begins and the conditions that are surely met there."""
    met: list[str] = []
    at = 0
    for tag in TAG.finditer(body):
        yield at, body[at : tag.start()], frozenset(met)
        test = IF.fullmatch(_said(tag))
        if test:
            met.append("" if test[1] else test[2])
        elif met:
            met.pop()
        at = tag.end()
    yield at, body[at:], frozenset(met)


def _field_faults(body: str, *, action: Action, channel: str, language: str) -> Iterator[Fault]:
    for start, text, met in _within(body):
        for found in FIELD.finditer(text):
            name, line = found[1], _line_of(body, start + found.start())
            if name in PARTS:
                if says := _part_fault(name, body, line, action=action, channel=channel, language=language):
                    yield Fault(line, says)
            elif (field := FIELDS.get(name)) is None:
                section = SECTION.match(name) and ": a section is written [[if joint]] … [[end]]."
                yield Fault(line, f"There is no field {{{name}}}{section or _meant(name, [*FIELDS, *PARTS])}")
            elif not field.stands_in(action):
                yield Fault(line, _elsewhere(name, asks=field.asks))
            elif field.needs and field.needs not in met:
                yield Fault(
                    line,
                    f"Some accounts have no {{{name}}}. Write [[if {field.needs}]] before and [[end]] after what "
                    "stands or falls with it.",
                )
            elif language and field.english:
                yield Fault(line, f"{{{name}}} prints English words: a translation says it in its own.")


def _elsewhere(name: str, *, asks: bool) -> str:
    """Why a field or part does not stand in this letter."""
    if asks:
        return f"This letter asks for nothing: leave {{{name}}} out."
    return f"{{{name}}} does not belong in this letter."


def _part_fault(name: str, body: str, line: int, *, action: Action, channel: str, language: str) -> str:
    if channel != "letter":
        return f"{{{name}}} is for letters."
    if not PARTS[name].stands_in(action):
        return _elsewhere(name, asks=PARTS[name].asks)
    if language and not PARTS[name].own:
        return f"{{{name}}} prints English words. Write them in the translation, with {{balance}} and {{to_pay}}."
    if body.split("\n")[line - 1].strip() != f"{{{name}}}":
        return f"{{{name}}} stands on a line of its own."
    return ""


def _lacks(body: str, *, action: Action, language: str) -> Iterator[Fault]:
    """What every letter about arrears says (PAP 2.1, 2.2, 2.7): what is owed on which day, and where help is.

    One outside the ladder says what it is about. A translation says in its own words what a part would.
    """
    always = " ".join(text for _, text, met in _within(body) if not met)
    if action in OUTSIDE:
        wanted = {
            name: what for name, what in OUTSIDE[action].items() if not language or name not in PARTS or PARTS[name].own
        }
    elif language:
        wanted = {
            "figures_of": "the day of the figures",
            "balance": "what is owed",
            "to_pay": "what is left to pay",
            "reply_by": "the last day to answer",
        }
    else:
        wanted = {"figures": "what is owed, line by line", "help": "where help is", "how_to_pay": "how to pay"}
    if action == Action.AGREEMENT_MADE and not language:
        wanted |= {"agreement": "what was agreed", "payments": "the payments"}
    for name, what in wanted.items():
        if f"{{{name}}}" not in always:
            yield Fault(0, f"The letter does not say {what}: put {{{name}}} in it, outside any section.")


def _text_faults(body: str) -> Iterator[Fault]:
    shown = FIELD.sub(lambda found: FIELDS[found[1]].example, TAG.sub("", body))
    if sign := texts.not_carried(shown):
        yield Fault(0, f"A text message does not carry {sign}.")
    size = texts.size(texts.plain(shown))
    if not size.fits:
        yield Fault(0, f"It is too long for a text: {size.parts} parts with the examples, {texts.MOST_PARTS} at most.")


def names_sums(letter: Letter) -> bool:
    """Whether the council's own words of a letter name what is owed: then it goes no more once that has changed."""
    used = set(FIELD.findall(letter.wording.body)) if letter.wording else set()
    asking = {name for name, field in FIELDS.items() if field.asks} | {"figures"}
    return bool(used & asking)


# -------------------------------------------------------------------------------------------------------------- drawing


def to_html(body: str, letter: Letter, *, heading: str, part: Callable[[str], str]) -> str:
    """The words as HTML for one letter; `heading` is the element of headings, `part` draws one. Raises CannotWrite."""
    return "".join(_blocks(_kept(body, letter), letter, heading=heading, part=part))


def to_text(body: str, letter: Letter) -> str:
    """The words as plain text, for a text, an e-mail or a heading. Raises CannotWrite."""
    return _filled(_kept(body, letter), letter, lambda value: value).strip()


def read_out(body: str, letter: Letter) -> str:
    """A letter's words as plain paragraphs, without its parts and marks: for a copy. Raises CannotWrite."""
    lines = [
        line.removeprefix("# ").replace("**", "")
        for line in body.replace("\r\n", "\n").split("\n")
        if not ((alone := FIELD.fullmatch(line.strip())) and alone[1] in PARTS)
    ]
    return to_text("\n".join(lines), letter)


def _kept(body: str, letter: Letter) -> str:
    """The sections that this letter has. No value is filled in yet, so none can make a section or a heading."""
    body = body.replace("\r\n", "\n")
    kept, met, at = [], [True], 0
    for tag in TAG.finditer(body):
        if all(met):
            kept.append(body[at : tag.start()])
        said = _said(tag)
        if test := IF.fullmatch(said):
            if test[2] not in TESTS:
                raise CannotWrite(f"Line {_line_of(body, tag.start())}: ‘{test[2]}’ is no condition.")
            met.append(TESTS[test[2]].true(letter) is not bool(test[1]))
        elif said == "end" and len(met) > 1:
            met.pop()
        else:
            raise CannotWrite(f"Line {_line_of(body, tag.start())}: [[{said}]] does not fit here.")
        at = tag.end()
    if len(met) > 1:
        raise CannotWrite("A section has no [[end]].")
    return "".join([*kept, body[at:]])


def _blocks(body: str, letter: Letter, *, heading: str, part: Callable[[str], str]) -> Iterator[str]:
    items: list[str] = []
    lines: list[str] = []

    def ended() -> Iterator[str]:
        if lines:
            yield f"<p>{_inline(' '.join(lines), letter)}</p>"
        if items:
            yield f"<ul>{''.join(f'<li>{_inline(item, letter)}</li>' for item in items)}</ul>"
        items.clear()
        lines.clear()

    for line in map(str.strip, body.split("\n")):
        alone = FIELD.fullmatch(line)
        if line.startswith("- "):
            if lines:
                yield from ended()
            items.append(line[2:])
        elif line.startswith("# "):
            yield from ended()
            yield f'<{heading} class="letter-subheading">{_inline(line[2:], letter)}</{heading}>'
        elif alone and alone[1] in PARTS:
            yield from ended()
            yield part(alone[1])
        elif not line:
            yield from ended()
        elif items:
            items[-1] += f" {line}"
        else:
            lines.append(line)
    yield from ended()


def _inline(text: str, letter: Letter) -> str:
    return _filled(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text)), letter, escape)


def _filled(text: str, letter: Letter, safe: Callable[[str], str]) -> str:
    def value(found: re.Match[str]) -> str:
        field = FIELDS.get(found[1])
        if field is None:
            raise CannotWrite(f"There is no field {{{found[1]}}}.")
        if field.needs and not TESTS[field.needs].true(letter):
            raise CannotWrite(f"This account has no {{{field.name}}}: {field.meaning.lower()}.")
        try:
            return safe(field.value(letter))
        except ValueError as lacks:
            raise CannotWrite(f"{{{field.name}}}: {lacks}") from lacks

    return FIELD.sub(value, text)
