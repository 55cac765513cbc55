"""A plan's life: adoption, draft revisions, what they write back, and who sees what meanwhile."""

from __future__ import annotations

import datetime
import json
import re

import pytest
from django.utils import timezone

from plans import access, plan_snapshot
from plans.actions import activities, adoption, freezing, health, plans, revisions, status
from plans.models import (
    Activity,
    Consultation,
    DeadlineMove,
    Plan,
    PlanArea,
    PlanDecision,
    PlanRevision,
    PlanSection,
    PlanState,
    RiskAnalysis,
)
from plans.queries import activities as activity_queries
from plans.queries import adoption as queries
from plans.queries import catalogue, overview, todo
from plans.queries import revisions as life
from staffing.editing import StaleVersion
from staffing.models import Role
from tests import factories
from tests.plans import activity_world

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def world():
    return activity_world.make_world()


def decision(**fields):
    words = {
        "adopted_date": TODAY,
        "adopted_by": "Regionstyrelsen",
        "risk_waiver": "Undantag",
        "consultation_waiver": "Undantag",
    }
    return freezing.Decision(**{**words, **fields})


def adopt(world, plan=None, **fields):
    plan = Plan.objects.get(pk=(plan or world.plan).pk)
    if plan.state == PlanState.DRAFT:
        plan = revisions.send_to_consultation(plan=plan, version=plan.version, by=world.leader)
    common = {
        "version": plan.version,
        "seen": queries.fingerprint(plan),
        "decision": decision(**fields),
        "by": world.leader,
        "now": NOW,
    }
    if plan.revises_id:
        return adoption.adopt_draft_revision(draft=plan, **common)
    return adoption.adopt_plan(plan=plan, **common)


def start(world):
    world.plan.refresh_from_db()
    return revisions.start_draft_revision(plan=world.plan, by=world.leader, now=NOW)


def copy_of(activity, draft):
    return Activity.objects.get(plan=draft, revises=activity)


def edit(world, activity, **changes):
    reason = changes.pop("move_reason", "")
    fresh = Activity.objects.get(pk=activity.pk)
    return activities.update_activity(
        activity=fresh, version=fresh.version, changes=changes, by=world.leader, now=NOW, move_reason=reason
    )


class TestAdoption:
    def test_the_plan_is_frozen_with_its_decision_and_uses_up_what_it_stands_on(self, world):
        analysis = RiskAnalysis.objects.create(plan=world.plan, title="Analys", change="Allt", finished_date=TODAY)
        unfinished = RiskAnalysis.objects.create(plan=world.plan, title="Nästa", change="Mer")
        held = Consultation.objects.create(
            plan=world.plan, party="Vårdförbundet", form="mbl_11", held_date=TODAY, outcome="Enighet"
        )
        revision = adopt(world, risk_waiver="", consultation_waiver="", registry_number="2026/17")
        plan = Plan.objects.get(pk=world.plan.pk)
        assert (plan.state, plan.adopted_date, plan.adopted_by, plan.registry_number) == (
            PlanState.ADOPTED, TODAY, "Regionstyrelsen", "2026/17")  # fmt: skip
        frozen = plan_snapshot.from_snapshot(json.loads(revision.record.snapshot))
        assert bytes(revision.record.content).decode() == revision.record.snapshot
        assert (frozen.plan.state, [one.title for one in frozen.activities]) == ("adopted", [world.activity.title])
        assert PlanDecision.objects.get(plan=plan).revision == revision
        for row in (analysis, unfinished, held):
            row.refresh_from_db()
        assert (analysis.revision, held.revision, unfinished.revision) == (revision, revision, None)
        assert analysis.history.first().history_change_reason

    def test_open_gates_stop_it(self, world):
        with pytest.raises(adoption.GatesOpen) as stopped:
            adopt(world, risk_waiver="")
        assert stopped.value.gates == ["risk_analysis"]
        assert not PlanRevision.objects.exists()

    def test_two_at_once_give_one(self, world):
        plan = revisions.send_to_consultation(plan=world.plan, version=1, by=world.leader)
        both = {
            "plan": plan,
            "version": plan.version,
            "seen": queries.fingerprint(plan),
            "decision": decision(),
            "by": world.leader,
            "now": NOW,
        }
        adoption.adopt_plan(**both)
        with pytest.raises(StaleVersion):
            adoption.adopt_plan(**both)
        assert PlanRevision.objects.count() == PlanDecision.objects.count() == 1

    def test_what_was_not_seen_is_not_adopted(self, world):
        plan = revisions.send_to_consultation(plan=world.plan, version=1, by=world.leader)
        seen = queries.fingerprint(plan)
        edit(world, world.activity, title="Något annat")
        with pytest.raises(adoption.ChangedMeanwhile):
            adoption.adopt_plan(
                plan=plan, version=plan.version, seen=seen, decision=decision(), by=world.leader, now=NOW
            )

    def test_a_draft_cannot_be_adopted_past_consultation(self, world):
        with pytest.raises(revisions.WrongState):
            adoption.adopt_plan(plan=world.plan, version=1, seen="", decision=decision(), by=world.leader, now=NOW)


