"""What the death of the last tenant changes: who may succeed, whom a notice goes to, the Public Trustee's copy.

No notice is prepared here then: legal serves it, and it comes back with the housing system's next extract.
"""

from datetime import date

from legal import homes
from legal.models import Notice
from legal.rules import serving
from legal.rules.checks import Obstacle
from staff.ui.words import listed
from tenancies.models import Person, Tenancy, TenancyPerson, TenancyRole
from welfare.models import Estate, Representative
from welfare.needs import acting_for


def obstacles(tenancy: Tenancy, *, on: date) -> list[Obstacle]:
    """Why no notice is prepared here on a day, what is found out first, and what a notice already served still wants;
    empty while a tenant lives (rulebook DTH-1 to DTH-3)."""
    if homes.living_tenants(tenancy, on=on):
        return []
    named = TenancyPerson.objects.filter(tenancy=tenancy, role=TenancyRole.TENANT).select_related("person")
    last = named.order_by("-from_on", "-pk").first()
    if last is None:
        return [_not_here("Ask legal whom to serve.")]
    holders = [each for each in acting_for([last.person], on=on) if each.kind == Representative.Kind.EXECUTOR]
    goes = serving.after_death(name=str(last.person), representative=holders[0].name if holders else "")
    copy = f", with a copy to {listed(list(goes.copies_to))} before it runs out" if goes.copies_to else ""
    address = "" if holders else " at the last home"
    found = [
        _not_here(
            f"If nobody may succeed, ask legal to serve a notice to quit on ‘{goes.addressed_to}’{address}{copy}; once "
            "it is in the housing system, it shows here with the next extract."
        )
    ]
    estate = Estate.objects.filter(person=last.person).first()
    served = _notice_to_quit(tenancy, since=_died_on(last.person, estate))
    if served is None:
        return [*serving.succession_obstacles(somebody_qualifies=None), *found]
    if goes.copies_to and served.specified_on:
        copied_on = estate.public_trustee_on if estate else None
        found += serving.trustee_copy_obstacles(notice_ends_on=served.specified_on, copied_on=copied_on, on=on)
    return found


def _not_here(do: str) -> Obstacle:
    return Obstacle(says="No living tenant is on record: this notice is not prepared here.", do=do, rule="DTH-1")


def _died_on(person: Person, estate: Estate | None) -> date | None:
    return estate.died_on if estate else person.died_on


def _notice_to_quit(tenancy: Tenancy, *, since: date | None) -> Notice | None:
    """The newest one that was served since the death: whoever served it found that nobody succeeds."""
    found = Notice.objects.filter(tenancy=tenancy, kind=Notice.Kind.NTQ, status=Notice.Status.SERVED)
    found = found.filter(not_sent_since=None, prepared_on__gte=since) if since else found.none()
    return found.order_by("-prepared_on", "-pk").first()
