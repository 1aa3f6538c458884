"""An eviction by its number, for those who may open its account."""

from django.shortcuts import get_object_or_404

from caseload.legal.door import account_of
from legal.models import Eviction
from staff.models import User
from tenancies.models import RentAccount


def eviction_of(user: User, pk: int) -> tuple[Eviction, RentAccount]:
    related = ["order__claim__tenancy__home", "warrant__approved_by", "made_by", "attends", "attends_too", "outcome_by"]
    found = Eviction.objects.select_related(*related).prefetch_related("order__applications")
    eviction = get_object_or_404(found, pk=pk)
    return eviction, account_of(user, eviction.order.claim.tenancy_id)
