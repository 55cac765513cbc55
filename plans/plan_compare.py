"""Two states of one plan, compared field by field: what was added, removed, changed and moved, and the sums of it.

Things are the same when they have the same key. Sections and areas of a draft revision may be rows of their own: those that
have no key in common are the same when they have the same title, and else when most of their activities are the same. So a
section that is renamed is one change, and its activities stay where they were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plans import plan_compare_facts as specs
from plans.plan_compare_facts import (
    ActivityChange,
    Change,
    Counts,
    Deadline,
    DeadlineShift,
    FieldChange,
    ItemChange,
    Kind,
    MeasureName,
    Move,
    PlanComparison,
    SectionPart,
    Spec,
)
from plans.plan_snapshot import (
    Area,
    ConsultationFacts,
    GroupFacts,
    MilestoneFacts,
    PlanActivity,
    PlanFacts,
    PlanSnapshot,
    RiskAnalysisFacts,
    RiskLine,
    Section,
)

OPEN_PROGRESS = frozenset({"not_started", "in_progress", "paused"})


def compare(
    before: PlanSnapshot,
    after: PlanSnapshot,
    *,
    with_status: bool = True,
    moves: Mapping[int, Sequence[Move]] | None = None,
) -> PlanComparison:
    """Return what differs.

    Without status only what the plan says is compared: a draft revision knows nothing of how the work goes.
    `moves` are the logged moves of the time between, by the activity's key, in order of time.
    """
    same_section = _pairs(before.sections, after.sections, _by(before, "section"), _by(after, "section"))
    same_area = _pairs(before.areas, after.areas, _by(before, "area"), _by(after, "area"))
    places = _Places(before, after, same_section, same_area)
    changes = list(_activities(before, after, places, moves or {}, with_status=with_status))
    return PlanComparison(
        before_at=before.at,
        after_at=after.at,
        plan=_plan_fields(before.plan, after.plan, with_status=with_status),
        sections=_parts(before.sections, after.sections, same_section, specs.SECTION_FIELDS),
        areas=_parts(before.areas, after.areas, same_area, specs.AREA_FIELDS),
        activities=_by_section(changes, places),
        risk_analyses=_items(before.risk_analyses, after.risk_analyses, specs.RISK_ANALYSIS_FIELDS),
        risks=_items(_risks(before), _risks(after), specs.RISK_FIELDS),
        consultations=_items(before.consultations, after.consultations, specs.CONSULTATION_FIELDS),
        groups=_items(before.groups, after.groups, specs.GROUP_FIELDS),
        milestones=_items(before.milestones, after.milestones, specs.MILESTONE_FIELDS),
        counts=_counts(changes),
    )


# Fields ----------------------------------------------------------------------------------------------------------------


def _plan_fields(before: PlanFacts, after: PlanFacts, *, with_status: bool) -> tuple[FieldChange, ...]:
    found = _fields(before, after, specs.PLAN_FIELDS)
    return found if with_status else tuple(field for field in found if field.name not in specs.DRAFT_FIELDS)


def _fields(before: Any, after: Any, spec: Spec) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, kind, old, new)
        for name, kind in spec
        if (old := getattr(before, name)) != (new := getattr(after, name))
    )


# Sections and areas ------------------------------------------------------------------------------------------------------


def _by(plan: PlanSnapshot, place: str) -> dict[int, set[int]]:
    """Return the keys of the activities in each section or area."""
    found: dict[int, set[int]] = {}
    for activity in plan.activities:
        found.setdefault(getattr(activity, place), set()).add(activity.key)
    return found


def _pairs(
    before: Sequence[Section | Area],
    after: Sequence[Section | Area],
    held_before: Mapping[int, set[int]],
    held_after: Mapping[int, set[int]],
) -> dict[int, int]:
    """Return, for each of `after` that was there before, the key that it had: by key, by title, by what most activities say."""
    keys = {part.key for part in before}
    pairs = {part.key: part.key for part in after if part.key in keys}
    left = {part.key: part for part in before if part.key not in pairs}
    new = [part for part in after if part.key not in pairs]
    titles = {part.title.casefold(): key for key, part in left.items()}
    for part in list(new):
        key = titles.get(part.title.casefold())
        if key is not None and key in left:
            pairs[part.key] = key
            del left[key]
            new.remove(part)
    votes = sorted(
        (
            (len(held_before.get(key, set()) & held_after.get(part.key, set())), -key, part.key)
            for part in new
            for key in left
        ),
        reverse=True,
    )
    for shared, negative, key_after in votes:
        was = -negative
        if was in left and key_after not in pairs and 2 * shared > len(held_before.get(was, set())):
            pairs[key_after] = was
            del left[was]
    return pairs


def _parts(
    before: Sequence[Section | Area], after: Sequence[Section | Area], same: Mapping[int, int], spec: Spec
) -> tuple[ItemChange, ...]:
    old = {part.key: part for part in before}
    found = []
    for part in after:
        was = old.get(same.get(part.key, -1))
        if was is None:
            found.append(ItemChange(part.key, Change.ADDED, part.title))
        elif fields := _fields(was, part, spec):
            found.append(ItemChange(part.key, Change.CHANGED, part.title, fields))
    kept = set(same.values())
    found += [ItemChange(part.key, Change.REMOVED, part.title) for part in before if part.key not in kept]
    return tuple(found)


class _Places:
    """Where activities stand, in words and in order, with places of before told as those of after."""

    def __init__(
        self, before: PlanSnapshot, after: PlanSnapshot, sections: Mapping[int, int], areas: Mapping[int, int]
    ) -> None:
        self.sections, self.areas = sections, areas
        self.old_sections = {part.key: part.title for part in before.sections}
        self.old_areas = {part.key: part.title for part in before.areas}
        self.new_sections = {part.key: part.title for part in after.sections}
        self.new_areas = {part.key: part.title for part in after.areas}
        self._now = {was: key for key, was in sections.items()}

    def fields(self, was: PlanActivity, now: PlanActivity) -> list[FieldChange]:
        """Return the places that differ, by title."""
        found = []
        if self.sections.get(now.section) != was.section:
            old, new = self.old_sections[was.section], self.new_sections[now.section]
            found.append(FieldChange("section", Kind.PLACE, old, new))
        if self.areas.get(now.area) != was.area:
            found.append(FieldChange("area", Kind.PLACE, self.old_areas[was.area], self.new_areas[now.area]))
        return found

    def section_of(self, change: ActivityChange) -> tuple[int, str]:
        """Return the section to list the change under: a key that sorts sections apart, and a title."""
        if change.after is not None:
            return change.after.section, self.new_sections[change.after.section]
        was = change.before.section if change.before is not None else 0
        now = self._now.get(was)
        return (now, self.new_sections[now]) if now is not None else (-was, self.old_sections[was])


# Activities --------------------------------------------------------------------------------------------------------------


def _activities(
    before: PlanSnapshot,
    after: PlanSnapshot,
    places: _Places,
    moves: Mapping[int, Sequence[Move]],
    *,
    with_status: bool,
) -> Iterable[ActivityChange]:
    old = {activity.key: activity for activity in before.activities}
    for now in after.activities:
        was = old.pop(now.key, None)
        if was is None:
            yield ActivityChange(now.key, Change.ADDED, now.title, places.new_areas[now.area], None, now)
        elif was != now and (change := _changed(was, now, places, moves.get(now.key, ()), with_status=with_status)):
            yield change
    for gone in old.values():
        yield ActivityChange(gone.key, Change.REMOVED, gone.title, places.old_areas[gone.area], gone, None)


def _changed(
    was: PlanActivity, now: PlanActivity, places: _Places, moves: Sequence[Move], *, with_status: bool
) -> ActivityChange | None:
    """Return the change, None when nothing that is compared differs."""
    moved = places.fields(was, now)
    status = _status(was, now) if with_status else ()
    texts = (*moved, *_deadline(was, now), *_texts(was, now))
    fields = (*texts, *status)
    if not fields:
        return None
    return ActivityChange(
        key=now.key,
        change=Change.CHANGED,
        title=now.title,
        area=places.new_areas[now.area],
        before=was,
        after=now,
        fields=fields,
        shift=_shift(was, now, moves),
        is_moved=bool(moved),
        is_text_changed=bool(texts),
        has_new_status=bool(status),
        is_hidden_now=now.is_hidden and not was.is_hidden,
        is_shown_again=was.is_hidden and not now.is_hidden,
    )


def _texts(was: PlanActivity, now: PlanActivity) -> list[FieldChange]:
    found = list(_fields(was, now, specs.TEXT_FIELDS))
    if was.measure_number != now.measure_number:
        old, new = (MeasureName(one.measure_number, one.measure_title, one.measure_code) for one in (was, now))
        found.append(FieldChange("measure", Kind.MEASURE, old, new))
    if _steps_in_words(was) != _steps_in_words(now):
        found.append(FieldChange("steps", Kind.STEPS, was.steps, now.steps))
    return found


def _steps_in_words(one: PlanActivity) -> list[str]:
    return [step.text for step in one.steps]


def _status(was: PlanActivity, now: PlanActivity) -> tuple[FieldChange, ...]:
    """Return what differs in how it goes: also the ticks of steps that read as before.

    Health is compared while the activity is open, for it says nothing afterwards.
    """
    is_open = was.progress in OPEN_PROGRESS and now.progress in OPEN_PROGRESS
    found = tuple(field for field in _fields(was, now, specs.STATUS_FIELDS) if is_open or field.name != "health")
    if was.steps != now.steps and _steps_in_words(was) == _steps_in_words(now):
        return (*found, FieldChange("steps", Kind.STEPS, was.steps, now.steps))
    return found


def _deadline(was: PlanActivity, now: PlanActivity) -> list[FieldChange]:
    old, new = (Deadline(one.deadline_text, one.due_date) for one in (was, now))
    return [] if old == new else [FieldChange("deadline", Kind.DEADLINE, old, new)]


def _shift(was: PlanActivity, now: PlanActivity, moves: Sequence[Move]) -> DeadlineShift | None:
    """Return the shift; a deadline that got its first date is set, not moved (domain.md §4)."""
    if was.due_date is None or was.due_date == now.due_date:
        return None
    return DeadlineShift(
        old=Deadline(was.deadline_text, was.due_date),
        new=Deadline(now.deadline_text, now.due_date),
        days=(now.due_date - was.due_date).days if now.due_date is not None else None,
        moves=tuple(moves),
    )


def _by_section(changes: Sequence[ActivityChange], places: _Places) -> tuple[SectionPart, ...]:
    found: dict[int, tuple[str, list[ActivityChange]]] = {
        key: (title, []) for key, title in places.new_sections.items()
    }
    for change in changes:
        key, title = places.section_of(change)
        found.setdefault(key, (title, []))[1].append(change)
    return tuple(SectionPart(title, tuple(some)) for title, some in found.values() if some)


def _counts(changes: Sequence[ActivityChange]) -> Counts:
    by_change = Counter(change.change for change in changes)
    return Counts(
        added=by_change[Change.ADDED],
        removed=by_change[Change.REMOVED],
        changed=sum(change.is_text_changed for change in changes),
        deadlines_moved=sum(change.shift is not None for change in changes),
        moved=sum(change.is_moved for change in changes),
        new_status=sum(change.has_new_status for change in changes),
        hidden=sum(change.is_hidden_now for change in changes),
        shown_again=sum(change.is_shown_again for change in changes),
    )


# What surrounds the plan ---------------------------------------------------------------------------------------------------


def _risks(plan: PlanSnapshot) -> tuple[RiskLine, ...]:
    return tuple(risk for analysis in plan.risk_analyses for risk in analysis.risks)


def _items(before: Sequence[Any], after: Sequence[Any], spec: Spec) -> tuple[ItemChange, ...]:
    """Return what differs among things whose keys are the same in every snapshot."""
    old = {item.key: item for item in before}
    found = []
    for item in after:
        was = old.pop(item.key, None)
        if was is None:
            found.append(ItemChange(item.key, Change.ADDED, title_of(item)))
        elif was != item and (fields := _fields(was, item, spec)):
            found.append(ItemChange(item.key, Change.CHANGED, title_of(item), fields))
    return (*found, *(ItemChange(item.key, Change.REMOVED, title_of(item)) for item in old.values()))


def title_of(item: RiskAnalysisFacts | RiskLine | ConsultationFacts | GroupFacts | MilestoneFacts) -> str:
    """Return what a thing around the plan is called."""
    if isinstance(item, ConsultationFacts):
        return f"{item.party} {item.held_date.isoformat()}"
    if isinstance(item, MilestoneFacts):
        return f"{item.organisation} {item.period_code}"
    return item.name if isinstance(item, GroupFacts) else item.title
