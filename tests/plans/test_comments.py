"""Comments on an activity: who reads and writes, whom they tell and how often, and that nothing typed becomes code."""

from __future__ import annotations

import datetime
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import timezone

from documents import jobs
from documents.models import Job
from plans import tasks
from plans.actions import comments as actions
from plans.models import Comment, CommentMention
from plans.queries import comments as queries
from plans.queries import row_facts
from staffing.models import ResponsibleRole, Role
from tests import factories
from tests.plans.activity_world import adopt, make_world


@pytest.fixture
def world(db):
    made = make_world()
    for user, name in {made.manager: "Maja Chef", made.holder: "Hans Direktör", made.reader: "Stina Styr"}.items():
        user.name = name
        user.save()
    return made


@pytest.fixture
def url(world):
    return f"/aktiviteter/{world.activity.pk}/kommentarer/"


def say(client, url, text, **fields):
    return client.post(url, {"text": text, "version": "1", **fields})


def send_all():
    """Run the jobs that wait, as a worker does."""
    while (job := jobs.claim(worker="test", now=timezone.now())) is not None:
        jobs.run(job)


def test_a_comment_stands_last_in_the_thread(world, url, signed_in):
    client = signed_in(world.leader)
    say(client, url, "Först")
    response = say(signed_in(world.reader), url, "Sedan\nrad två")
    second = Comment.objects.get(text="Sedan\nrad två")
    assert response.url == f"/aktiviteter/{world.activity.pk}/#kommentar-{second.pk}"
    html = client.get(world.activity.get_absolute_url()).content.decode()
    assert html.index("Först") < html.index("Sedan<br>rad två")
    assert "Stina Styr" in html


def test_other_regions_see_no_comments_and_auditors_write_none(world, url, person, signed_in):
    adopt(world.plan)
    say(signed_in(world.leader), url, "Hemligt här")
    stranger, auditor = signed_in(world.stranger), signed_in(person(Role.AUDITOR, world.root))
    outside = stranger.get(world.activity.get_absolute_url())
    assert "Hemligt här" not in outside.content.decode()
    assert "comments" not in outside.context
    assert "1 kommentar" not in stranger.get(world.plan.get_absolute_url()).content.decode()
    assert "1 kommentar" in auditor.get(world.plan.get_absolute_url()).content.decode()
    page = auditor.get(world.activity.get_absolute_url()).content.decode()
    assert "Hemligt här" in page
    assert f'action="{url}"' not in page
    assert [say(client, url, "Jag med").status_code for client in (stranger, auditor)] == [403, 403]
    assert stranger.get(f"/aktiviteter/{world.activity.pk}/personer/", {"q": "ma"}).status_code == 403
    assert stranger.get(f"{url}{Comment.objects.get().pk}/andra/").status_code == 404


def test_a_closed_plan_is_not_talked_about_any_more(world, url, signed_in):
    adopt(world.plan)
    type(world.plan).objects.filter(pk=world.plan.pk).update(state="closed")
    assert say(signed_in(world.leader), url, "Sent").status_code == 403


def test_what_is_typed_is_no_code(world, url, signed_in):
    client = signed_in(world.leader)
    say(client, url, '<script>x()</script> <img src=http://e.se/a> javascript:x https://a.se/"><b>')
    html = client.get(world.activity.get_absolute_url()).content.decode()
    assert "<script>x()" not in html
    assert "<img src=http" not in html
    assert 'href="javascript' not in html
    assert '<a href="https://a.se/" rel="nofollow noopener noreferrer">https://a.se/</a>' in html


@pytest.mark.parametrize(("text", "status"), [("", 422), (" \n\x00 ", 422), ("x" * 2_001, 422), ("x" * 2_000, 302)])
def test_a_comment_says_something_and_not_too_much(world, url, signed_in, text, status):
    response = say(signed_in(world.leader), url, text)
    assert response.status_code == status
    if len(text) > 10 and status == 422:
        assert text in response.content.decode()


