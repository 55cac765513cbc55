"""Two states of a plan side by side: revisions, days, the plan now and its open draft."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from documents import downloads
from plans import access, compare_sheet, compare_words, tables
from plans.compare_words import Marks, Row, Show
from plans.plan_compare_facts import ItemChange, PlanComparison
from plans.queries import compare as queries
from plans.views.past import UnusableDay, day_of, quarter_ends
from plans.views.plans import PlanMixin
from staffing.editing import UNPROCESSABLE

SIDES = ("fran", "till")
AROUND = ("sections", "areas", "risk_analyses", "risks", "consultations", "groups", "milestones")


class CompareMixin(PlanMixin):
    """Two sides of the standing plan, chosen in the address; a draft revision's address leads to what it revises."""

    shows_days = False
    chooses_days = True
    says_standing = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the standing plan, and find what can be compared."""
        super().setup(request, *args, **kwargs)
        self.take_standing()
        self.now = timezone.now()
        self.offered = queries.offered(request.user, self.plan)

    @cached_property
    def adopted(self) -> dict[str, datetime.date]:
        """Return the revisions as the address names them, with the days of their adoption."""
        return {f"r{revision.number}": revision.adopted_date for revision in self.offered.revisions}

    @cached_property
    def asked(self) -> tuple[str, str] | None:
        """Return the names of the two sides: asked for, or the usual ones; None when there are none to compare."""
        usual = self.offered.usual
        given = [self.request.GET.get(name, "").strip().lower() for name in SIDES]
        if not any(given):
            return usual
        latest = usual[1] if usual else queries.NOW
        return given[0] or (usual[0] if usual else queries.NOW), given[1] or latest

    def compared(self) -> tuple[PlanComparison, tuple[str, str]]:
        """Return the comparison, and what the sides are called.

        :raises UnknownSide: a side that there is not for this reader.
        :raises NothingThen: a day of which there is nothing to show.
        """
        first, second = self.asked or (queries.NOW, queries.NOW)
        before, after = (queries.side(self.request.user, self.offered, name, self.now) for name in (first, second))
        labels = (compare_words.side_label(first, self.adopted), compare_words.side_label(second, self.adopted))
        return queries.comparison(self.request.user, self.offered, before, after), labels


class PlanCompare(CompareMixin, TemplateView):
    """What differs, in sums and then section by section."""

    template_name = "plans/plan_compare.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; a day that was written beside the lists becomes the address of its page."""
        try:
            if (address := self._with_written_days()) is not None:
                return HttpResponseRedirect(address)
            comparison, labels = self.compared()
        except UnusableDay as error:
            return self._refused(str(error), UNPROCESSABLE)
        except queries.UnknownSide:
            return self._refused(
                _("There is no such revision, day or draft to compare with. Choose again."), UNPROCESSABLE
            )
        except queries.NothingThen:
            return self._refused(
                _("There is nothing of the plan to show as of that day: it was not here, or not adopted."), 404
            )
        return self.render_to_response(self.get_context_data(comparison=comparison, labels=labels))

    def _with_written_days(self) -> str | None:
        """Return the address with the days that were written, None when there are none."""
        written = {name: self.request.GET.get(f"{name}_dag", "").strip() for name in SIDES}
        if not any(written.values()):
            return None
        days = {name: day_of(text, timezone.localdate()).isoformat() for name, text in written.items() if text}
        kept = {name: self.request.GET[name] for name in (*SIDES, "visa") if self.request.GET.get(name)}
        return f"{self.request.path}?{urlencode({**kept, **days})}"

    def _refused(self, why: str, status: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(why=why), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the choices, and what differs as rows."""
        context = super().get_context_data(choices=self._choices(), asked=self.asked or ("", ""), **kwargs)
        comparison = kwargs.get("comparison")
        return context if comparison is None else context | self._shown(comparison)

    def _shown(self, comparison: PlanComparison) -> dict[str, Any]:
        show = next((one for one in Show if one.value == self.request.GET.get("visa", "")), Show.ALL)
        marks = Marks()
        listed = [
            (part.title, change) for part in comparison.activities for change in part.activities if show.fits(change)
        ]
        sizes = {str(size): size for size in tables.PAGE_SIZES}
        per_page = sizes.get(self.request.GET.get("rows", ""), tables.USUAL_PAGE_SIZE)
        page = Paginator(listed, per_page).get_page(self.request.GET.get("page", 1))
        return {
            "sums": [
                (one, number, words, self._address(visa=one.value))
                for one, number, words in compare_words.counted(comparison.counts)
            ],
            "show": show,
            "all_url": self._address(),
            "csv_url": self._export_address(),
            "swap_url": self._address(fran=(self.asked or ("", ""))[1], till=(self.asked or ("", ""))[0]),
            "sections": self._by_section(page.object_list, marks),
            "page": page,
            "count": len(listed),
            "facts": marks.fields(comparison.plan) if show is Show.ALL else "",
            "around": self._around(comparison, marks) if show is Show.ALL else [],
            "reasons_shown": access.can_read_internal(self.request.user, self.plan),
        }

    def _by_section(self, listed: Any, marks: Marks) -> list[tuple[str, list[Row]]]:
        prefix, _zero, suffix = reverse("activity_detail", kwargs={"pk": 0}).rpartition("0")
        found: list[tuple[str, list[Row]]] = []
        for section, change in listed:
            url = f"{prefix}{change.key}{suffix}" if change.after is not None and self._has_page(change.key) else ""
            if not found or found[-1][0] != section:
                found.append((section, []))
            found[-1][1].append(compare_words.row_of(change, marks, url))
        return found

    @cached_property
    def _present(self) -> frozenset[int]:
        plans = [self.plan, *([self.offered.draft] if self.offered.draft else [])]
        return frozenset(queries.keys_with_a_page(plans))

    def _has_page(self, key: int) -> bool:
        return key in self._present

    def _around(self, comparison: PlanComparison, marks: Marks) -> list[dict[str, Any]]:
        """Return what differs around the activities, kind by kind."""
        titles = {
            "sections": _("Sections"),
            "areas": _("Areas"),
            "risk_analyses": _("Risk analyses"),
            "risks": _("Risks"),
            "consultations": _("Consultations"),
            "groups": _("Groups"),
            "milestones": _("Milestones"),
        }
        found = []
        for name in AROUND:
            items: tuple[ItemChange, ...] = getattr(comparison, name)
            rows = [(one.title, marks.kind(one.change), marks.fields(one.fields)) for one in items]
            if rows:
                found.append({"title": titles[name], "rows": rows})
        return found

    def _choices(self) -> list[tuple[str, str]]:
        """Return what can be chosen, as the address names it and in words; a day that is chosen already is among them."""
        names = [queries.NOW, *([queries.DRAFT] if self.offered.draft else []), *self.adopted]
        days = [day.isoformat() for day in quarter_ends(self.plan.start_date, timezone.localdate())]
        chosen = [name for name in self.asked or () if name[:1].isdigit() and name not in days]
        return [(name, compare_words.side_label(name, self.adopted)) for name in (*names, *chosen, *days)]

    def _address(self, **changes: str) -> str:
        sides = dict(zip(SIDES, self.asked or ("", ""), strict=True))
        wanted = {**sides, **changes}
        return "?" + urlencode({name: value for name, value in wanted.items() if value})

    def _export_address(self) -> str:
        return reverse("plan_compare_export", kwargs={"slug": self.plan.slug}) + self._address()


class PlanCompareExport(CompareMixin, TemplateView):
    """All that differs, one row a field, as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the file; what cannot be compared is not there."""
        try:
            comparison, labels = self.compared()
        except (queries.UnknownSide, queries.NothingThen) as error:
            raise Http404 from error
        notice = _("Example data: figures generated to show the product.") if self.plan.is_example else None
        name = f"jamforelse-{self.plan.slug}-{'-'.join(self.asked or ())}"
        return downloads.table_response([compare_sheet.sheet_of(comparison, labels)], name, "csv", notice)
