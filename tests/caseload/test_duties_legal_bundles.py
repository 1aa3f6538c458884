"""The duties that bundles and witness statements make true, each by its number."""

import time
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from caseload.legal.bundles import completeness, layout, snapshot
from caseload.legal.bundles import witness as witnesses
from caseload.legal.bundles.completeness import Check
from legal import bundles, witness
from legal.models import Bundle, BundleItem
from recovery.models import ContactAttempt
from tenancies import timeline
from tenancies.models import AccountEvent
from tests.factories.people import Household, OfficerFactory
from tests.legal.bundling import (
    MONDAY,
    NOON,
    begun,
    built,
    case,
    issued,
    item,
    ordered,
    other_way,
    pages,
    pdf_of,
    posted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def checks(bundle: Bundle, home: Household) -> dict[str, Check]:
    statement = snapshot.statement_of(bundle, home.account, on=MONDAY)
    found = completeness.checks(completeness.look_at(bundle, home.account, statement=statement, on=MONDAY))
    return {check.code: check for check in found}


def test_s0_23_all_figures_come_from_one_snapshot_and_a_reprint_is_identical() -> None:
    home = case()
    bundle = built(begun(home))
    posted(home, "-209.00", "payment", MONDAY, method="card")

    assert bundle.snapshot["parts"]["statement"]["closing"] == "209.00"
    assert "£209.00" in " ".join(pages(bundle))
    assert layout.assemble(bundle.snapshot).pdf == pdf_of(bundle)


def test_s0_24_a_bundle_without_other_ways_tried_fails_its_check() -> None:
    home = case()
    bundle = begun(home)

    failed = checks(bundle, home)["other_ways"]
    assert not failed.done
    assert failed.link == f"/accounts/{home.account.pk}/legal/other-ways/"

    other_way(home)
    assert checks(bundle, home)["other_ways"].done
    section = BundleItem.objects.get(bundle=bundle, part="other_ways").section
    assert section == "other_ways"  # a section of its own


def test_s0_27_an_unexplained_debit_is_flagged_until_somebody_explains_it() -> None:
    home = case()
    debit = posted(home, "57.20", "adjustment", date(2026, 10, 5), narrative="")
    bundle = begun(home)

    failed = checks(bundle, home)["unexplained"]
    assert "Adjustment of £57.20 on 5 October 2026: nobody can say what it is for." in failed.says

    chosen = BundleItem.objects.filter(bundle=bundle, chosen=True).values_list("pk", flat=True)
    bundles.choose(
        bundle,
        chosen=chosen,
        view="",
        right_hand=False,
        explained={str(debit.pk): "Rent of October 2024, charged late."},
        hearing=None,
        by=home.officer,
    )
    bundle = Bundle.objects.get(pk=bundle.pk)
    assert checks(bundle, home)["unexplained"].done
    assert "Rent of October 2024, charged late." in " ".join(pages(built(bundle)))


def test_s0_27_a_charge_that_stands_twice_for_one_day_is_flagged_and_a_reversed_one_is_not() -> None:
    home = case()
    posted(home, "104.50", "rent_debit", date(2026, 10, 5))
    second = posted(home, "104.50", "rent_debit", date(2026, 10, 5))
    bundle = begun(home)
    assert "2" not in checks(bundle, home)["unexplained"].name
    assert not checks(bundle, home)["unexplained"].done

    posted(home, "-104.50", "reversal", date(2026, 10, 6), reverses=second)

    assert checks(bundle, home)["unexplained"].done


def test_s1_33_the_stamped_pages_match_the_index() -> None:
    home = case()
    issued(home, "Evidence one", title="Evidence")
    bundle = built(begun(home))
    read = pages(bundle)

    where = item(bundle, "Evidence").first_page
    assert where
    assert f"Evidence, 23 Nov 2026 {where}" in read[0]
    assert "Evidence one" in read[where - 1]
    assert f"Page {where} of {bundle.pages}" in read[where - 1]


def test_s1_41_the_warrant_pack_of_a_three_year_case_is_built_from_one_press_in_under_a_minute() -> None:
    home = case()
    ordered(home, made_on=date(2023, 11, 27))
    for week in range(156):
        day = date(2023, 11, 27) + timedelta(weeks=week)
        posted(home, "104.50", "rent_debit", day)
        posted(home, "-100.00", "payment", day + timedelta(days=2), method="card")
        if week % 4 == 0:
            ContactAttempt.objects.create(
                tenancy=home.account.tenancy, account=home.account, person=home.tenants[0], at=NOON, on=day,
                channel="phone", direction="out", purpose="general", outcome="spoke", officer=home.officer,
            )  # fmt: skip

    began = time.monotonic()
    bundle = built(begun(home, "suspension"))

    assert time.monotonic() - began < 60
    text = " ".join(pages(bundle))
    # 156 weeks at £104.50 and the £209.00 of this November; 156 payments of £100.00.
    assert "£16,511.00 was charged and £15,600.00 was paid in" in text
    assert text.count("Telephone, out: spoke, Ms Amina Yusuf") >= 39
    assert bundle.snapshot["parts"]["statement"]["first"] == "2023-11-27"


def test_s2_17_select_order_stamp_index_redact_and_print() -> None:
    home = case()
    issued(home, *(f"Page {number} of a long paper" for number in range(1, 101)), title="Long paper")
    bundle = begun(home)
    began = time.monotonic()

    bundle = built(bundle)

    assert time.monotonic() - began < 30
    assert bundle.pages > 100
    for page in PdfReader(BytesIO(pdf_of(bundle))).pages:
        assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]


