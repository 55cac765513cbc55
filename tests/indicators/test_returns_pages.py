"""The pages of cost returns, each by whoever may, may not, and may not even know of it."""

import datetime
import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from documents.models import Job
from indicators.actions import returns as actions
from indicators.cost_lines import LineRow
from indicators.models import CostLine, CostReturn, LinesChange, ReturnState
from staffing.models import Role
from tests import factories
from values.period import Period


@pytest.fixture
def catalogue(blekinge, kalmar):
    """Two professions and an area, so that the grid has three rows."""
    factories.care_area("somatic")
    factories.care_area("primary")
    factories.profession("doctor")
    factories.profession("other")


@pytest.fixture
def controller(person, signed_in, blekinge, catalogue):
    return signed_in(person(Role.CONTROLLER, blekinge))


@pytest.fixture
def reader(person, signed_in, blekinge, catalogue):
    return signed_in(person(Role.STEERING_GROUP, blekinge))


@pytest.fixture
def stranger(person, signed_in, kalmar, catalogue):
    return signed_in(person(Role.CONTROLLER, kalmar))


@pytest.fixture
def coordinator(person, signed_in, catalogue):
    return signed_in(person(Role.NATIONAL_COORDINATOR))


def line(root, amount, kind="agency", **fields):
    return LineRow(
        root.pk, factories.profession().pk, factories.care_area().pk, kind, is_correction=False,
        amount_sek=Decimal(amount), **fields,
    )  # fmt: skip


def opened(root, period="2016-K4", amounts=None):
    made = actions.open_return(region=root.region, period=Period.parse(period), by=None)
    rows = [line(root, amount, kind) for kind, amount in (amounts or {}).items()]
    return actions.replace_lines(cost_return=made, version=1, lines=rows, by=None)


def submitted(root, period="2016-K4", amounts=None):
    made = opened(root, period, amounts or {"agency": "300000", "own": "10000000"})
    return actions.submit_return(cost_return=made, version=made.version, by=None, now=timezone.now())


def locked(root, period="2016-K4", amounts=None):
    made = submitted(root, period, amounts)
    return actions.lock_return(cost_return=made, version=made.version, by=None, now=timezone.now())


def one_to_lock(made):
    return f"{reverse('cost_return_waiting')}?redovisning={made.pk}"


def url(name, made, **kwargs):
    return reverse(name, kwargs={"code": made.region.code, "pk": made.pk, **kwargs})


def cell(column, profession="doctor", area="somatic"):
    area_pk = factories.care_area(area).pk if area else 0
    return f"{column}-{factories.profession(profession).pk}-{area_pk}"


def typed(made, root, *, version=None, **fields):
    return {"version": version or made.version, "unit": "kr", "opened": "{}", "organisation": root.pk, **fields}


class TestList:
    def test_a_controller_sees_what_is_next(self, controller, blekinge):
        locked(blekinge, "2016-K3")
        made = opened(blekinge, "2016-K4")
        page = controller.get(reverse("cost_return_list"))
        assert page.status_code == 200
        assert f'href="{url("cost_return_edit", made)}"' in page.text

    def test_the_earliest_missing_period_is_next_when_nothing_is_open(self, controller, blekinge):
        locked(blekinge, "2016-K1")
        locked(blekinge, "2016-K3")
        assert "?period=2016-K2" in controller.get(reverse("cost_return_list")).text

    def test_an_open_return_of_another_region_is_not_seen(self, stranger, blekinge):
        made = opened(blekinge)
        text = stranger.get(reverse("cost_return_list"), {"period": "2016-K4"}).text
        assert url("cost_return_detail", made) not in text

    def test_the_coordinator_locks_all_that_is_handed_in(self, coordinator, blekinge, kalmar):
        first, second = submitted(blekinge), submitted(kalmar)
        page = coordinator.get(reverse("cost_return_waiting"))
        seen = re.findall(r'name="seen" value="([^"]+)"', page.text)
        assert sorted(seen) == sorted(f"{one.pk}:{one.version}" for one in (first, second))
        actions.reopen_return(cost_return=second, version=second.version, by=None, reason="fel")
        page = coordinator.post(reverse("cost_return_waiting"), {"seen": seen}, follow=True)
        done, left = (str(message) for message in page.context["messages"])
        assert done.startswith("1 ")
        assert "Kalmar K4 2016" in left
        assert set(CostReturn.objects.values_list("region__code", "state")) == {("10", "locked"), ("08", "open")}

    def test_only_the_coordinator_locks(self, controller, reader, blekinge):
        made = submitted(blekinge)
        for client in (controller, reader):
            assert client.get(one_to_lock(made)).status_code == 403
            assert client.post(reverse("cost_return_waiting"), {"seen": f"{made.pk}:1"}).status_code == 403
        made.refresh_from_db()
        assert made.state == ReturnState.SUBMITTED

    @pytest.mark.parametrize("seen", ["x", "1:", "1:2:3", "99999999999:1", "1:²"])
    def test_nonsense_locks_nothing(self, coordinator, blekinge, seen):
        submitted(blekinge)
        assert coordinator.post(reverse("cost_return_waiting"), {"seen": seen}).status_code == 302
        assert not CostReturn.objects.filter(state=ReturnState.LOCKED).exists()

    def test_queries_do_not_grow_with_regions_and_returns(self, controller, blekinge, django_assert_max_num_queries):
        for number in range(3, 15):
            root = factories.region_root(f"{number:02}" if number != 10 else "25", f"Region {number}")
            for period in ("2016-K1", "2016-K2", "2016-K3", "2016-K4"):
                locked(root, period)
        with django_assert_max_num_queries(18):
            controller.get(reverse("cost_return_list"), {"period": "2016-K4"})


