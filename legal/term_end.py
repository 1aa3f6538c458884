"""The end of a flexible tenancy's term as its notices on record have it (Housing Act 1985, s.107D; rulebook FLX-2)."""

from collections.abc import Iterable
from datetime import date

from legal.models import Notice
from legal.rules.flexible_end import EndOfTerm
from legal.rules.service import deemed_on
from tenancies import bank_holidays
from tenancies.models import Tenancy

Kind = Notice.Kind
KINDS = {Kind.FLEXIBLE_NON_RENEWAL, Kind.FLEXIBLE_POSSESSION}


def end_of_term(tenancy: Tenancy, *, found: Iterable[Notice]) -> EndOfTerm | None:
    """The two notices with the review asked for after the first; None: no flexible term. `found`: the newest first."""
    if tenancy.tenancy_type != "flexible" or tenancy.fixed_term_last_day is None:
        return None
    served = {each.kind: each for each in reversed([*found]) if each.kind in KINDS and each.status == "served"}
    told = served.get(Kind.FLEXIBLE_NON_RENEWAL)
    return EndOfTerm(
        term_last_day=tenancy.fixed_term_last_day,
        non_renewal_on=_served_on(told),
        review_requested_on=told.review_requested_on if told else None,
        review_decided_on=told.review_notified_on if told else None,
        review_upheld=told.review_outcome == "upheld" if told else None,
        possession_notice_on=_served_on(served.get(Kind.FLEXIBLE_POSSESSION)),
    )


def _served_on(notice: Notice | None) -> date | None:
    """The day on which the last of its services counted; None: not served."""
    services = notice.services.all() if notice else []
    days = [
        deemed_on(method=each.method, done_on=each.done_on, bank_holidays=bank_holidays.around(each.done_on))
        for each in services
        if each.not_sent_since is None
    ]
    return max((day for day in days if day), default=None)
