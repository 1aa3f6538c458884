"""Papers about one account: case at a glance, rent statement, the account story for the court."""

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint.urls import URLFetcherResponse

from caseload import reminders
from caseload.handover import ownership
from caseload.statement import Statement
from caseload.story import Story, finding
from caseload.story_chart import draw
from caseload.summary import plain_summary
from caseload.whole_account import WholeAccount
from recovery.rules import reading
from recovery.rules.facts import AccountFacts
from recovery.tagged_pdf import refuse_to_fetch, tagged_pdf
from staff.models import User
from tenancies.models import RentAccount

STYLES = Path(settings.BASE_DIR, "static", "css", "paper.css")
PICTURE = "picture:story"
MOST_CONTACTS = 5


def glance(whole: WholeAccount, *, user: User) -> dict[str, Any]:
    """What the page and the paper of a case at a glance are drawn from."""
    contacts = [c for c in whole.record.contacts if c.outcome or c.channel == "letter"]
    return {
        "whole": whole,
        "account": whole.account,
        "file": whole.file,
        "facts": whole.facts,
        "summary": (told := plain_summary(whole)),
        "reading_age": reading.age(" ".join(told)),
        "reminders": reminders.on_account(whole.account, on=whole.on),
        "contacts": contacts[: -MOST_CONTACTS - 1 : -1],
        "by": user.name,
        "owner": ownership(whole.account, user=user).owner,
        **picture(whole.account, whole.story, facts=whole.facts),
    }


def glance_pdf(whole: WholeAccount, *, user: User) -> bytes:
    """One A4 page for colleagues, marked as an internal copy."""
    context = glance(whole, user=user)
    return pdf_of("glance", context, title=f"Case at a glance {whole.account.account_ref}", dated=whole.on)


def story_pdf(whole: WholeAccount) -> bytes:
    """The account story for the court: the ledger, letters, contact and law; no holds, no forecast, no needs."""
    story = for_court(whole.story) if whole.story else None
    context = {"whole": whole, "account": whole.account, "file": whole.file, "facts": whole.facts}
    context |= picture(whole.account, story, facts=whole.facts)
    return pdf_of("story", context, title=f"Account story {whole.account.account_ref}", dated=whole.on)


def statement_pdf(statement: Statement) -> bytes:
    """A rent statement for the tenant."""
    title = f"Rent statement {statement.account_ref}"
    return pdf_of("statement", {"statement": statement}, title=title, dated=statement.made_on)


def for_court(story: Story) -> Story:
    """The story without what is for the officer alone; it ends soon after today, or on the last day that is booked."""
    last = max([story.as_of + dt.timedelta(days=14), *(flag.on for flag in story.flags)])
    return replace(story, pauses=[], ahead=[], coming=[], expected=[], last=last)


def picture(account: RentAccount, story: Story | None, *, facts: AccountFacts) -> dict[str, Any]:
    """The story's picture with its title; nothing where nothing was posted."""
    if story is None:
        return {"story": None, "chart": None, "finding": ""}
    said = finding(story, weekly_charge=facts.weekly_charge)
    return {"account": account, "story": story, "chart": draw(story), "finding": said}


def pdf_of(name: str, context: dict[str, Any], *, title: str, dated: dt.date) -> bytes:
    """The paper as a tagged PDF (PDF/UA-1); its picture is the page's, with its styles inside."""
    picture = _alone(context).encode() if context.get("chart") else b""

    def fetch(url: str, *others: object, **named: object) -> URLFetcherResponse:
        if url == PICTURE:
            return URLFetcherResponse(url, body=picture, headers={"Content-Type": "image/svg+xml"})
        return refuse_to_fetch(url)

    context = {**context, "picture": PICTURE, "title": title, "dated": dated}
    content = render_to_string(f"documents/{name}.html", context)
    page = render_to_string("documents/page.html", {"content": content, "title": title, "dated": dated})
    return tagged_pdf(page, styles=_styles(), fetch=fetch)


def _alone(context: dict[str, Any]) -> str:
    """The picture as a file of its own, its styles inside."""
    drawn = render_to_string("caseload/parts/story_chart.html", {**context, "alone": True})
    return drawn.replace("<title ", f"<style>{render_to_string('documents/story_chart.css')}</style><title ", 1)


@cache
def _styles() -> str:
    return STYLES.read_text("utf-8")
