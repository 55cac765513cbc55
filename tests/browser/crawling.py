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
        "cost_template",
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
    """A page of one kind, and the role that found it."""

    name: str
    path: str
    role: Role


def _links(context: BrowserContext, site: DemoSite, path: str) -> tuple[int, str, list[str]]:
    answer = context.request.get(urljoin(site.url, path), max_redirects=5)
    kind = answer.headers.get("content-type", "")
    if "text/html" not in kind:
        return answer.status, kind, []
    page = context.pages[0] if context.pages else context.new_page()
    links = page.evaluate(
        "html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('a[href]')].map(a => a.getAttribute('href'))",
        answer.text(),
    )
    return answer.status, kind, [urljoin(site.url + path, link) for link in links]


# Pages whose links depend on the state of the plan, and so are opened in each plan.
HUBS = frozenset(
    {
        *("plan_detail", "activity_detail", "plan_edit", "plan_risks", "risk_analysis", "plan_consultations"),
        *("plan_groups", "plan_milestones", "plan_cascade", "plan_files", "plan_revision_list", "final_report_detail"),
    }
)


def crawl(browser: Browser, site: DemoSite, role: Role) -> tuple[list[FoundPage], list[str]]:
    """Return one page of each kind that the role reaches, and every link that does not answer as it should.

    First from the overview; then, as who writes plans, from each in the list: only a draft or a closed one leads to some.
    """
    context = sign_in(browser, site, role)
    found: dict[str, FoundPage] = {}
    broken: list[str] = []
    _follow(context, site, role, "/", found, broken, hubs=frozenset())
    if role == Role.PROCESS_LEADER:
        _status, _kind, links = _links(context, site, found["plan_list"].path)
        plans = dict.fromkeys(urlsplit(link).path for link in links if _name(link) == "plan_detail")
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
        opened.add(name)
        status, kind, links = _links(context, site, path)
        if status >= 400:
            broken.append(f"{role}: {path} answers {status}")
            continue
        if "text/html" not in kind:
            continue
        found.setdefault(name, FoundPage(name, path, role))
        for link in links:
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
