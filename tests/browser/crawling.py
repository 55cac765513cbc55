"""Every kind of page that a role can reach by following links from its overview."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext

from staffing.models import Role
from tests.demo_site import DemoSite, sign_in

ROLES = (
    Role.PROCESS_LEADER,
    Role.CONTROLLER,
    Role.NATIONAL_COORDINATOR,
    Role.ADMINISTRATOR,
    Role.MANAGER,
    Role.STEERING_GROUP,
    Role.AUDITOR,
    Role.DECISION_MAKER,
)
# Answers that are files or fragments, not pages.
NOT_PAGES = frozenset(
    {
        "status_report_download",
        "status_report_state",
        "final_report_download",
        "plan_export",
        "plan_revision_document",
        "plan_revision_record",
        "final_report_word",
        "statement_download",
        "statement_round_export",
        "index_export",
        "index_pivot_export",
        "trend_report_download",
        "cost_template",
        "indicator_template",
        "gap_answers",
        "gap_export",
        "saved_view_open",
        "comment_people",
        "account_export",
        "livez",
        "readyz",
    }
)


@dataclass(frozen=True)
class FoundPage:
    """A page of one kind, the role that found it, and how many characters it has."""

    name: str
    path: str
    role: Role
    length: int


@dataclass(frozen=True)
class Answer:
    """What an address answers; `links` are whole addresses, none where it is no page."""

    status: int
    is_page: bool
    length: int
    links: list[str]


def _opened(context: BrowserContext, site: DemoSite, path: str) -> Answer:
    answer = context.request.get(urljoin(site.url, path), max_redirects=5)
    if "text/html" not in answer.headers.get("content-type", ""):
        return Answer(answer.status, is_page=False, length=0, links=[])
    html = answer.text()
    page = context.pages[0] if context.pages else context.new_page()
    links = page.evaluate(
        "html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('a[href]')].map(a => a.getAttribute('href'))",
        html,
    )
    addresses = [urljoin(site.url + path, link) for link in links]
    return Answer(answer.status, is_page=True, length=len(html), links=addresses)


# Pages whose links depend on the state of the plan, and so are opened in each plan.
HUBS = frozenset(
    {
        *("plan_detail", "activity_detail", "plan_edit", "plan_risks", "risk_analysis", "plan_consultations"),
        *("plan_groups", "plan_milestones", "plan_cascade", "plan_files", "plan_revision_list", "final_report_detail"),
        *("plan_compare", "plan_timeline", "plan_effect", "plan_history", "plan_activity_history"),
    }
)


def crawl(browser: Browser, site: DemoSite, role: Role) -> tuple[list[FoundPage], list[str]]:
    """Return one page of each kind that the role reaches, and every link that does not answer as it should.

    First from the overview; then, as who writes plans, from each in the list: only a draft or a closed one leads to some. Of
    a kind that is opened in several plans it is the fullest: an empty one would be looked at for nothing.
    """
    context = sign_in(browser, site, role)
    found: dict[str, FoundPage] = {}
    broken: list[str] = []
    _follow(context, site, role, "/", found, broken, hubs=frozenset())
    if role == Role.PROCESS_LEADER:
        listed = _opened(context, site, found["plan_list"].path)
        plans = dict.fromkeys(urlsplit(link).path for link in listed.links if _name(link) == "plan_detail")
        for path in plans:
            _follow(context, site, role, path, found, broken, hubs=HUBS)
    context.close()
    return list(found.values()), broken


def _follow(
    context: BrowserContext,
    site: DemoSite,
    role: Role,
    start: str,
    found: dict[str, FoundPage],
    broken: list[str],
    *,
    hubs: frozenset[str],
) -> None:
    """Open one page of each kind that is not found yet, and of each of the hubs, from `start` on."""
    opened: set[str] = set()
    queue, seen = deque([start]), {start}
    while queue:
        path = queue.popleft()
        name = _name(path)
        if name is None or name in opened or name in NOT_PAGES or (name in found and name not in hubs):
            continue
        # Open data answers everybody alike, and so many a minute: one asks for all.
        if path.startswith("/api/") and role != ROLES[0]:
            continue
        opened.add(name)
        answer = _opened(context, site, path)
        if answer.status >= 400:
            broken.append(f"{role}: {path} answers {answer.status}")
            continue
        if not answer.is_page:
            continue
        if name not in found or found[name].length < answer.length:
            found[name] = FoundPage(name, path, role, answer.length)
        for link in answer.links:
            split = urlsplit(link)
            target = split.path + (f"?{split.query}" if split.query else "")
            if f"{split.scheme}://{split.netloc}" == site.url and target not in seen:
                seen.add(target)
                queue.append(target)


def _name(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).url_name
    except Resolver404:
        return f"unknown address {path}"


def all_pages(browser: Browser, site: DemoSite) -> tuple[list[FoundPage], list[str]]:
    """Return one page of each kind over all roles, the first role that reaches it, and all broken links."""
    pages: dict[str, FoundPage] = {}
    broken: list[str] = []
    for role in ROLES:
        found, failed = crawl(browser, site, role)
        broken += failed
        for page in found:
            pages.setdefault(page.name, page)
    return list(pages.values()), broken
