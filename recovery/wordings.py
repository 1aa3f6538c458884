"""The council's own words for letters, texts and e-mails: written by one person, approved by another, in force from a
day, and chosen for each tenant by step, channel, format and language. Without them the shipped words go.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from recovery import fonts
from recovery.models import Leaflet, OutboxMessage, Template, TemplateVersion
from recovery.rules import texts, wording
from recovery.rules.actions import Action
from recovery.rules.facts import TenantFacts
from recovery.rules.gates import FORMATS_MADE_BY_HAND
from recovery.rules.letters import KINDS, LOCKED, Enclosure, Letter, Wording
from staff.asking import records_where
from staff.models import CASEWORK_ROLES, LEADING_ROLES, User

State, Variant = TemplateVersion.State, Template.Variant
Channel = OutboxMessage.OutboxChannel
LINES = "standard_lines"  # the use by hand: short lines in a tenant's language on letters that stay in English
Key = tuple[str, str, str]  # channel, variant, language

# The letters that the ladder may suggest, to tenants and to former tenants.
LADDER = {
    False: frozenset(
        {
            Action.REMINDER,
            Action.LETTER_1,
            Action.LETTER_2,
            Action.PRE_NOTICE,
            Action.AGREEMENT_SLIPPING,
            Action.AGREEMENT_BROKEN,
        }
    ),
    True: frozenset({Action.FORMER_LETTER_1, Action.FORMER_LETTER_2}),
}


class CannotChangeWords(Exception):
    """The words stay as they are. The message says why and what to do."""


# --------------------------------------------------------------------------------------------------------------- chosen


def in_force(actions: Iterable[str], *, on: date) -> dict[tuple[str, Key], TemplateVersion]:
    """The words in force on a day for these steps, by step and key: of each template the newest approved."""
    approved = TemplateVersion.objects.filter(
        template__action__in=list(actions), state=State.APPROVED, in_force_from__lte=on
    ).select_related("template")
    newest = approved.order_by("template", "-in_force_from", "-number").distinct("template")
    return {(found.template.action, key_of(found.template)): found for found in newest}


def key_of(template: Template) -> Key:
    return template.channel, template.variant, template.language


def dressed(letters: Sequence[Letter], tenants: Sequence[TenantFacts], *, on: date) -> list[Letter]:
    """Letters of one step, each with the words, leaflets and lines that its tenant gets on a day."""
    if not letters:
        return []
    action = letters[0].action
    found = in_force([action, LINES], on=on)
    leaflets = _leaflets(action, on=on)
    return [
        _dress(letter, tenant, found=found, leaflets=leaflets) for letter, tenant in zip(letters, tenants, strict=True)
    ]


def _dress(
    letter: Letter,
    tenant: TenantFacts,
    *,
    found: dict[tuple[str, Key], TemplateVersion],
    leaflets: tuple[Enclosure, ...],
) -> Letter:
    words = next((found[letter.action, key] for key in keys_for(tenant) if (letter.action, key) in found), None)
    cover = found.get((letter.action, (Channel.EMAIL, Variant.STANDARD, "")))
    lines = found.get((LINES, (Channel.LETTER, Variant.TRANSLATION, tenant.language)))
    return replace(
        letter,
        wording=frozen(words) if words else None,
        version=words.number if words else letter.version,
        cover=cover.body if cover else "",
        lines=tuple(lines.body.split("\n\n")) if lines and _may_stand(lines, words) else (),
        lines_in=tenant.language if lines else "",
        leaflets=leaflets,
    )


def _may_stand(lines: TemplateVersion, words: TemplateVersion | None) -> bool:
    """Whether the lines in a tenant's language stand on their letter: not on a translation, nor without a font."""
    return not (words and words.template.language) and not _lacks_signs(lines.pk)


def keys_for(tenant: TenantFacts) -> list[Key]:
    """The words that a tenant's letter may have, the best first."""
    standard: Key = (Channel.LETTER, Variant.STANDARD, "")
    match tenant.format_needed:
        case "large_print":
            return [(Channel.LETTER, Variant.LARGE_PRINT, ""), standard]
        case "easy_read":
            return [(Channel.LETTER, Variant.EASY_READ, "")]
        case "translation":
            return [(Channel.LETTER, Variant.TRANSLATION, tenant.language)]
    return [standard]


def frozen(version: TemplateVersion) -> Wording:
    """The words as they go with a letter."""
    return Wording(
        version=version.pk,
        number=version.number,
        heading=version.heading,
        body=version.body,
        contentious=version.contentious,
        easy_read=version.template.variant == Variant.EASY_READ,
        language=version.template.language,
    )


def _leaflets(action: str, *, on: date) -> tuple[Enclosure, ...]:
    """What goes with every letter of a step on a day: the leaflets of its standard template."""
    templates = Template.objects.filter(action=action, channel=Channel.LETTER, variant=Variant.STANDARD)
    found = Leaflet.objects.filter(pk__in=templates.values("leaflets")).order_by("title")
    return tuple(enclosure(each) for each in found if going(each, on=on))


