"""Targets, assumptions and published figures: added, corrected with a reason, and every figure follows."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from indicators import loading
from indicators.models import Assumption, PublishedFigure, Target
from indicators.queries import costs
from staffing.models import Role

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 9, 30)


def url(name, **kwargs):
    return reverse(name, kwargs=kwargs or None)


@pytest.fixture
def target():
    return Target.objects.create(ratio=Decimal("0.02"), valid_from="2013-01-01")


@pytest.fixture
def figure():
    return PublishedFigure.objects.create(
        entity="Nation", figure="agency cost", value="87.3", unit="mnkr", period="2013", source="blekinge-2017"
    )


class TestTargets:
    @pytest.mark.parametrize("role", [Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR])
    def test_a_regions_own_is_set_from_a_day_and_figures_follow(self, target, blekinge, person, signed_in, role):
        data = {"region": blekinge.region.pk, "ratio": "1,75", "valid_from": "2026-01-01"}
        client = signed_in(person(role))
        assert client.post(url("target_create"), data).status_code == 302
        targets = costs.targets()
        assert targets.for_region(blekinge.region.pk, DAY) == Decimal("0.0175")
        assert targets.for_region(None, DAY) == Decimal("0.02")
        page = client.get(url("target_list"))
        assert "1,75" in page.content.decode()
        assert [row.is_in_force for row in page.context["rows"]] == [True, True]
        assert client.post(url("target_create"), data).status_code == 422

    @pytest.mark.parametrize("share", ["0", "100", "två", "", "1,755", "1.234.567"])
    def test_what_is_no_share_is_refused(self, person, signed_in, share):
        response = signed_in(person(Role.ADMINISTRATOR)).post(
            url("target_create"), {"ratio": share, "valid_from": "2026-01-01"}
        )
        assert response.status_code == 422
        assert not Target.objects.exists()

    def test_a_correction_says_why_and_keeps_what_was_before(self, target, person, signed_in):
        client, there = signed_in(person(Role.ADMINISTRATOR)), url("target_edit", pk=target.pk)
        data = {"ratio": "2,5", "valid_from": "2013-01-01", "version": "1"}
        assert 'value="2"' in client.get(there).content.decode()
        assert client.post(there, data).status_code == 422
        assert client.post(there, {**data, "reason": "Skrivfel"}).status_code == 302
        assert costs.targets().for_region(None, DAY) == Decimal("0.025")
        page = client.get(url("target_list")).content.decode()
        assert "Skrivfel" in page
        assert "<del>0,02</del>" in page
        assert client.post(there, {**data, "ratio": "3", "reason": "Sent"}).status_code == 409

    def test_others_read_without_the_names_of_who_changed(self, target, blekinge, person, signed_in):
        client = signed_in(person(Role.CONTROLLER, blekinge))
        page = client.get(url("target_list")).content.decode()
        assert url("target_create") not in page
        assert client.get(url("target_list")).context["changes"] == []
        assert client.post(url("target_create"), {}).status_code == 403
        assert signed_in(person()).get(url("target_list")).status_code == 404


class TestAssumptions:
    def test_a_value_written_wrong_is_corrected(self, person, signed_in):
        one = Assumption.objects.create(code="premium_factor", value="2.5", valid_from="2013-01-01", source="Källorna")
        client, there = signed_in(person(Role.NATIONAL_COORDINATOR)), url("assumption_edit", pk=one.pk)
        data = {"value": "2,4", "valid_from": "2013-01-01", "source": "Källorna", "version": "1", "reason": "Rättat"}
        assert client.post(there, {**data, "value": "0,5"}).status_code == 422
        assert client.post(there, data).status_code == 302
        assert "2,4" in client.get(url("assumption_list")).content.decode()
        assert client.get(url("assumption_list")).context["changes"][0].reason == "Rättat"


class TestPublishedFigures:
    NEW = {"figure": "cost ratio", "value": "2,5", "unit": "percent", "period": "2025", "source": "SKR 2026-03-01"}

    def test_one_is_added_and_kept_as_all_others_are(self, person, signed_in):
        client = signed_in(person(Role.NATIONAL_COORDINATOR))
        assert client.post(url("published_figure_create"), self.NEW).status_code == 302
        made = PublishedFigure.objects.get()
        assert (made.entity, made.value, made.is_approximate) == ("Nation", "2.5", False)
        assert "2,5" in client.get(url("published_figure_list")).content.decode()
        assert client.post(url("published_figure_create"), self.NEW).status_code == 422

    def test_it_is_written_as_the_list_says_it_in_either_language(self, person, signed_in):
        client = signed_in(person(Role.NATIONAL_COORDINATOR))
        said = {
            "2024": ("kostnad för inhyrd personal i förhållande till egen personalkostnad", "Procent"),
            "2025": ("Agency cost in relation to own staff cost", "per cent"),
        }
        for period, (figure, unit) in said.items():
            data = {**self.NEW, "figure": figure, "unit": unit, "period": period}
            assert client.post(url("published_figure_create"), data).status_code == 302
        assert set(PublishedFigure.objects.values_list("figure", "unit")) == {("cost ratio", "percent")}
        page = client.get(url("published_figure_edit", pk=PublishedFigure.objects.first().pk)).content.decode()
        assert 'value="kostnad för inhyrd personal i förhållande till egen personalkostnad"' in page

    def test_what_the_list_does_not_have_is_kept_as_written(self, person, signed_in):
        client = signed_in(person(Role.NATIONAL_COORDINATOR))
        data = {**self.NEW, "figure": " Sjukhus utan stafett ", "unit": "sjukhus"}
        assert client.post(url("published_figure_create"), data).status_code == 302
        assert PublishedFigure.objects.filter(figure="Sjukhus utan stafett", unit="sjukhus").count() == 1

    def test_words_are_approximate(self, person, signed_in):
        client = signed_in(person(Role.ADMINISTRATOR))
        words = {**self.NEW, "value": "about 4000"}
        assert client.post(url("published_figure_create"), words).status_code == 422
        assert client.post(url("published_figure_create"), {**words, "is_approximate": "on"}).status_code == 302

    def test_a_correction_stays_when_the_product_is_loaded_again(self, person, signed_in):
        loading.load()
        count = PublishedFigure.objects.count()
        one = PublishedFigure.objects.get(entity="Blekinge", figure="agency cost", period="2013")
        client, there = signed_in(person(Role.ADMINISTRATOR)), url("published_figure_edit", pk=one.pk)
        assert 'value="87,3"' in client.get(there).content.decode()
        data = {"figure": one.figure, "value": "88", "unit": one.unit, "period": one.period, "version": "1"}
        assert client.post(there, {**data, "source": "en annan källa", "reason": "Fel källa"}).status_code == 302
        loading.load()
        assert PublishedFigure.objects.count() == count
        one.refresh_from_db()
        assert (one.value, one.source) == ("88", "en annan källa")
        page = client.get(there).content.decode()
        assert "<del>87.3</del>" in page
        assert "Fel källa" in page

    def test_the_list_asks_the_same_however_long(self, figure, person, signed_in, django_assert_max_num_queries):
        for year in range(1900, 1980):
            PublishedFigure.objects.create(
                entity="Nation", figure="agency cost", value="1", unit="mnkr", period=str(year), source="x"
            )
        client = signed_in(person(Role.ADMINISTRATOR))
        with django_assert_max_num_queries(9):
            assert len(client.get(url("published_figure_list")).context["rows"]) == 50
