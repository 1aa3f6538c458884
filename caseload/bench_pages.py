"""What officers wait for: each page against a bare view that runs the same SQL and draws the same rows."""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.test.utils import (
    CaptureQueriesContext,
    override_settings,
    setup_test_environment,
    teardown_test_environment,
)
from django.urls import include, path, reverse

from caseload import bench_crowd, queue, runs, search, snapshots
from caseload.benching import AS_OF, make_council, manage, scratch_database
from caseload.models import Recommendation, SweepRun
from staff.models import Role, User
from tenancies.models import RentAccount

TIMES = 60
WARM_UP = 3
# At 100,000 accounts, on two cores: milliseconds of the server's 95th centile, and a page's share of its bare view.
GOALS = {
    "today": 60,
    "account": 80,
    "search": 20,
    "search_misspelt": 120,
    "saved_view": 80,
    "team": 150,
    "next_account": 400,
    "crowd": 500,
}
RATIO = 1.5
# What the middleware asks of every request, the bare view's as well.
SIGNED_IN = ('FROM "django_session"', 'FROM "staff_user" WHERE "staff_user"."id" = ')


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One page as somebody asks for it, in turns: the same kind of page for other accounts or words."""

    name: str
    user: User
    address: Callable[[int], str]
    typed: Callable[[int], str] | None = None  # words that are posted; None: the page is read

    def ask(self, client: Client, turn: int, *, bare: bool = False) -> Any:
        address = "/bare/" if bare else self.address(turn)
        return client.post(address, {"words": self.typed(turn)}) if self.typed else client.get(address)


def bench(accounts: int, *, weeks: int = 156) -> dict[str, Any]:
    """Milliseconds of the server for each page (95th centile), its bare view's, and the ratio; then a full office.

    A ratio compares medians: both sides run in turns in this process, with the same middleware, and with as little
    looking for garbage as config/wsgi.py serves. In each turn the bare view runs the statements of that very page, what
    is written included, and draws what it drew. It is a hard measure: it neither puts a statement together nor makes a
    record of a row, which are most of what Django does for a page. The 95th centile is of pages asked for afresh.
    """
    with tempfile.TemporaryDirectory(prefix="quarterday-bench-") as made, scratch_database() as url:
        _load(Path(made) / "extract", accounts, weeks, url)
        found: dict[str, Any] = {}
        with override_settings(DEBUG=False, ALLOWED_HOSTS=["*"], TRAINING_DAY=AS_OF, ROOT_URLCONF=__name__):
            _look_for_garbage_as_served()
            for asked in _pages():
                found |= _measure(asked)
            found["next_account_p95"] = _next_account()
        found |= bench_crowd.bench(url)
    missed = [name for name, goal in GOALS.items() if found[f"{name}_p95"] > goal]
    missed += [name for name in found if name.endswith("_ratio") and found[name] > RATIO]
    return {"accounts": accounts, **found, "missed": missed, "within_goals": not missed and not found["crowd_failures"]}


def _look_for_garbage_as_served() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _load(folder: Path, accounts: int, weeks: int, url: str) -> None:
    make_council(accounts, folder, weeks=weeks)
    manage("load_extract", str(folder), DATABASE_URL=url)
    run = runs.start(as_of=AS_OF)
    while runs.work(run):
        pass
    if runs.finish(run).state != SweepRun.State.DONE:
        raise RuntimeError("The sweep did not end.")
    search.index_all(on=AS_OF)
    snapshots.take(on=AS_OF)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def busiest(role: Role) -> User:
    """Of this role, whoever has the most waiting."""
    people = User.objects.filter(role=role, is_active=True).order_by("pk")[:40]
    return max(people, key=lambda user: queue.counts(user, on=AS_OF).total)


def _pages() -> Iterator[Asked]:
    officer, leader = busiest(Role.INCOME_OFFICER), busiest(Role.TEAM_LEADER)
    waiting = [each.account for each in queue.queue(officer, on=AS_OF)[:TIMES]]
    names = [_last_name(account) for account in waiting]
    yield Asked(name="today", user=officer, address=lambda turn: reverse("today"))
    yield Asked(name="account", user=officer, address=lambda turn: waiting[turn % len(waiting)].get_absolute_url())
    # The list under the search box: what an officer with a tenant on the telephone waits for.
    found = reverse("find_while_typing")
    yield Asked(
        name="search",
        user=officer,
        address=lambda turn: found,
        typed=lambda turn: waiting[turn % len(waiting)].account_ref,
    )
    yield Asked(
        name="search_misspelt",
        user=officer,
        address=lambda turn: found,
        typed=lambda turn: _misspelt(names[turn % len(names)]),
    )
    yield Asked(name="saved_view", user=officer, address=lambda turn: f"{reverse('accounts')}?view=mine")
    yield Asked(name="team", user=leader, address=lambda turn: reverse("team"))


def _last_name(account: RentAccount) -> str:
    person = account.tenancy.people.select_related("person").order_by("pk").first()
    return person.person.last_name if person else "Nobody"


def _misspelt(name: str) -> str:
    """Two letters change places, as a hurried hand does."""
    return f"{name[0]}{name[2:3]}{name[1:2]}{name[3:]}"


def _measure(asked: Asked) -> dict[str, Any]:
    client = Client()
    client.force_login(asked.user)
    fresh, pages, floors, queries = [], [], [], []
    for turn in range(TIMES + WARM_UP):
        ask = partial(asked.ask, client, turn)
        fresh.append(_timed(ask))
        queries.append(BARE.become(ask))
        pages.append(_timed(ask))
        floors.append(_timed(partial(ask, bare=True)))
    page, floor = pages[WARM_UP:], floors[WARM_UP:]
    return {
        f"{asked.name}_p95": _p95(fresh[WARM_UP:]),
        f"{asked.name}_median": round(statistics.median(page), 1),
        f"{asked.name}_floor_median": round(statistics.median(floor), 1),
        f"{asked.name}_ratio": round(statistics.median(page) / statistics.median(floor), 2),
        f"{asked.name}_queries": max(queries),
    }


def _drawn_from(ask: Callable[[], Any]) -> tuple[str, dict[str, Any]]:
    """The template of a page and what it was drawn from."""
    setup_test_environment(debug=False)
    try:
        answer = _answered(ask())
    finally:
        teardown_test_environment()
    drawn = answer.context if isinstance(answer.context, list) else [answer.context]  # a lone one is not in a list
    at = next(at for at, context in enumerate(drawn) if "frame" in context)
    return answer.templates[at].name, drawn[at].flatten()


@dataclass
class Bare:
    """The page that is measured, without what decides: its statements, its template, and what it was drawn from."""

    statements: list[str] = field(default_factory=list)
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)

    def become(self, ask: Callable[[], Any]) -> int:
        """Learn a page by asking for it. How many statements it took, those of signing in included."""
        with CaptureQueriesContext(connection) as captured:
            self.template, self.context = _drawn_from(ask)
        statements = [query["sql"] for query in captured.captured_queries]
        self.statements = [sql for sql in statements if not any(asked in sql for asked in SIGNED_IN)]
        return len(statements)


BARE = Bare()


def bare(request: HttpRequest) -> HttpResponse:
    """Runs the statements of a page, reads every row, and draws the same page from what is known."""
    request.POST.get("words")
    for sql in BARE.statements:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            if cursor.description:
                cursor.fetchall()
    return render(request, BARE.template, BARE.context)


urlpatterns = [path("bare/", bare), path("", include("config.urls"))]  # ours, and the bare view


def _answered(response: Any) -> Any:
    if response.status_code != 200:
        raise RuntimeError(f"The page answered {response.status_code}.")
    return response


def _timed(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    answer = ask()
    took = (time.perf_counter() - began) * 1000
    _answered(answer)
    return took


def _p95(times: list[float]) -> float:
    return round(statistics.quantiles(times, n=20)[-1], 1)


def _next_account() -> float:
    """Milliseconds from the press on a routine letter to the next account's page, 95th centile."""
    officer = busiest(Role.INCOME_OFFICER)
    letters = Recommendation.objects.filter(action__in=["reminder", "letter_1"])
    client = Client()
    client.force_login(officer)
    times = []
    for waiting in list(queue.queue(officer, on=AS_OF).filter(pk__in=letters)[: TIMES // 2]):
        _, drawn = _drawn_from(lambda: client.get(waiting.account.get_absolute_url()))  # noqa: B023
        form = {"fingerprint": drawn["card"].explanation.decision.fingerprint, "press": drawn["press"]}
        times.append(
            _timed(lambda: client.post(reverse("send_letter", args=[waiting.account_id]), form, follow=True))  # noqa: B023
        )
    return _p95(times)
