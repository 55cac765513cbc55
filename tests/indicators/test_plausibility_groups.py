"""What stands out, by cause: one slip is one line; and the parts and prices of single lines."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given

from indicators import plausibility, plausibility_groups
from indicators.cost_lines import AGENCY, OWN
from indicators.models import CostReturn, CostUpload
from indicators.plausibility import Concern, Place
from tests import factories
from tests.indicators.test_returns_plausibility import AREA, DOCTOR, NURSE, found, lines, row
from tests.indicators.test_upload_pages import act, upload
from tests.indicators.test_upload_pages import controller as controller  # noqa: PLC0414 -- a fixture
from tests.indicators.test_upload_pages import words as words  # noqa: PLC0414 -- a fixture

OWNS = [row(900_000_000, OWN, organisation=one) for one in (1, 2, 3)]


def groups(*args):
    return plausibility_groups.grouped(found(*args))


def test_one_missing_amount_is_one_line():
    before = [row(40_000_000, organisation=1), row(1_000_000, organisation=2), row(1_000_000, profession=NURSE),
              row(800_000_000, OWN), row(800_000_000, OWN, NURSE)]  # fmt: skip
    told = groups(before[1:], before, before)
    assert len(found(before[1:], before, before)) > 4
    (one,) = told
    assert (one.lead.concern, one.lead.place) == (Concern.GONE, Place(DOCTOR, AREA, AGENCY, 1))


def test_own_cost_that_fell_away_is_told_once_with_the_agency_cost_that_has_none():
    before = [row(5_000_000), row(5_000_000, profession=NURSE), row(90_000_000, OWN), row(90_000_000, OWN, NURSE)]
    (one,) = groups([before[0], before[1], before[3]], before)
    assert (one.lead.concern, one.lead.place) == (Concern.GONE, Place(DOCTOR, AREA, OWN))
    assert Concern.NO_OWN in {other.concern for other in one.others}


def test_two_slips_are_two_lines_and_what_goes_the_other_way_is_a_line_of_its_own():
    before = [row(30_000_000, organisation=one) for one in (1, 2, 3)] + OWNS
    now = [row(3_000_000, organisation=1), row(300_000_000, organisation=2), before[2], *OWNS]
    leads = [(one.lead.concern, one.lead.place.organisation_id) for one in groups(now, before)]
    assert leads == [(Concern.RISE, 2), (Concern.FALL, 1)]


def test_what_everything_does_is_told_of_the_whole():
    before = [row(30_000_000, profession=one, organisation=one) for one in (1, 2, 3)] + OWNS
    before += [row(900_000_000, OWN, one) for one in (2, 3)]
    now = [one._replace(amount_sek=one.amount_sek * 3) if one.kind == AGENCY else one for one in before]
    (one,) = groups(now, before)
    assert one.lead.place == Place(None, None, AGENCY)
    assert {other.place.profession_id for other in one.others} == {1, 2, 3}


@given(lines, lines, lines)
def test_each_deviation_is_in_one_group(now, year, latest):
    told = found(now, year, latest)
    gathered = [one for group in plausibility_groups.grouped(told) for one in (group.lead, *group.others)]
    assert sorted(gathered, key=repr) == sorted(told, key=repr)


@pytest.mark.parametrize(
    ("now", "before", "is_told"),
    [("1000000", "100000", True), ("950000", "500000", True), ("940000", "100000", False), ("1000000", "510000", False),
     ("1000000", None, False), (None, "100000", False)],
)  # fmt: skip
def test_an_on_call_part_that_became_all_of_it(now, before, is_told):
    def of(text):
        return row(1_000_000, on_call_sek=Decimal(text) if text else None)

    told = [one for one in found([of(now), OWNS[0]], [of(before), OWNS[0]]) if one.concern is Concern.ON_CALL]
    assert bool(told) is is_told
    if is_told:
        assert told[0].place == Place(DOCTOR, AREA, AGENCY, 1)


@pytest.mark.parametrize(
    ("hours", "before", "usual"),
    [
        ("1000", "1000", None),
        ("334", "1000", None),
        ("333", "1000", (1000, 1000)),
        ("3001", "1000", (1000, 1000)),
        ("10", None, plausibility.HOUR_PRICES_SEK),
        ("200", None, None),
        ("5001", None, plausibility.HOUR_PRICES_SEK),
        ("0", "1000", None),
        # A price that is beyond any is told whatever the region has paid.
        ("10", "11", (Decimal(1_000_000) / 11, Decimal(1_000_000) / 11)),
    ],
)
def test_a_price_for_an_hour_far_from_the_regions_own_or_from_any(hours, before, usual):
    def of(text):
        return row(1_000_000, hired_hours=Decimal(text) if text else None)

    told = [one for one in found([of(hours), OWNS[0]], [of(before), OWNS[0]]) if one.concern is Concern.HOUR_PRICE]
    assert [one.usual for one in told] == ([usual] if usual else [])


def test_a_week_and_a_correction_and_a_small_amount():
    def concerns(one):
        return {told.concern for told in found([one, OWNS[0]], [one, OWNS[0]])}

    assert concerns(row(1_000_000, hire_weeks=Decimal(2))) == {Concern.WEEK_PRICE}
    assert concerns(row(1_000_000, hire_weeks=Decimal(20))) == set()
    assert concerns(row(1_000_000, hired_hours=Decimal(2), is_correction=True)) == set()
    assert concerns(row(99_999, hired_hours=Decimal(2))) == set()


def test_the_worst_five_are_open_and_the_rest_is_folded(controller, blekinge):
    lines = [f"K{number}" for number in range(1, 9)]
    for name in lines:
        factories.OrganisationFactory(parent=blekinge, code=name, name=f"Kliniken {name}")

    def amounts(period, *figures):
        return [f"{period};{name};läkare;somatik;inhyrd;{one}" for name, one in zip(lines, figures, strict=True)]

    own = ["2015-K4;;läkare;somatik;egen;900000000", "2016-K4;;läkare;somatik;egen;900000000"]
    before = [4_000_000 + 1_000 * number for number in range(8)]
    upload(controller, *amounts("2015-K4", *before), own[0])
    act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
    CostReturn.objects.update(state="submitted", submitted_at=timezone.now(), counts_submitted=True)
    now = [one * 16 // 10 if number % 2 else one * 4 // 10 for number, one in enumerate(before)]
    page = upload(controller, *amounts("2016-K4", *now), own[1], follow=True)
    (preview,) = page.context["previews"]
    assert (len(preview.deviations.worst), len(preview.deviations.rest)) == (5, 3)
    act(controller, "cost_upload_confirm", CostUpload.objects.latest("pk").pk)
    made = CostReturn.objects.get(state="open")
    page = controller.get(reverse("cost_return_submit", kwargs={"code": "10", "pk": made.pk}))
    folded = page.text[page.text.index('<details class="more"') :]
    assert sum(f"Kliniken {name}" in folded.partition("</details>")[0] for name in lines) == 3
