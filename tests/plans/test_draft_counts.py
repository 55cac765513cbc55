"""What a draft revision changes is one number: on the draft, where it is decided, in the comparison, and after the adoption."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.actions import activities, adoption, freezing, responsibles, revisions, status
from plans.compare_words import Show
from plans.models import Activity, ActivityStep, Plan
from plans.queries import adoption as queries
from plans.queries import compare
from tests.plans.activity_world import World, adopt, make_world

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def world() -> World:
    """Return an adopted plan of five activities, all of them reported on since; none is late or stale by its text."""
    world = make_world()
    for number in range(2, 6):
        world.make(title=f"Aktivitet {number}", responsible="HR-chef")
    adopt(world.plan)
    decision = freezing.Decision(adopted_date=datetime.date(2017, 1, 30), adopted_by="Styrelsen")
    world.plan.refresh_from_db()
    freezing.freeze_revision(plan=world.plan, decision=decision, by=None, now=NOW)
    for one in Activity.objects.filter(plan=world.plan):
        status.update_status(
            activity=one,
            version=one.version,
            progress="in_progress",
            health="at_risk",
            comment="Läget i dag",
            by=world.leader,
            now=NOW,
        )
    return world


@pytest.fixture
def draft(world: World) -> Plan:
    world.plan.refresh_from_db()
    return revisions.start_draft_revision(plan=world.plan, by=world.leader, now=NOW)


def copy_of(draft: Plan, title: str) -> Activity:
    return Activity.objects.get(plan=draft, title=title)


def edit(world: World, copy: Activity, **changes: object) -> None:
    activities.update_activity(activity=copy, version=copy.version, changes=changes, by=world.leader, now=NOW)


def counts(world: World, before: str, after: str) -> tuple[int, int, int, int]:
    choice = compare.offered(world.leader, Plan.objects.get(pk=world.plan.pk))
    first, second = (compare.side(world.leader, choice, name, timezone.now()) for name in (before, after))
    found = compare.comparison(world.leader, choice, first, second)
    listed = sum(Show.CHANGED.fits(one) for part in found.activities for one in part.activities)
    assert listed == found.counts.changed
    return found.counts.changed, found.counts.added, found.counts.removed, found.counts.new_status


def test_before_and_after_the_adoption_the_same_is_counted_and_status_apart(world: World, draft: Plan) -> None:
    edit(world, copy_of(draft, "Aktivitet 2"), title="Heter annat")
    responsible = copy_of(draft, "Aktivitet 3")
    activities.update_activity(
        activity=responsible, version=responsible.version, changes={}, responsibles=responsibles.parse("Personaldirektör"),
        by=world.leader, now=NOW,
    )  # fmt: skip
    ActivityStep.objects.create(activity=copy_of(draft, "Aktivitet 4"), text="Ett steg till", order=1)
    # The order is no text, and follows from what is added.
    Activity.objects.filter(pk=copy_of(draft, "Aktivitet 5").pk).update(order=9)
    first = copy_of(draft, "Heter annat")
    Activity.objects.create(plan=draft, section=first.section, area=first.area, title="Ny", order=10)

    said = queries.changes_of_draft(draft, Plan.objects.get(pk=world.plan.pk))

    assert (said.changed, said.added, said.removed) == (3, 1, 0)
    assert counts(world, "nu", "utkast") == (3, 1, 0, 0)
    assert counts(world, "r1", "utkast") == (3, 1, 0, 0)
    fresh = Plan.objects.get(pk=draft.pk)
    fresh = revisions.send_to_consultation(plan=fresh, version=fresh.version, by=world.leader)
    decision = freezing.Decision(
        adopted_date=timezone.localdate(), adopted_by="Styrelsen", risk_waiver="x", consultation_waiver="x"
    )
    adoption.adopt_draft_revision(
        draft=fresh, version=fresh.version, seen=queries.fingerprint(fresh), decision=decision, by=world.leader, now=NOW
    )
    assert counts(world, "r1", "r2") == (3, 1, 0, 5)


def test_who_decides_is_led_to_the_comparison(world: World, draft: Plan) -> None:
    edit(world, copy_of(draft, "Aktivitet 2"), title="Heter annat")
    draft.refresh_from_db()
    revisions.send_to_consultation(plan=draft, version=draft.version, by=world.leader)
    client = Client()
    client.force_login(world.reader)
    address = reverse("plan_compare", kwargs={"slug": draft.slug}) + "?fran=nu&amp;till=utkast"
    for name in ("plan_adopt", "plan_detail"):
        assert f'href="{address}"' in client.get(reverse(name, kwargs={"slug": draft.slug})).content.decode()
    response = client.get(address.replace("&amp;", "&"))
    assert response.status_code == 200
    assert response.context["comparison"].counts.changed == 1


def test_counting_takes_two_queries(world: World, draft: Plan, django_assert_num_queries) -> None:
    standing = Plan.objects.get(pk=world.plan.pk)
    with django_assert_num_queries(2):
        assert queries.changes_of_draft(draft, standing).is_none


def test_what_has_waited_in_the_plan_has_waited_as_long_in_its_draft(world: World) -> None:
    long_ago = NOW - datetime.timedelta(days=200)
    Activity.objects.filter(plan=world.plan).update(created_at=long_ago, last_update_date=None, progress="not_started")
    world.plan.refresh_from_db()
    draft = revisions.start_draft_revision(plan=world.plan, by=world.leader, now=NOW)
    client = Client()
    client.force_login(world.leader)
    standing, copied = (client.get(plan.get_absolute_url()) for plan in (world.plan, draft))
    assert standing.context["summary"].stale == 5
    assert copied.context["summary"] == standing.context["summary"]
    # Status is reported on the adopted plan: its draft does not ask for it.
    assert "updated=30#activities" in standing.content.decode()
    assert "updated=30#activities" not in copied.content.decode()
