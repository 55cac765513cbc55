"""Calendar addresses: the file is as RFC 5545 has it, shows what its person may see now, and stops with the address."""

from __future__ import annotations

import datetime

import icalendar
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from plans import calendar_file
from plans.actions import calendars as actions
from plans.calendar_file import Entry
from plans.models import Activity, CalendarFeed, Milestone, Plan, PlanState, Risk, RiskAnalysis
from staffing.models import Role
from tests import factories

URL = "/mina-aktiviteter/kalender/"
NOW = datetime.datetime(2026, 3, 2, 7, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 3, 31)


def one(**changed) -> Entry:
    fields = {
        "key": "activity-1",
        "day": DAY,
        "summary": "A",
        "description": "B",
        "url": "https://x.se/",
        "changed_at": NOW,
    }
    return Entry(**{**fields, **changed})


def rendered(*entries: Entry) -> bytes:
    return calendar_file.render(name="Oberoende", domain="x.se", language="sv", entries=entries)


class TestFile:
    def test_it_says_what_it_says(self):
        (event,) = icalendar.Calendar.from_ical(rendered(one())).walk("VEVENT")
        assert event["UID"] == "activity-1@x.se"
        assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (DAY, DAY + datetime.timedelta(days=1))
        assert event.decoded("DTSTAMP") == NOW
        assert b"DTSTART;VALUE=DATE:20260331\r\n" in rendered(one())
        assert event["TRANSP"] == "TRANSPARENT"

    def test_lines_are_folded_by_octets_and_end_with_crlf(self):
        content = rendered(one(summary="Jourlinje för åtta sköterskor; fråga, svara\\ " * 6, description="ö" * 400))
        lines = content.split(b"\r\n")
        assert lines[-1] == b""
        assert max(len(line) for line in lines) <= 75
        assert b"\n" not in content.replace(b"\r\n", b"")
        for line in lines:
            line.decode()
        assert b"\\;" in content
        assert b"\\," in content

    @given(st.text(max_size=200), st.text(max_size=200))
    def test_any_text_comes_through(self, summary, description):
        content = rendered(one(summary=summary, description=description))
        (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
        assert b"\r" not in content.replace(b"\r\n", b"")
        assert sum(line.startswith(b"BEGIN:") for line in content.split(b"\r\n")) == 2
        assert str(event["DESCRIPTION"]) == calendar_file.plain(description)

    def test_what_the_format_cannot_write_is_left_out(self):
        assert calendar_file.plain("a\x00b\x1fc\r\nd\re\u0085") == "abc\nd\ne"
        content = rendered(one(summary="a\x07b", description="c\x0bd"))
        assert not set(content) & (set(range(32)) - {10, 13})

    def test_the_same_entries_are_the_same_bytes(self):
        assert rendered(one()) == rendered(one())
        assert rendered(one()) != rendered(one(summary="C"))


@pytest.fixture
def world(blekinge, kalmar, person):
    class World:
        owner, leader = person(Role.MANAGER, blekinge), person(Role.PROCESS_LEADER, blekinge)
        stranger = person(Role.PROCESS_LEADER, kalmar)
        plan = factories.PlanFactory(
            organisation=blekinge, slug="plan", target_date=datetime.date(2026, 12, 31), adopted=True
        )
        dated = {"plan": plan, "deadline_kind": "date", "due_date": DAY}
        mine = factories.ActivityFactory(title="Inför jourlinje", deadline_text="Våren 2026", **dated)
        late = factories.ActivityFactory(title="Bemanningsplan", health="late", **dated)
        gone = factories.ActivityFactory(title="Borttagen", deleted_at=NOW, **dated)

    factories.make_responsible(World.mine, factories.ResponsibleRoleFactory(organisation=blekinge, holder=World.owner))
    factories.make_responsible(World.gone, factories.ResponsibleRoleFactory(organisation=blekinge, holder=World.owner))
    return World


def made(user, plan=None) -> str:
    return f"/kalender/{actions.make_feed(user=user, plan=plan, now=NOW)}.ics"


def events(url: str) -> dict[str, icalendar.Event]:
    response = Client().get(url)
    assert response.status_code == 200, response.status_code
    found = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["UID"]).partition("@")[0]: event for event in found}


