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


def crawl(browser: Browser, site: DemoSite, role: Role) -> tuple[list[FoundPage], list[str]]:
    """Return one page of each kind that the role reaches, and every link that does not answer as it should."""
    context = sign_in(browser, site, role)
    found: dict[str, FoundPage] = {}
    broken: list[str] = []
    queue, seen = deque(["/"]), {"/"}
    while queue:
        path = queue.popleft()
        name = _name(path)
        if name is None or name in found or name in NOT_PAGES:
            continue
        status, kind, links = _links(context, site, path)
        if status >= 400:
            broken.append(f"{role}: {path} answers {status}")
            continue
        if "text/html" not in kind:
            continue
        found[name] = FoundPage(name, path, role)
        for link in links:
            split = urlsplit(link)
            target = split.path + (f"?{split.query}" if split.query else "")
            if f"{split.scheme}://{split.netloc}" == site.url and target not in seen:
                seen.add(target)
                queue.append(target)
    context.close()
    return list(found.values()), broken


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
