"""The pages of other indicators: the list, one over time, the 21 regions, entering, sharing, and the definitions."""

import pytest
from django.urls import reverse

from indicators.models import Indicator, IndicatorValue
from indicators.queries import other_indicators as queries
from staffing import access
from staffing.models import Role
from tests import factories
from tests.indicators.indicator_world import give, indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def sick():
    return indicator(target="5.00", by_organisation=True)


@pytest.fixture
def controller(person, signed_in, blekinge):
    return signed_in(person(Role.CONTROLLER, blekinge))


@pytest.fixture
def neighbour(person, signed_in, kalmar):
    return signed_in(person(Role.CONTROLLER, kalmar))


@pytest.fixture
def coordinator(person, signed_in):
    return signed_in(person(Role.NATIONAL_COORDINATOR))


LIST = reverse("region_indicator_list", kwargs={"code": "10"})
DETAIL = reverse("region_indicator_detail", kwargs={"code": "10", "slug": "sjukfranvaro"})
ENTER = reverse("indicator_value_enter", kwargs={"code": "10", "slug": "sjukfranvaro"})
SHARE = reverse("indicator_value_share", kwargs={"code": "10", "slug": "sjukfranvaro"})
NATION = reverse("indicator_nation", kwargs={"slug": "sjukfranvaro"})


