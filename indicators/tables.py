"""The tables of collection rounds, and of the regions in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators import collection_words as words
from indicators.queries.collecting import RegionRow, RoundRow
from staffing.templatetags import oberoende

NUMBERS: dict[str, Any] = {"th": {"class": "num"}, "td": {"class": "num"}}


class CollectionRoundTable(tables.Table):
    """The rounds, the latest period first."""

    collection = tables.Column(verbose_name=_("Collection"), empty_values=(), orderable=False)
    due_date = tables.Column(accessor="collection__due_date", verbose_name=_("To be handed in by"))
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)
    submitted = tables.Column(verbose_name=_("Handed in"))
    late = tables.Column(verbose_name=_("Late"), attrs=NUMBERS)

    class Meta:
        empty_text = _("Nothing is collected yet. The national coordinator opens a collection.")

    def __init__(self, *args: Any, is_nation: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_nation = is_nation
        if not is_nation:
            self.exclude = ("late",)
            self.columns["submitted"].column.verbose_name = gettext("Your region")

    @property
    def caption(self) -> str:
        """Return what the table shows."""
        return gettext("Collections of costs, the latest period first")

    def render_collection(self, record: RoundRow) -> SafeString:
        """Link to the round; say when it is made up."""
        link = format_html('<a href="{}">{}</a>', record.collection.get_absolute_url(), record.collection)
        if not record.collection.is_example:
            return link
        return format_html('<span>{} <span class="example-tag">{}</span></span>', link, gettext("example data"))

    def render_due_date(self, record: RoundRow) -> str:
        """Print the day."""
        return oberoende.iso(record.collection.due_date)

    def render_state(self, record: RoundRow) -> SafeString:
        """Print whether it goes on."""
        return words.round_state(record.collection)

    def render_submitted(self, record: RoundRow) -> SafeString | str:
        """Say how many regions have handed in; to a region's own people, where theirs stands."""
        if self._is_nation:
            said = gettext("%(number)s of %(total)s")
            return said % {"number": record.submitted, "total": record.expected}
        return words.joined([words.place_state(place, region) for region, place in record.places.items()])


class RegionTable(tables.Table):
    """The regions in a round: how far each has come, and what to ask it about."""

    region = tables.Column(verbose_name=_("Region"), empty_values=())
    state = tables.Column(verbose_name=_("State"), empty_values=())
    missing = tables.Column(verbose_name=_("Reported last period, not now"), empty_values=(), orderable=False)
    deviations = tables.Column(verbose_name=_("Stands out"), empty_values=(), attrs=NUMBERS)
    comment = tables.Column(verbose_name=_("Comment"), empty_values=(), orderable=False)
    submitted = tables.Column(verbose_name=_("Handed in"), empty_values=())
    late = tables.Column(verbose_name=_("On time?"), empty_values=())

    class Meta:
        orderable = False
        empty_text = _("No region is shown.")

    def __init__(self, data: Sequence[RegionRow], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not any(row.comment for row in data):
            self.exclude = ("comment",)

    @property
    def caption(self) -> str:
        """Return what the table shows."""
        return gettext("How far each region has come, what is missing and what stands out")

    def render_region(self, record: RegionRow) -> SafeString | str:
        """Link to the return where the reader may see it."""
        name = record.region.short_name
        if not record.is_readable or record.newest is None:
            return name
        url = reverse("cost_return_detail", kwargs={"code": record.region.code, "pk": record.newest.pk})
        return format_html('<a href="{}">{}</a>', url, name)

    def render_state(self, record: RegionRow) -> SafeString:
        """Print the state as word and shape, with the region's own period where it is another, and what a restatement changed."""
        return format_html("<div>{}{}</div>", words.place_state(record.place), words.revised(record))

    def render_missing(self, record: RegionRow) -> SafeString | str:
        """Name the first places that are missing, and fold the rest away."""
        return words.missing_places(record)

    def render_deviations(self, record: RegionRow) -> SafeString | str:
        """Print how many figures leap, or the dash."""
        return oberoende.missing() if record.deviations is None else oberoende.number(record.deviations)

    def render_comment(self, record: RegionRow) -> SafeString | str:
        """Print why what stands out is right, as the region says; what is long is folded."""
        return words.comment(record)

    def render_submitted(self, record: RegionRow) -> SafeString | str:
        """Print when it was handed in first, and by whom."""
        return words.submitted(record)

    def render_late(self, record: RegionRow) -> SafeString | str:
        """Print whether it is in time."""
        return words.lateness(record.place, self.context["today"])
