"""Records and answers by SQL of our own: the same that Django would bring, and never what was true earlier."""

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from caseload import queue
from caseload.models import Reminder
from staff.asking import answers, records_where
from staff.models import Role, User
from tenancies.models import RentAccount
from tests.caseload.desk import MONDAY, owing
from tests.factories.tenancies import PatchFactory, PropertyFactory, RentAccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_a_record_comes_with_those_it_belongs_to_in_one_query(django_assert_num_queries: Any) -> None:
    owing()
    expected = RentAccount.objects.for_list().get()

    with django_assert_num_queries(1):
        [found] = records_where(
            RentAccount,
            "tenancy_home.postcode = %(postcode)s",
            order="tenancies_rentaccount.id",
            along=["tenancy__home__patch", "position"],
            also="position.balance + 1 AS more",
            postcode=expected.tenancy.home.postcode,
        )
        home = found.tenancy.home
        parts = [found, found.tenancy, home, home.patch, found.position]

    home = expected.tenancy.home
    for part, same in zip(parts, [expected, expected.tenancy, home, home.patch, expected.position], strict=True):
        assert type(part) is type(same)
        assert {field.name: getattr(part, field.attname) for field in part._meta.concrete_fields} == {
            field.name: getattr(same, field.attname) for field in same._meta.concrete_fields
        }
    assert vars(found)["more"] == expected.position.balance + 1


def test_what_a_record_does_not_have_is_missing_as_django_has_it() -> None:
    home = owing()
    RentAccountFactory(tenancy=home.account.tenancy, kind="garage")  # nothing was posted on it
    Reminder.objects.create(
        account=home.account, kind="own",
        text="Ring", due_on=MONDAY, for_user=home.officer, made_by=home.officer,
        made_at="2026-11-23T09:00Z",
    )  # fmt: skip

    [garage] = records_where(RentAccount, "kind = 'garage'", order="tenancies_rentaccount.id", along=["position"])
    [reminder] = records_where(Reminder, "true", order="caseload_reminder.id", along=["person", "done_by"])

    with pytest.raises(ObjectDoesNotExist):
        _ = garage.position
    assert (reminder.person, reminder.done_by) == (None, None)


def test_the_words_are_kept_but_not_what_they_answered_nor_for_another_role() -> None:
    home = owing()
    officer = home.officer
    assert answers(queue._owned, officer, officer.role, MONDAY) == [(home.account.pk,)]
    elsewhere = owing(tenancy__home=PropertyFactory(patch=PatchFactory(code="P02")))

    officer.patch_assignments.create(patch=elsewhere.account.tenancy.home.patch, starts_on=MONDAY)
    assert {pk for [pk] in answers(queue._owned, officer, officer.role, MONDAY)} == {
        home.account.pk,
        elsewhere.account.pk,
    }

    User.objects.filter(pk=officer.pk).update(role=Role.LEGAL)
    officer.refresh_from_db()
    hers = {pk for [pk] in answers(queue._owned, officer, officer.role, MONDAY)}
    assert hers == set(RentAccount.objects.owned_by(officer, on=MONDAY).values_list("pk", flat=True))