class TestCreate:
    def address(self, code="10"):
        return reverse("cost_return_create", kwargs={"code": code})

    def test_the_next_missing_quarter_is_ticked(self, controller, blekinge):
        locked(blekinge, "2016-K1")
        locked(blekinge, "2016-K3")
        text = controller.get(self.address()).text
        assert re.search(r'value="2016-K2"[^>]*checked', text)

    def test_a_period_of_any_kind_is_opened(self, controller, blekinge):
        page = controller.post(self.address(), {"period": "2016-T2"})
        made = CostReturn.objects.get()
        assert made.period.code == "2016-T2"
        assert page.url == url("cost_return_edit", made)
        assert made.history.get().history_user is not None

    @pytest.mark.parametrize("period", ["2016", "2016-11", "2061-K1", "nonsens", ""])
    def test_what_cannot_be_opened_is_said_at_the_field(self, controller, blekinge, period):
        opened(blekinge, "2016-K4")
        page = controller.post(self.address(), {"period": period})
        assert page.status_code == 422
        assert page.context["form"].errors["period"]
        if period in ("2016", "2016-11"):
            assert "2016-K4" in page.text
        assert CostReturn.objects.count() == 1

    def test_others_do_not(self, reader, stranger, coordinator):
        answers = [
            client.post(self.address(), {"period": "2016-K4"}).status_code for client in (reader, stranger, coordinator)
        ]
        assert answers == [403, 404, 403]
        assert not CostReturn.objects.exists()


