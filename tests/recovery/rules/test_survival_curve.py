"""The share of agreements still kept, week by week: worked by hand, with the numbers at risk."""

from fractions import Fraction

from recovery.rules.survival import Lived, at_risk, survival


def lived(*weeks: int, broke: bool) -> list[Lived]:
    return [Lived(weeks=each, broke=broke) for each in weeks]


def test_shares_of_those_still_watched_are_multiplied() -> None:
    """Ten: two broke in week 4, one in week 8; three left unbroken in week 4, one in week 6; three run on."""
    watched = lived(4, 4, 8, broke=True) + lived(4, 4, 4, 6, 20, 20, 20, broke=False)

    points = [(point.weeks, point.at_risk, point.broke, point.kept) for point in survival(watched)]

    # Week 4: 8 of 10 left whole. Those who left in week 4 were watched for it. Then 5: in week 8 there are 4 (one left
    # in week 6), of whom 3 stay whole: 4/5 × 3/4 = 3/5.
    assert points == [
        (0, 10, 0, Fraction(1)),
        (4, 10, 2, Fraction(4, 5)),
        (8, 4, 1, Fraction(3, 5)),
    ]
    assert [at_risk(watched, weeks=week) for week in (0, 4, 5, 7, 8, 20, 21)] == [10, 10, 5, 4, 4, 3, 0]


def test_where_none_broke_all_are_kept_and_where_all_broke_none_is() -> None:
    assert [point.kept for point in survival(lived(3, 9, broke=False))] == [Fraction(1)]
    assert [point.kept for point in survival(lived(3, 9, broke=True))] == [Fraction(1), Fraction(1, 2), Fraction(0)]


def test_without_agreements_there_is_no_curve() -> None:
    assert survival([]) == []