def test_a_double_submit_is_one_comment_and_one_mail(world, url, signed_in):
    client = signed_in(world.leader)
    first, second = (say(client, url, "@Maja Chef titta") for _ in range(2))
    assert first.url == second.url
    assert Comment.objects.count() == 1
    send_all()
    assert len(mail.outbox) == 1


def test_a_mention_is_mailed_once_in_the_readers_language(world, url, signed_in):
    world.manager.language = "en"
    world.manager.save()
    client = signed_in(world.leader)
    say(client, url, "@Maja Chef och @Personaldirektör: räcker det?")
    comment = Comment.objects.get()
    send_all()
    by_address = {message.to[0]: message for message in mail.outbox}
    assert set(by_address) == {world.manager.email, world.holder.email}
    english, swedish = by_address[world.manager.email], by_address[world.holder.email]
    assert "mentions you" in english.subject
    assert "nämner dig" in swedish.subject
    assert f"http://testserver/aktiviteter/{world.activity.pk}/#kommentar-{comment.pk}" in english.body
    # Sent again by a job that was lost and found, named again by an edit: nobody is told twice.
    for mention in CommentMention.objects.all():
        tasks.send_mention_mail(mention_id=mention.pk, base_url="http://testserver/")
    client.post(f"{url}{comment.pk}/andra/", {"text": "Ingen", "version": 1})
    client.post(f"{url}{comment.pk}/andra/", {"text": "@Maja Chef igen", "version": 2})
    send_all()
    assert len(mail.outbox) == 2


def test_nobody_is_told_what_they_may_not_read_or_said_themselves(world, url, signed_in):
    client = signed_in(world.leader)
    world.leader.name = "Lena Ledare"
    world.leader.save()
    say(client, url, "@Lena Ledare @Maja Chef @Stina Styr @Hans Direktör")
    assert Job.objects.filter(kind="mention_mail").count() == 3
    world.manager.role_assignments.all().delete()
    type(world.reader).objects.filter(pk=world.reader.pk).update(is_active=False)
    Comment.objects.get()
    send_all()
    assert [message.to for message in mail.outbox] == [[world.holder.email]]


def test_a_comment_that_is_taken_away_tells_nobody(world, url, signed_in):
    client = signed_in(world.leader)
    say(client, url, "@Maja Chef fel")
    client.post(f"{url}{Comment.objects.get().pk}/ta-bort/", {"version": 1})
    send_all()
    assert mail.outbox == []


def test_post_that_is_not_taken_is_sent_by_the_next_attempt(world, url, signed_in, monkeypatch):
    say(signed_in(world.leader), url, "@Maja Chef")
    mention = CommentMention.objects.get()
    real = tasks.send_mail

    def broken(*_args, **_kwargs):
        raise SMTPServerDisconnected

    monkeypatch.setattr(tasks, "send_mail", broken)
    with pytest.raises(SMTPServerDisconnected):
        tasks.send_mention_mail(mention_id=mention.pk, base_url="http://testserver/")
    monkeypatch.setattr(tasks, "send_mail", real)
    tasks.send_mention_mail(mention_id=mention.pk, base_url="http://testserver/")
    assert len(mail.outbox) == 1


def test_without_javascript_one_chooses_from_a_list(world, url, signed_in):
    client = signed_in(world.leader)
    html = client.get(world.activity.get_absolute_url()).content.decode()
    assert '<option value="Personaldirektör">Personaldirektör – Hans Direktör</option>' in html
    say(client, url, "Ser du det här?", mention="Maja Chef")
    assert Comment.objects.get().text == "@Maja Chef Ser du det här?"
    assert say(client, url, "x", mention="Grannen").status_code == 422