class TestDraftRevision:
    def test_there_is_one_open_at_a_time_and_a_new_one_after_it_is_given_up(self, world):
        adopt(world)
        draft = start(world)
        assert start(world) == draft
        revisions.give_up_draft_revision(
            draft=draft, version=draft.version, by=world.leader, now=NOW, reason="Felstart"
        )
        assert start(world) != draft
        assert Plan.objects.filter(revises=world.plan).count() == 2

    def test_an_ended_draft_says_what_became_of_it_and_is_in_consultation_no_more(self, world, signed_in):
        adopt(world)
        given_up = start(world)
        then = NOW - datetime.timedelta(hours=1)
        revisions.give_up_draft_revision(
            draft=given_up, version=given_up.version, by=world.leader, now=then, reason="Felstart"
        )
        adopted = start(world)
        adopt(world, adopted)
        client = signed_in(world.leader)
        pages = {draft: client.get(draft.get_absolute_url()) for draft in (given_up, adopted)}
        assert pages[given_up].context["life"].adopted_as is None
        assert pages[adopted].context["life"].adopted_as.number == 2
        link = f'href="/handlingsplaner/{world.plan.slug}/revisioner/2/"'
        assert [link in page.content.decode() for page in pages.values()] == [False, True]
        for page in pages.values():
            assert 'class="status status-consultation"' not in page.content.decode()
            assert 'class="status status-draft"' not in page.content.decode()

    def test_a_plan_adopted_before_revisions_were_kept_is_frozen_first(self, world):
        Plan.objects.filter(pk=world.plan.pk).update(state=PlanState.ADOPTED, adopted_date=datetime.date(2017, 1, 30))
        start(world)
        revision = PlanRevision.objects.get()
        assert (revision.number, revision.adopted_date) == (1, datetime.date(2017, 1, 30))

    def test_an_untouched_draft_changes_nothing(self, world):
        adopt(world)
        before = Activity.objects.get(pk=world.activity.pk)
        draft = start(world)
        assert queries.changes_of_draft(draft, world.plan).is_none
        adopt(world, draft)
        after = Activity.objects.get(pk=world.activity.pk)
        assert (after.version, after.updated_at) == (before.version, before.updated_at)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", "Ny rubrik"),
            ("description", "Ny text"),
            ("priority", 1),
            ("horizon", "long"),
            ("conditions", "Budget"),
            ("funding", "Statsbidrag"),
            ("expected_effect_sek", 1_000_000),
            ("effect_from_date", datetime.date(2027, 1, 1)),
        ],
    )
    def test_a_changed_field_is_written_to_the_original_with_history(self, world, field, value):
        adopt(world)
        draft = start(world)
        edit(world, copy_of(world.activity, draft), **{field: value})
        assert getattr(Activity.objects.get(pk=world.activity.pk), field) != value
        assert queries.changes_of_draft(draft, world.plan).changed == 1
        adopt(world, draft)
        after = Activity.objects.get(pk=world.activity.pk)
        assert getattr(after, field) == value
        assert "2" in after.history.first().history_change_reason
        assert after.history.first().history_user == world.leader

    def test_a_moved_deadline_is_counted_and_carries_its_reason_from_the_day_of_adoption(self, world):
        adopt(world)
        draft = start(world)
        edit(world, copy_of(world.activity, draft), deadline_text="2017-12-31", move_reason="Upphandlingen drog ut")
        adopt(world, draft)
        after = Activity.objects.get(pk=world.activity.pk)
        move = DeadlineMove.objects.get(activity=after)
        assert (after.due_date, after.deadline_moves) == (datetime.date(2017, 12, 31), 1)
        assert after.original_due_date == datetime.date(2017, 6, 30)
        assert (move.reason, move.at, move.by_name) == ("Upphandlingen drog ut", NOW, str(world.leader))

    def test_a_deadline_moved_and_moved_back_in_the_draft_never_moved(self, world):
        adopt(world)
        draft = start(world)
        copy = copy_of(world.activity, draft)
        edit(world, copy, deadline_text="2017-12-31", move_reason="Hit")
        edit(world, copy, deadline_text="2017-06-30", move_reason="Och tillbaka")
        adopt(world, draft)
        assert Activity.objects.get(pk=world.activity.pk).deadline_moves == 0
        assert not DeadlineMove.objects.filter(activity=world.activity).exists()

    def test_new_and_removed_activities_and_parts_go_over(self, world):
        gone = world.make(title="Tas bort")
        adopt(world)
        draft = start(world)
        plans.save_part(part=PlanArea(plan=draft, title="Nytt område"), after=None, version=None, by=world.leader)
        area = PlanArea.objects.get(plan=draft, title="Nytt område")
        section = PlanSection.objects.get(plan=draft)
        made = activities.create_activity(
            plan=draft, fields={"title": "Ny", "section": section, "area": area}, by=world.leader, now=NOW
        )
        copy = copy_of(gone, draft)
        activities.delete_activity(activity=copy, version=copy.version, by=world.leader, now=NOW)
        found = queries.changes_of_draft(draft, world.plan)
        assert (found.changed, found.added, found.removed) == (0, 1, 1)
        revision = adopt(world, draft)
        made.refresh_from_db()
        gone.refresh_from_db()
        assert (made.plan, made.section, made.area.plan) == (world.plan, world.section, world.plan)
        assert gone.deleted_at == NOW
        assert revision.number == 2
        titles = [one.title for one in life.snapshot_in(revision).activities]
        assert sorted(titles) == sorted([world.activity.title, "Ny"])

    def test_an_activity_that_was_deleted_earlier_can_be_taken_back_in_the_draft(self, world):
        old = world.make(title="Borttagen förut")
        activities.delete_activity(activity=old, version=1, by=world.leader, now=NOW)
        adopt(world)
        draft = start(world)
        copy = copy_of(old, draft)
        activities.restore_activity(activity=copy, version=copy.version, by=world.leader, now=NOW)
        adopt(world, draft)
        old.refresh_from_db()
        assert old.deleted_at is None

    def test_two_sections_can_change_names_with_each_other(self, world):
        other = factories.PlanSectionFactory(plan=world.plan, title="Primärvård", order=2)
        adopt(world)
        draft = start(world)
        one, two = PlanSection.objects.filter(plan=draft).order_by("order")
        PlanSection.objects.filter(pk=one.pk).update(title="x")
        PlanSection.objects.filter(pk=two.pk).update(title="Blekingesjukhuset")
        PlanSection.objects.filter(pk=one.pk).update(title="Primärvård")
        adopt(world, draft)
        world.section.refresh_from_db()
        other.refresh_from_db()
        assert (world.section.title, other.title) == ("Primärvård", "Blekingesjukhuset")

    def test_what_was_reported_meanwhile_survives(self, world):
        adopt(world)
        draft = start(world)
        edit(world, copy_of(world.activity, draft), title="Ny rubrik")
        fresh = Activity.objects.get(pk=world.activity.pk)
        status.update_status(
            activity=fresh, version=fresh.version, progress="done", health="on_track", comment="Klart!",
            by=world.manager, now=NOW,
        )  # fmt: skip
        adopt(world, draft)
        after = Activity.objects.get(pk=world.activity.pk)
        assert (after.title, after.progress, after.completed_date) == ("Ny rubrik", "done", TODAY)
        assert [line.comment for line in after.status_updates.all()] == ["Klart!"]

    def test_responsible_roles_and_steps_go_over_and_ticks_stay(self, world):
        fresh = Activity.objects.get(pk=world.activity.pk)
        activities.update_activity(
            activity=fresh, version=fresh.version, changes={}, by=world.leader, now=NOW, steps=["Förstudie", "Beslut"]
        )
        adopt(world)
        draft = start(world)
        status.tick_step(step=fresh.steps.get(text="Förstudie"), is_done=True, by=world.manager, now=NOW)
        copy = copy_of(world.activity, draft)
        activities.update_activity(
            activity=copy, version=copy.version, changes={}, by=world.leader, now=NOW,
            steps=["Förstudie", "Upphandling"], responsibles=[activities.roles.Responsible("HR-direktör", "leder")],
        )  # fmt: skip
        adopt(world, draft)
        after = Activity.objects.get(pk=world.activity.pk)
        assert [(step.text, step.is_done) for step in after.steps.all()] == [
            ("Förstudie", True),
            ("Upphandling", False),
        ]
        assert [(row.role.title, row.part) for row in after.responsibles.all()] == [("HR-direktör", "leder")]
        assert after.responsible_text == "HR-direktör"

    def test_of_two_adoptions_of_a_draft_one_is_made(self, world):
        adopt(world)
        draft = start(world)
        draft = revisions.send_to_consultation(plan=draft, version=draft.version, by=world.leader)
        both = {
            "draft": draft,
            "version": draft.version,
            "seen": queries.fingerprint(draft),
            "decision": decision(),
            "by": world.leader,
            "now": NOW,
        }
        adoption.adopt_draft_revision(**both)
        with pytest.raises(StaleVersion):
            adoption.adopt_draft_revision(**both)
        assert PlanRevision.objects.filter(plan=world.plan).count() == 2

    def test_a_day_before_the_last_revision_is_refused(self, world):
        adopt(world)
        with pytest.raises(adoption.AdoptedBeforeTheLast):
            adopt(world, start(world), adopted_date=TODAY - datetime.timedelta(days=1))