class TestGrid:
    def test_it_shows_last_period_and_last_year_beside_each_cell(self, controller, blekinge):
        locked(blekinge, "2016-K3", {"agency": "111", "own": "222"})
        locked(blekinge, "2015-K4", {"agency": "333", "own": "444"})
        made = opened(blekinge, "2016-K4")
        text = controller.get(url("cost_return_edit", made)).text
        for words in ("K3 2016: 111", "K4 2015: 333", "K3 2016: 222", "K4 2015: 444"):
            assert words in text

    def test_it_opens_where_one_was_last_or_where_the_region_reports(self, controller, blekinge):
        divisions = [factories.OrganisationFactory(parent=blekinge, name=name) for name in ("Ena", "Andra")]

        def shown(made, **query):
            return controller.get(url("cost_return_edit", made), query).context["grid"].organisation

        made = opened(blekinge)
        assert shown(made) == blekinge
        # The period before is not handed in, and still says that the region reports by division.
        before = opened(blekinge, "2016-K3")
        actions.replace_lines(cost_return=before, version=before.version, lines=[line(divisions[1], "5")], by=None)
        session = controller.session
        session.pop("cost_grid_organisations", None)
        session.save()
        assert shown(made) == divisions[1]
        assert shown(made, organisation=divisions[0].pk) == divisions[0]
        assert shown(before) == divisions[0]
        assert shown(before, organisation=blekinge.pk) == blekinge
        assert shown(before) == blekinge

    def test_to_look_at_another_organisation_is_not_to_save(self, controller, blekinge):
        made = opened(blekinge, amounts={"own": "10"})
        division = factories.OrganisationFactory(parent=blekinge, name="Ena")
        fields = typed(made, blekinge, **{cell("own"): "10"})
        for sent, count in (
            ({**fields, "go": division.pk}, 0),
            ({**fields, "unit_to": "tkr"}, 0),
            (fields, 1),
            ({**fields, "go": division.pk, cell("own"): "11"}, 1),
        ):
            page = controller.post(url("cost_return_edit", made), sent, follow=True)
            assert len(list(page.context["messages"])) == count

    def test_the_share_of_a_row_and_the_totals_in_the_unit_of_the_grid(self, controller, blekinge):
        made = opened(blekinge, amounts={"agency": "300000", "own": "10000000"})
        page = controller.get(url("cost_return_edit", made), {"unit": "tkr"})
        assert [row["share"] for row in page.context["rows"]].count(Decimal("0.03")) == 1
        assert page.context["share"] == page.context["total_share"] == Decimal("0.03")
        assert "data-row-share>3,0\u00a0%<" in page.text
        assert 'data-total="agency">300\u00a0tkr<' in page.text
        # Where one of the two is missing, or cannot be read, there is no share.
        opened(blekinge, "2017-K1", {"agency": "300000"})
        page = controller.get(url("cost_return_edit", CostReturn.objects.latest("first_month")))
        assert {row["share"] for row in page.context["rows"]} == {None}
        fields = {cell("agency"): "5", cell("own"): "1000", cell("agency", "doctor", "primary"): "abc"}
        page = controller.post(url("cost_return_edit", made), typed(made, blekinge, **fields))
        assert (page.status_code, page.context["share"]) == (422, None)
        assert Decimal("0.005") in [row["share"] for row in page.context["rows"]]

    def test_every_spelling_is_taken_and_empty_is_not_zero(self, controller, blekinge):
        made = opened(blekinge)
        page = controller.post(
            url("cost_return_edit", made),
            typed(
                made,
                blekinge,
                **{cell("agency"): "1\u00a0234\u202f567,50", cell("own"): "0", cell("own_correction"): "\u22125 000"},
            ),
        )
        assert page.status_code == 302
        saved = {(one.kind, one.is_correction): one.amount_sek for one in CostLine.objects.all()}
        assert saved == {("agency", False): Decimal("1234567.50"), ("own", False): 0, ("own", True): -5000}

    def test_details_are_saved_with_their_amount(self, controller, blekinge):
        made = opened(blekinge)
        fields = {
            cell("agency"): "100",
            cell("on_call"): "10",
            cell("outside"): "20,5",
            cell("weeks"): "1,5",
            cell("hours"): "60",
        }
        controller.post(url("cost_return_edit", made), typed(made, blekinge, **fields))
        saved = CostLine.objects.get()
        assert (saved.on_call_sek, saved.outside_framework_sek, saved.hire_weeks, saved.hired_hours) == (
            10, Decimal("20.5"), Decimal("1.5"), 60,
        )  # fmt: skip

    def test_thousands_are_kronor_and_the_unit_can_be_switched_without_loss(self, controller, blekinge):
        made = opened(blekinge)
        fields = typed(made, blekinge, **{cell("agency"): "1 234,5", "unit": "tkr", "unit_to": "kr"})
        page = controller.post(url("cost_return_edit", made), fields, follow=True)
        assert CostLine.objects.get().amount_sek == 1_234_500
        assert f'id="cell-{cell("agency")}" value="1\u00a0234\u00a0500"' in page.text

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"agency": "1.234"}, "agency"), ({"agency": "-5"}, "agency"), ({"own": "fem"}, "own"),
            ({"own": "1e12"}, "own"), ({"own": "1000000000000"}, "own"), ({"own": "1,234"}, "own"),
            ({"on_call": "5"}, "agency"), ({"agency": "5", "on_call": "6"}, "on_call"), ({"agency": "5", "weeks": "-1"}, "weeks"),
        ],
    )  # fmt: skip
    def test_a_fault_is_said_at_its_cell_and_nothing_typed_is_lost(self, controller, blekinge, fields, wrong):
        made = opened(blekinge)
        values = {cell(name): text for name, text in fields.items()}
        page = controller.post(
            url("cost_return_edit", made), typed(made, blekinge, **values, **{cell("own", "other", None): "77"})
        )
        assert page.status_code == 422
        assert list(page.context["form"].errors) == [cell(wrong)]
        assert f'href="#cell-{cell(wrong)}"' in page.text
        assert f'id="cell-{cell(wrong)}-error"' in page.text
        for name, text in values.items():
            assert f'id="cell-{name}" value="{text}"' in page.text
        assert 'value="77"' in page.text
        assert not CostLine.objects.exists()

    def test_what_1234_with_a_dot_could_mean_is_asked(self, controller, blekinge):
        made = opened(blekinge)
        page = controller.post(url("cost_return_edit", made), typed(made, blekinge, **{cell("agency"): "1.234"}))
        assert "1\u00a0234" in page.text
        assert "1,234" not in page.text
        in_thousands = typed(made, blekinge, **{cell("agency"): "1.234", "unit": "tkr"})
        page = controller.post(url("cost_return_edit", made), in_thousands)
        assert "1\u00a0234" in page.text
        assert "1,234" in page.text

    def test_one_organisation_is_saved_on_the_way_to_another(self, controller, blekinge):
        division = factories.OrganisationFactory(parent=blekinge, name="Psykiatrin")
        made = opened(blekinge, amounts={"own": "5"})
        page = controller.post(
            url("cost_return_edit", made), typed(made, division, **{cell("own"): "7", "go": blekinge.pk})
        )
        assert f"organisation={blekinge.pk}" in page.url
        assert set(CostLine.objects.values_list("organisation", "amount_sek")) == {(division.pk, 7), (blekinge.pk, 5)}

    def test_organisations_of_others_are_not_offered(self, controller, blekinge, kalmar):
        made = opened(blekinge)
        for organisation in (kalmar.pk, 10**9, "x", "1'"):
            assert controller.get(url("cost_return_edit", made), {"organisation": organisation}).status_code == 404
        assert (
            controller.post(url("cost_return_edit", made), typed(made, kalmar, **{cell("own"): "7"})).status_code == 404
        )
        assert not CostLine.objects.exists()

    def test_what_a_correction_says_beyond_its_amount_is_kept(self, controller, blekinge):
        made = opened(blekinge)
        row = line(blekinge, "-5", on_call_sek=Decimal(-2))._replace(is_correction=True)
        made = actions.replace_lines(cost_return=made, version=made.version, lines=[row], by=None)
        fields = typed(made, blekinge, **{cell("agency_correction"): "-6", cell("own"): "1"})
        controller.post(url("cost_return_edit", made), fields)
        assert CostLine.objects.get(is_correction=True).on_call_sek == -2

    def test_the_second_of_two_is_told_cell_by_cell(self, controller, blekinge):
        made = opened(blekinge, amounts={"agency": "100", "own": "1000"})
        opened_values = controller.get(url("cost_return_edit", made)).context["form"]["opened"].value()
        mine = typed(made, blekinge, **{cell("agency"): "150", cell("own"): "1 000", "opened": opened_values})
        actions.replace_lines(
            cost_return=made,
            version=made.version,
            lines=[line(blekinge, "120"), line(blekinge, "2000", "own")],
            by=None,
        )
        page = controller.post(url("cost_return_edit", made), mine)
        assert page.status_code == 409
        told = {one.label.split("– ")[1]: (one.before, one.theirs, one.mine) for one in page.context["conflicts"]}
        assert ("100", "120", "150") in told.values()
        assert page.text.count("inte ändrat av dig") == 1
        assert f'id="cell-{cell("agency")}" value="150"' in page.text
        # What I left alone is what the other one wrote, ready to be saved.
        assert f'id="cell-{cell("own")}" value="2\u00a0000"' in page.text
        again = {name: str(page.context["form"][name].value() or "") for name in page.context["form"].fields}
        assert controller.post(url("cost_return_edit", made), {**again, "organisation": blekinge.pk}).status_code == 302
        assert set(CostLine.objects.values_list("kind", "amount_sek")) == {("agency", 150), ("own", 2000)}

    def test_what_only_one_of_two_changed_is_named_as_such(self, controller, blekinge):
        made = opened(blekinge, amounts={"agency": "100", "own": "1000"})
        opened_values = controller.get(url("cost_return_edit", made)).context["form"]["opened"].value()
        mine = typed(made, blekinge, **{cell("agency"): "150", cell("own"): "1000", "opened": opened_values})
        actions.replace_lines(
            cost_return=made,
            version=made.version,
            lines=[line(blekinge, "100"), line(blekinge, "2000", "own")],
            by=None,
        )
        page = controller.post(url("cost_return_edit", made), mine)
        told = [(one.mine, one.is_mine, one.theirs, one.is_theirs) for one in page.context["conflicts"]]
        assert told == [("150", True, "100", False), ("1\u00a0000", False, "2\u00a0000", True)]
        assert "inte ändrat av den andra" in page.text
        assert "inte ändrat av dig" in page.text

    def test_a_return_handed_in_meanwhile_loses_nothing_that_was_typed(self, controller, blekinge):
        made = opened(blekinge, amounts={"own": "1"})
        actions.submit_return(cost_return=made, version=made.version, by=None, now=timezone.now())
        page = controller.post(url("cost_return_edit", made), typed(made, blekinge, **{cell("own"): "98 765"}))
        assert page.status_code == 409
        assert 'value="98 765"' in page.text
        (told,) = page.context["conflicts"]
        assert (told.theirs, told.mine) == ("1", "98\u00a0765")
        assert "Det du skrev är detsamma" not in page.text
        assert CostLine.objects.get().amount_sek == 1

    @pytest.mark.parametrize("version", ["", "x", "²", "-1"])
    def test_no_version_is_a_bad_request(self, controller, blekinge, version):
        made = opened(blekinge)
        fields = {**typed(made, blekinge), "version": version}
        assert controller.post(url("cost_return_edit", made), fields).status_code == 400

    def test_others_do_not_write(self, reader, stranger, coordinator, blekinge):
        made = opened(blekinge)
        fields = typed(made, blekinge, **{cell("own"): "7"})
        for client, answer in ((reader, 403), (stranger, 404), (coordinator, 404)):
            assert client.get(url("cost_return_edit", made)).status_code == answer
            assert client.post(url("cost_return_edit", made), fields).status_code == answer
        assert not CostLine.objects.exists()

    def test_a_role_taken_away_while_the_form_is_open(self, signed_in, person, blekinge, catalogue):
        user = person(Role.CONTROLLER, blekinge)
        client, made = signed_in(user), opened(blekinge)
        assert client.get(url("cost_return_edit", made)).status_code == 200
        user.role_assignments.all().delete()
        assert (
            client.post(url("cost_return_edit", made), typed(made, blekinge, **{cell("own"): "7"})).status_code == 404
        )
        assert not CostLine.objects.exists()

    def test_a_locked_return_is_not_edited(self, controller, blekinge):
        made = locked(blekinge)
        assert controller.get(url("cost_return_edit", made)).status_code == 403


