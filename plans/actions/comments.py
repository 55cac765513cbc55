"""Write, change, take away and bring back comments, and note whom they name."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from documents import jobs
from plans import comment_text
from plans.models import Activity, Comment, CommentMention
from staffing import editing
from staffing.actions import saving
from staffing.models import User

MENTION_MAIL = "mention_mail"
TWICE = datetime.timedelta(minutes=1)
"""The same comment sent again by the same person within this time is a double submit."""

SLIP = datetime.timedelta(minutes=15)
"""Within this time a correction is not marked as one."""


@dataclass(frozen=True)
class Written:
    """A comment as saved, and the mentions that nobody has been told of yet."""

    comment: Comment
    new_mentions: list[CommentMention]


def subject_of(activity: Activity) -> Activity:
    """Return what is talked about: of an activity in a draft revision, the one that it changes, if there is one."""
    return activity.revises or activity


@transaction.atomic
def create_comment(
    *, activity: Activity, text: str, people: Mapping[str, Iterable[User]], by: User, now: datetime.datetime
) -> Written:
    """Save a comment and whom it names; sent twice, the second finds the first and nobody is told again.

    `people` are those who can be mentioned, by what stands after the @.
    """
    subject = subject_of(activity)
    # The activity's row is the queue.
    Activity.objects.select_for_update().get(pk=subject.pk)
    twins = Comment.objects.present().filter(activity=subject, author=by, text=text, at__gte=now - TWICE)
    if (twin := twins.first()) is not None:
        return Written(twin, [])
    comment = Comment(activity=subject, author=by, text=text, at=now)
    saving.save_by(comment, by)
    # Who answers in the thread has read what it asks of them.
    CommentMention.objects.filter(comment__activity=subject, user=by, read_at__isnull=True).update(read_at=now)
    return Written(comment, _note_mentions(comment, people))


@transaction.atomic
def update_comment(
    *, comment: Comment, version: int, text: str, people: Mapping[str, Iterable[User]], by: User, now: datetime.datetime
) -> Written:
    """Save another text, marked as edited when the time for correcting slips has passed.

    :raises StaleVersion: it was changed in another window since `version`.
    """
    editing.claim_version(comment, version)
    if text != comment.text and now - comment.at > SLIP:
        comment.edited_at = now
    comment.text = text
    saving.save_by(comment, by)
    return Written(comment, _note_mentions(comment, people))


@transaction.atomic
def delete_comment(*, comment: Comment, version: int, by: User, now: datetime.datetime) -> None:
    """Leave a stub in the thread; the text stays in the database, and can be brought back by its author.

    :raises StaleVersion: it was changed in another window since `version`.
    """
    editing.claim_version(comment, version)
    comment.deleted_at = now
    saving.save_by(comment, by)


@transaction.atomic
def restore_comment(*, comment: Comment, version: int, by: User) -> None:
    """Bring a comment back that its author took away.

    :raises StaleVersion: it was brought back already.
    """
    editing.claim_version(comment, version)
    comment.deleted_at = None
    saving.save_by(comment, by)


def _note_mentions(comment: Comment, people: Mapping[str, Iterable[User]]) -> list[CommentMention]:
    """Bring the mentions to what the text says; return those that are new. Whoever was named once keeps their row."""
    wanted: dict[int, str] = {}
    for label in comment_text.mentioned(comment.text, people):
        for user in people[label]:
            wanted.setdefault(user.pk, label)
    present = {mention.user_id: mention for mention in comment.mentions.all()}
    for user_id, mention in present.items():
        label = wanted.get(user_id, mention.label)
        if (mention.is_current, mention.label) != (user_id in wanted, label):
            mention.is_current, mention.label = user_id in wanted, label
            mention.save(update_fields=["is_current", "label"])
    new = [CommentMention(comment=comment, user_id=pk, label=wanted[pk]) for pk in wanted.keys() - present.keys()]
    CommentMention.objects.bulk_create(sorted(new, key=lambda mention: mention.user_id))
    return [mention for mention in new if mention.user_id != comment.author_id]


def claim_mail(mention: CommentMention, now: datetime.datetime) -> bool:
    """Take the mail of a mention upon oneself; False when somebody has sent it, or is about to.

    Taken before it is sent: one who is killed in between leaves a mail unsent, never one sent twice.
    """
    waiting = CommentMention.objects.filter(pk=mention.pk, mailed_at__isnull=True, is_current=True)
    return bool(waiting.update(mailed_at=now))


def release_mail(mention: CommentMention) -> None:
    """Give the mail back, because the post would not take it; the next attempt sends it."""
    CommentMention.objects.filter(pk=mention.pk).update(mailed_at=None)


def order_mention_mails(*, mentions: Iterable[CommentMention], base_url: str, by: User) -> None:
    """Queue a mail to each person who is named for the first time."""
    for mention in mentions:
        jobs.enqueue(
            kind=MENTION_MAIL,
            payload={"mention_id": mention.pk, "base_url": base_url},
            unique_key=f"{MENTION_MAIL}:{mention.pk}",
            by=by,
        )