class TestCopiesAreLeftOut:
    @pytest.fixture
    def draft(self, world):
        adopt(world)
        return start(world)

    def test_other_regions_see_the_adopted_text_and_no_draft(self, world, draft, signed_in):
        edit(world, copy_of(world.activity, draft), title="Hemlig ny rubrik")
        stranger = signed_in(world.stranger)
        assert stranger.get(draft.get_absolute_url()).status_code == 404
        page = stranger.get(world.plan.get_absolute_url()).content.decode()
        assert world.activity.title in page
        assert "Hemlig ny rubrik" not in page
        assert draft.slug not in page
        assert draft not in access.visible_plans(world.stranger)

    def test_the_list_shows_one_plan_and_leads_members_to_the_draft(self, world, draft, signed_in):
        page = signed_in(world.reader).get("/handlingsplaner/").content.decode()
        assert page.count("card-title") == 1
        assert draft.get_absolute_url() in page
        assert draft.get_absolute_url() not in signed_in(world.stranger).get("/handlingsplaner/").content.decode()

    def test_mine_are_those_of_the_plan(self, world, draft):
        for user in (world.holder, world.manager):
            mine = activity_queries.my_activities(user, scope=activity_queries.Scope.ALL, today=TODAY, limit=10)
            assert [one.pk for one in mine.open] == [world.activity.pk]

    def test_the_overview_counts_and_picks_the_plan(self, world, draft):
        Activity.objects.filter(plan=draft).update(deadline_kind="undated", due_date=None, deadline_text="")
        tasks = todo.tasks_for(world.leader, world.root.region, TODAY).tasks
        assert not any("utkast" in task.url for task in tasks)
        assert overview.current_plan(world.leader, world.root.region, TODAY) == world.plan

    def test_uptake_and_uses_count_the_plan(self, world, draft):
        measure = factories.MeasureFactory()
        Activity.objects.filter(plan=draft).update(measure=measure)
        assert list(catalogue.activities_using(world.leader, measure)) == []
        assert catalogue.plans_to_add_to(world.leader) == [draft]

    def test_the_nightly_look_leaves_copies_alone(self, world, draft):
        assert sum(1 for _seen in health.refresh_standing(today=TODAY)) == 1
        copy = copy_of(world.activity, draft)
        Activity.objects.filter(pk=copy.pk).update(health="on_track", due_date=datetime.date(2017, 1, 1))
        list(health.refresh_standing(today=TODAY))
        assert Activity.objects.get(pk=copy.pk).health == "on_track"

    def test_status_and_reports_are_the_plans(self, world, draft):
        copy = copy_of(world.activity, draft)
        for user in (world.leader, world.manager, world.holder):
            assert not access.can_update_status(user, copy)
        assert not access.can_make_report(world.leader, draft)
        assert access.can_make_report(world.leader, world.plan)

    def test_the_adopted_plan_says_where_it_is_changed(self, world, draft, signed_in):
        answer = signed_in(world.leader).get(f"/aktiviteter/{world.activity.pk}/andra/")
        assert answer.status_code == 403
        assert "Den fastställda planen ändras i en utkastrevision" in answer.content.decode()