def going(leaflet: Leaflet, *, on: date) -> bool:
    """Whether a leaflet or offer may go on a day: it has begun and has not expired."""
    begun = leaflet.starts_on is None or leaflet.starts_on <= on
    return begun and (leaflet.expires_on is None or leaflet.expires_on > on)


def leaflets_going(*, on: date) -> list[Leaflet]:
    """Those that may be enclosed or offered on a day."""
    return [each for each in records_where(Leaflet, "true", order="kind, title") if going(each, on=on)]


def enclosure(leaflet: Leaflet) -> Enclosure:
    return Enclosure(title=leaflet.title, text=leaflet.text, link=leaflet.link, expires_on=leaflet.expires_on)


def text_for(letter: Letter, *, on: date) -> tuple[str, int | None]:
    """The council's own text in place of a light letter; blank where it has none."""
    found = in_force([letter.action], on=on).get((letter.action, (Channel.SMS, Variant.STANDARD, "")))
    return (texts.plain(wording.to_text(found.body, letter)), found.pk) if found else ("", None)


# ----------------------------------------------------------------------------------------- formats that are made here


def printed_here(*, on: date) -> dict[tuple[str, str], frozenset[Action]]:
    """For each format and language that needs words of its own, the letters whose words are in force.

    ('easy_read', ''): {letter 1, …}. Empty: all of them are made by hand.
    """
    rows = (
        TemplateVersion.objects.filter(
            template__channel=Channel.LETTER,
            template__variant__in=FORMATS_MADE_BY_HAND.keys() & set(Variant.values),
            state=State.APPROVED,
            in_force_from__lte=on,
        )
        .order_by("template", "-in_force_from", "-number")
        .distinct("template")
        .values_list("pk", "template__variant", "template__language", "template__action")
    )
    found: dict[tuple[str, str], frozenset[Action]] = {}
    for pk, variant, language, action in rows:
        if action in KINDS and not _lacks_signs(pk):
            found[variant, language] = found.get((variant, language), frozenset()) | {Action(action)}
    return found


@cache
def _lacks_signs(version_id: int) -> str:
    """The signs of approved words, which never change, that no font of this machine has."""
    heading, body = TemplateVersion.objects.values_list("heading", "body").get(pk=version_id)
    return fonts.not_printed(heading + body)


def ladders_printed(*, on: date) -> frozenset[tuple[str, str, bool]]:
    """The formats and languages in which every letter of a ladder can be printed: of tenants, and of former tenants."""
    return frozenset(
        (variant, language, former)
        for (variant, language), actions in printed_here(on=on).items()
        for former, ladder in LADDER.items()
        if ladder <= actions
    )


# -------------------------------------------------------------------------------------------------------------- writing


def _writers_only(by: User) -> None:
    if by.role not in CASEWORK_ROLES:
        raise CannotChangeWords("The words of letters are written by the income team.")


def may_approve(version: TemplateVersion, by: User) -> bool:
    """A leader who did not write it."""
    return by.role in LEADING_ROLES and version.state == State.SUBMITTED and version.made_by_id != by.pk


@transaction.atomic
def look_after(template: Template, *, owner: User, review_on: date, leaflets: Iterable[Leaflet], by: User) -> None:
    """Who looks after a template, when it is read again, and what goes with it. Raises CannotChangeWords."""
    _writers_only(by)
    Template.objects.filter(pk=template.pk).update(owner=owner, review_on=review_on)
    template.leaflets.set(leaflets)


def keep_leaflet(leaflet: Leaflet | None, *, by: User, **typed: Any) -> Leaflet:
    """Write a leaflet or an offer, or change one; what went already keeps its words. Raises CannotChangeWords."""
    _writers_only(by)
    kept = leaflet or Leaflet()
    for name, value in typed.items():
        setattr(kept, name, value)
    kept.save()
    return kept


@transaction.atomic
def begin(
    *, action: str, channel: str, variant: str, language: str, name: str, by: User, at: datetime
) -> TemplateVersion:
    """A draft of one's own: from the words in force, or the shipped ones. One's open draft is taken up again."""
    _writers_only(by)
    if action in LOCKED:
        raise CannotChangeWords("The words of this letter are fixed by law. They cannot be changed here.")
    template, _ = Template.objects.get_or_create(
        action=action, channel=channel, variant=variant, language=language, defaults={"name": name, "owner": by}
    )
    Template.objects.select_for_update().get(pk=template.pk)
    versions = template.versions
    if mine := versions.filter(made_by=by, state__in=[State.DRAFT, State.SENT_BACK]).order_by("-number").first():
        return mine
    last = versions.filter(state=State.APPROVED).order_by(F("in_force_from").desc(), "-number").first()
    if last is None and variant != Variant.STANDARD:
        last = (
            TemplateVersion.objects.filter(
                template__action=action,
                template__channel=channel,
                template__variant=Variant.STANDARD,
                state=State.APPROVED,
            )
            .order_by("-in_force_from", "-number")
            .first()
        )
    return TemplateVersion.objects.create(
        template=template,
        number=(versions.aggregate(Max("number"))["number__max"] or 0) + 1,
        heading=last.heading if last else KINDS[Action(action)].heading if action in KINDS else "",
        body=last.body if last else wording.shipped(action, channel),
        contentious=last.contentious if last else False,
        made_by=by,
        made_at=at,
    )


