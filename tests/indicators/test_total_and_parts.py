"""A region's total beside its parts: never counted twice unless a person says that both count, and the difference shown."""

from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from indicators import cost_lines, cost_totals
from indicators.actions import returns as return_actions
from indicators.actions import totals as actions
from indicators.cost_lines import AGENCY, OWN, LineRow
from indicators.models import CostLine, CostReturn, CostUpload, LinesChange, ReturnState
from staffing import editing
from staffing.models import Organisation
from tests import factories
from tests.indicators.test_returns_pages import catalogue as catalogue  # noqa: PLC0414 -- a fixture
from tests.indicators.test_returns_pages import controller as controller  # noqa: PLC0414 -- a fixture
from tests.indicators.test_returns_pages import line, opened, submitted, url
from tests.indicators.test_upload_pages import act, upload

ROOT, DOCTOR = 1, 1


def row(amount, organisation=ROOT, kind=AGENCY, profession=DOCTOR, **changes):
    fields = {"care_area_id": 3, "is_correction": False} | changes
    return LineRow(organisation, profession, kind=kind, amount_sek=Decimal(amount), **fields)


rows = st.lists(
    st.builds(
        row,
        st.integers(0, 10**9),
        st.integers(1, 4),
        st.sampled_from([AGENCY, OWN]),
        st.integers(1, 2),
        care_area_id=st.sampled_from([None, 3]),
    ),
    max_size=20,
    unique_by=lambda one: one.key,
)


@given(rows)
def test_setting_the_totals_aside_leaves_nothing_reported_both_ways_and_loses_nothing(lines):
    everything = {cost_totals.place_of(one) for one in lines}
    kept, stated = cost_totals.set_aside(lines, ROOT, everything)
    assert cost_totals.overlaps(kept, ROOT) == []
    amounts = sum(one.amount_sek for one in lines)
    assert sum(one.amount_sek for one in kept) + sum(stated.values()) == amounts
    assert {one.key for one in kept if one.organisation_id != ROOT} == {
        one.key for one in lines if one.organisation_id != ROOT
    }
    for one in cost_totals.compared(stated, kept, ROOT):
        assert one.parts_sek == sum(part.amount_sek for part in kept if cost_totals.place_of(part) == one.place)
    assert {one.place for one in cost_totals.compared(stated, kept, ROOT)} == set(stated)
    assert cost_totals.from_json(cost_totals.as_json(stated)) == stated


def test_a_total_that_parts_take_the_place_of():
    before = [row(100), row(7, kind=OWN), row(5, profession=2), row(3, organisation=2, profession=2)]
    after = [row(60, organisation=2), row(30, organisation=3), row(7, kind=OWN), row(8, organisation=2, profession=2)]
    stated = cost_totals.replaced_totals(before, after, ROOT)
    # What stood beside its parts was a rest, and no total of them.
    assert stated == {(DOCTOR, 3, AGENCY): 100}
    (one,) = cost_totals.compared(stated, after, ROOT)
    assert (one.total_sek, one.parts_sek, one.difference_sek) == (100, 90, 10)
    assert cost_totals.compared(stated, before, ROOT) == []
    # Reported anew on the region it is an open question again.
    assert cost_totals.compared(stated, [*after, row(100)], ROOT) == []


@pytest.fixture
def both(blekinge, catalogue):
    """An open return with a total of 300 000 and a division's 250 000 of the same cost."""
    made = opened(blekinge, amounts={"agency": "300000", "own": "9000000"})
    division = factories.OrganisationFactory(parent=blekinge, name="Sjukhuset")
    lines = [line(blekinge, "300000"), line(blekinge, "9000000", "own"), line(division, "250000")]
    return return_actions.replace_lines(cost_return=made, version=made.version, lines=lines, by=None)


def marked(made, kind="agency"):
    """Return what the form sends when the doctors' amount is ticked."""
    return {
        "version": made.version,
        "total": [f"{factories.profession().pk}-{factories.care_area().pk}-{kind}", "nonsense"],
    }


