"""From rows of texts to a plan's activities: headings, section rows, carried-down areas, and what a person must look at.

What a person chose (`Choices`) wins over what is told from the file. Nothing is dropped without a word: rows that are no
activities are listed with what they were taken for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from plans import deadlines
from plans.deadlines import DeadlineKind
from plans.plan_import.grid import Grid, GridRow
from plans.plan_import.headers import Column, read_header
from plans.plan_import.understood import (
    Choices,
    Flag,
    ImportedActivity,
    NamedPart,
    OtherRow,
    TableColumns,
    Taken,
    Understood,
)
from plans.plan_import.words import (
    KnownWords,
    is_like_a_place,
    like,
    name_key,
    responsibles_of,
    status_of,
    suggested_measure,
)
from plans.progress import FINISHED, Progress

LONGEST_TITLE = 300
LONGEST_DEADLINE = 200
LONGEST_SECOND_LINE = 20
LONGEST_NAME = 80
"""A heading longer than this names no part of an organisation."""
# Headings that name the document and no part of the organisation.
_NO_SECTION = ("handlingsplan", "aktivitet", "bilaga", "innehall", "inledning", "bakgrund", "atgard", "mal", "syfte", "plan", "uppfoljning", "version", "datum", "oberoende")  # fmt: skip


def understand(
    grids: Sequence[Grid], words: KnownWords, choices: Choices, *, whole: str, no_area: str, today: date
) -> Understood:
    """Return what the tables say.

    `whole` is the section of rows that stand under none (the organisation itself), `no_area` the area of rows without one;
    `today` is what a yearly deadline is counted from.
    """
    reader = _Reader(words, choices, whole, no_area, today)
    for index, grid in enumerate(grids):
        reader.read(index, grid)
    activities = _with_doubles(reader.activities)
    counted = [activity for activity in activities if not activity.is_excluded]
    return Understood(
        tables=tuple(reader.tables),
        activities=tuple(activities),
        sections=_named_parts([one.section for one in counted], words.organisations, choices.sections),
        areas=_named_parts([one.area for one in counted], words.areas, choices.areas),
        others=tuple(reader.others),
        has_identities=reader.has_identities,
    )


def _named_parts(
    names: Sequence[str], known: Sequence[tuple[int | str, str]], chosen: Mapping[str, int | str]
) -> tuple[NamedPart, ...]:
    parts = []
    for name, count in Counter(names).items():
        if name in chosen:
            parts.append(NamedPart(name, chosen[name] or None, is_sure=True, count=count))
        else:
            match, is_sure = like(name, known) or (None, False)
            parts.append(NamedPart(name, match, is_sure=is_sure, count=count))
    return tuple(parts)


def _with_doubles(activities: Sequence[ImportedActivity]) -> list[ImportedActivity]:
    seen: Counter[tuple[str, str, str]] = Counter()
    marked = []
    for activity in activities:
        key = (name_key(activity.section), name_key(activity.area), name_key(activity.title))
        is_twice = seen[key] > 0 and not activity.is_excluded
        seen[key] += not activity.is_excluded
        marked.append(replace(activity, flags=activity.flags | {Flag.TWICE}) if is_twice else activity)
    return marked


class _Reader:
    """Walks through the tables; what holds from row to row (section, area, columns) is carried here."""

    def __init__(self, words: KnownWords, choices: Choices, whole: str, no_area: str, today: date) -> None:
        self.words, self.choices, self.whole, self.no_area, self.today = words, choices, whole, no_area, today
        self.activities: list[ImportedActivity] = []
        self.others: list[OtherRow] = []
        self.tables: list[TableColumns] = []
        self.section, self.area = whole, ""
        self.columns: dict[int, Column] = {}
        self.width = 0
        self.has_identities = False

    def read(self, index: int, grid: Grid) -> None:
        """Read one table."""
        header = next(
            (place for place, row in enumerate(grid.rows) if not row.is_text and read_header(row.cells)), None
        )
        is_inherited = header is None and bool(self.columns) and grid.width == self.width
        found = read_header(grid.rows[header].cells) if header is not None else None
        columns = dict(found or (self.columns if is_inherited else {}))
        columns = self._corrected(index, columns)
        self._describe(index, grid, header, columns, is_inherited=is_inherited)
        self.columns, self.width = columns, grid.width
        self.has_identities |= Column.IDENTITY in columns.values()
        for place, row in enumerate(grid.rows):
            if not row.is_text and read_header(row.cells):
                continue
            is_before = row.is_text or (header is not None and place < header)
            is_header_too = header is not None and place == header + 1 and self._is_second_line(row)
            self._row(index, row, is_before=is_before or is_header_too)

    def _is_second_line(self, row: GridRow) -> bool:
        """Return whether a row right below the headings goes on with them: words alone, none in a column of the activity's own."""
        own = {place for place, column in self.columns.items() if column in {Column.TITLE, Column.DESCRIPTION}}
        own |= {
            place for place, column in self.columns.items() if column in {Column.AREA, Column.SECTION, Column.DEADLINE}
        }
        texts = [row.cells[place] for place in row.filled]
        is_short = all(len(text) <= LONGEST_SECOND_LINE and not any(map(str.isdigit, text)) for text in texts)
        return bool(texts) and is_short and not row.is_full and not own & set(row.filled)

    def _corrected(self, index: int, columns: dict[int, Column]) -> dict[int, Column]:
        for key, word in self.choices.columns.get(str(index), {}).items():
            columns.pop(int(key), None)
            if word:
                columns = {place: column for place, column in columns.items() if column != word}
                columns[int(key)] = Column(word)
        return columns

    def _describe(
        self, index: int, grid: Grid, header: int | None, columns: Mapping[int, Column], *, is_inherited: bool
    ) -> None:
        if not grid.width:
            return
        headings = grid.rows[header].cells if header is not None else ()
        body = [
            row
            for place, row in enumerate(grid.rows)
            if not row.is_text and place > (-1 if header is None else header) and not read_header(row.cells)
        ]
        samples: list[tuple[str, ...]] = []
        for column in range(grid.width):
            texts = [
                row.cells[column]
                for row in body
                if column < len(row.cells) and column in row.filled and not row.is_full
            ]
            samples.append(tuple(text[:60] for text in texts[:3]))
        self.tables.append(
            TableColumns(
                index=index,
                name=grid.name,
                headings=tuple(headings) + ("",) * (grid.width - len(headings)),
                columns=tuple(columns.get(column) for column in range(grid.width)),
                samples=tuple(samples),
                is_inherited=is_inherited,
            )
        )

    def _row(self, index: int, row: GridRow, *, is_before: bool) -> None:
        key = f"{index}:{row.number}"
        if not row.filled:
            return
        taken = self._taken(key, row, is_before=is_before)
        text = " ".join(" ".join(row.cells[place] for place in row.filled).split())
        if taken is Taken.ACTIVITY:
            self._activity(key, row)
            return
        if taken is Taken.SECTION:
            self.section, self.area = text[:120], ""
        elif taken is Taken.AREA:
            self.area = text[:120]
        self.others.append(OtherRow(key, text[:200], taken))

    def _taken(self, key: str, row: GridRow, *, is_before: bool) -> Taken:
        if chosen := self.choices.rows.get(key):
            return Taken(chosen)
        distinct = {" ".join(row.cells[place].split()) for place in row.filled}
        if len(distinct) == 1:
            return self._single(row, next(iter(distinct)), is_before=is_before)
        return Taken.SKIP if is_before or Column.TITLE not in self.columns.values() else Taken.ACTIVITY

    def _single(self, row: GridRow, text: str, *, is_before: bool) -> Taken:
        """Tell what a row with one text is: an area, an organisation, a heading, or an activity that has a title alone."""
        known_area = like(text, self.words.areas)
        known_place = like(text, self.words.organisations)
        column = self.columns.get(row.filled[0])
        if known_area and (known_area[1] or not known_place):
            return Taken.AREA
        if known_place:
            return Taken.SECTION
        if is_before:
            is_name = row.is_heading and len(text) < LONGEST_NAME
            return Taken.SECTION if is_name and not any(sign in name_key(text) for sign in _NO_SECTION) else Taken.SKIP
        if Column.TITLE not in self.columns.values():
            return Taken.SKIP
        if row.is_full or is_like_a_place(text) or column in {None, Column.SECTION, Column.NUMBER}:
            return Taken.SECTION
        # An area that is the plan's own, printed on a row of its own.
        return Taken.AREA if column is Column.AREA else Taken.ACTIVITY

    def _activity(self, key: str, row: GridRow) -> None:
        texts = {column: self._text(row, place) for place, column in self.columns.items()}
        if texts.get(Column.SECTION) and name_key(texts[Column.SECTION]) != name_key(self.section):
            self.section, self.area = _one_line(texts[Column.SECTION])[:120], ""
        if texts.get(Column.AREA):
            self.area = _one_line(texts[Column.AREA])[:120]
        if self._is_under_title(row):
            if not any(self._own(row, column) for column in (Column.DEADLINE, Column.STATUS)):
                self._continue(texts)
                return
            # With a time or a status of its own it is an activity of its own, under the title that both share.
            own = self._own(row, Column.DESCRIPTION)
            texts |= {Column.TITLE: "" if own else self.activities[-1].title, Column.DESCRIPTION: own}
        title, description, flags = _title_of(texts)
        deadline_text, deadline = self._deadline(texts.get(Column.DEADLINE, ""))
        if len(_one_line(texts.get(Column.DEADLINE, ""))) > LONGEST_DEADLINE:
            flags.add(Flag.LONG_DEADLINE)
        status_text = _one_line(texts.get(Column.STATUS, ""))
        progress = self._progress(status_text, deadline_text, flags)
        responsibles = responsibles_of(texts.get(Column.RESPONSIBLE, ""))
        flags |= {Flag.DONE_TODAY} if progress in FINISHED else set()
        flags |= {Flag.NO_RESPONSIBLE} if not responsibles else set()
        flags |= {Flag.NO_AREA} if not self.area else set()
        if deadline.kind is DeadlineKind.UNDATED:
            flags.add(Flag.UNDATED)
        elif deadline.kind is DeadlineKind.UNPARSED:
            flags.add(Flag.UNPARSED)
        measure = self.choices.measures.get(key)
        self.activities.append(
            ImportedActivity(
                row=key,
                section=self.section,
                area=self.area or self.no_area,
                title=title,
                description=description,
                responsibles=responsibles,
                deadline_text=deadline_text,
                deadline_kind=deadline.kind,
                due_date=deadline.due_date,
                progress=progress,
                status_text=status_text,
                measure_number=measure,
                suggested_measure=suggested_measure(title, self.words.measures),
                flags=frozenset(flags),
                is_excluded=key in self.choices.excluded,
            )
        )

    @staticmethod
    def _text(row: GridRow, place: int) -> str:
        return row.cells[place].strip() if place < len(row.cells) else ""

    def _is_under_title(self, row: GridRow) -> bool:
        """Return whether the title cell is the merged one of the activity above."""
        title_place = next(place for place, column in self.columns.items() if column is Column.TITLE)
        return bool(self.activities) and title_place in row.continued

    def _own(self, row: GridRow, wanted: Column) -> str:
        """Return what the row itself says in the column, leaving out what is merged from above."""
        places = [place for place, column in self.columns.items() if column is wanted and place not in row.continued]
        return self._text(row, places[0]) if places else ""

    def _continue(self, texts: Mapping[Column, str]) -> None:
        above = self.activities[-1]
        added = responsibles_of(texts.get(Column.RESPONSIBLE, ""))
        description = "\n".join(
            text for text in dict.fromkeys([above.description, texts.get(Column.DESCRIPTION, "")]) if text
        )
        self.activities[-1] = replace(
            above,
            description=description,
            responsibles=tuple(dict.fromkeys([*above.responsibles, *added])),
        )

    def _deadline(self, text: str) -> tuple[str, deadlines.Deadline]:
        printed = _one_line(text) if len(_one_line(text)) <= LONGEST_DEADLINE else _one_line(text)[:LONGEST_DEADLINE]
        parsed = deadlines.parse(text.strip(), reference_date=self.today)
        if parsed.kind is DeadlineKind.UNPARSED:
            parsed = deadlines.parse(printed, reference_date=self.today)
        return printed, parsed

    def _progress(self, status_text: str, deadline_text: str, flags: set[Flag]) -> Progress:
        told = status_of(status_text) if status_text else status_of(deadline_text)
        if status_text and told is None:
            flags.add(Flag.UNKNOWN_STATUS)
        if not status_text and told not in {Progress.IN_PROGRESS, Progress.DONE}:
            # A deadline says how it goes only when it says that it goes on ("Pågår") or is over ("Klart").
            return Progress.NOT_STARTED
        if not status_text and name_key(deadline_text).startswith("lopande"):
            return Progress.NOT_STARTED
        if told in {Progress.CANCELLED, Progress.HANDED_OVER}:
            flags.add(Flag.NO_REASON)
        return told or Progress.NOT_STARTED


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _title_of(texts: Mapping[Column, str]) -> tuple[str, str, set[Flag]]:
    """Return the title on one line and the description; a missing title is begun from the description, a long one cut."""
    title, description = _one_line(texts.get(Column.TITLE, "")), texts.get(Column.DESCRIPTION, "")
    flags: set[Flag] = set()
    if not title:
        flags.add(Flag.NO_TITLE)
        title = _one_line(description).split(". ")[0] or _one_line(" ".join(texts.values()))
    if len(title) > LONGEST_TITLE:
        flags.add(Flag.LONG_TITLE)
        description = "\n".join(text for text in (title, description) if text)
        title = title[: LONGEST_TITLE - 1].rstrip() + "…"
    return title, description[:10_000], flags