def text_of(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


class TestTheRegion:
    def test_the_list_says_figure_change_and_target(self, controller, sick, blekinge):
        give(sick, blekinge.region, "2025-K1", 60, 1000)
        give(sick, blekinge.region, "2026-K1", 49, 1000)
        text = text_of(controller, LIST)
        assert "4,9\u00a0%" in text
        assert "−1,1\u00a0" in text
        assert "status-done" in text

    def test_a_figure_that_prints_like_its_target_and_misses_it_says_so(self, controller, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5_004, 100_000)
        text = text_of(controller, LIST)
        assert "5,004\u00a0%" in text
        assert "status-at_risk" in text

    def test_zero_is_a_figure_and_a_gap_is_not(self, controller, sick, blekinge):
        give(sick, blekinge.region, "2025-K3", 0, 1000)
        give(sick, blekinge.region, "2026-K1", 10, 1000)
        answer = controller.get(DETAIL)
        texts = {shown.reading.period.code: shown.text for shown in answer.context["history"]}
        assert texts == {"2026-K1": "1,0\u00a0%", "2025-K4": "", "2025-K3": "0,0\u00a0%"}

    def test_without_indicators_and_figures_it_says_what_to_do(self, controller, blekinge):
        assert "empty-state" in text_of(controller, LIST)
        indicator()
        assert "empty-state" in text_of(controller, DETAIL)

    def test_others_see_what_is_shared(self, neighbour, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 49, 1000)
        assert "4,9\u00a0%" not in text_of(neighbour, LIST) + text_of(neighbour, DETAIL) + text_of(neighbour, NATION)
        give(sick, blekinge.region, "2026-K2", 48, 1000, is_shared=True)
        for url in (LIST, DETAIL, NATION):
            assert "4,8\u00a0%" in text_of(neighbour, url)

    def test_parts_and_versions_are_told(self, controller, sick, blekinge):
        unit = factories.OrganisationFactory(parent=blekinge, name="Medicinkliniken")
        give(sick, blekinge.region, "2026-K1", 49, 1000, organisation_id=unit.pk)
        give(sick, blekinge.region, "2026-K1", 59, 1000, organisation_id=unit.pk, reason="Läste fel", seen=1)
        text = text_of(controller, DETAIL)
        assert "Medicinkliniken" in text
        assert "Läste fel" in text
        assert "4,9\u00a0%" in text
        assert "5,9\u00a0%" in text

    def test_a_stranger_finds_nothing(self, person, signed_in, sick, blekinge):
        client = signed_in(person())
        for url in (LIST, DETAIL, NATION, reverse("indicator_list")):
            assert client.get(url).status_code == 404

    def test_the_strip_costs_two_queries(self, person, sick, blekinge, django_assert_num_queries):
        user = person(Role.CONTROLLER, blekinge)
        access.rights_of(user)
        for number in range(3):
            give(indicator(f"matt-{number}"), blekinge.region, "2026-K1", 49, 1000)
        with django_assert_num_queries(2):
            queries.entered_strip(blekinge.region, user)

    def test_the_strip_beside_the_index(self, controller, sick, blekinge):
        made = factories.cost_return(blekinge.region, "2026-K1")
        factories.cost_line(made, "own", 1000)
        give(sick, blekinge.region, "2026-K1", 49, 1000)
        assert (
            controller.get(reverse("region_index", kwargs={"code": "10"})).context["more"][0].shown.number
            == "4,9\u00a0%"
        )


class TestEntering:
    POSTED = {"period": "2026-K1", "numerator": "1 234,5", "denominator": "20 000", "note": "Utan juni", "seen": "0"}

    def test_a_figure_is_entered_in_any_swedish_spelling(self, controller, sick, blekinge):
        assert "2026" in text_of(controller, ENTER)
        answer = controller.post(ENTER, self.POSTED, follow=True)
        assert answer.redirect_chain[0][0] == DETAIL
        value = IndicatorValue.objects.get()
        assert (str(value.numerator), str(value.denominator), value.note) == ("1234.50", "20000.00", "Utan juni")
        assert value.shared_at is None
        assert value.entered_by is not None

    @pytest.mark.parametrize(
        "changed",
        [
            {"period": "2026"},
            {"period": "2099-K1"},
            {"period": ""},
            {"numerator": ""},
            {"denominator": "0"},
            {"numerator": "1.234"},
            {"numerator": "-5"},
            {"value": "5"},
            {"numerator": "", "denominator": ""},
            {"organisation": "999999"},
        ],
    )
    def test_what_does_not_hold_is_refused_with_what_was_typed(self, controller, sick, blekinge, changed):
        answer = controller.post(ENTER, {**self.POSTED, **changed})
        assert answer.status_code == 422
        assert answer.context["form"].errors
        assert "Utan juni" in answer.content.decode()
        assert not IndicatorValue.objects.exists()

    def test_a_correction_is_asked_for_its_reason_first(self, controller, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5, 100)
        answer = controller.post(ENTER, self.POSTED)
        assert answer.status_code == 422
        assert "reason" in answer.context["form"].errors
        assert "5,0\u00a0%" in answer.content.decode()
        again = {**self.POSTED, "reason": "Ny fil", "seen": answer.context["form"].data["seen"]}
        assert controller.post(ENTER, again).status_code == 302
        assert IndicatorValue.objects.get(is_current=True).number == 2

    def test_what_somebody_entered_meanwhile_is_shown_first(self, controller, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5, 100)
        give(sick, blekinge.region, "2026-K1", 7, 100, reason="En annan", seen=1)
        answer = controller.post(ENTER, {**self.POSTED, "reason": "Min", "seen": "1"})
        assert answer.status_code == 422
        assert "7,0\u00a0%" in answer.content.decode()
        assert controller.post(ENTER, {**self.POSTED, "reason": "Min", "seen": "2"}).status_code == 302

    def test_a_figure_is_taken_back_with_a_reason(self, controller, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5, 100)
        taken = {"period": "2026-K1", "is_taken_back": "on", "reason": "Gällde annat", "seen": "1", "note": ""}
        assert controller.post(ENTER, taken).status_code == 302
        assert IndicatorValue.objects.get(is_current=True).is_taken_back

    def test_the_page_is_prefilled_with_what_is_there(self, controller, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 1234, 20_000)
        form = controller.get(f"{ENTER}?period=2026-K1").context["form"]
        assert form["numerator"].value() == "1\u00a0234"
        assert "reason" in form.fields

    def test_a_correction_of_what_is_shared_asks_nothing_and_is_shared(self, controller, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 5, 100, is_shared=True)
        assert "is_shared" not in controller.get(f"{ENTER}?period=2026-K1").context["form"].fields
        controller.post(ENTER, {**self.POSTED, "reason": "Ny fil", "seen": "1"})
        assert IndicatorValue.objects.get(is_current=True).shared_at is not None

    def test_readers_and_others_may_not(self, person, signed_in, neighbour, sick, blekinge):
        assert neighbour.post(ENTER, self.POSTED).status_code == 404
        assert signed_in(person(Role.STEERING_GROUP, blekinge)).post(ENTER, self.POSTED).status_code == 403
        assert not IndicatorValue.objects.exists()

    def test_what_is_entered_is_shared_by_a_press(self, controller, neighbour, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 49, 1000)
        assert "4,9\u00a0%" not in text_of(neighbour, DETAIL)
        controller.post(SHARE)
        assert "4,9\u00a0%" in text_of(neighbour, DETAIL)
        assert IndicatorValue.objects.get().shared_by is not None


class TestTheNation:
    def test_own_region_first_and_missing_told_apart(self, controller, sick, blekinge, kalmar):
        give(sick, blekinge.region, "2026-K1", 49, 1000)
        text = text_of(controller, NATION)
        assert text.index(">Blekinge</a>", text.index("<tbody>")) < text.index(">Kalmar</a>", text.index("<tbody>"))
        assert "1 av 2 regioner" in text or "1 of 2 regions" in text
        assert controller.get(NATION).context["page"].whole.figure is not None

    def test_a_period_is_chosen(self, coordinator, sick, blekinge):
        give(sick, blekinge.region, "2025-K1", 49, 1000)
        give(sick, blekinge.region, "2026-K1", 50, 1000)
        assert coordinator.get(f"{NATION}?period=2025-K1").context["page"].period.code == "2025-K1"
        assert coordinator.get(f"{NATION}?period=skr%C3%A4p").context["page"].period.code == "2026-K1"

    def test_the_queries_do_not_grow(self, coordinator, sick, blekinge, kalmar, django_assert_max_num_queries):
        for region in (blekinge.region, kalmar.region, factories.region_root("12", "Skåne").region):
            for year in range(2018, 2026):
                give(sick, region, f"{year}-K1", 49, 1000)
        with django_assert_max_num_queries(8):
            coordinator.get(NATION)

    def test_the_region_s_list_asks_the_same_however_many(self, controller, blekinge, django_assert_max_num_queries):
        for number in range(12):
            one = indicator(f"matt-{number}")
            give(one, blekinge.region, "2026-K1", 49, 1000)
        with django_assert_max_num_queries(12):
            controller.get(LIST)


DEFINED = {
    "code": "patientskador",
    "name_sv": "Patientskador",
    "name_en": "Patient harm",
    "definition_sv": "Andel vårdtillfällen med skada.",
    "definition_en": "Share of stays with harm.",
    "unit": "percent",
    "decimals": "1",
    "direction": "lower",
    "length": "12",
    "source": "Egen definition",
    "kind": "entered",
    "order": "110",
    "version": "1",
    "target": "2,5",
}


class TestDefinitions:
    CREATE = reverse("indicator_create")
    EDIT = reverse("indicator_edit", kwargs={"slug": "patientskador"})

    @pytest.mark.parametrize("role", [Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR])
    def test_one_is_defined_and_changed_with_history(self, person, signed_in, role):
        client = signed_in(person(role))
        assert client.post(self.CREATE, DEFINED).status_code == 302
        assert client.post(self.EDIT, {**DEFINED, "target": "2"}).status_code == 302
        made = Indicator.objects.get()
        assert (str(made.target), made.version, made.history.count()) == ("2.00", 2, 2)
        assert made.history.first().history_user is not None
        assert client.post(self.EDIT, {**DEFINED, "target": "3"}).status_code == 409

    @pytest.mark.parametrize(
        "changed",
        [
            {"code": "mall"},
            {"code": "Å Ä"},
            {"name_en": ""},
            {"kind": "computed"},
            {"target": "två"},
            {"target": "", "target_date": "2027-12-31"},
            {"decimals": "9"},
            {"numerator_sv": "skador"},
            {"source": ""},
        ],
    )
    def test_what_does_not_hold_is_refused(self, coordinator, changed):
        answer = coordinator.post(self.CREATE, {**DEFINED, **changed})
        assert answer.status_code == 422
        assert not Indicator.objects.exists()

    def test_unit_and_period_stay_once_there_are_figures(self, coordinator, blekinge):
        coordinator.post(self.CREATE, DEFINED)
        give(Indicator.objects.get(), blekinge.region, "2025", 5)
        answer = coordinator.post(self.EDIT, {**DEFINED, "unit": "hours", "length": "3"})
        assert answer.status_code == 422
        assert {"unit", "length"} <= set(answer.context["form"].errors)

    def test_one_is_retired_and_taken_into_use_again(self, coordinator, controller, sick, blekinge):
        give(sick, blekinge.region, "2026-K1", 49, 1000)
        retire = reverse("indicator_retire", kwargs={"slug": sick.code})
        coordinator.post(retire, {"version": "1"})
        assert "4,9\u00a0%" not in text_of(controller, LIST)
        assert "4,9\u00a0%" in text_of(controller, DETAIL)
        assert controller.get(ENTER).status_code == 403
        coordinator.post(retire, {"version": "1"})
        assert Indicator.objects.get().retired_at is not None
        coordinator.post(retire, {"version": "2"})
        assert Indicator.objects.get().retired_at is None

    def test_others_read_and_do_not_change(self, controller, sick):
        assert "Vad det är" in text_of(controller, NATION)
        edit = reverse("indicator_edit", kwargs={"slug": sick.code})
        for url in (self.CREATE, edit, reverse("indicator_retire", kwargs={"slug": sick.code})):
            assert controller.post(url, DEFINED).status_code == 403
