"""The vacancy rate as an indicator: from the counts of posts, by quarter, for those who may read it."""

import datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from indicators.models import Indicator
from indicators.other_indicators import Gap
from indicators.queries import other_indicators as queries
from indicators.queries import vacancies
from staffing.models import Position, PostCount, Profession, Role
from tests import factories
from tests.indicators.indicator_world import give, indicator
from values.period import Period

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 27)
K3 = Period.parse("2026-K3")


@pytest.fixture
def rate():
    return indicator("vakansgrad", kind="computed", numerator_sv="vakanta", denominator_sv="tjänster")


@pytest.fixture
def specialist():
    doctor = Profession.objects.create(code="doctor", name_sv="Läkare", name_en="Doctors")
    return Position.objects.create(
        profession=doctor, code="specialistlakare", name_sv="Specialist", name_en="Specialist"
    )


def count(organisation, position, day, posts, filled, **fields):
    return PostCount.objects.create(
        organisation=organisation,
        position=position,
        date=datetime.date.fromisoformat(day),
        posts_fte=Decimal(posts),
        filled_fte=Decimal(filled),
        **fields,
    )


@pytest.fixture
def counted(blekinge, specialist):
    """Blekinge as a whole in 2016, and a clinic and the rest in 2026."""
    clinic = factories.OrganisationFactory(parent=blekinge, name="Medicinkliniken")
    count(blekinge, specialist, "2016-11-30", "330.7", "268.2")
    count(clinic, specialist, "2026-06-30", "50", "40")
    count(clinic, specialist, "2026-09-15", "60", "45")
    count(blekinge, specialist, "2026-08-31", "40", "35", is_example=True)
    count(clinic, specialist, "2026-10-01", "60", "60")
    return clinic


def readings(user, rate, region):
    return queries.region_line(rate, region, user, "submitted", TODAY)


def test_the_rate_is_that_of_the_last_day_of_each_quarter(person, blekinge, rate, counted):
    line = readings(person(Role.CONTROLLER, blekinge), rate, blekinge.region)
    # K4 2016: 62.5 of 330.7. It holds for twelve months, then nothing does until the clinic counts.
    assert round(line.at(Period.parse("2016-K4")).figure, 1) == Decimal("18.9")
    assert round(line.at(Period.parse("2017-K3")).figure, 1) == Decimal("18.9")
    assert line.at(Period.parse("2017-K4")).outcome.gap == Gap.POSTS_NOT_COUNTED
    assert line.at(Period.parse("2026-K2")).figure == Decimal(20)
    # 100 posts, 80 filled: the count of October is after the quarter.
    assert line.at(K3).figure == Decimal(20)
    assert (line.at(K3).outcome.numerator, line.at(K3).outcome.denominator) == (Decimal(20), Decimal(100))
    assert (line.at(K3).is_example, line.at(Period.parse("2026-K2")).is_example) == (True, False)
    # The quarter that has not ended has no place.
    assert line.axis[-1] == K3
    assert line.axis[0] == Period.parse("2016-K4")


def test_a_region_without_counts_says_so(person, blekinge, kalmar, rate, counted):
    user = person(Role.NATIONAL_COORDINATOR)
    line = readings(user, rate, kalmar.region)
    assert line.latest is None
    assert line.last.outcome.gap == Gap.POSTS_NOT_COUNTED
    page = queries.nation_lines(rate, user, "locked", TODAY)
    assert page.period == K3
    assert page.with_figure == 1
    assert page.whole.figure == Decimal(20)
    by_code = {line.region.code: line.at(K3) for line in page.lines}
    assert by_code["08"].outcome.gap == Gap.POSTS_NOT_COUNTED


def test_other_regions_do_not_read_it(person, signed_in, blekinge, kalmar, rate, counted):
    neighbour = person(Role.CONTROLLER, kalmar)
    assert vacancies.sums_of(neighbour, [blekinge.region_id], 3, TODAY) == {}
    client = signed_in(neighbour)
    for url in (
        reverse("region_indicator_detail", kwargs={"code": "10", "slug": "vakansgrad"}),
        reverse("region_indicator_list", kwargs={"code": "10"}),
        reverse("indicator_nation", kwargs={"slug": "vakansgrad"}),
    ):
        page = client.get(url)
        assert page.status_code == 200
        text = page.content.decode()
        assert "20,0" not in text
        assert "Medicinkliniken" not in text


def test_the_page_tells_of_parts(person, signed_in, blekinge, rate, counted):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    text = client.get(reverse("region_indicator_detail", kwargs={"code": "10", "slug": "vakansgrad"})).content.decode()
    assert "Medicinkliniken" in text
    # The clinic: 60 posts, 45 filled; the profession is the whole.
    assert "25,0\u00a0%" in text
    assert "15 ÷ 60" in text
    assert "Läkare" in text
    assert "/bemanning/vakanser/10/?per=2026-09-30" in text


def test_nothing_is_entered(person, signed_in, blekinge, rate):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    url = reverse("indicator_value_enter", kwargs={"code": "10", "slug": "vakansgrad"})
    assert client.get(url).status_code == 403


def test_it_is_one_query_however_many_counts(person, blekinge, rate, counted, django_assert_num_queries):
    user = person(Role.CONTROLLER, blekinge)
    queries.access.rights_of(user)
    with django_assert_num_queries(1):
        vacancies.sums_of(user, [blekinge.region_id], 3, TODAY)


def test_what_was_entered_before_is_kept_under_a_code_of_its_own(blekinge):
    """The migration makes room: with figures the definition moves aside, without any it goes and is loaded anew."""
    make_room = import_module("indicators.migrations.0019_vacancy_rate_is_computed").make_room
    entered = indicator("vakansgrad", kind="entered", length=1)
    give(entered, blekinge.region, "2026-06", 10, 100)
    make_room(apps, None)
    entered.refresh_from_db()
    assert (entered.code, entered.kind, entered.values_given.count()) == ("vakansgrad-inrapporterad", "entered", 1)
    untouched = indicator("vakansgrad", kind="entered", length=1)
    make_room(apps, None)
    assert not Indicator.objects.filter(pk=untouched.pk).exists()
    changed = indicator("vakansgrad", kind="entered", length=1, version=2)
    make_room(apps, None)
    changed.refresh_from_db()
    assert (changed.kind, changed.length, changed.by_organisation) == ("computed", 3, False)
