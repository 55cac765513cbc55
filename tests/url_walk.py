"""The machinery of the URL matrix: ask every address as every person, and say where the answer is not the declared one.

Beside the status it looks at four things in every answer. What is out of sight answers word for word like what does not exist.
A refused request and a GET write nothing. No answer holds a secret word that the person may not read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.html import escape

from tests.url_world import ANONYMOUS, World

MISSING, ABSENT_PART, CROSSED_PART = "missing", "absent part", "crossed part"
PARTS = (ABSENT_PART, CROSSED_PART)
LOGIN = 302
NOT_ALLOWED = 405
FOUND, FORBIDDEN, ABSENT = 200, 403, 404
REFUSALS = ((FORBIDDEN,), (ABSENT,), (NOT_ALLOWED,))
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# A session remembers when it was used; that is no change of the product's data.
SESSION = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?django_session"?', re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """Who gets what from one method of an address.

    `sees`: by label, who may know that the thing is there; nobody where the label is not named. `may`: by label, who of
    them may do this (everybody who sees, when None). `ok`: the statuses that those get. With `asks_first` the right is asked
    for before anything is looked up: whoever may nothing of the kind gets 403 whatever the address names. `unfit`: by label,
    what those who may are answered when the thing is in a state that does not allow it; nothing is written then.
    """

    sees: dict[str, frozenset[str]]
    may: dict[str, frozenset[str]] | None = None
    ok: tuple[int, ...] = (FOUND,)
    is_public: bool = False
    asks_first: bool = False
    unfit: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def expected(self, actor: str, label: str) -> tuple[int, ...]:
        """Return the statuses that this person may get for the thing with this label."""
        if actor == ANONYMOUS and not self.is_public:
            return (LOGIN,)
        able = self.may if self.may is not None else self.sees
        if self.asks_first and not any(actor in some for some in able.values()):
            return (FORBIDDEN,)
        if actor not in self.sees.get(label, frozenset()):
            return (ABSENT,)
        if actor not in able.get(label, frozenset()):
            return (FORBIDDEN,)
        return (ABSENT,) if label in PARTS else self.unfit.get(label, self.ok)

    def answering(self, *statuses: int) -> Rule:
        """Return the same rule with other statuses for those who may."""
        return replace(self, ok=statuses)


@dataclass(frozen=True)
class Refused:
    """A method that the address does not take: everybody signed in gets 405, whatever the address names."""

    def expected(self, actor: str, label: str) -> tuple[int, ...]:
        """Return 405, or the way to sign-in."""
        return (LOGIN,) if actor == ANONYMOUS else (NOT_ALLOWED,)


@dataclass(frozen=True)
class PubliclyRefused:
    """A method that a page open to all does not take."""

    def expected(self, actor: str, label: str) -> tuple[int, ...]:
        """Return 405."""
        return (NOT_ALLOWED,)


@dataclass(frozen=True)
class Route:
    """One address of the product: its name, the things that it names, and what GET and POST answer."""

    name: str
    things: str
    get: Rule | Refused | PubliclyRefused
    post: Rule | Refused | PubliclyRefused
    query: str = ""


@dataclass(frozen=True)
class Asked:
    """One question: what was asked for, how, by whom, and where."""

    route: Route
    method: str
    actor: str
    label: str
    path: str


@dataclass(frozen=True)
class Failure:
    """An answer that is not the declared one."""

    route: str
    method: str
    actor: str
    label: str
    what: str

    def __str__(self) -> str:
        return f"{self.method} {self.route} [{self.label}] as {self.actor}: {self.what}"


def named_routes() -> list[str]:
    """Return the names of all addresses of the product, the name being the pattern itself where it has none."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, before + str(pattern.pattern))
            else:
                yield pattern.name or before + str(pattern.pattern)

    return sorted(walk(get_resolver().url_patterns, ""))


@contextmanager
def writes_noted() -> Iterator[list[str]]:
    """Collect the statements that write, sessions left out."""
    noted: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if WRITES.match(sql) and not SESSION.match(sql):
            noted.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield noted


def database_hash() -> str:
    """Return one hash over every row of every table, sessions left out."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table == "django_session":
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = sorted(
                repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]) for row in cursor
            )
            digest.update(f"{table}{rows}".encode())
    return digest.hexdigest()


def plain_body(response: HttpResponse, path: str) -> str:
    """Return the answer's text without what differs at each request: tokens, nonces, and the address itself."""
    body = response.content.decode(errors="replace").replace(path, "ADDRESS").replace(escape(path), "ADDRESS")
    body = re.sub(r'(name="csrfmiddlewaretoken" value=|"x-csrftoken": )"[^"]*"', r"\1TOKEN", body)
    return re.sub(r"<time[^>]*>[^<]*</time>", "TIME", body)