class TestSubmit:
    def test_a_sound_return_is_handed_in_and_the_index_is_queued(self, controller, blekinge):
        made = opened(blekinge, amounts={"agency": "300000", "own": "10000000"})
        assert controller.get(url("cost_return_submit", made)).status_code == 200
        page = controller.post(url("cost_return_submit", made), {"version": made.version})
        made.refresh_from_db()
        assert page.url == url("cost_return_detail", made)
        assert (made.state, made.submitted_by is not None) == (ReturnState.SUBMITTED, True)
        assert Job.objects.get().kind == "cost_index"

    def test_a_leap_must_be_confirmed(self, controller, blekinge):
        locked(blekinge, "2015-K4", {"agency": "100000", "own": "10000000"})
        made = opened(blekinge, "2016-K4", {"agency": "440000", "own": "10000000"})
        page = controller.get(url("cost_return_submit", made))
        assert "+340\u00a0%" in page.text
        assert "K4 2015" in page.text
        refused = controller.post(url("cost_return_submit", made), {"version": made.version})
        assert refused.status_code == 422
        assert "warnings_comment" in refused.context["form"].errors
        made.refresh_from_db()
        assert made.state == ReturnState.OPEN
        for comment, status in (("  ", 422), ("Ny mottagning <b>", 302)):
            fields = {"version": made.version, "warnings_comment": comment}
            assert controller.post(url("cost_return_submit", made), fields).status_code == status
        made.refresh_from_db()
        assert made.warnings_comment == "Ny mottagning <b>"

    def test_the_comment_is_read_by_the_region_and_the_coordinator_and_nobody_else(
        self, controller, reader, stranger, coordinator, blekinge
    ):
        made = opened(blekinge, amounts={"agency": "300000", "own": "10000000"})
        made = actions.submit_return(
            cost_return=made, version=made.version, by=None, now=timezone.now(), warnings_comment="Ny mottagning"
        )
        for client in (controller, reader, coordinator):
            assert "Ny mottagning" in client.get(url("cost_return_detail", made)).text
        actions.lock_return(cost_return=made, version=made.version, by=None, now=timezone.now())
        assert "Ny mottagning" not in stranger.get(url("cost_return_detail", made)).text

    def test_an_empty_return_is_refused_with_words(self, controller, blekinge):
        made = opened(blekinge)
        page = controller.post(url("cost_return_submit", made), {"version": made.version})
        assert page.status_code == 422
        assert page.context["form"].non_field_errors()

    def test_amounts_changed_while_one_looked_are_shown_again(self, controller, blekinge):
        made = opened(blekinge, amounts={"own": "1"})
        actions.replace_lines(cost_return=made, version=made.version, lines=[line(blekinge, "2", "own")], by=None)
        page = controller.post(url("cost_return_submit", made), {"version": made.version})
        assert page.status_code == 409
        made.refresh_from_db()
        assert made.state == ReturnState.OPEN
        assert page.context["form"]["version"].value() == made.version

    def test_twice_is_once(self, controller, blekinge):
        made = opened(blekinge, amounts={"own": "1"})
        for _ in range(2):
            assert controller.post(url("cost_return_submit", made), {"version": made.version}).status_code == 302
        assert made.history.filter(state=ReturnState.SUBMITTED).count() == 1

    def test_others_do_not(self, reader, stranger, coordinator, blekinge):
        made = opened(blekinge, amounts={"own": "1"})
        fields = {"version": made.version}
        answers = [
            client.post(url("cost_return_submit", made), fields).status_code
            for client in (reader, stranger, coordinator)
        ]
        assert answers == [403, 404, 404]
        made.refresh_from_db()
        assert made.state == ReturnState.OPEN