class TestPages:
    def test_only_what_is_ticked_is_a_total(self, controller, both, blekinge):
        hospital = Organisation.objects.get(name="Sjukhuset")
        lines = [LineRow(*one) for one in CostLine.objects.values_list(*LineRow._fields)]
        lines.append(line(hospital, "1", "own"))
        made = return_actions.replace_lines(cost_return=both, version=both.version, lines=lines, by=None)
        for sent in ({"version": made.version}, {"version": made.version, "total": "x"}):
            page = controller.post(url("cost_return_parts", made), sent, follow=True)
            assert len(page.context["parts"].overlaps) == 2
        page = controller.post(url("cost_return_parts", made), marked(made), follow=True)
        assert [one.total_sek for one in page.context["parts"].overlaps] == [9_000_000]
        assert [one.total_sek for one in page.context["parts"].stated] == [300_000]

    def test_what_is_reported_both_ways_is_asked_about_before_it_is_handed_in(self, controller, both):
        page = controller.get(url("cost_return_submit", both))
        (found,) = page.context["parts"].overlaps
        assert (found.total_sek, found.parts_sek, found.difference_sek) == (300_000, 250_000, 50_000)
        refused = controller.post(url("cost_return_submit", both), {"version": both.version})
        assert refused.status_code == 422
        assert "is_rest" in refused.context["form"].errors
        done = controller.post(url("cost_return_submit", both), {"version": both.version, "is_rest": "on"})
        assert done.status_code == 302
        assert (
            cost_lines.totals(LineRow(*one) for one in CostLine.objects.values_list(*LineRow._fields)).agency_sek
            == 550_000
        )

    def test_a_total_is_set_aside_compared_and_in_no_sum(self, controller, both):
        page = controller.post(url("cost_return_parts", both), marked(both), follow=True)
        assert page.context["parts"].overlaps == []
        assert page.context["page"].totals.agency_sek == 250_000
        both.refresh_from_db()
        assert controller.post(url("cost_return_submit", both), {"version": both.version}).status_code == 302
        page = controller.get(url("cost_return_detail", both))
        (found,) = page.context["parts"].stated
        assert (found.total_sek, found.parts_sek, found.difference_sek) == (300_000, 250_000, 50_000)
        assert "50\u00a0000" in page.text
        assert LinesChange.objects.first().source == "parts"

    def test_a_rest_that_was_there_last_period_as_well_is_not_asked_about_again(self, controller, both, blekinge):
        return_actions.submit_return(cost_return=both, version=both.version, by=None, now=timezone.now())
        now = opened(blekinge, "2017-K1")
        lines = [LineRow(*one) for one in CostLine.objects.filter(cost_return=both).values_list(*LineRow._fields)]
        now = return_actions.replace_lines(cost_return=now, version=now.version, lines=lines, by=None)
        assert controller.post(url("cost_return_submit", now), {"version": now.version}).status_code == 302

    def test_the_answer_is_kept_with_who_and_when_and_holds_for_the_next_period(self, controller, both, blekinge):
        shown = controller.get(url("cost_return_detail", both))
        assert shown.context["parts"].answer is None
        assert "50\u00a0000</strong>" in shown.text
        controller.post(url("cost_return_submit", both), {"version": both.version, "is_rest": "on"})
        done = CostReturn.objects.get()
        assert (len(done.both_count_places), done.both_count_by, done.both_count_at) == (
            1, done.submitted_by, done.submitted_at,
        )  # fmt: skip
        shown = controller.get(url("cost_return_detail", done))
        assert str(done.both_count_by) in shown.text.partition('id="parts-both"')[2].partition("</section>")[0]
        assert "50\u00a0000</strong>" not in shown.text
        now = opened(blekinge, "2017-K1")
        lines = [LineRow(*one) for one in CostLine.objects.filter(cost_return=done).values_list(*LineRow._fields)]
        now = return_actions.replace_lines(cost_return=now, version=now.version, lines=lines, by=None)
        page = controller.get(url("cost_return_submit", now))
        assert (page.context["parts"].answer.at, page.context["parts"].answer.period) == (
            done.both_count_at, done.period,
        )  # fmt: skip
        assert "is_rest" not in page.context["form"].fields
        controller.post(url("cost_return_submit", now), {"version": now.version})
        now.refresh_from_db()
        assert now.both_count_at == done.both_count_at
        # Opened again, the answer stays, and something new that is reported both ways is asked about.
        now = return_actions.reopen_return(cost_return=now, version=now.version, by=None, reason="Fler")
        assert "is_rest" not in controller.get(url("cost_return_submit", now)).context["form"].fields
        lines.append(line(Organisation.objects.get(name="Sjukhuset"), "1", "own"))
        now = return_actions.replace_lines(cost_return=now, version=now.version, lines=lines, by=None)
        assert "is_rest" in controller.get(url("cost_return_submit", now)).context["form"].fields

    def test_a_correction_keeps_the_answer(self, controller, both):
        controller.post(url("cost_return_submit", both), {"version": both.version, "is_rest": "on"})
        done = CostReturn.objects.get()
        done = return_actions.lock_return(cost_return=done, version=done.version, by=None, now=timezone.now())
        again = return_actions.restate_return(cost_return=done, reason="Fel", by=None)
        assert again.both_count_at == done.both_count_at
        assert "is_rest" not in controller.get(url("cost_return_submit", again)).context["form"].fields

    def test_a_comment_that_is_typed_stays_whatever_button_is_pressed(self, controller, both, blekinge):
        shown = controller.get(url("cost_return_submit", both))
        assert shown.text.count('<form method="post" action="/kostnader/10/inrapportering/') == 1
        address = url("cost_return_parts", both)
        fields = {**marked(both), "warnings_comment": "Ny mottagning"}
        for sent, status in (
            ({**fields, "total": []}, 422),
            ({**fields, "version": both.version - 1}, 409),
            ({**fields, "warnings_comment": "x" * 6_000}, 422),
        ):
            page = controller.post(address, sent)
            assert page.status_code == status
            assert page.context["form"].initial["warnings_comment"] == sent["warnings_comment"]
            assert CostLine.objects.count() == 3
        controller.post(address, fields)
        assert CostLine.objects.count() == 2
        page = controller.get(url("cost_return_submit", both))
        assert page.context["form"].initial["warnings_comment"] == "Ny mottagning"

    def test_a_stale_version_changes_nothing(self, controller, both):
        controller.post(url("cost_return_parts", both), {**marked(both), "version": both.version - 1})
        assert CostLine.objects.count() == 3
        with pytest.raises(editing.StaleVersion):
            actions.count_parts_only(cost_return=both, version=both.version - 1, codes=marked(both)["total"], by=None)

    def test_a_return_that_is_handed_in_is_left_alone(self, controller, both):
        done = return_actions.submit_return(cost_return=both, version=both.version, by=None, now=timezone.now())
        controller.post(url("cost_return_parts", done), marked(done))
        assert CostLine.objects.count() == 3

    def test_a_correction_keeps_the_total_that_was_stated(self, both):
        done = actions.count_parts_only(cost_return=both, version=both.version, codes=marked(both)["total"], by=None)
        done = return_actions.submit_return(cost_return=done, version=done.version, by=None, now=timezone.now())
        done = return_actions.lock_return(cost_return=done, version=done.version, by=None, now=timezone.now())
        again = return_actions.restate_return(cost_return=done, reason="Fel", by=None)
        assert again.stated_totals == done.stated_totals != []


