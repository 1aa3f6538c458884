"""The picture of how long agreements are kept: it says nothing of weeks that no agreement was watched."""

from caseload.charts.survival import draw
from recovery.rules.survival import Lived


def lived(*weeks: int, broke: bool = False) -> list[Lived]:
    return [Lived(weeks=each, broke=broke) for each in weeks]


def test_a_curve_ends_with_the_last_agreement_watched_and_the_table_says_of_whom_it_knows() -> None:
    """Four: one broke in week 10, three were watched to weeks 20, 30 and 39; of the large ones one, to week 5."""
    chart = draw({"Small": [*lived(10, broke=True), *lived(20, 30, 39)], "Large": lived(5)})

    assert chart is not None
    small, large = chart.curves
    # 52 weeks lie between 44 and 400: week 39 at 311, week 5 at 78.2.
    assert [week.text for week in chart.weeks] == ["13 weeks", "26 weeks", "52 weeks"]
    assert small.points.split()[-1].startswith("311,")
    assert large.points.split()[-1].startswith("78.2,")
    [first, second] = [[cell.text for cell in row] for row in chart.table.rows]
    assert first == ["Small", "4", "75%, 3 watched", "75%, 2 watched", "none watched so long"]
    assert second == ["Large", "1", *["none watched so long"] * 3]
    for curve in chart.curves:  # a line leads from where the curve ends to its name
        assert curve.points.split()[-1] == f"{curve.leader[0]:g},{curve.leader[1]:g}"
        assert curve.leader[2] == curve.label.y - 4


def test_where_none_was_left_unbroken_the_table_says_so() -> None:
    chart = draw({"Small": lived(10, broke=True), "Large": lived(30)})

    assert chart is not None
    assert [cell.text for cell in chart.table.rows[0]] == ["Small", "1", *["0%, none left"] * 3]


def test_groups_stand_in_the_order_told_and_half_a_year_is_claimed_only_where_it_was_seen() -> None:
    chart = draw({"Under £5": lived(4), "£5 to £10": lived(4, 5, 6)})

    assert chart is not None
    assert [row[0].text for row in chart.table.rows] == ["Under £5", "£5 to £10"]
    assert chart.finding == "4 agreements, none of them watched for half a year yet"
    seen = draw({"Under £5": [*lived(30), *lived(8, broke=True)]})
    assert seen is not None
    assert seen.finding == "About 50% are kept for half a year: of 2 agreements, 1 watched so long"