class TestAPeriodThatGoesOn:
    """It is filled early and handed in when its last day has passed."""

    def test_it_is_not_handed_in_and_the_page_says_from_when(self, controller, blekinge):
        on = Period.containing(timezone.localdate())
        made = opened(blekinge, on.code, {"agency": "1", "own": "5"})
        opens = on.next().first_date.isoformat()
        page = controller.get(url("cost_return_submit", made))
        assert opens in page.text
        refused = controller.post(url("cost_return_submit", made), {"version": made.version})
        assert refused.status_code == 422
        assert opens in refused.context["form"].non_field_errors()[0]
        made.refresh_from_db()
        assert (made.state, made.version) == (ReturnState.OPEN, page.context["cost_return"].version)

    def test_the_day_after_its_last_day_it_is(self, blekinge):
        made = opened(blekinge, "2016-K4", {"own": "5"})
        version = made.version
        last = datetime.datetime(2016, 12, 31, 22, 59, tzinfo=datetime.UTC)
        with pytest.raises(actions.NotEnded):
            actions.submit_return(cost_return=made, version=version, by=None, now=last)
        now = last + datetime.timedelta(minutes=1)
        done = actions.submit_return(cost_return=made, version=version, by=None, now=now)
        assert done.state == ReturnState.SUBMITTED

    def test_it_is_offered_and_not_proposed(self, controller, blekinge):
        on = Period.containing(timezone.localdate())
        locked(blekinge, on.previous().code)
        form = controller.get(reverse("cost_return_create", kwargs={"code": "10"})).context["form"]
        assert [code for code, _label in form.fields["suggested"].choices] == [on.code]
        assert not form["suggested"].value()
        page = controller.get(reverse("cost_return_list"))
        (own,) = page.context["own"]
        assert (own["next"].period, own["next"].submit_from) == (on, on.next().first_date)

    def test_what_has_ended_comes_before_what_goes_on(self, controller, blekinge):
        on = Period.containing(timezone.localdate())
        early = opened(blekinge, on.code)
        locked(blekinge, on.previous().previous().code)
        (own,) = controller.get(reverse("cost_return_list")).context["own"]
        assert own["next"].period == on.previous()
        assert own["next"].cost_return != early


