"""Help: the keys, the field's words, guidance cards, and the policy's rules in the version that was in force."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from caseload import continuity, glossary, rule_words
from caseload import debt_types as debt_register
from caseload.guidance import advice_cards, cards
from recovery import policies
from recovery.models import PolicyVersion
from recovery.rules.actions import Action
from recovery.rules.policy import Policy
from staff.clock import today
from staff.http import StaffRequest, number_in


@require_safe
def help_page(request: StaffRequest) -> HttpResponse:
    asked = " ".join(request.GET.get("q", "").split())[:60]
    makes_pack = request.user.role in continuity.MAKERS
    context = {"asked": asked, "words": glossary.found(asked), "makes_pack": makes_pack}
    return render(request, "caseload/help/help.html", context)


@require_safe
def debt_types(request: StaffRequest) -> HttpResponse:
    """The register of the kinds of debt: path, priority and legal limits of each."""
    return render(request, "caseload/help/debt_types.html", {"types": debt_register.register()})


@require_safe
def guidance(request: StaffRequest) -> HttpResponse:
    """Every card: those of the steps in the order of the steps, then what may be told to tenants."""
    on = today()
    found = cards()
    context = {
        "steps": [(action, found[action], found[action].is_due(on=on)) for action in Action if action in found],
        "advice": [(card, card.is_due(on=on)) for card in advice_cards()],
    }
    return render(request, "caseload/help/guidance.html", context)


@require_safe
def guidance_card(request: StaffRequest, code: str) -> HttpResponse:
    card = cards().get(code)
    if card is None:
        raise Http404("There is no such card.")
    step = Action(code).label if card.kind == "step" else ""
    return render(request, "caseload/help/card.html", {"card": card, "step": step, "due": card.is_due(on=today())})


@require_safe
def rules(request: StaffRequest) -> HttpResponse:
    policy, version = _policy(request)
    shown = [rule_words.in_words(rule, policy) for rule in rule_words.all_rules(policy)]
    return render(request, "caseload/help/rules.html", {"rules": shown, "policy": policy, "version": version})


@require_safe
def rule(request: StaffRequest, code: str) -> HttpResponse:
    """One rule in words, by the policy that a card named, else by the one in force today."""
    policy, version = _policy(request)
    found = policy.rule(code)
    if found is None:
        raise Http404("The policy has no such rule.")
    context = {
        "rule": rule_words.in_words(found, policy),
        "policy": policy,
        "version": version,
        "now": policies.in_force(on=today()).number,
        "card": cards().get(found.action),
    }
    return render(request, "caseload/help/rule.html", context)


def _policy(request: StaffRequest) -> tuple[Policy, PolicyVersion | None]:
    """The policy that the address names by number or day, else today's, and its publication: None for the shipped."""
    number = number_in(request.GET.get("policy", ""))
    if number is None:
        policy = policies.in_force(on=_day(request.GET.get("on", "")) or today())
        return policy, policies.publication(policy.number)
    version = policies.publication(number)
    if version is None and number != 0:
        raise Http404("There is no policy of this number.")
    return policies.numbered(version.number if version else 0), version


def _day(text: str) -> date | None:
    """The day of a step, by which the rule is shown as it then was; None where the address names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