def own_entry(home: Household, said: str, **known: object) -> None:
    timeline.record(
        account=home.account,
        what=AccountEvent.What.ADVICE,
        on=date(2026, 10, 5),
        by=known.get("by", home.officer),
        at=NOON,
        summary=said,
        about=f"x:{said}",
    )


def test_s4_12_the_statement_lists_only_entries_of_its_witness() -> None:
    home = case()
    own_entry(home, "Told of free debt advice.")
    own_entry(home, "Not mine.", by=OfficerFactory(name="Nadia Rahman"))  # the same name, somebody else

    text = witnesses.draft(home.account, witness=home.officer, on=MONDAY)

    assert "Told of free debt advice." in text
    assert "Not mine." not in text
    marked = {row["what"]: row["own"] for row in witnesses.chronology(home.account, witness=home.officer, on=MONDAY)}
    assert [own for what, own in marked.items() if "Told of free debt advice." in what] == [True]
    assert [own for what, own in marked.items() if "Not mine." in what] == [False]


@pytest.mark.parametrize("duty", ["S2-65", "S4-31"])
def test_s2_65_s4_31_each_exhibit_of_mine_is_listed_with_its_page(duty: str) -> None:
    home = case()
    letter = issued(home, "My letter", title="Letter 2", by=home.officer)
    chosen = witnesses.exhibits(home.account, witness=home.officer, keys=[f"issued:{letter.pk}"])
    made = witness.begin(
        account=home.account, hearing=None, text="1. I wrote.", exhibits=chosen, by=home.officer, at=NOON
    )

    assert witnesses.exhibit_pages(made)[0].pages == ""
    bundle = built(begun(home))

    [exhibit] = witnesses.exhibit_pages(made)
    where = item(bundle, "Letter 2").first_page
    assert (exhibit.mark, exhibit.pages) == ("NR1", str(where)), duty
    assert where
    assert "My letter" in pages(bundle)[where - 1]


def test_s1_31_s4_28_the_instruction_pack_holds_every_paper_of_its_index() -> None:
    home = case()
    issued(home, "A letter")
    bundle = built(begun(home, "instruction"))

    read = pages(bundle)

    shown = BundleItem.objects.filter(bundle=bundle, first_page__isnull=False)
    assert {"Chronology", "Rent statement", "Protocol sheet", "Letter 1, 23 Nov 2026"} <= {each.title for each in shown}
    for paper in shown:
        assert paper.title in " ".join(read[:2])