def _leads_to_sign_in(response: Any, route: Route) -> bool:
    is_public = getattr(route.get, "is_public", False)
    return is_public or response["Location"].startswith("/konto/logga-in/?next=")


class Walk:
    """One walk over some routes in a world: `failures` holds what was not as declared.

    With `each_answer_once` one person stands for all who are to get the same answer from the same thing, another one at each
    thing: enough to run every statement on a second database, when the first was asked by everybody.
    """

    def __init__(self, world: World, actors: tuple[str, ...], *, each_answer_once: bool = False) -> None:
        self.world = world
        self.each_answer_once = each_answer_once
        self.failures: list[Failure] = []
        self.count = 0
        self._absent: dict[tuple[str, str, str, str], str | None] = {}
        self.clients = {actor: Client(raise_request_exception=False) for actor in actors}
        for actor, client in self.clients.items():
            if actor != ANONYMOUS:
                client.force_login(world.people[actor])  # type: ignore[arg-type]

    def route(self, route: Route) -> None:
        """Ask the route by both methods, as everybody, for each of its things."""
        for turn, (label, kwargs) in enumerate(self.world.things[route.things].items()):
            path = reverse(route.name, kwargs=kwargs) + route.query
            for method in ("GET", "POST"):
                for actor in self._asking(route.get if method == "GET" else route.post, label, turn):
                    self._ask(route, method, actor, label, path)

    def _asking(self, rule: Rule | Refused | PubliclyRefused, label: str, turn: int) -> list[str]:
        if not self.each_answer_once:
            return list(self.clients)
        alike: dict[tuple[int, ...], list[str]] = {}
        for actor in self.clients:
            alike.setdefault(rule.expected(actor, label), []).append(actor)
        return [actors[turn % len(actors)] for actors in alike.values()]

    def _ask(self, route: Route, method: str, actor: str, label: str, path: str) -> None:
        self.count += 1
        rule = route.get if method == "GET" else route.post
        expected = rule.expected(actor, label)
        is_unfit = isinstance(rule, Rule) and label in rule.unfit
        is_refusal = is_unfit or expected in REFUSALS or (actor == ANONYMOUS and expected == (LOGIN,))
        cache.clear()
        with transaction.atomic(), writes_noted() as written:
            response = self._send(actor, method, path)
            if method == "POST" and not is_refusal:
                transaction.set_rollback(True)
        if response.status_code not in expected:
            wrong = [f"{response.status_code}, expected {' or '.join(map(str, expected))}"]
        else:
            wrong = [*self._leaks(Asked(route, method, actor, label, path), response)]
            # An act that is refused for the thing's state may have claimed it first and let it go: the hash tells.
            if written and not is_unfit and (method == "GET" or is_refusal):
                wrong.append(f"wrote: {written[0]}")
        self.failures += [Failure(route.name, method, actor, label, what) for what in wrong]

    def _leaks(self, asked: Asked, response: Any) -> Iterator[str]:
        """Say what an answer with the right status tells that it must not."""
        route, actor, label = asked.route, asked.actor, asked.label
        if actor == ANONYMOUS and response.status_code == LOGIN and not _leads_to_sign_in(response, route):
            yield f"led to {response['Location']}, not to sign-in"
        if response.status_code == ABSENT and label not in {"", MISSING, ABSENT_PART}:
            absent = self._body_of_missing(
                route, asked.method, actor, ABSENT_PART if label == CROSSED_PART else MISSING
            )
            if absent is None or plain_body(response, asked.path) != absent:
                yield "does not answer like what does not exist"
        if not response.streaming:
            body = response.content.decode(errors="replace")
            yield from (
                f"shows “{word}”"
                for word, readers in self.world.secrets.items()
                if actor not in readers and word in body
            )

    def _send(self, actor: str, method: str, path: str) -> Any:
        client = self.clients[actor]
        # What an earlier act had to say is not part of this answer.
        client.cookies.pop("messages", None)
        return client.get(path) if method == "GET" else client.post(path, {"version": "1"})

    def _body_of_missing(self, route: Route, method: str, actor: str, label: str) -> str | None:
        """Return what this person is answered for what does not exist; None when there is no such answer."""
        key = (route.name, method, actor, label)
        if key not in self._absent:
            missing = self.world.things[route.things].get(label)
            body = None
            if missing is not None:
                path = reverse(route.name, kwargs=missing) + route.query
                response = self._send(actor, method, path)
                body = plain_body(response, path) if response.status_code == ABSENT else None
            self._absent[key] = body
        return self._absent[key]