@transaction.atomic
def save(
    *, version: TemplateVersion, heading: str, body: str, contentious: bool, by: User, at: datetime
) -> TemplateVersion:
    """Keep what its writer changed, right or not yet right. Raises CannotChangeWords."""
    version = _locked(version)
    if version.made_by_id != by.pk or version.state not in {State.DRAFT, State.SENT_BACK}:
        raise CannotChangeWords("Only who began a draft changes it, until it is submitted. Begin one of your own.")
    version.heading, version.contentious = heading.strip(), contentious
    version.body = body.replace("\r\n", "\n").strip()
    version.made_at, version.state = at, State.DRAFT
    version.save()
    return version


@transaction.atomic
def submit(*, version: TemplateVersion, by: User) -> TemplateVersion:
    """Ask for approval. Raises CannotChangeWords where the words have faults."""
    version = TemplateVersion.objects.select_for_update(of=["self"]).select_related("template").get(pk=version.pk)
    if version.made_by_id != by.pk or version.state not in {State.DRAFT, State.SENT_BACK}:
        raise CannotChangeWords("Only who wrote a draft submits it, once.")
    _faultless(version)
    version.state, version.answer = State.SUBMITTED, ""
    version.save()
    return version


@transaction.atomic
def approve(*, version: TemplateVersion, in_force_from: date, by: User, on: date, at: datetime) -> TemplateVersion:
    """A second person approves the words: they go from a day on. Raises CannotChangeWords."""
    version = _to_decide(version, by=by)
    if in_force_from < on:
        raise CannotChangeWords("The words go from today on, or from a later day.")
    _faultless(version)
    version.state, version.decided_by, version.decided_at = State.APPROVED, by, at
    version.in_force_from = in_force_from
    version.save()
    return version


@transaction.atomic
def send_back(*, version: TemplateVersion, why: str, by: User, at: datetime) -> TemplateVersion:
    """A second person wants other words, and says why. Raises CannotChangeWords."""
    version = _to_decide(version, by=by)
    if not why.strip():
        raise CannotChangeWords("Say what should be different, so that it can be put right.")
    version.state, version.decided_by, version.decided_at = State.SENT_BACK, by, at
    version.answer = why.strip()[:500]
    version.save()
    return version


def _locked(version: TemplateVersion) -> TemplateVersion:
    return TemplateVersion.objects.select_for_update(of=["self"]).select_related("template").get(pk=version.pk)


def _to_decide(version: TemplateVersion, *, by: User) -> TemplateVersion:
    version = _locked(version)
    if version.state != State.SUBMITTED:
        raise CannotChangeWords("These words do not wait for approval any more.")
    if version.made_by_id == by.pk:
        raise CannotChangeWords("You wrote these words: another team leader or manager decides about them.")
    if by.role not in LEADING_ROLES:
        raise CannotChangeWords("Words are approved by team leaders and income managers.")
    return version


def faults_of(version: TemplateVersion) -> list[wording.Fault]:
    """All that must be put right before these words go."""
    template = version.template
    unprinted = _font_faults(version) if template.channel == Channel.LETTER else []
    if template.action == LINES:
        plain = "{" in version.body or "[[" in version.body
        odd = [wording.Fault(0, "Write the lines as they stand, without fields.")] if plain or not version.body else []
        return odd + unprinted
    action = Action(template.action)
    found = wording.faults(version.body, action=action, channel=template.channel, language=template.language)
    if template.channel == Channel.LETTER:
        found += wording.heading_faults(version.heading, action=action, language=template.language)
    return found + unprinted


def _font_faults(version: TemplateVersion) -> list[wording.Fault]:
    """A script that no font here has would be printed as empty boxes: until then such letters are made by hand."""
    signs = fonts.not_printed(version.heading + version.body)
    if not signs:
        return []
    return [
        wording.Fault(
            0,
            f"No font here has {', '.join(signs[:5])}: ask whoever runs the server to install one for this language. "
            "Until then its letters are made by hand.",
        )
    ]


def _faultless(version: TemplateVersion) -> None:
    if found := faults_of(version):
        raise CannotChangeWords(f"Put this right first. {found[0]}")


def waiting_for(user: User) -> int:
    """How many versions wait for this leader's decision."""
    if user.role not in LEADING_ROLES:
        return 0
    return TemplateVersion.objects.filter(~Q(made_by=user), state=State.SUBMITTED).count()