@pytest.mark.django_db
class TestFeed:
    def test_it_needs_no_sign_in_and_makes_no_session(self, world):
        response = Client().get(made(world.owner))
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["Cache-Control"] == "private"
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.cookies
        assert not Session.objects.exists()

    def test_mine_are_those_that_i_answer_for(self, world):
        world.owner.role_assignments.update(organisation=factories.OrganisationFactory(parent=world.plan.organisation))
        found = events(made(world.owner))
        assert list(found) == [f"activity-{world.mine.pk}"]
        event = found[f"activity-{world.mine.pk}"]
        assert str(event["SUMMARY"]) == "Inför jourlinje"
        assert "Våren 2026" in event["DESCRIPTION"]
        assert "ej påbörjad" in event["DESCRIPTION"]
        assert f"/aktiviteter/{world.mine.pk}/" in event["URL"]
        # What is not decided binds nobody to a day.
        Plan.objects.update(state=PlanState.DRAFT, adopted_date=None)
        assert events(made(world.owner)) == {}

    def test_a_plan_has_its_milestones_target_end_and_risks(self, world):
        milestone = Milestone.objects.create(
            plan=world.plan,
            organisation=world.plan.organisation,
            first_month=datetime.date(2026, 4, 1),
            target_ratio="0.03",
        )
        analysis = RiskAnalysis.objects.create(plan=world.plan, title="Analys", change="x")
        risk = Risk.objects.create(analysis=analysis, title="Arbetsmiljö", probability=2, consequence=2, due_date=DAY)
        found = events(made(world.leader, world.plan))
        assert set(found) == {
            f"activity-{world.mine.pk}",
            f"activity-{world.late.pk}",
            f"milestone-{milestone.pk}",
            f"risk-{risk.pk}",
            f"plan-target-{world.plan.pk}",
            f"plan-end-{world.plan.pk}",
        }
        assert found[f"milestone-{milestone.pk}"].decoded("DTSTART") == datetime.date(2026, 6, 30)
        assert world.late.title in found[f"activity-{world.late.pk}"]["SUMMARY"]
        assert found[f"activity-{world.late.pk}"]["SUMMARY"] != world.late.title

    def test_another_region_sees_an_adopted_plan_without_what_is_internal(self, world):
        world.plan.state, world.plan.adopted_date = PlanState.ADOPTED, DAY
        world.plan.save()
        analysis = RiskAnalysis.objects.create(plan=world.plan, title="Analys", change="x")
        Risk.objects.create(analysis=analysis, title="Arbetsmiljö", probability=2, consequence=2, due_date=DAY)
        found = events(made(world.stranger, world.plan))
        assert f"activity-{world.mine.pk}" in found
        assert not any(key.startswith("risk") for key in found)

    def test_what_the_person_may_no_longer_see_is_gone_at_once(self, world):
        plan_url, mine_url = made(world.owner, world.plan), made(world.owner)
        assert events(plan_url)
        world.owner.role_assignments.all().delete()
        assert Client().get(plan_url).status_code == 404
        assert events(mine_url) == {}
        world.owner.is_active = False
        world.owner.save()
        assert Client().get(mine_url).status_code == 404

    def test_a_new_address_stops_the_old_and_a_revoked_one_is_not_there(self, world, signed_in):
        old = made(world.owner)
        new = made(world.owner)
        assert Client().get(old).status_code == 404
        assert Client().get(new).status_code == 200
        feed = CalendarFeed.objects.get()
        assert signed_in(world.leader).post(f"{URL}{feed.pk}/aterkalla/").status_code == 404
        assert signed_in(world.owner).post(f"{URL}{feed.pk}/aterkalla/").status_code == 302
        assert Client().get(new).status_code == 404

    def test_an_unchanged_one_is_304_and_asks_the_same_however_many(self, world, django_assert_num_queries):
        url = made(world.owner, world.plan)
        first = Client().get(url)
        with django_assert_num_queries(7):
            again = Client().get(url, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        Activity.objects.filter(pk=world.mine.pk).update(title="En annan")
        for _number in range(20):
            factories.ActivityFactory(title="Fler", **world.dated)
        with django_assert_num_queries(7):
            assert Client().get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200

    def test_when_it_was_fetched_is_noted_now_and_then(self, world):
        actions.make_feed(user=world.owner, plan=None, now=NOW)
        feed = CalendarFeed.objects.get()
        for minutes, noted in ((0, 0), (9, 0), (10, 10)):
            actions.note_fetched(feed=feed, now=NOW + datetime.timedelta(minutes=minutes))
            feed.refresh_from_db()
            assert feed.fetched_at == NOW + datetime.timedelta(minutes=noted)


@pytest.mark.django_db
class TestPage:
    def test_the_address_is_shown_once_and_kept_as_a_hash(self, world, signed_in):
        client = signed_in(world.owner)
        response = client.post(URL, {"plan": "plan"})
        address = response.context["address"]
        assert f'value="{address}"' in response.content.decode()
        assert response["Cache-Control"] == "no-store"
        token = address.rpartition("/")[2].removesuffix(".ics")
        assert token not in client.get(URL).content.decode()
        feed = CalendarFeed.objects.get()
        assert feed.token_hash == actions.hash_of(token)
        assert feed.fetched_at is None
        assert events(address.removeprefix("http://testserver"))
        feed.refresh_from_db()
        assert timezone.now() - feed.fetched_at < datetime.timedelta(minutes=1)

    def test_a_plan_out_of_sight_gets_no_address(self, world, signed_in):
        Plan.objects.update(state=PlanState.DRAFT, adopted_date=None)
        client = signed_in(world.stranger)
        assert client.post(URL, {"plan": "plan"}).status_code == 404
        assert client.get(f"{URL}?plan=plan").status_code == 404
        assert not CalendarFeed.objects.exists()
