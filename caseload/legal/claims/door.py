"""Claims, orders, hearings and instructions by their number, for those who may open the account."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from caseload.legal.door import account_of
from legal.models import ClaimPack, Hearing, Instruction, OtherWay, PossessionClaim, PossessionOrder, RightOfAudience
from staff.models import User
from tenancies.models import RentAccount


def claim_of(user: User, pk: int) -> tuple[PossessionClaim, RentAccount]:
    related = PossessionClaim.objects.select_related("tenancy__home", "notice", "made_by").filter(not_sent_since=None)
    claim = get_object_or_404(related, pk=pk)
    return claim, account_of(user, claim.tenancy_id)


def order_of(user: User, pk: int) -> tuple[PossessionOrder, RentAccount]:
    related = PossessionOrder.objects.select_related("claim__tenancy__home").filter(not_sent_since=None)
    order = get_object_or_404(related, pk=pk)
    return order, account_of(user, order.claim.tenancy_id)


def hearing_of(user: User, pk: int) -> tuple[Hearing, RentAccount]:
    hearing = get_object_or_404(Hearing.objects.select_related("tenancy__home", "claim", "advocate"), pk=pk)
    return hearing, account_of(user, hearing.tenancy_id)


def way_of(account: RentAccount, pk: int) -> OtherWay:
    return get_object_or_404(OtherWay, pk=pk, tenancy=account.tenancy_id)


def instruction_of(account: RentAccount, pk: int) -> Instruction:
    return get_object_or_404(Instruction, pk=pk, tenancy=account.tenancy_id)


def right_of(pk: int) -> RightOfAudience:
    return get_object_or_404(RightOfAudience.objects.select_related("user"), pk=pk)


def last_pack(account: RentAccount, *, dropped: bool) -> ClaimPack:
    """The newest pack of a case; `dropped`: one that was given up counts as well."""
    found = ClaimPack.objects.filter(tenancy=account.tenancy_id).select_related("document", "made_by")
    pack = (found if dropped else found.exclude(state=ClaimPack.State.DROPPED)).order_by("-pk").first()
    if pack is None:
        raise Http404("No claim was prepared.")
    return pack