def test_a_file_of_parts_after_the_total_keeps_the_total_and_undoing_it_forgets_it(controller, blekinge):
    factories.OrganisationFactory(parent=blekinge, code="10-P", name="Primärvården")
    made = submitted(blekinge, amounts={"agency": "300000", "own": "10000000"})
    doctor, area = factories.profession().name_sv, factories.care_area().name_sv
    made = return_actions.reopen_return(cost_return=made, version=made.version, by=None, reason="Delarna")
    page = upload(
        controller,
        f"2016-K4;10-P;{doctor};{area};inhyrd;290000",
        f"2016-K4;;{doctor};{area};egen;10000000",
        follow=True,
    )
    (shown,) = page.context["previews"][0].totals_and_parts
    assert (shown.total_sek, shown.parts_sek, shown.difference_sek) == (300_000, 290_000, 10_000)
    kept = CostUpload.objects.get()
    act(controller, "cost_upload_confirm", kept.pk)
    page = controller.get(url("cost_return_detail", made))
    assert [one.difference_sek for one in page.context["parts"].stated] == [10_000]
    assert page.context["page"].totals.agency_sek == 290_000
    act(controller, "cost_upload_undo", kept.pk)
    made = CostReturn.objects.get()
    assert (made.state, made.stated_totals) == (ReturnState.OPEN, [])
    assert sum(CostLine.objects.values_list("amount_sek", flat=True)) == 10_300_000


def test_a_file_is_not_asked_again_about_what_the_region_has_answered(controller, blekinge):
    factories.OrganisationFactory(parent=blekinge, code="10-P", name="Primärvården")
    doctor, area = factories.profession().name_sv, factories.care_area().name_sv

    def rows(period):
        return [f"{period};{place};{doctor};{area};egen;300000" for place in ("", "10-P")]

    page = upload(controller, *rows("2016-K3"), follow=True)
    assert len(page.context["previews"][0].totals_and_parts) == 1
    act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
    made = CostReturn.objects.get()
    controller.post(url("cost_return_submit", made), {"version": made.version, "is_rest": "on"})
    page = upload(controller, *rows("2016-K4"), follow=True)
    assert page.context["previews"][0].totals_and_parts == []