def test_suggestions_are_people_and_roles_of_the_own_region(world, signed_in, kalmar):
    world.stranger.name = "Maja Granne"
    world.stranger.save()
    client = signed_in(world.leader)
    address = f"/aktiviteter/{world.activity.pk}/personer/"
    assert client.get(address, {"q": "maj"}).json() == {"people": [{"label": "Maja Chef", "note": ""}]}
    assert client.get(address, {"q": "personald"}).json()["people"] == [
        {"label": "Personaldirektör", "note": "Hans Direktör"}
    ]
    assert client.get(address, {"q": "granne"}).json() == {"people": []}
    # The name itself first, then the roles of who bears it, whatever the alphabet says.
    world.division.responsible_roles.create(title="Arbetsgrupp", holder=world.manager)
    found = client.get(address, {"q": "maja chef"}).json()["people"]
    assert [one["label"] for one in found] == ["Maja Chef", "Arbetsgrupp"]


def test_two_of_one_name_are_told_apart(world):
    twin = factories.UserFactory(name="Maja Chef", email="maja.tva@example.se")
    factories.grant(twin, Role.MANAGER, world.division)
    labels = [one.label for one in queries.mentionable(world.plan.region, timezone.localdate())]
    assert "Maja Chef (maja.tva)" in labels
    assert "Maja Chef" not in labels


def test_the_own_comment_is_corrected_silently_at_first_and_marked_later(world, url, signed_in):
    client = signed_in(world.leader)
    say(client, url, "Fel ord")
    comment = Comment.objects.get()
    edit = f"{url}{comment.pk}/andra/"
    assert client.post(edit, {"text": "Rätt ord", "version": 1}).status_code == 302
    assert ">ändrad</span>" not in client.get(world.activity.get_absolute_url()).content.decode()
    Comment.objects.update(at=timezone.now() - datetime.timedelta(minutes=16))
    assert client.post(edit, {"text": "Sent ord", "version": 2}).status_code == 302
    assert ">ändrad</span>" in client.get(world.activity.get_absolute_url()).content.decode()
    stale = client.post(edit, {"text": "Från en gammal flik", "version": 2})
    assert stale.status_code == 409
    assert "Från en gammal flik" in stale.content.decode()
    assert client.post(edit, {"text": "", "version": 3}).status_code == 422
    assert signed_in(world.manager).post(edit, {"text": "Min", "version": 3}).status_code == 403


def test_a_deleted_comment_is_a_stub_and_can_be_brought_back(world, url, signed_in):
    client = signed_in(world.leader)
    say(client, url, "Ångrar mig")
    address = f"{url}{Comment.objects.get().pk}"
    assert signed_in(world.manager).post(f"{address}/ta-bort/", {"version": 1}).status_code == 403
    assert client.post(f"{address}/ta-bort/", {"version": 7}).status_code == 409
    client.post(f"{address}/ta-bort/", {"version": 1})
    html = signed_in(world.manager).get(world.activity.get_absolute_url()).content.decode()
    assert "Ångrar mig" not in html
    assert "Kommentaren är borttagen" in html
    assert client.post(f"{address}/andra/", {"text": "x", "version": 2}).status_code == 404
    assert signed_in(world.manager).post(f"{address}/aterstall/", {"version": 2}).status_code == 403
    client.post(f"{address}/aterstall/", {"version": 2})
    assert "Ångrar mig" in client.get(world.activity.get_absolute_url()).content.decode()


def test_comments_on_a_copy_in_a_draft_revision_stay_with_the_original(world, signed_in):
    adopt(world.plan)
    draft = factories.PlanFactory(organisation=world.root, revises=world.plan)
    copy = factories.ActivityFactory(plan=draft, revises=world.activity, title="Kopian")
    client = signed_in(world.leader)
    say(client, f"/aktiviteter/{copy.pk}/kommentarer/", "Sagt i utkastet")
    assert Comment.objects.get().activity == world.activity
    for one in (copy, world.activity):
        assert "Sagt i utkastet" in client.get(one.get_absolute_url()).content.decode()
    assert row_facts.facts_of(draft, [copy.pk], with_comments=True).comments == {copy.pk: 1}
    assert "1 kommentar" in client.get(draft.get_absolute_url()).content.decode()


