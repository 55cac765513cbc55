"""A calendar file (iCalendar, RFC 5545) of days: pure, from entries to bytes that are the same for the same entries."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import icalendar

REFRESH = timedelta(hours=6)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """A day in the calendar. `key` names the thing for ever ("activity-17"), `changed_at` says when it last was another."""

    key: str
    day: date
    summary: str
    description: str
    url: str
    changed_at: datetime


def render(*, name: str, domain: str, language: str, entries: Iterable[Entry]) -> bytes:
    """Return the file: a whole day for each entry, which blocks no time; lines of 75 octets that end with CRLF.

    The stamp of an entry is when it was changed, as RFC 5545 section 3.8.7.2 has it for a calendar without a method.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Oberoende//{domain}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", plain(name))
    calendar.add("x-wr-calname", plain(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry, domain))
    return bytes(calendar.to_ical(sorted=False))


def _event(entry: Entry, domain: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{entry.key}@{domain}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + ONE_DAY)
    event.add("summary", plain(" ".join(entry.summary.split())))
    event.add("description", plain(entry.description))
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    return event


def plain(text: str) -> str:
    """Return the text without control characters, which the format has no way to write; line breaks stay."""
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in joined if sign == "\n" or unicodedata.category(sign) != "Cc")
