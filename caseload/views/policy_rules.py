"""The rule editor and a ladder's page: words, conditions, thresholds, a ladder of its own. No JavaScript is needed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from caseload.policies import conditions, edit, rule_form, shown
from caseload.policies.edit import CannotEdit
from caseload.policies.forms import LadderForm, OwnLadderForm, SettingsForm, settings_of
from caseload.policies.forms_post import PostForm, post_of
from caseload.policies.rule_form import RuleForm
from caseload.views.policy_drafts import at_ladder, draft_or_404, may_change, save
from recovery.models import PolicyDraft
from recovery.rules.known_facts import compared_facts, sentence_names
from recovery.rules.policy import read
from recovery.rules.policy_text import Data, load, rule_of, stands_on, text_hash
from staff.http import StaffRequest

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def rule(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """Change a rule of a draft, on every ladder it stands on or only on the one that the page names."""
    draft = draft_or_404(request, pk)
    data = load(draft.text)
    found = rule_of(data, code)
    if found is None:
        raise Http404("The draft has no such rule.")
    if request.method == "POST":
        return _typed(request, draft, data, code=code, rule=found)
    form = RuleForm(initial=rule_form.initial(found))
    return _rule_page(request, draft, data, form=form, rows=conditions.rows_of(found), rule=found, code=code)


@require_http_methods(GET_OR_POST)
def new_rule(request: StaffRequest, pk: int) -> HttpResponse:
    """Write a new rule for one ladder."""
    draft = draft_or_404(request, pk)
    data = load(draft.text)
    if request.method == "POST":
        return _typed(request, draft, data, code="", rule=rule_form.NEW)
    form = RuleForm(initial=rule_form.initial(rule_form.NEW))
    return _rule_page(request, draft, data, form=form, rows=[], rule=rule_form.NEW, code="")


def _typed(request: StaffRequest, draft: PolicyDraft, data: Data, *, code: str, rule: Data) -> HttpResponse:
    """What a button of the rule's page asks: another condition, one less, or to save. Nothing typed is lost."""
    thresholds = _thresholds(data, code, _ladder(request, data))
    rows = conditions.typed_rows(request.POST, thresholds=[name for name, _ in thresholds])
    form = RuleForm(request.POST)
    verb, _, about = request.POST.get("do", "save").partition(":")
    if verb == "remove":
        rows = [row for row in rows if str(row.number) != about]
    elif verb == "add":
        added = conditions.new_row(request.POST.get("add_fact", ""), request.POST.get("add_group", ""))
        rows = [*rows, added] if added else rows
    else:
        if conditions.check(rows) and form.is_valid():
            try:
                return _save_rule(request, draft, data, code=code, form=form, rows=rows)
            except CannotEdit as refusal:
                form.add_error(None, str(refusal))
        return _rule_page(request, draft, data, form=form, rows=rows, rule=rule, code=code, status=422)
    for number, row in enumerate(rows):
        row.number = number
    as_typed = RuleForm(initial={name: request.POST.get(name, "") for name in RuleForm.base_fields})
    return _rule_page(request, draft, data, form=as_typed, rows=rows, rule=rule, code=code)


def _save_rule(
    request: StaffRequest, draft: PolicyDraft, data: Data, *, code: str, form: RuleForm, rows: list[conditions.Row]
) -> HttpResponse:
    written = form.rule()
    for group in (conditions.ALL, conditions.ANY):
        if found := [conditions.condition(row) for row in rows if row.group == group]:
            written[group] = found
    ladder = _ladder(request, data)
    if code:
        only_on = ladder if request.POST.get("only") == "yes" else ""
        edit.save_rule(data, code=code, rule=written, only_on=only_on)
    else:
        if not rows:
            raise CannotEdit("Add one condition at least: a rule without any would answer for everybody.")
        edit.new_rule(data, ladder=ladder, part=request.POST.get("part", ""), rule=written)
    save(request, draft, data)
    messages.success(request, f"‘{written['name']}’ is saved in the draft.")
    return redirect(at_ladder(draft.pk, ladder))


def _ladder(request: StaffRequest, data: Data) -> str:
    """The ladder from which the rule was opened; the first where the address names none that is there."""
    asked = request.POST.get("ladder") or request.GET.get("ladder", "")
    names: list[str] = [ladder["name"] for ladder in data["ladder"]]
    return asked if asked in names else names[0]


def _thresholds(data: Data, code: str, ladder: str) -> list[tuple[str, str]]:
    """The thresholds that a condition may go by: those that every ladder of the rule has."""
    ladders = stands_on(data, code) or [edit.ladder_of(data, ladder)]
    names = set.intersection(*(set(each.get("thresholds", {})) for each in ladders))
    return [(f"${name}", f"{shown.threshold_words(name)} …, as the ladder has it") for name in sorted(names)]