class TestReasons:
    def test_open_again_and_correct_need_a_reason(self, controller, blekinge):
        for name, made in (
            ("cost_return_reopen", submitted(blekinge, "2016-K3")),
            ("cost_return_restate", locked(blekinge, "2016-K4")),
        ):
            assert controller.get(url(name, made)).status_code == 200
            assert controller.post(url(name, made), {"version": made.version, "reason": " "}).status_code == 422
            page = controller.post(url(name, made), {"version": made.version, "reason": "Fel belopp"})
            assert page.status_code == 302
        assert set(CostReturn.objects.values_list("length", "number", "state")) == {
            (3, 1, "open"), (3, 1, "locked"), (3, 2, "open")
        }  # fmt: skip

    def test_a_correction_shows_revised_beside_the_first_value(self, controller, blekinge):
        first = locked(blekinge, amounts={"agency": "300000", "own": "10000000"})
        second = actions.restate_return(cost_return=first, reason="Fel faktura", by=None)
        actions.replace_lines(
            cost_return=second, version=second.version,
            lines=[line(blekinge, "250000"), line(blekinge, "10000000", "own")], by=None,
        )  # fmt: skip
        page = controller.get(url("cost_return_detail", second))
        (place,) = page.context["page"].by_place
        assert (place.agency_sek, place.first_agency_sek, place.is_revised) == (250000, 300000, True)
        assert page.text.count("first-value") == 4
        assert "Fel faktura" in page.text
        assert controller.get(url("cost_return_detail", first)).status_code == 200

    def test_others_do_not(self, reader, stranger, coordinator, blekinge):
        made = locked(blekinge)
        fields = {"version": made.version, "reason": "x"}
        for client in (reader, stranger, coordinator):
            assert client.post(url("cost_return_restate", made), fields).status_code == 403
        assert CostReturn.objects.count() == 1


