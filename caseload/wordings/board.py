"""What the pages of templates show: every step and channel with its words, and one version with its checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from caseload.case_file import LANGUAGES
from recovery import wordings
from recovery.models import OutboxMessage, Template, TemplateVersion
from recovery.rules import reading, texts, wording
from recovery.rules.actions import TO_ESTATE, Action
from recovery.rules.letters import KINDS, TEMPLATED
from recovery.rules.wording_fields import FIELDS, PARTS, TESTS, Field, Part, Test
from staff.models import User

Channel = OutboxMessage.OutboxChannel
State, Variant = TemplateVersion.State, Template.Variant
CHANNELS = {Channel.LETTER: "Letter", Channel.SMS: "Text", Channel.EMAIL: "E-mail that carries it"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One template, or a step and channel that has none yet and goes with the shipped words."""

    action: str
    channel: str
    variant: str
    language: str
    name: str
    template: Template | None
    in_force: TemplateVersion | None
    later: TemplateVersion | None  # approved, and in force from a later day
    pending: list[TemplateVersion]  # drafts, and what waits for approval
    age: int | None
    review_due: bool

    @property
    def too_hard(self) -> bool:
        return self.age is not None and self.age > reading.MOST_AGE


@dataclass(frozen=True, kw_only=True)
class StepRows:
    title: str
    rows: list[Row]


def steps(*, on: date) -> list[StepRows]:
    """Every step that writes, with its letter, text and e-mail, then its variants; at last the standard lines."""
    templates = Template.objects.select_related("owner").prefetch_related("versions__made_by")
    known = {(each.action, *wordings.key_of(each)): each for each in templates}
    found = []
    for action in TEMPLATED:
        usual: list[tuple[str, str, str]] = [(Channel.LETTER, Variant.STANDARD, "")]
        usual += [(Channel.SMS, Variant.STANDARD, "")] if action in texts.LIGHT else []
        usual += [(Channel.EMAIL, Variant.STANDARD, "")] if action not in TO_ESTATE else []  # those go on paper
        others = [key[1:] for key in known if key[0] == action and key[1:] not in usual]
        rows = [_row(action, key, known.get((action, *key)), on=on) for key in [*usual, *sorted(others)]]
        found.append(StepRows(title=KINDS[action].title, rows=rows))
    lines = [_row(key[0], key[1:], each, on=on) for key, each in known.items() if key[0] == wordings.LINES]
    return [*found, StepRows(title="Standard lines in other languages", rows=lines)]


def _row(action: str, key: tuple[str, str, str], template: Template | None, *, on: date) -> Row:
    channel, variant, language = key
    versions = sorted(template.versions.all(), key=lambda each: -each.number) if template else []
    approved = [each for each in versions if each.state == State.APPROVED and each.in_force_from]
    now = [each for each in approved if each.in_force_from and each.in_force_from <= on]
    in_force = max(now, key=lambda each: (each.in_force_from, each.number), default=None)
    body = in_force.body if in_force else "" if variant != Variant.STANDARD else wording.shipped(action, channel)
    return Row(
        action=action,
        channel=channel,
        variant=variant,
        language=language,
        name=name_of(channel, variant, language),
        template=template,
        in_force=in_force,
        later=next((each for each in approved if each.in_force_from and each.in_force_from > on), None),
        pending=[each for each in versions if each.state != State.APPROVED],
        age=reading.age(body) if body and not language else None,
        review_due=bool(template and template.review_on and template.review_on <= on),
    )


def name_of(channel: str, variant: str, language: str) -> str:
    """Letter; Letter, large print; Letter, Polish."""
    channel_name = CHANNELS[Channel(channel)]
    if variant == Variant.STANDARD:
        return channel_name
    of = LANGUAGES.get(language, language) if language else Variant(variant).label.lower()
    return f"{channel_name}, {of}"


def title_of(template: Template) -> str:
    """Letter 1; Letter 1: text; Letter 1: large print; Standard lines: Polish."""
    step = KINDS[Action(template.action)].title if template.action in KINDS else "Standard lines"
    name = name_of(template.channel, template.variant, template.language)
    said = name.removeprefix("Letter").removeprefix(", ")
    return f"{step}: {said if template.language else said.lower()}" if said else step


# ---------------------------------------------------------------------------------------------------------- one version


@dataclass(frozen=True, kw_only=True)
class Checks:
    """What is found out about a version's words."""

    faults: list[wording.Fault]
    age: int | None  # None: another language
    most_age: int
    parts: int  # of a text, with the examples
    harsh: list[str]

    @property
    def too_hard(self) -> bool:
        return self.age is not None and self.age > self.most_age


def checks(version: TemplateVersion) -> Checks:
    template = version.template
    shown = wording.FIELD.sub(lambda found: _example(found[1]), wording.TAG.sub("", version.body))
    return Checks(
        faults=wordings.faults_of(version),
        age=None if template.language else reading.age(version.body),
        most_age=reading.MOST_AGE,
        parts=texts.size(texts.plain(shown)).parts if template.channel == Channel.SMS else 0,
        harsh=[] if template.language else reading.tone(version.body),
    )


def _example(name: str) -> str:
    return FIELDS[name].example if name in FIELDS else ""


def fields_for(template: Template) -> list[Field]:
    """The fields that these words may use."""
    return [
        field
        for field in FIELDS.values()
        if field.stands_in(template.action) and not (template.language and field.english)
    ]


def parts_for(template: Template) -> list[Part]:
    if template.channel != Channel.LETTER:
        return []
    stand = [part for part in PARTS.values() if part.stands_in(template.action)]
    return [part for part in stand if part.own or not template.language]


def tests_for() -> list[Test]:
    return list(TESTS.values())


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison: kept, taken out or put in."""

    state: str
    text: str


def differences(before: str, after: str) -> list[Line]:
    """The lines of two versions, with what was taken out and put in; empty where they are alike."""
    return list(_compared(before.split("\n"), after.split("\n"))) if before != after else []


def _compared(before: list[str], after: list[str]) -> Iterator[Line]:
    for what, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Line("same", text) for text in before[a:b])
        else:
            yield from (Line("out", text) for text in before[a:b])
            yield from (Line("in", text) for text in after[c:d])


def before(version: TemplateVersion) -> tuple[str, str]:
    """What a version is compared with: the newest approved one before it, else the shipped words; and its name."""
    template = version.template
    older = template.versions.filter(state=State.APPROVED, number__lt=version.number).order_by("-number").first()
    if older:
        return f"{older.heading}\n\n{older.body}", f"version {older.number}"
    heading = KINDS[Action(template.action)].heading if template.action in KINDS else ""
    return f"{heading}\n\n{wording.shipped(template.action, template.channel)}", "the words as shipped"


def waiting(user: User) -> list[TemplateVersion]:
    """What waits for this leader, the oldest first."""
    if not wordings.waiting_for(user):
        return []
    submitted = TemplateVersion.objects.filter(state=State.SUBMITTED).exclude(made_by=user)
    return list(submitted.select_related("template", "made_by").order_by("made_at"))