def _rule_page(
    request: StaffRequest,
    draft: PolicyDraft,
    data: Data,
    *,
    form: RuleForm,
    rows: list[conditions.Row],
    rule: Data,
    code: str,
    status: int = 200,
) -> HttpResponse:
    ladder = _ladder(request, data)
    on = [each["name"] for each in stands_on(data, code)] if code else []
    protected = bool(code) and any(code in each["protect"] for each in data["ladder"])
    context = {
        "draft": draft,
        "seen": request.POST.get("seen") or text_hash(draft.text),
        "form": form,
        "rows": rows,
        "rule": rule,
        "code": code,
        "ladder": ladder,
        "stands_on": on,
        "only": request.POST.get("only", "no"),
        "part": request.POST.get("part", "owing"),
        "parts": edit.PARTS.items(),
        "facts": [(fact.name, fact.words) for fact in compared_facts().values()],
        "sentence_words": sorted(sentence_names().values()),
        "thresholds": _thresholds(data, code, ladder),
        "may_change": may_change(request, draft) and not protected,
        "protected": protected,
        "errors": [(row.id, f"{row.fact.words}: {row.error}") for row in rows if row.error],
    }
    return render(request, "caseload/policy/rule_form.html", context, status=status)


@require_http_methods(GET_OR_POST)
def settings(request: StaffRequest, pk: int) -> HttpResponse:
    """What holds on every ladder."""
    return _for_everybody(request, pk, SettingsForm, settings_of, "settings_form")


@require_http_methods(GET_OR_POST)
def post(request: StaffRequest, pk: int) -> HttpResponse:
    """How letters go, what they cost, and the days free of legal steps."""
    return _for_everybody(request, pk, PostForm, post_of, "post_form")


def _for_everybody(
    request: StaffRequest,
    pk: int,
    form_class: type[SettingsForm] | type[PostForm],
    initial: Callable[[Data], dict[str, Any]],
    template: str,
) -> HttpResponse:
    draft = draft_or_404(request, pk)
    data = load(draft.text)
    form = form_class(request.POST if request.method == "POST" else None, initial=initial(data))
    if request.method == "POST" and form.is_valid():
        form.put_into(data)
        try:
            save(request, draft, data)
        except CannotEdit as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The settings are saved in the draft.")
            return redirect("policy_draft", pk=pk)
    context = {
        "draft": draft,
        "form": form,
        "seen": request.POST.get("seen") or text_hash(draft.text),
        "may_change": may_change(request, draft),
        "prices": shown.prices(read(draft.text, number=0).post),
    }
    return render(request, f"caseload/policy/{template}.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def ladder(request: StaffRequest, pk: int) -> HttpResponse:
    """A ladder's name and thresholds; a ladder of its own for some of its tenures; its end."""
    draft = draft_or_404(request, pk)
    data = load(draft.text)
    name = request.POST.get("ladder") or request.GET.get("ladder", "")
    found = next((each for each in data["ladder"] if each["name"] == name), None)
    if found is None:
        raise Http404("The draft has no such ladder.")
    verb = request.POST.get("do", "")
    form = LadderForm(request.POST if verb == "save" else None, ladder=found)
    own = OwnLadderForm(request.POST if verb == "own" else None, ladder=found)
    refused = ""
    try:
        if verb and (said := _change_ladder(verb, request, data, found, form, own)):
            save(request, draft, data)
            messages.success(request, said)
            return redirect("policy_draft", pk=pk)
    except CannotEdit as refusal:
        refused = str(refusal)
        (own if verb == "own" else form).add_error(None, refused) if verb in {"own", "save"} else None
    context = {
        "draft": draft,
        "ladder": found,
        "serves": next(each.serves for each in shown.ladders(draft.text) if each.name == found["name"]),
        "form": form,
        "own": own,
        "refused": refused if verb == "join" else "",
        "into": [each["name"] for each in data["ladder"] if each is not found and each["former"] == found["former"]],
        "seen": request.POST.get("seen") or text_hash(draft.text),
        "may_change": may_change(request, draft),
    }
    return render(request, "caseload/policy/ladder_form.html", context, status=422 if verb else 200)


def _change_ladder(
    verb: str, request: StaffRequest, data: Data, found: Data, form: LadderForm, own: OwnLadderForm
) -> str:
    """Make the change that the button asks for; what was done, or blank where something typed is to be put right."""
    name: str = found["name"]
    if verb == "save" and form.is_valid():
        edit.rename_ladder(data, ladder=name, name=form.cleaned_data["name"])
        if thresholds := form.thresholds():
            found["thresholds"] = thresholds
        return "The ladder is saved in the draft."
    if verb == "own" and own.is_valid():
        given: dict[str, Any] = own.cleaned_data
        edit.own_ladder(data, ladder=name, name=given["own_name"], kinds=given["kinds"], tenures=given["tenures"])
        return f"‘{given['own_name']}’ is a ladder of its own. It begins as a copy of ‘{name}’."
    if verb == "join":
        into = request.POST.get("into", "")
        edit.join_ladder(data, ladder=name, into=into)
        return f"The ladder ‘{name}’ is ended; ‘{into}’ serves its accounts."
    return ""