class TestDetail:
    def test_who_sees_what(self, controller, reader, stranger, coordinator, blekinge):
        for period, make, answers in (
            ("2016-K2", opened, (200, 200, 404, 404)),
            ("2016-K3", submitted, (200, 200, 404, 200)),
            ("2016-K4", locked, (200, 200, 200, 200)),
        ):
            made = make(blekinge, period)
            clients = (controller, reader, stranger, coordinator)
            got = tuple(client.get(url("cost_return_detail", made)).status_code for client in clients)
            assert got == answers, period

    def test_a_return_is_not_found_under_another_region(self, controller, blekinge):
        made = locked(blekinge)
        assert controller.get(reverse("cost_return_detail", kwargs={"code": "08", "pk": made.pk})).status_code == 404

    def test_the_history_says_old_and_new_and_is_for_the_region(self, controller, stranger, blekinge, person):
        made = opened(blekinge, amounts={"own": "1000"})
        user = person(Role.CONTROLLER, blekinge)
        made = actions.replace_lines(
            cost_return=made, version=made.version, lines=[line(blekinge, "2000", "own")], by=user
        )
        made = actions.submit_return(cost_return=made, version=made.version, by=user, now=timezone.now())
        actions.lock_return(cost_return=made, version=made.version, by=None, now=timezone.now())
        text = controller.get(url("cost_return_detail", made)).text
        assert "<del>1\u00a0000</del> → <ins>2\u00a0000</ins>" in text
        assert user.name in text
        assert user.name not in stranger.get(url("cost_return_detail", made)).text

    def test_an_open_return_is_removed(self, controller, reader, blekinge):
        made = opened(blekinge, amounts={"own": "1"})
        assert reader.post(url("cost_return_discard", made), {"version": made.version}).status_code == 403
        controller.post(url("cost_return_discard", made), {"version": made.version - 1})
        assert CostReturn.objects.exists()
        controller.post(url("cost_return_discard", made), {"version": made.version})
        assert not CostReturn.objects.exists()
        assert not LinesChange.objects.exists()

    def test_ten_thousand_lines_are_no_more_queries(self, controller, blekinge, django_assert_max_num_queries):
        made = opened(blekinge)
        units = factories.OrganisationFactory.create_batch(60, parent=blekinge)
        actions.replace_lines(
            cost_return=made,
            version=made.version,
            lines=[line(unit, "5", kind) for unit in units for kind in ("agency", "own")],
            by=None,
        )
        with django_assert_max_num_queries(32):
            page = controller.get(url("cost_return_detail", made))
        assert len(page.context["lines"]) == 100

    def test_the_lines_go_out_as_they_can_come_in_and_examples_say_so(self, controller, stranger, blekinge):
        made = locked(blekinge)
        CostReturn.objects.filter(pk=made.pk).update(is_example=True)
        page = stranger.get(url("cost_return_export", made, file_format="xlsx"))
        assert page.headers["Content-Disposition"] == 'attachment; filename="kostnader-blekinge-2016-k4.xlsx"'
        sheet = openpyxl.load_workbook(io.BytesIO(page.content)).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        assert "xempel" in rows[0][0]
        assert rows[1][:6] == ("Period", "Organisation", "Yrkesgrupp", "Vårdområde", "Slag", "Belopp (kr)")
        assert sum(row[5] for row in rows[2:]) == 10_300_000
        text = controller.get(url("cost_return_export", made, file_format="csv")).content.decode("utf-8-sig")
        assert ";inhyrd;300000,00;" in text
        assert controller.get(url("cost_return_export", made, file_format="exe")).status_code == 404

    def test_acts_are_posts(self, controller, blekinge):
        assert controller.get(url("cost_return_discard", submitted(blekinge))).status_code == 405


def test_the_history_says_what_people_did_and_no_flag_of_the_database(controller, blekinge):
    made = locked(blekinge)
    changes = controller.get(url("cost_return_detail", made)).context["changes"]
    labels = {field.label for change in changes for field in change.fields}
    assert "Status" in labels or "Läge" in labels or "Tillstånd" in labels
    assert not {label for label in labels if label.startswith(("Counts", "Submitted", "Locked"))}