def test_where_one_is_mentioned_is_listed_and_marked_as_read(world, url, signed_in):
    say(signed_in(world.leader), url, "@Maja Chef hej")
    client = signed_in(world.manager)
    assert '<span class="nav-count" aria-hidden="true">1' in client.get("/mina-aktiviteter/").content.decode()
    page = client.get("/mina-aktiviteter/namnd/").content.decode()
    assert f"#kommentar-{Comment.objects.get().pk}" in page
    mention = CommentMention.objects.get()
    assert client.post(f"/mina-aktiviteter/namnd/{mention.pk}/", {"is_read": "1"}).status_code == 302
    assert '<span class="nav-count" aria-hidden="true">1' not in client.get("/mina-aktiviteter/").content.decode()
    assert client.post(f"/mina-aktiviteter/namnd/{mention.pk}/").status_code == 400
    assert signed_in(world.leader).post(f"/mina-aktiviteter/namnd/{mention.pk}/", {"is_read": "0"}).status_code == 404
    world.manager.role_assignments.all().delete()
    assert "hej" not in client.get("/mina-aktiviteter/namnd/").content.decode()


def test_a_mention_leads_to_an_answer_that_names_who_wrote_it(world, url, signed_in):
    say(signed_in(world.holder), url, "@Maja Chef hej")
    comment = Comment.objects.get()
    client = signed_in(world.manager)
    way = f"{world.activity.get_absolute_url()}?svara={comment.pk}"
    assert f'href="{way}#id_text"' in client.get("/mina-aktiviteter/namnd/").content.decode()
    answer = client.get(way)
    assert answer.context["comment_form"]["text"].value() == "@Hans Direktör "
    assert 'id="id_text"' in answer.content.decode()
    unanswerable = client.get(f"{world.activity.get_absolute_url()}?svara=0")
    adopt(world.plan)
    assert not unanswerable.context["comment_form"]["text"].value()
    type(world.plan).objects.filter(pk=world.plan.pk).update(state="closed")
    assert "?svara=" not in client.get("/mina-aktiviteter/namnd/").content.decode()


def test_a_role_that_changes_hands_tells_the_new_holder(world, url, signed_in):
    ResponsibleRole.objects.filter(title="Personaldirektör").update(holder=world.reader)
    say(signed_in(world.leader), url, "@Personaldirektör?")
    assert CommentMention.objects.get().user == world.reader


def test_a_long_thread_takes_as_many_queries_as_a_short_one(world, url, signed_in, django_assert_max_num_queries):
    client = signed_in(world.leader)
    say(client, url, "En")
    client.get(world.activity.get_absolute_url())
    people = queries.by_label(queries.mentionable(world.plan.region, timezone.localdate()))
    for number in range(20):
        actions.create_comment(
            activity=world.activity, text=f"@Maja Chef {number}", people=people, by=world.holder, now=timezone.now()
        )
    with django_assert_max_num_queries(28):
        assert client.get(world.activity.get_absolute_url()).content.decode().count('class="comment"') == 21


def test_who_answers_has_read_what_was_asked_there(world, url, signed_in):
    say(signed_in(world.leader), url, "@Maja Chef och @Stina Styr, hur går det?")
    other = factories.ActivityFactory(plan=world.plan, section=world.activity.section, area=world.activity.area)
    elsewhere = f"/aktiviteter/{other.pk}/kommentarer/"
    say(signed_in(world.leader), elsewhere, "@Maja Chef, och här?")
    assert queries.unread_mentions(world.manager) == 2
    say(signed_in(world.manager), url, "Bra")
    assert queries.unread_mentions(world.manager) == 1
    assert CommentMention.objects.get(user=world.manager, read_at__isnull=True).comment.activity == other
    assert queries.unread_mentions(world.reader) == 1


def test_who_names_nobody_is_told_so(world, url, signed_in):
    client = signed_in(world.leader)
    html = client.get(say(client, url, "@styrgrupp och @Maja Chef: se a@b.se").url).content.decode()
    assert "Ingen fick veta något av @styrgrupp:" in html
    html = client.get(say(client, url, "@Maja Chef: se a@b.se.").url).content.decode()
    assert "Ingen fick veta" not in html
