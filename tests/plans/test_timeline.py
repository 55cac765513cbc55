"""The timeline: what a deadline's words span, what is shown of it, and its page."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import charts
from plans import timeline as rules
from plans.deadlines import DeadlineKind, parse
from plans.models import Activity, Milestone
from plans.plan_snapshot import PlanActivity
from plans.queries import timeline as queries
from plans.timeline import Lane, Window
from tests import factories
from tests.plans.activity_world import adopt, make_world

D = datetime.date
START, END, YEAR_END = D(2017, 1, 1), D(2018, 12, 31), D(2017, 12, 31)


def activity(deadline="", **fields):
    found = parse(deadline, reference_date=START)
    plain = {
        "key": 1, "section": 1, "area": 1, "title": "Utred", "description": "", "responsibles": (),
        "deadline_text": deadline, "deadline_kind": str(found.kind), "due_date": found.due_date,
        "original_due_date": found.due_date, "deadline_moves": 0, "progress": "not_started", "health": "on_track",
        "completed_date": None, "cancelled_reason": "", "receiver": "", "last_update_date": None, "priority": 2,
        "horizon": "", "measure_number": None, "measure_title": "", "expected_effect_sek": None,
        "expected_effect_fte": None, "effect_from_date": None, "conditions": "", "funding": "", "steps": (),
    }  # fmt: skip
    return PlanActivity(**{**plain, **fields})


@pytest.mark.parametrize(
    ("printed", "lane"),
    [
        ("2017-12-31", Lane(START, D(2017, 12, 31), None, D(2017, 12, 31))),
        ("mars 2017", Lane(START, D(2017, 3, 31), (D(2017, 3, 1), D(2017, 3, 31)))),
        ("K2 2017", Lane(START, D(2017, 6, 30), (D(2017, 4, 1), D(2017, 6, 30)))),
        ("Våren 2017", Lane(START, D(2017, 6, 30), (D(2017, 1, 1), D(2017, 6, 30)))),
        ("Hösten 2017", Lane(START, D(2017, 12, 31), (D(2017, 7, 1), D(2017, 12, 31)))),
        ("Sommaren 2017", Lane(START, D(2017, 8, 31), (D(2017, 6, 1), D(2017, 8, 31)))),
        ("2018", Lane(START, D(2018, 12, 31), (D(2018, 1, 1), D(2018, 12, 31)))),
        ("Löpande arbete", Lane(START, None, is_open_ended=True)),
        ("Görs en gång per år", Lane(START, D(2017, 12, 31), None, D(2017, 12, 31))),
        ("Snarast", Lane(None, None)),
        ("", Lane(None, None)),
        ("när det blir av", Lane(None, None)),
    ],
)
def test_a_deadline_is_what_it_names(printed, lane):
    assert rules.lane_of(activity(printed), plan_start=START, plan_end=END, created=None) == lane


@pytest.mark.parametrize(
    ("created", "start"),
    [(None, START), (D(2016, 5, 1), START), (D(2017, 3, 1), D(2017, 3, 1)), (D(2026, 11, 26), START)],
)
def test_it_begins_with_the_plan_or_when_it_came_into_it(created, start):
    assert rules.lane_of(activity("2017-12-31"), plan_start=START, plan_end=END, created=created).start == start


def test_what_goes_on_in_a_plan_typed_in_later_begins_with_the_plan():
    lane = rules.lane_of(activity("Löpande"), plan_start=START, plan_end=END, created=D(2026, 11, 26))
    assert lane.start == START


def test_what_was_due_before_the_plan_has_no_length_backwards():
    lane = rules.lane_of(activity("2016-06-30"), plan_start=START, plan_end=END, created=None)
    assert lane.start == lane.end == D(2016, 6, 30)


@pytest.mark.parametrize(
    ("printed", "completed", "drawn"),
    [
        ("2017-12-31", None, (START, D(2017, 12, 31))),
        ("2017-12-31", D(2017, 5, 2), (START, D(2017, 5, 2))),
        ("2017-06-30", D(2017, 9, 1), (START, D(2017, 9, 1))),
        ("Löpande", D(2017, 10, 3), (START, D(2017, 10, 3))),
        ("Löpande", None, (START, None)),
        ("2017-12-31", D(2016, 11, 1), (D(2016, 11, 1), D(2016, 11, 1))),
        ("", D(2017, 5, 2), None),
    ],
)
def test_what_is_completed_is_filled_to_that_day(printed, completed, drawn):
    one = activity(printed, completed_date=completed)
    lane = rules.lane_of(one, plan_start=START, plan_end=END, created=None)
    assert rules.drawn_span(one, lane) == drawn


def test_a_first_date_is_told_only_when_it_is_another():
    assert rules.moved_from(activity("2017-12-31")) is None
    assert rules.moved_from(activity("2018-03-31", original_due_date=D(2017, 12, 31))) == D(2017, 12, 31)
    assert rules.moved_from(activity("Löpande", original_due_date=D(2017, 12, 31))) == D(2017, 12, 31)


@pytest.mark.parametrize(
    ("first", "last", "kinds", "first_ticks"),
    [
        (D(2017, 1, 1), D(2017, 12, 31), {"year": 1, "month": 12}, [D(2017, 1, 1)]),
        (D(2017, 1, 1), D(2018, 12, 31), {"year": 2, "quarter": 8}, [D(2017, 1, 1), D(2018, 1, 1)]),
        (D(2017, 4, 1), D(2017, 6, 30), {"year": 1, "month": 3}, [D(2017, 4, 1)]),
        (D(2015, 1, 1), D(2024, 12, 31), {"year": 10}, [D(year, 1, 1) for year in range(2015, 2025)]),
    ],
)
def test_the_axis_is_as_fine_as_there_is_room_for(first, last, kinds, first_ticks):
    places = rules.tick_places(Window(first, last))
    assert {kind: sum(place.kind == kind for place in places) for kind in kinds} == kinds
    assert len(places) == sum(kinds.values())
    assert [place.day for place in places if place.kind == "year"] == first_ticks


def test_windows_move_by_their_own_length():
    quarter = Window(D(2017, 10, 1), D(2017, 12, 31))
    assert quarter.moved(1) == Window(D(2018, 1, 1), D(2018, 3, 31))
    assert quarter.moved(-3) == Window(D(2017, 1, 1), D(2017, 3, 31))
    assert Window(D(2017, 1, 2), D(2017, 1, 11)).moved(1) == Window(D(2017, 1, 12), D(2017, 1, 21))
    with pytest.raises(ValueError, match="cannot end"):
        Window(D(2017, 2, 1), D(2017, 1, 1))


def test_every_kind_of_deadline_has_a_lane():
    for kind in DeadlineKind:
        due = D(2017, 12, 31) if kind in rules.DATED_KINDS else None
        one = activity(deadline_kind=str(kind), due_date=due)
        assert rules.lane_of(one, plan_start=START, plan_end=END, created=None) is not None


def chart(*rows, first=START, last=YEAR_END, **kwargs):
    return charts.timeline(
        id_prefix="t", title="En rad", description="", rows=rows, first=first, last=last, ticks=(), **kwargs
    )


def test_what_lies_outside_the_window_is_not_drawn_and_what_reaches_over_is_cut():
    bar = charts.TimelineBar(D(2016, 1, 1), D(2016, 6, 1), charts.Shade.SOLID)
    mark = charts.TimelineMark(D(2019, 1, 1), charts.MarkKind.DUE)
    before = chart(charts.TimelineRow("Förr", bar=bar, marks=(mark,)))
    assert "<rect x=" not in before.partition("</defs>")[2]
    assert "<path" not in before.partition("</defs>")[2]
    over = charts.TimelineBar(D(2016, 1, 1), D(2019, 6, 1), charts.Shade.SOLID)
    drawn = chart(charts.TimelineRow("Över", bar=over), width=1000)
    x, width = map(
        float, re.search(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn.partition("</defs>")[2]).groups()
    )
    assert x == 310
    assert x + width <= 1000


def test_today_is_a_line_only_when_it_is_in_the_window():
    assert "i dag" in chart(charts.TimelineRow("x"), today=D(2017, 5, 1), today_text="i dag")
    assert "i dag" not in chart(charts.TimelineRow("x"), today=D(2026, 5, 1), today_text="i dag")


def test_a_long_label_is_shortened_and_escaped():
    drawn = chart(charts.TimelineRow("<b>" + "Utbildningstjänster " * 20))
    assert "&lt;b&gt;Utbildningst" in drawn
    assert "…" in drawn


@pytest.fixture
def world(db):
    made = make_world()
    made.make(title="På hösten", deadline_text="Hösten 2017", responsible="HR-chef")
    made.make(title="Löper på", deadline_text="Löpande")
    made.make(title="Utan dag", deadline_text="Snarast")
    other = factories.PlanSectionFactory(plan=made.plan, organisation=made.root, title="Primärvården", order=2)
    factories.ActivityFactory(plan=made.plan, section=other, area=made.area, title="Annat avsnitt")
    return made


@pytest.fixture
def url(world):
    return f"/handlingsplaner/{world.plan.slug}/tidslinje/"


def shown(response):
    return [line.activity.title for part in response.context["timeline"].parts for line in part.lines]


def test_the_page_draws_each_section_and_says_the_same_in_a_table(world, url, signed_in):
    response = signed_in(world.leader).get(url)
    assert response.status_code == 200
    assert [part.title for part in response.context["timeline"].parts] == ["Blekingesjukhuset", "Primärvården"]
    html = response.content.decode()
    for title in ("Utred utlandsrekrytering", "På hösten", "Löper på", "Utan dag"):
        assert html.count(title) >= 3
    assert "style=" not in html


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": "hösten"}, ["På hösten"]),
        ({"progress": "finished"}, []),
        ({"deadline": "continuous"}, ["Löper på"]),
        ({"deadline": "asap"}, ["Utan dag"]),
        ({"health": "at_risk"}, []),
    ],
)
def test_the_filters_of_the_list_apply(world, url, signed_in, query, titles):
    assert shown(signed_in(world.leader).get(url, query)) == titles


def test_section_and_role_are_filtered_by_their_keys_in_the_list(world, url, signed_in):
    client = signed_in(world.leader)
    section = world.plan.sections.get(title="Primärvården")
    assert shown(client.get(url, {"section": section.pk})) == ["Annat avsnitt"]
    role = Activity.objects.get(title="På hösten").responsibles.get().role
    assert shown(client.get(url, {"responsible": role.pk})) == ["På hösten"]
    assert client.get(url, {"section": 99_999}).status_code == 422


def test_list_and_timeline_keep_the_same_activities(world, url, signed_in):
    client = signed_in(world.leader)
    for query in ({"deadline": "late"}, {"progress": "open"}, {"q": "utred"}, {"deadline": "30"}):
        listed = [row["title"] for row in client.get(world.plan.get_absolute_url(), query).context["table"].records]
        assert shown(client.get(url, query)) == listed


def test_one_zooms_by_links_that_keep_the_filters(world, url, signed_in):
    client = signed_in(world.leader)
    response = client.get(url, {"q": "hösten", "from": "2017-01-01", "to": "2017-12-31"})
    words = [zoom.words for zoom in response.context["zooms"]]
    assert words == ["2017", "2018", "K1 2017", "K2 2017", "K3 2017", "K4 2017"]
    assert "from=2017-04-01&to=2017-06-30" in response.context["zooms"][3].query
    assert "q=h%C3%B6sten" in response.context["zooms"][3].query
    assert set(response.context["steps"]) == {"after"}
    for bad in (
        {"from": "x", "to": "2017-01-01"},
        {"from": "2018-01-01", "to": "2017-01-01"},
        {"from": "0001-01-01", "to": "9999-12-31"},
    ):
        assert client.get(url, bad).context["is_zoomed"] is False


def test_milestones_are_flags_at_the_end_of_their_period(world, url, signed_in):
    Milestone.objects.create(
        plan=world.plan, organisation=world.root, first_month=D(2017, 4, 1), length=3, target_ratio="0.035"
    )
    response = signed_in(world.leader).get(url)
    assert response.context["timeline"].milestone_lines == [(world.root.name, "K2 2017", "3,5\u00a0%")]
    assert response.context["timeline"].milestones.count("3,5\u00a0%") == 2


def ticks_of(drawn):
    """Return where the lines of the axis stand in each chart of a part, the wide one first."""
    return [re.findall(r'<line x1="([\d.]+)" x2="\1" y1="[\d.]+"', one) for one in drawn.split("</svg>")[:-1]]


def test_a_month_stands_in_one_place_in_all_charts_of_the_page(world, url, signed_in):
    Milestone.objects.create(
        plan=world.plan, organisation=world.root, first_month=D(2017, 4, 1), length=3, target_ratio="0.035"
    )
    Activity.objects.filter(title="Annat avsnitt").update(progress="in_operation", completed_date=D(2017, 5, 1))
    timeline = signed_in(world.leader).get(url).context["timeline"]
    first, second = (ticks_of(part.chart) for part in timeline.parts)
    words = [set(re.findall(r'text-anchor="end"[^>]*>([^<]+)<', part.chart)) for part in timeline.parts]
    assert words[0] != words[1]
    assert len(first) == 2
    assert all(len(chart) > 4 for chart in first)
    assert first == second == ticks_of(timeline.milestones)


def test_who_sees_the_plan_sees_its_timeline(world, url, signed_in):
    assert signed_in(world.stranger).get(url).status_code == 404
    adopt(world.plan)
    assert signed_in(world.stranger).get(url).status_code == 200


def test_as_of_a_day_the_line_stands_at_that_day(world, url, signed_in):
    type(world.plan).history.update(history_date=datetime.datetime(2017, 1, 1, tzinfo=datetime.UTC))
    Activity.history.update(history_date=datetime.datetime(2017, 1, 1, tzinfo=datetime.UTC))
    response = signed_in(world.leader).get(url, {"per": "2017-08-01"})
    assert response.status_code == 200
    assert ">2017-08-01</text>" in response.content.decode()
    assert "from=2017-01-01" in response.context["zooms"][0].query
    assert "per=2017-08-01" in response.context["zooms"][0].query


def test_a_long_plan_is_folded_and_costs_no_query_a_row(world, url, signed_in):
    client = signed_in(world.leader)

    def ask():
        with CaptureQueriesContext(connection) as asked:
            response = client.get(url)
        return len(asked), response

    few, response = ask()
    assert response.context["timeline"].is_folded is False
    Activity.objects.bulk_create(
        Activity(plan=world.plan, section=world.section, area=world.area, title=f"Rad {number}", order=number)
        for number in range(queries.MOST_COMPACT)
    )
    many, response = ask()
    assert many == few
    assert response.context["timeline"].is_folded is True
    assert "chart-compact" not in response.context["timeline"].parts[0].chart


def test_a_moved_deadline_shows_where_it_was():
    one = activity("2018-03-31", original_due_date=D(2017, 12, 31), completed_date=D(2018, 2, 1), progress="done")
    row = queries._row(one, rules.lane_of(one, plan_start=START, plan_end=END, created=None))
    assert [mark.kind for mark in row.marks] == [
        charts.MarkKind.ORIGINAL,
        charts.MarkKind.DUE,
        charts.MarkKind.DONE,
    ]
    assert row.bar.shade is charts.Shade.SOLID
    assert "stroke-dasharray" in chart(row, last=D(2018, 12, 31))


def flags(*days):
    return charts.TimelineRow(
        "Delmål",
        marks=tuple(
            charts.TimelineMark(day, charts.MarkKind.MILESTONE, f"{number},0 %") for number, day in enumerate(days)
        ),
    )


def words_of_flags(drawn):
    return {word: float(x) for x, word in re.findall(r'<text x="([\d.]+)"[^>]*>(\d,0 %)<', drawn)}


@pytest.mark.parametrize("width", [charts.BROAD, charts.COMPACT])
def test_the_words_of_a_flag_stay_within_the_drawing(width):
    words = words_of_flags(chart(flags(D(2017, 3, 31), YEAR_END), width=width))
    places = [
        float(x)
        for x in re.findall(r'<path d="M([\d.]+) [\d.]+ m0 9', chart(flags(D(2017, 3, 31), YEAR_END), width=width))
    ]
    assert places[0] < words["0,0 %"]
    assert words["1,0 %"] < places[1] - 20


def test_words_that_would_run_into_each_other_are_left_out_and_the_goal_stays():
    quarters = [D(year, month, day) for year in (2017, 2018) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]
    narrow = words_of_flags(chart(flags(*quarters), last=END, width=charts.COMPACT))
    assert list(narrow) == ["0,0 %", "1,0 %", "2,0 %", "3,0 %", "4,0 %", "5,0 %", "7,0 %"]
    assert len(words_of_flags(chart(flags(*quarters), last=END))) == 8
    assert list(words_of_flags(chart(flags(D(2017, 6, 1), D(2017, 6, 8)), last=END))) == ["1,0 %"]