def test_what_one_may_not_see_is_not_called_missing(stranger, blekinge, kalmar):
    submitted(blekinge)
    page = stranger.get(reverse("cost_return_list"), {"period": "2016-K4"})
    nation = page.context["nation"]
    assert [row.region for row in nation.not_locked] == [blekinge.region]
    assert [row.region for row in nation.missing] == [kalmar.region]
    assert "inte låst än" in page.text


def test_one_is_locked_after_it_was_shown_alone(coordinator, blekinge, kalmar):
    made, other = submitted(blekinge), submitted(kalmar)
    for page in (coordinator.get(url("cost_return_detail", made)), coordinator.get(f"{reverse('cost_return_list')}?period=2016-K4")):  # fmt: skip
        assert one_to_lock(made) in page.text
    shown = coordinator.get(one_to_lock(made))
    assert [row.cost_return for row in shown.context["rows"]] == [made]
    page = coordinator.post(one_to_lock(made), {"seen": f"{made.pk}:{made.version}"})
    assert page.url == f"{reverse('cost_return_list')}?period=2016-K4"
    assert set(CostReturn.objects.values_list("pk", "state")) == {(made.pk, "locked"), (other.pk, "submitted")}
    assert coordinator.get(one_to_lock(made)).context["rows"] == []
    assert len(coordinator.get(f"{reverse('cost_return_waiting')}?redovisning=x").context["rows"]) == 1


def test_where_a_period_is_reported_what_is_begun_comes_first(blekinge, person, signed_in):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    address = reverse("cost_return_create", kwargs={"code": "10"})
    assert 'id="begun"' not in client.get(address).content.decode()
    begun = factories.cost_return(blekinge.region, "2026-K3")
    factories.cost_return(blekinge.region, "2026-K2", state=ReturnState.SUBMITTED, submitted_at=timezone.now())
    page = client.get(address).content.decode().partition('id="begun"')[2].partition("</section>")[0]
    assert page.count("<li>") == 1
    assert reverse("cost_return_edit", kwargs={"code": "10", "pk": begun.pk}) in page


def test_a_kind_that_no_line_reports_is_a_dash_and_no_zero(controller, blekinge, kalmar):
    for amounts, shown in (
        ({}, ("–", "–")),
        ({"agency": "300000"}, ("300", "–")),
        ({"agency": "0", "own": "0"}, ("0", "0")),
    ):
        made = opened(blekinge, f"2016-K{len(amounts) + 1}", amounts)
        grid = controller.get(url("cost_return_edit", made)).content.decode()
        for kind, expected in zip(("agency", "own"), shown, strict=True):
            total = re.search(rf'<output data-total="{kind}">(.*?)</output>', grid)[1]
            assert ("uppgift saknas" in total) == (expected == "–"), (amounts, kind, total)
        assert 'data-other-agency="" data-other-own=""' in grid
        if not amounts:
            continue
        for name in ("cost_return_submit", "cost_return_detail"):
            page = controller.get(url(name, made))
            totals = page.context["page"].totals
            assert (totals.own_sek is None) == (shown[1] == "–")
            html = page.content.decode()
            last = html[html.rindex('<tr class="total-row">') :].partition("</tr>")[0]
            assert ("uppgift saknas" in last.split("<td")[2]) == (shown[1] == "–"), last
            tiles = html[html.index('<ul class="figures') :].partition("</ul>")[0].split("<li")
            assert ("uppgift saknas" in tiles[2]) == (shown[1] == "–")


def test_a_restated_share_and_its_first_print_alike(controller, blekinge):
    old = locked(blekinge, amounts={"agency": "315000", "own": "10000000"})
    new = actions.restate_return(cost_return=old, reason="Fel fil", by=None)
    rows = [line(blekinge, 341000), line(blekinge, 10000000, "own")]
    actions.replace_lines(cost_return=new, version=new.version, lines=rows, by=None)
    html = controller.get(url("cost_return_detail", new)).content.decode()
    tile = html[html.index('<ul class="figures') :].partition("</ul>")[0].split("<li")[3]
    assert re.findall(r"[0-9],[0-9]+", tile) == ["3,41", "3,15"]


def test_what_waits_is_said_to_be_of_every_quarter(coordinator, blekinge):
    submitted(blekinge)
    html = coordinator.get(reverse("cost_return_list")).content.decode()
    note = html[html.index("lock-all") :].partition("</div>")[0]
    assert "of any quarter" in note or "oavsett kvartal" in note