class TestTheWholeLife:
    """A plan from draft to its second revision, through the pages, as four people."""

    def adopt_by_page(self, client, plan, **fields):
        address = f"/handlingsplaner/{plan.slug}/faststall/"
        written = {
            "adopted_date": f"{TODAY}", "adopted_by": "Regionstyrelsen", "registry_number": "2026/17",
            "summary": fields.pop("summary", ""), "risk_waiver": "", "consultation_waiver": "", **fields,
        }  # fmt: skip
        checked = client.post(address, written)
        if checked.status_code == 422:
            return checked
        assert checked.context["is_check"]
        plan.refresh_from_db()
        # What the page itself carries is what is sent.
        carried = dict(re.findall(r'name="(\w+)" value="([^"]*)"', checked.content.decode()))
        assert carried["version"] == str(plan.version)
        names = {*written, "version", "seen", "confirm"}
        confirmed = {name: value for name, value in carried.items() if name in names}
        assert confirmed["adopted_by"] == "Regionstyrelsen"
        answer = client.post(address, confirmed)
        assert answer.status_code == 302
        # Sent again, nothing more is adopted.
        assert client.post(address, confirmed).status_code == 403
        return answer

    def test_every_step_is_in_the_history(self, world, signed_in):
        auditor_person = factories.UserFactory(name="Revisorn")
        factories.grant(auditor_person, Role.AUDITOR, world.root)
        leader, manager, group, auditor = (
            signed_in(one) for one in (world.leader, world.manager, world.reader, auditor_person)
        )
        plan, address = world.plan, f"/handlingsplaner/{world.plan.slug}"
        assert group.get(f"{address}/faststall/").status_code == 403
        assert leader.post(f"{address}/till-samrad/", {"version": 1}).status_code == 302
        assert "Att besluta" in group.get(f"{address}/").content.decode()
        assert any("samråd" in task.title for task in todo.tasks_for(world.reader, world.root.region, TODAY).tasks)
        assert manager.get(f"{address}/faststall/").status_code == 403
        refused = self.adopt_by_page(group, plan)
        assert refused.status_code == 422
        assert set(refused.context["form"].errors) == {"risk_waiver", "consultation_waiver"}
        RiskAnalysis.objects.create(plan=plan, title="Analys", change="Allt", finished_date=TODAY)
        self.adopt_by_page(group, plan, consultation_waiver="Samverkan skedde i budgeten")
        assert leader.get(f"/aktiviteter/{world.activity.pk}/andra/").status_code == 403
        # The manager reports; the process leader revises.
        fresh = Activity.objects.get(pk=world.activity.pk)
        told = {"version": fresh.version, "progress": "in_progress", "health": "late", "comment": "Igång"}
        assert manager.post(f"/aktiviteter/{fresh.pk}/status/", told).status_code == 302
        started = leader.post(f"{address}/utkastrevision/")
        draft = Plan.objects.get(revises=plan)
        assert started.url == draft.get_absolute_url()
        copy = copy_of(world.activity, draft)
        form = leader.get(f"/aktiviteter/{copy.pk}/andra/").context["form"]
        typed = {name: form[name].value() or "" for name in form.fields}
        saved = leader.post(f"/aktiviteter/{copy.pk}/andra/", {**typed, "title": "Utred och rekrytera"})
        assert saved.status_code == 302
        draft.refresh_from_db()
        assert leader.post(f"/handlingsplaner/{draft.slug}/till-samrad/", {"version": draft.version}).status_code == 302
        sent_back = {
            "subject": "Utkastet", "text": "Återremitteras", "outcome": "sent_back", "decided_date": f"{TODAY}",
            "decided_by": "Styrgruppen", "registry_number": "", "report": "",
        }  # fmt: skip
        assert group.post(f"/handlingsplaner/{draft.slug}/beslut/nytt/", sent_back).status_code == 302
        draft.refresh_from_db()
        assert draft.state == PlanState.DRAFT
        leader.post(f"/handlingsplaner/{draft.slug}/till-samrad/", {"version": draft.version})
        self.adopt_by_page(
            group, draft, summary="Rubriken ändras", risk_waiver="Redaktionellt", consultation_waiver="Redaktionellt"
        )
        fresh.refresh_from_db()
        assert (fresh.title, fresh.progress) == ("Utred och rekrytera", "in_progress")
        self.the_auditor_reads_it_all(auditor, world, fresh)

    def the_auditor_reads_it_all(self, auditor, world, fresh):
        plan, address = world.plan, f"/handlingsplaner/{world.plan.slug}"
        history = auditor.get(f"{address}/historik/").content.decode()
        for words in (
            "Skickad på samråd", "Fastställd som revision 1", "Utkast till revision 2 påbörjat", "Återremitteras: Utkastet",
            "Fastställd som revision 2", "Utred och rekrytera", "Beslut (återremitterat)",
        ):  # fmt: skip
            assert words in history, words
        for person in (world.leader, world.reader):
            assert str(person) in history
        listed = auditor.get(f"{address}/revisioner/").content.decode()
        assert "Revision 2" in listed
        assert PlanRevision.objects.get(plan=plan, number=1).record.sha256 in listed
        first = auditor.get(f"{address}/revisioner/1/").content.decode()
        assert "Utred utlandsrekrytering" in first
        assert "Utred och rekrytera" not in first
        data = auditor.get(f"{address}/revisioner/1/data/")
        assert data.content == bytes(PlanRevision.objects.get(plan=plan, number=1).record.content)
        assert "Återremitteras" in auditor.get(f"{address}/beslut/").content.decode()
        assert auditor.post(f"{address}/utkastrevision/").status_code == 403
        assert auditor.get(f"{address}/beslut/nytt/").status_code == 403
        log = auditor.get(f"/aktiviteter/{fresh.pk}/historik/").content.decode()
        assert "Utred och rekrytera" in log


