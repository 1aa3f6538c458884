"""Low-risk steps that go without a press, at the end of the night's run: switched on by two people, gates unchanged."""

from datetime import date
from uuid import NAMESPACE_OID, uuid5

import structlog

from caseload import desk_many, queue
from recovery import policies, stages
from recovery.models import AutoSend
from recovery.rules.actions import Action
from recovery.rules.gates import Refused
from staff.models import Role, User
from tenancies.models import RentAccount

CHUNK = 50
SIGNING = [Role.INCOME_OFFICER, Role.INCOME_ADVISOR]  # whose name stands under such a letter; never nobody's
log = structlog.get_logger(__name__)


def send_all(*, on: date) -> tuple[int, int]:
    """Queue what is switched on, for each officer's own accounts; how many letters, and how many accounts refused.

    Running it twice sends nothing twice: a step that was taken is no longer suggested. Each is decided again, passes
    its gates, is noted as sent without a press, and may be taken back by the officer until it leaves.
    """
    sent = refused = 0
    for action, switched in stages.going_by_themselves(policies.in_force(on=on).post).items():
        for officer in User.objects.filter(role__in=SIGNING, is_active=True).order_by("pk"):
            done, stopped = _of_officer(officer, action, switched, on=on)
            sent, refused = sent + done, refused + stopped
    return sent, refused


def _of_officer(officer: User, action: Action, switched: AutoSend, *, on: date) -> tuple[int, int]:
    assert switched.on_by is not None  # it is switched on
    said = f" Sent without a press: asked for by {switched.asked_by.name}, switched on by {switched.on_by.name}."
    waiting = queue.waiting(officer, on=on).filter(action=action)
    keys = list(waiting.order_by("account").values_list("account", flat=True))
    sent = refused = 0
    for first in range(0, len(keys), CHUNK):
        some = list(RentAccount.objects.filter(pk__in=keys[first : first + CHUNK]).order_by("pk"))
        press = uuid5(NAMESPACE_OID, f"{switched.pk}:{on}:{officer.pk}:{first}")
        try:
            gone, stopped = desk_many.press_letters(
                accounts=some, by=officer, on=on, press=press, only=action, without_press=said
            )
        except Refused as refusal:  # the figures are too old to write to anybody
            log.warning("nothing_sent_without_a_press", why=str(refusal))
            return sent, refused + len(keys) - first
        sent, refused = sent + sum(len(messages) for _, messages in gone), refused + len(stopped)
    return sent, refused
