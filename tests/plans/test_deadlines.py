"""What plans print under Tidpunkt: the table of domain.md §4, Blekinge's own texts, and the way back to print."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import deadlines
from plans.deadlines import Deadline, DeadlineKind, Season

JUNE = date(2017, 6, 30)
YEAR_END = date(2017, 12, 31)

TABLE = [
    # printed, kind, due date: the rows of domain.md §4
    ("2017-12-31", "date", YEAR_END),
    ("mars 2017", "month", date(2017, 3, 31)),
    ("2017-03", "month", date(2017, 3, 31)),
    ("K2 2017", "quarter", JUNE),
    ("kvartal 2 2017", "quarter", JUNE),
    ("Q2 2017", "quarter", JUNE),
    ("Våren 2017", "season", JUNE),
    ("Hösten 2017", "season", YEAR_END),
    ("2017", "year", YEAR_END),
    ("Snarast", "asap", None),
    ("Löpande arbete", "continuous", None),
    ("Löpande under projektets gång", "continuous", None),
    ("Pågår", "continuous", None),
    ("Görs en gång per år", "recurring", None),
    ("", "undated", None),
    (" \u00a0\n", "undated", None),
    ("När pengarna finns", "unparsed", None),
    # the same in other spellings
    ("20171231", "date", YEAR_END),
    ("2017-6-1", "date", date(2017, 6, 1)),
    ("31 mars 2017", "date", date(2017, 3, 31)),
    ("31 dec. 2017", "date", YEAR_END),
    ("  HÖSTEN   2017 ", "season", YEAR_END),
    ("Ho\u0308sten 2017", "season", YEAR_END),
    ("Hösten\n2017", "season", YEAR_END),
    ("under våren 2017", "season", JUNE),
    ("Hösten 2017.", "season", YEAR_END),
    ("Februari 2016", "month", date(2016, 2, 29)),
    ("2017-K2", "quarter", JUNE),
    ("andra kvartalet 2017", "quarter", JUNE),
    ("Snarast möjligt", "asap", None),
    ("snarast.", "asap", None),
    ("Årligen", "recurring", None),
    ("31/12 2017", "date", YEAR_END),
    ("31/12 -17", "date", YEAR_END),
    ("31/12 –17.", "date", YEAR_END),
    ("1/6 2017", "date", date(2017, 6, 1)),
    ("01/06 -17", "date", date(2017, 6, 1)),
    ("29/2 -28", "date", date(2028, 2, 29)),
    ("31/12 -99", "date", date(2099, 12, 31)),
    ("Sommaren 2017", "season", date(2017, 8, 31)),
    ("under sommaren 2017", "season", date(2017, 8, 31)),
    ("Så fort som möjligt", "asap", None),
    # English
    ("summer 2017", "season", date(2017, 8, 31)),
    ("spring 2017", "season", JUNE),
    ("Autumn of 2017", "season", YEAR_END),
    ("March 2017", "month", date(2017, 3, 31)),
    ("31 March 2017", "date", date(2017, 3, 31)),
    ("Ongoing", "continuous", None),
    ("ASAP", "asap", None),
    ("Once a year", "recurring", None),
    # nothing is guessed
    ("2017-02-30", "unparsed", None),
    ("31 april 2017", "unparsed", None),
    ("2017-13", "unparsed", None),
    ("K5 2017", "unparsed", None),
    ("03/04/2017", "unparsed", None),
    ("Vintern 2017", "unparsed", None),
    ("31/12/2017", "unparsed", None),
    ("31/12-17", "unparsed", None),
    ("31/12 17", "unparsed", None),
    ("31/12", "unparsed", None),
    ("31/4 2017", "unparsed", None),
    ("12/31 2017", "unparsed", None),
    ("29/2 -17", "unparsed", None),
    ("0/1 2017", "unparsed", None),
    ("31/12 1817", "unparsed", None),
    ("1/6-31/12 2017", "unparsed", None),
    ("sommaren", "unparsed", None),
    ("så fort det går", "unparsed", None),
    ("Hösten", "unparsed", None),
    ("Hösten 17", "unparsed", None),
    ("2017-2018", "unparsed", None),
    ("Hösten 2017 eller senare", "unparsed", None),
    ("Hösten 2017, våren 2018", "unparsed", None),
    ("Inte före hösten 2017. Våren 2017", "unparsed", None),
    ("Löpande till och med 2017", "unparsed", None),
    ("första halvåret 2017", "unparsed", None),
    ("２０１７", "unparsed", None),
    (".", "unparsed", None),
]

BLEKINGE = [
    # every text that Blekinge's plan prints, with how many of its 54 activities print it
    ("2017-12-31", 11, "date", YEAR_END, ()),
    ("2017-06-30", 7, "date", JUNE, ()),
    ("Löpande arbete", 11, "continuous", None, ()),
    ("", 2, "undated", None, ()),
    ("2018-12-31", 1, "date", date(2018, 12, 31), ()),
    ("Löpande under projektets gång", 1, "continuous", None, ()),
    ("2017-03-30", 1, "date", date(2017, 3, 30), ()),
    ("Löpande under projektets gång.", 3, "continuous", None, ()),
    ("Hösten 2017", 1, "season", YEAR_END, ()),
    ("Snarast", 1, "asap", None, ()),
    ("Hösten 2018", 3, "season", date(2018, 12, 31), ()),
    ("Hösten 2017. Inventering av intresse under våren 2017", 1, "season", YEAR_END, ("Inventering av intresse under våren 2017",)),
    ("Hösten 2017. Annonsering våren 2017", 2, "season", YEAR_END, ("Annonsering våren 2017",)),
    ("2017", 3, "year", YEAR_END, ()),
    ("Pågår", 2, "continuous", None, ()),
    ("Våren 2017", 1, "season", JUNE, ()),
    ("Hösten 2017. Kartläggning pågår, implementering 2018", 1, "season", YEAR_END, ("Kartläggning pågår, implementering 2018",)),
    ("Hösten 2017. Pilot 3 mån på välbemannad enhet.", 1, "season", YEAR_END, ("Pilot 3 mån på välbemannad enhet",)),
    ("Görs en gång per år", 1, "recurring", None, ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "due_date"), TABLE)
def test_each_row_of_the_table(text, kind, due_date):
    assert deadlines.parse(text) == Deadline(text, DeadlineKind(kind), due_date)


@pytest.mark.parametrize(("text", "count", "kind", "due_date", "steps"), BLEKINGE)
def test_each_text_of_blekinges_plan(text, count, kind, due_date, steps):
    assert deadlines.parse(text) == Deadline(text, DeadlineKind(kind), due_date, steps)


def test_blekinges_texts_are_those_of_its_fifty_four_activities():
    assert sum(count for _, count, *_ in BLEKINGE) == 54


@pytest.mark.parametrize(
    ("text", "kind", "steps"),
    [
        ("Hösten 2017. Annonsering våren 2017. Beslut 2018.", "season", ("Annonsering våren 2017", "Beslut 2018")),
        ("2017-12-31; annonsering först", "date", ("annonsering först",)),
        ("2017\nAnnonsering\nBeslut", "year", ("Annonsering", "Beslut")),
        ("Snarast. Prov ca 3 mån. på en enhet", "asap", ("Prov ca 3 mån. på en enhet",)),
        ("31 dec. 2017. Annonsering", "date", ("Annonsering",)),
        ("31/12 -17. Annonsering", "date", ("Annonsering",)),
        ("Annonsering. Hösten 2017", "unparsed", ()),
    ],
)
def test_what_follows_the_first_part_is_steps(text, kind, steps):
    deadline = deadlines.parse(text)
    assert (deadline.kind, deadline.steps, deadline.text) == (DeadlineKind(kind), steps, text)


@pytest.mark.parametrize("reference", [date(2017, 1, 1), date(2017, 12, 31)])
def test_a_yearly_deadline_is_due_at_the_end_of_the_reference_year(reference):
    assert deadlines.parse("Görs en gång per år", reference_date=reference).due_date == YEAR_END


def test_the_ends_of_the_seasons_are_settings():
    ends = {Season.SPRING: (5, 31), Season.SUMMER: (7, 31)}
    assert deadlines.parse("Våren 2017", season_ends=ends).due_date == date(2017, 5, 31)
    assert deadlines.parse("sommaren 2017", season_ends=ends).due_date == date(2017, 7, 31)
    assert deadlines.parse("Hösten 2017", season_ends=ends).kind is DeadlineKind.UNPARSED
    assert deadlines.parse("Våren 2017", season_ends={Season.SPRING: (2, 29)}).due_date == date(2017, 2, 28)


@pytest.mark.parametrize("kind", DeadlineKind)
def test_a_kind_without_its_date_or_with_one_too_many_is_refused(kind):
    if kind is DeadlineKind.RECURRING:
        assert Deadline("x", kind, JUNE) != Deadline("x", kind)
        return
    wrong = None if kind in deadlines.DATED_KINDS else JUNE
    with pytest.raises(ValueError, match="due date"):
        Deadline("x", kind, wrong)


pieces = st.sampled_from(
    [
        "Hösten",
        "våren",
        "2017",
        "2018",
        "-12",
        "-31",
        "K2",
        " ",
        ". ",
        "; ",
        "\n",
        "Löpande",
        "snarast",
        "mars",
        "ä",
        ".",
    ]
)


@given(st.text(max_size=30) | st.lists(pieces, max_size=8).map("".join))
def test_any_text_is_kept_and_reads_the_same_again(text):
    deadline = deadlines.parse(text)
    assert deadline.text == text
    assert deadlines.parse(deadline.text) == deadline
    assert all(step and step in text for step in deadline.steps)


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(DeadlineKind),
    st.sampled_from(["sv", "en"]),
)
def test_what_is_printed_reads_back_to_the_same_kind_and_date(day, kind, language):
    spelling = {
        DeadlineKind.DATE: day.isoformat(),
        DeadlineKind.MONTH: f"{day:%Y-%m}",
        DeadlineKind.QUARTER: f"K{(day.month + 2) // 3} {day.year}",
        DeadlineKind.SEASON: f"{'Våren' if day.month < 7 else 'Hösten'} {day.year}",
        DeadlineKind.YEAR: str(day.year),
        DeadlineKind.ASAP: "snarast",
        DeadlineKind.CONTINUOUS: "Pågår",
        DeadlineKind.RECURRING: "Årligen",
        DeadlineKind.UNDATED: "",
        DeadlineKind.UNPARSED: f"kanske {day.year}",
    }[kind]
    deadline = deadlines.parse(spelling, reference_date=day)
    assert deadline.kind is kind
    printed = deadlines.print_deadline(deadline, language)
    again = deadlines.parse(printed, reference_date=deadline.due_date)
    assert (again.kind, again.due_date) == (deadline.kind, deadline.due_date)
    assert deadlines.print_deadline(again, language) == printed


@pytest.mark.parametrize(
    ("text", "swedish", "english"),
    [
        ("20171231", "2017-12-31", "2017-12-31"),
        ("2017-03", "mars 2017", "March 2017"),
        ("Q2 2017", "K2 2017", "Q2 2017"),
        ("hösten 2017. Sedan mer", "Hösten 2017", "Autumn 2017"),
        ("under sommaren 2017", "Sommaren 2017", "Summer 2017"),
        ("31/12 -17", "2017-12-31", "2017-12-31"),
        ("2017", "2017", "2017"),
        ("omgående", "Snarast", "As soon as possible"),
        ("Löpande arbete", "Löpande", "Ongoing"),
        ("varje år", "Görs en gång per år", "Once a year"),
        ("", "", ""),
        ("vid behov", "vid behov", "vid behov"),
    ],
)
def test_canonical_texts(text, swedish, english):
    deadline = deadlines.parse(text)
    assert deadlines.print_deadline(deadline) == swedish
    assert deadlines.print_deadline(deadline, "en") == english


def test_a_season_of_other_settings_keeps_its_printed_text():
    deadline = Deadline("Våren 2017", DeadlineKind.SEASON, date(2017, 5, 31))
    assert deadlines.print_deadline(deadline, "en") == "Våren 2017"
    assert deadlines.print_deadline(deadline, "en", season_ends={Season.SPRING: (5, 31)}) == "Spring 2017"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_kind_has_its_own_words(language):
    assert len({deadlines.describe(kind, language) for kind in DeadlineKind}) == len(DeadlineKind)


def test_words_of_a_kind_follow_the_language():
    assert deadlines.describe(DeadlineKind.RECURRING) == "återkommande"
    assert deadlines.describe(DeadlineKind.RECURRING, "en") == "recurring"


@pytest.mark.parametrize("kind", DeadlineKind)
def test_late_is_from_the_day_after(kind):
    has_date = kind in deadlines.DATED_KINDS or kind is DeadlineKind.RECURRING
    assert not deadlines.is_late(kind, JUNE, JUNE)
    assert deadlines.is_late(kind, JUNE, JUNE + timedelta(days=1)) is has_date
    assert not deadlines.is_late(kind, None, JUNE)


@pytest.mark.parametrize(("days", "overdue"), [(0, False), (90, False), (91, True)])
def test_as_soon_as_possible_is_overdue_after_ninety_days(days, overdue):
    assert deadlines.asap_overdue(JUNE, JUNE + timedelta(days=days)) is overdue
    assert deadlines.asap_overdue(JUNE, JUNE + timedelta(days=days), days=200) is False