class TestRestoring:
    def test_a_field_is_restored_from_history_and_from_a_revision(self, world, signed_in):
        adopt(world)
        draft = start(world)
        copy = copy_of(world.activity, draft)
        edit(world, copy, title="Fel rubrik")
        leader = signed_in(world.leader)
        address = f"/aktiviteter/{copy.pk}/aterstall-falt/"
        log = leader.get(f"/aktiviteter/{copy.pk}/historik/").content.decode()
        record = copy.history.order_by("history_id").first().history_id
        assert f"{address}?post={record}&amp;falt=title" in log
        copy.refresh_from_db()
        for source in (f"post={record}", "revision=1"):
            page = leader.get(f"{address}?{source}&falt=title").content.decode()
            assert "Fel rubrik" in page
            assert "Utred utlandsrekrytering" in page
        sent = {"version": copy.version, "field": "title"}
        assert leader.post(f"{address}?revision=1", sent).status_code == 302
        copy.refresh_from_db()
        assert copy.title == "Utred utlandsrekrytering"
        assert leader.post(f"{address}?revision=1", sent).status_code == 422

    def test_a_deadline_is_restored_as_a_move_with_a_reason(self, world, signed_in):
        leader = signed_in(world.leader)
        edit(world, world.activity, deadline_text="2017-12-31", move_reason="Dröjde")
        record = world.activity.history.order_by("history_id").first().history_id
        fresh = Activity.objects.get(pk=world.activity.pk)
        address = f"/aktiviteter/{fresh.pk}/aterstall-falt/?post={record}"
        sent = {"version": fresh.version, "field": "deadline_text"}
        assert leader.post(address, sent).status_code == 422
        assert leader.post(address, {**sent, "move_reason": "Ändå i tid"}).status_code == 302
        fresh.refresh_from_db()
        assert (fresh.due_date, fresh.deadline_moves) == (datetime.date(2017, 6, 30), 2)

    def test_a_stale_version_restores_nothing(self, world, signed_in):
        edit(world, world.activity, title="Ny")
        record = world.activity.history.order_by("history_id").first().history_id
        answer = signed_in(world.leader).post(
            f"/aktiviteter/{world.activity.pk}/aterstall-falt/?post={record}", {"version": 1, "field": "title"}
        )
        assert answer.status_code == 409

    def test_anothers_history_row_is_not_there(self, world, signed_in):
        other = world.make(title="En annan")
        record = other.history.first().history_id
        address = f"/aktiviteter/{world.activity.pk}/aterstall-falt/?post={record}"
        assert signed_in(world.leader).get(address).status_code == 404
