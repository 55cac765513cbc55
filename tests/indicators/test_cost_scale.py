"""Whether a file's kronor are thousands, and the file read again as such."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators import cost_scale
from indicators.cost_lines import AGENCY, LineRow
from indicators.models import CostLine, CostReturn, CostUpload
from staffing.models import Role
from tests.indicators.test_upload_pages import HEAD, act, everything, upload
from tests.indicators.test_upload_pages import controller as controller  # noqa: PLC0414 -- a fixture
from tests.indicators.test_upload_pages import words as words  # noqa: PLC0414 -- a fixture


def rows(*amounts):
    return [LineRow(place, 1, 1, AGENCY, False, Decimal(amount)) for place, amount in enumerate(amounts)]


@pytest.mark.parametrize(
    ("now", "year", "before", "expected"),
    [
        (rows(500, 900, 1200), rows(500_000, 950_000, 800_000), [], True),
        (rows(500, 900, 1200), [], rows(500_000, 950_000, 800_000), True),
        (rows(500_000, 900_000), rows(500_000, 950_000), [], False),
        # One amount in ten may be something else, two may not.
        (rows(*[500] * 9, 500_000), rows(*[500_000] * 10), [], True),
        (rows(*[500] * 8, 500_000, 400_000), rows(*[500_000] * 10), [], False),
        (rows(500), [], [], False),
        (rows(5), rows(5_000), [], False),
        (rows(0, 0), rows(500_000, 500_000), [], False),
        (rows(50), rows(500_000), [], False),
        (rows(5_000), rows(500_000), [], False),
    ],
)
def test_nearly_all_amounts_are_about_a_thousandth(now, year, before, expected):
    assert cost_scale.looks_like_thousands([(now, year, before)]) is expected


@pytest.fixture
def reported(controller):
    """Last year's period, handed in: 300 000 hired and 10 000 000 own."""
    upload(controller, "2015-K4;;läkare;somatik;inhyrd;300 000", "2015-K4;;läkare;somatik;egen;10 000 000")
    act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
    CostReturn.objects.update(state="submitted", submitted_at=timezone.now(), counts_submitted=True)


LINES = ("2016-K4;;läkare;somatik;inhyrd;310,4567;30", "2016-K4;;läkare;somatik;egen;10 500;", "Summa;;;;;10 810,4567;")


def sent(client, **options):
    content = "\r\n".join([f"{HEAD};varav jour", *LINES]).encode()
    return upload(client, content=content, **options)


def test_a_file_in_thousands_is_named_once_and_read_again_from_the_file_itself(controller, reported):
    page = sent(controller, follow=True)
    assert page.context["looks_like_thousands"]
    assert "%\u00a0" not in page.text
    assert page.text.count("is that right?") == page.text.count("stämmer det?") == 0
    kept = CostUpload.objects.latest("pk")
    returns = CostReturn.objects.count()
    page = act(controller, "cost_upload_thousands", kept.pk)
    assert CostReturn.objects.count() == returns
    assert not page.context["looks_like_thousands"]
    # From the cell and not from what was rounded to öre: 310,4567 tkr.
    (preview,) = page.context["previews"]
    assert (preview.totals.agency_sek, preview.totals.own_sek) == (Decimal("310456.70"), 10_500_000)
    assert not page.context["has_differences"]
    before = everything()
    act(controller, "cost_upload_thousands", kept.pk)
    assert everything() == before
    act(controller, "cost_upload_confirm", kept.pk)
    line = CostLine.objects.get(kind="agency", cost_return__first_month__year=2016)
    assert (line.amount_sek, line.on_call_sek) == (Decimal("310456.70"), 30_000)
    # What is written is not read anew.
    before = everything()
    act(controller, "cost_upload_thousands", kept.pk)
    assert everything() == before


def test_kronor_are_kronor_and_a_heading_in_thousands_is_no_question(controller, reported):
    page = upload(controller, "2016-K4;;läkare;somatik;inhyrd;310 000", follow=True)
    assert not page.context["looks_like_thousands"]
    content = "\r\n".join([HEAD.replace("(kr)", "(tkr)"), "2016-K4;;läkare;somatik;inhyrd;0,31"]).encode()
    assert not upload(controller, content=content, follow=True).context["looks_like_thousands"]


def test_nobody_else_reads_it_anew(controller, reported, person, signed_in, blekinge, kalmar):
    sent(controller)
    address = reverse("cost_upload_thousands", kwargs={"code": "10", "pk": CostUpload.objects.latest("pk").pk})
    answers = [
        signed_in(person(role, place)).post(address).status_code
        for role, place in (
            (Role.CONTROLLER, kalmar), (Role.STEERING_GROUP, blekinge), (Role.CONTROLLER, blekinge),
        )
    ]  # fmt: skip
    assert answers == [404, 403, 404]
    assert CostUpload.objects.latest("pk").in_thousands


class TestChanges:
    def test_each_figure_that_changes_is_listed_with_what_it_becomes(self, controller):
        upload(controller, "2016-K4;;läkare;somatik;inhyrd;300 000", "2016-K4;;läkare;somatik;egen;10 000 000")
        act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
        page = upload(
            controller, "2016-K4;;läkare;somatik;inhyrd;310 000", "2016-K4;;övrig personal;;egen;5", follow=True
        )
        found = [(one.old, one.new) for one in page.context["changed_cells"]]
        assert found == [("300\u00a0000", "310\u00a0000"), ("10\u00a0000\u00a0000", ""), ("", "5")]
        assert page.context["change_counts"] == {"new": 1, "removed": 1, "changed": 1}
        assert [(one.is_new, one.is_removed) for one in page.context["changed_cells"]] == [
            (False, False), (False, True), (True, False),
        ]  # fmt: skip

    def test_many_are_paged_and_what_is_the_same_is_not_listed(self, controller, blekinge):
        months = [f"{2016 + number // 12}-{number % 12 + 1:02}" for number in range(32)]
        lines = [f"{month};;läkare;somatik;{kind};5" for month in months for kind in ("inhyrd", "egen")]
        page = upload(controller, *lines, follow=True)
        assert (page.context["changes"].paginator.count, len(page.context["changed_cells"])) == (64, 50)
        address = reverse("cost_upload_preview", kwargs={"code": "10", "pk": CostUpload.objects.get().pk})
        assert len(controller.get(address, {"page": 2}).context["changed_cells"]) == 14
        act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
        page = upload(controller, *lines, follow=True)
        assert page.context["changes"].paginator.count == 0
