"""Threads of comments, whom one can mention, and where one was mentioned."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from plans import access, comment_text
from plans.models import Activity, Comment, CommentMention
from staffing import queries as staffing_queries
from staffing.access import rights_of
from staffing.collation import sort_key
from staffing.models import Region, ResponsibleRole, User
from values.text import loose_key

MOST_SUGGESTIONS = 8


@dataclass(frozen=True)
class ThreadComment:
    """A comment as the page prints it; a stub has no segments."""

    comment: Comment
    segments: list[comment_text.Segment]
    is_own: bool


def thread(activity: Activity, reader: User) -> list[ThreadComment]:
    """Return the comments on the activity, the newest last, in two queries; `activity` is of the standing plan."""
    rows = Comment.objects.filter(activity=activity).select_related("author").order_by("at", "pk")
    found = []
    for comment in rows.prefetch_related("mentions"):
        labels = [mention.label for mention in comment.mentions.all() if mention.is_current]
        parts = [] if comment.deleted_at else comment_text.segments(comment.text, labels)
        found.append(ThreadComment(comment, parts, comment.author_id == reader.pk))
    return found


@dataclass(frozen=True)
class Mentionable:
    """Somebody whom a comment can name: what stands after the @, what is said beside it, and who is told."""

    label: str
    note: str
    users: tuple[User, ...]


def mentionable(region: Region, today: datetime.date) -> list[Mentionable]:
    """Return the people of the region and the responsible roles that somebody of it holds, in two queries.

    Two people of one name are told apart by the first part of their address.
    """
    members = list(staffing_queries.members_of(region, today))
    names = Counter(sort_key(member.name) for member in members)
    people = [
        Mentionable(
            member.name if names[sort_key(member.name)] == 1 else f"{member.name} ({member.email.partition('@')[0]})",
            "",
            (member,),
        )
        for member in members
        if member.name
    ]
    by_pk = {member.pk: member for member in members}
    held: dict[str, list[User]] = {}
    titles: dict[str, str] = {}
    roles = ResponsibleRole.objects.filter(organisation__region=region, holder__in=list(by_pk)).order_by("pk")
    for title, title_key, holder in roles.values_list("title", "title_key", "holder"):
        titles.setdefault(title_key, title)
        held.setdefault(title_key, []).append(by_pk[holder])
    by_role = [
        Mentionable(titles[key], ", ".join(dict.fromkeys(user.name for user in users)), tuple(dict.fromkeys(users)))
        for key, users in held.items()
    ]
    return sorted([*people, *by_role], key=lambda one: sort_key(one.label))


def by_label(everybody: Iterable[Mentionable]) -> dict[str, tuple[User, ...]]:
    """Return who is told by what stands after the @; a role that bears a person's name is that person."""
    found: dict[str, tuple[User, ...]] = {}
    for one in everybody:
        found[one.label] = found.get(one.label, ()) + one.users
    return found


def label_of(user: User, everybody: Iterable[Mentionable]) -> str:
    """Return what stands after the @ when that person alone is named, or nothing when the person cannot be."""
    return next((one.label for one in everybody if one.users == (user,) and not one.note), "")


def suggestions(everybody: Iterable[Mentionable], text: str) -> list[Mentionable]:
    """Return those whose label or note begins a word with what was typed, at most `MOST_SUGGESTIONS`.

    Who bears the name comes before the roles that somebody of that name holds.
    """
    parts = loose_key(text).split()
    fitting = [one for one in everybody if _fits(f"{one.label} {one.note}", parts)]
    return sorted(fitting, key=lambda one: not _fits(one.label, parts))[:MOST_SUGGESTIONS]


def _fits(name: str, parts: list[str]) -> bool:
    words = loose_key(name.replace("(", " ")).split()
    return all(any(word.startswith(part) for word in words) for part in parts)


def mentions_of(user: User) -> QuerySet[CommentMention]:
    """Return where the person is mentioned by others and may still read it, the latest first."""
    activities = access.visible_activities(user).filter(plan__region_id__in=rights_of(user).region_ids)
    return (
        CommentMention.objects.filter(user=user, is_current=True, comment__deleted_at__isnull=True)
        .filter(comment__activity__in=activities)
        .exclude(comment__author=user)
        .select_related("comment__author", "comment__activity__plan")
        .order_by("-comment__at", "-pk")
    )


def unread_mentions(user: User) -> int:
    """Return how many of the mentions the person has not marked as read."""
    return mentions_of(user).filter(read_at__isnull=True).count()


@dataclass(frozen=True)
class ShownMention:
    """A mention with its comment in pieces, only the person's own name marked, and whether the person may answer."""

    mention: CommentMention
    segments: list[comment_text.Segment]
    can_answer: bool


def shown_mentions(mentions: Iterable[CommentMention], user: User) -> list[ShownMention]:
    """Return each mention as the page prints it."""
    return [
        ShownMention(
            one,
            comment_text.segments(one.comment.text, [one.label]),
            bool(access.can_comment(user, one.comment.activity.plan)),
        )
        for one in mentions
    ]
