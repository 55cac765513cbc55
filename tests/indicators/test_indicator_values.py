"""Figures of other indicators: appended, one current, corrected with a reason, seen by others once shared."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from indicators import access, loading
from indicators.actions import index
from indicators.actions import other_indicators as actions
from indicators.models import Basis, Indicator, IndicatorValue
from indicators.other_indicators import Given
from indicators.queries import other_indicators as queries
from staffing.models import Role
from tests import factories
from tests.indicators.indicator_world import NOW, give, indicator
from values.period import Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def sick():
    return indicator()


class TestConstraints:
    def row(self, sick, blekinge, **fields):
        return IndicatorValue.objects.create(
            **{
                "indicator": sick,
                "region": blekinge.region,
                "first_month": "2026-01-01",
                "length": 3,
                "value": 5,
                "entered_at": NOW,
                **fields,
            }
        )

    @pytest.mark.parametrize("part", [{}, {"profession": True}, {"profession": True, "care_area": True}])
    def test_one_is_current_also_where_the_part_is_empty(self, sick, blekinge, part):
        known = {"profession": factories.profession, "care_area": factories.care_area}
        place = {name: known[name]() for name in part}
        self.row(sick, blekinge, **place)
        with pytest.raises(IntegrityError), transaction.atomic():
            self.row(sick, blekinge, **place, number=2, reason="Rättat")
        self.row(sick, blekinge, **place, number=2, reason="Rättat", is_current=False)
        with pytest.raises(IntegrityError), transaction.atomic():
            self.row(sick, blekinge, **place, number=2, reason="Igen", is_current=False)

    def test_other_parts_stand_beside(self, sick, blekinge):
        self.row(sick, blekinge)
        self.row(sick, blekinge, profession=factories.profession())
        self.row(sick, blekinge, care_area=factories.care_area())
        self.row(sick, blekinge, organisation=factories.OrganisationFactory(parent=blekinge))

    @pytest.mark.parametrize(
        "fields",
        [
            {"value": None},
            {"value": None, "numerator": 1},
            {"value": None, "numerator": 1, "denominator": 0},
            {"value": 1, "numerator": 1, "denominator": 2},
            {"number": 2},
            {"reason": "Första gången"},
            {"length": 5},
        ],
    )
    def test_what_is_no_figure_is_refused(self, sick, blekinge, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            self.row(sick, blekinge, **fields)

    @pytest.mark.parametrize(
        "fields", [{"target_date": "2027-12-31"}, {"length": 2}, {"decimals": 4}, {"denominator_en": ""}]
    )
    def test_what_is_no_definition_is_refused(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            indicator("annat", **fields)


class TestEntering:
    def test_a_correction_is_a_new_version_and_all_stay(self, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5, 100)
        made = give(sick, blekinge.region, "2026-K1", 6, 100, reason="Fel fil", seen=1)
        assert (made.number, made.reason) == (2, "Fel fil")
        assert list(IndicatorValue.objects.order_by("number").values_list("number", "is_current")) == [
            (1, False),
            (2, True),
        ]

    def test_a_correction_needs_its_reason_and_something_to_correct(self, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5, 100)
        with pytest.raises(actions.ReasonNeeded):
            give(sick, blekinge.region, "2026-K1", 6, 100, seen=1)
        with pytest.raises(actions.NothingToChange):
            give(sick, blekinge.region, "2026-K1", 5, 100, reason="Ingen", seen=1)
        with pytest.raises(actions.NothingToChange):
            give(sick, blekinge.region, "2026-K2", reason="Ingen")

    def test_what_was_not_seen_is_not_written_over(self, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5, 100)
        with pytest.raises(actions.FigureChanged):
            give(sick, blekinge.region, "2026-K1", 6, 100, reason="Fel")
        assert IndicatorValue.objects.count() == 1

    def test_a_figure_taken_back_is_missing_and_not_zero(self, sick, blekinge, person):
        give(sick, blekinge.region, "2026-K1", 5, 100)
        give(sick, blekinge.region, "2026-K1", reason="Mätningen gällde annat", seen=1)
        user = person(Role.CONTROLLER, blekinge)
        line = queries.region_line(sick, blekinge.region, user, Basis.SUBMITTED, NOW.date())
        assert line.at(Period.parse("2026-K1")).figure is None
        assert line.at(Period.parse("2026-K1")).outcome.gap == "taken_back"

    def test_all_or_nothing(self, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5, 100)
        entries = [
            actions.Entry(actions.Place(sick.pk, Period.parse(code)), Given(Decimal(1), None, None))
            for code in ("2026-K2", "2026-K1")
        ]
        with pytest.raises(actions.FigureChanged):
            actions.enter(region=blekinge.region, entries=entries, is_shared=False, by=None, now=NOW)
        assert IndicatorValue.objects.count() == 1

    def test_a_correction_of_what_is_shared_is_shared(self, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5, 100, is_shared=True)
        assert give(sick, blekinge.region, "2026-K1", 6, 100, reason="Fel", seen=1).shared_at is not None
        assert give(sick, blekinge.region, "2026-K2", 6, 100).shared_at is None


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        (Role.CONTROLLER, "blekinge", {"own", "own shared"}),
        (Role.STEERING_GROUP, "blekinge", {"own", "own shared"}),
        (Role.CONTROLLER, "kalmar", {"own shared"}),
        (Role.AUDITOR, "kalmar", {"own shared"}),
        (Role.NATIONAL_COORDINATOR, None, {"own", "own shared"}),
        (Role.AUDITOR, None, {"own", "own shared"}),
        (Role.ADMINISTRATOR, None, {"own shared"}),
        (None, None, set()),
    ],
)
def test_who_sees_what(request, sick, blekinge, person, role, place, seen):
    give(sick, blekinge.region, "2026-K1", 5, 100)
    give(sick, blekinge.region, "2026-K2", 5, 100, is_shared=True)
    user = person(role, request.getfixturevalue(place) if place else None)
    names = {1: "own", 4: "own shared"}
    assert {names[one.first_month.month] for one in access.visible_indicator_values(user)} == seen


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.CONTROLLER, "blekinge", True),
        (Role.PROCESS_LEADER, "blekinge", True),
        (Role.MANAGER, "blekinge", False),
        (Role.STEERING_GROUP, "blekinge", False),
        (Role.AUDITOR, "blekinge", False),
        (Role.CONTROLLER, "kalmar", False),
        (Role.NATIONAL_COORDINATOR, None, False),
    ],
)
def test_who_enters(request, sick, blekinge, person, role, place, may):
    user = person(role, request.getfixturevalue(place) if place else None)
    assert bool(access.can_enter_indicator(user, blekinge.pk, sick)) is may


def test_nobody_enters_what_is_computed_or_retired(blekinge, person):
    user = person(Role.CONTROLLER, blekinge)
    for one in (indicator("hyrveckor", kind="computed"), indicator("gammalt", retired_at=timezone.now())):
        assert not access.can_enter_indicator(user, blekinge.pk, one)


class TestReference:
    def test_it_is_loaded_once_and_a_changed_definition_is_left_alone(self):
        first = loading.load()
        assert first["indicators new"] == first["indicators"] == 10
        Indicator.objects.filter(code="hme").update(name_sv="Ändrat")
        assert loading.load()["indicators new"] == 0
        assert Indicator.objects.get(code="hme").name_sv == "Ändrat"

    def test_every_definition_holds_by_the_form_s_own_rules(self):
        loading.load()
        for one in Indicator.objects.all():
            one.full_clean()
            assert one.is_entered or one.code in queries.other_indicators.FORMULAS
            assert len(one.source) > 10


class TestComputed:
    @pytest.fixture
    def reported(self, blekinge):
        loading.load()
        made = factories.cost_return(blekinge.region, "2026-K1", counts_submitted=True, state="submitted", submitted_at=NOW)  # fmt: skip
        factories.cost_line(made, "agency", 1000, outside_framework_sek=250, hired_hours=4250, hire_weeks=100)
        factories.cost_line(made, "own", 50_000)
        return made

    def lines(self, blekinge, user):
        from_code = {}
        for line in queries.region_lines(blekinge.region, user, Basis.SUBMITTED, NOW.date()):
            from_code[line.indicator.code] = line
        return from_code

    def test_from_cost_lines_and_own_full_time_equivalents(self, reported, blekinge, person):
        index.rebuild()
        user, period = person(Role.CONTROLLER, blekinge), Period.parse("2026-K1")
        found = self.lines(blekinge, user)
        assert found["avtalstrohet"].at(period).figure == 75
        assert found["hyrveckor"].at(period).figure == 100
        assert found["inhyrda-per-egna"].at(period).outcome.gap == "own_fte_missing"
        give(Indicator.objects.get(code="egna-arsarbetare"), blekinge.region, "2026-K1", 500)
        # 4 250 hours are ten full-time equivalents of a quarter.
        assert self.lines(blekinge, user)["inhyrda-per-egna"].at(period).figure == 2

    def test_a_missing_return_is_missing(self, blekinge, person):
        loading.load()
        found = self.lines(blekinge, person(Role.CONTROLLER, blekinge))
        assert found["avtalstrohet"].latest is None
        assert found["avtalstrohet"].axis == ()


def test_the_nation_tells_missing_from_zero_and_adds_up(sick, blekinge, kalmar, person):
    give(sick, blekinge.region, "2026-K1", 0, 50, is_shared=True)
    give(sick, kalmar.region, "2026-K1", 5, 150, is_shared=True)
    third = factories.region_root("12", "Skåne").region
    page = queries.nation_lines(sick, person(Role.NATIONAL_COORDINATOR), Basis.SUBMITTED, NOW.date())
    figures = {line.region.code: line.at(page.period).figure for line in page.lines}
    assert figures == {"08": Decimal(500) / 150, "10": 0, third.code: None}
    assert page.whole.figure == Decimal("2.5")
    assert page.with_figure == 2
