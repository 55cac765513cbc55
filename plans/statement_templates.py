"""The two common templates (domain.md §4): which questions a region answers, in order, with what each asks for.

A question's code is kept with the answer and never changes its meaning; the words may be bettered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans import statement_reading
from plans.models.statements import StatementKind

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Question:
    """One question: its code, its words, and what an answer says."""

    code: str
    label: _StrOrPromise
    help_text: _StrOrPromise

    @property
    def is_expected(self) -> bool:
        """Return whether a complete statement answers it."""
        return statement_reading.is_expected(self.code)


@dataclass(frozen=True)
class Part:
    """A part of a template under a heading of its own."""

    heading: _StrOrPromise
    questions: tuple[Question, ...]

    @property
    def is_optional(self) -> bool:
        """Return whether nobody is missed here, whatever is left unanswered."""
        return not any(question.is_expected for question in self.questions)


_EVALUATION = (
    Part(
        _("Ownership, steering and decisions"),
        (
            Question(
                "ownership",
                _("How have ownership, steering and decisions worked?"),
                _("Who has owned the question, how it was steered, which decisions were decisive or missing."),
            ),
        ),
    ),
    Part(
        _("Organisational factors"),
        (
            Question(
                "organisation",
                _("Which organisational factors have helped or hindered?"),
                _(
                    "For example staffing plans, common guidelines, collaboration between divisions, size and geography."
                ),
            ),
        ),
    ),
    Part(
        _("Leadership, support process and learning culture"),
        (
            Question(
                "leadership",
                _("How have leaders and the support process worked, and what has been learnt together?"),
                _("Managers' conditions, process leadership, support from HR and finance, how experience was shared."),
            ),
        ),
    ),
    Part(
        _("Communication"),
        (
            Question(
                "communication",
                _("How has the work been communicated?"),
                _("With employees, unions, patients, politicians and the media; what was understood and what was not."),
            ),
        ),
    ),
    Part(
        _("Risks ahead"),
        (
            Question(
                "risks",
                _("Which risks do you see ahead?"),
                _("For patients, employees and economy, if the dependence lasts or ends too fast."),
            ),
        ),
    ),
    Part(
        _("Potential to make use of"),
        (
            Question(
                "potential",
                _("Which potential is left to make use of?"),
                _("What has worked and can be spread, alone or together with other regions."),
            ),
        ),
    ),
)

_GRANT_FIRST = (
    Part(
        _("Direction"),
        (
            Question(
                "direction",
                _("What has the grant been used for, and in which direction?"),
                _("The whole in short: aims, target groups and how the money was divided."),
            ),
        ),
    ),
    Part(
        _("Involvement of other parties"),
        (
            Question(
                "involvement",
                _("How have other parties been involved?"),
                _("Municipalities, unions, patient organisations, universities, other regions."),
            ),
        ),
    ),
)
_GRANT_LAST = (
    Part(
        _("Without the grant"),
        (
            Question(
                "without",
                _("How would it have been without the grant?"),
                _("What would not have been done, or later."),
            ),
        ),
    ),
    Part(
        _("E-health"),
        (
            Question(
                "e_health", _("How has e-health been used?"), _("Digital ways of working that were begun or grown.")
            ),
        ),
    ),
    Part(
        _("Lessons to spread"),
        (
            Question(
                "lessons",
                _("Which lessons do you want to spread?"),
                _("What others should do, and what they should not."),
            ),
        ),
    ),
)
_PRIORITY = (
    ("aim", _("Purpose"), _("Why this was prioritised.")),
    ("goal", _("Goal"), _("What was to be reached, measurable where it can be.")),
    ("result", _("Result"), _("What has been reached, in figures where they exist.")),
    ("lesson", _("Lessons"), _("What you would do in the same way, and what otherwise.")),
)


def parts_of(kind: str, areas: list[tuple[str, str]]) -> tuple[Part, ...]:
    """Return the template; the grant report asks about prioritised work in each of the `areas` (code, name)."""
    if kind == StatementKind.EVALUATION:
        return _EVALUATION
    priorities = tuple(
        Part(
            format_lazy("{words}: {area}", words=_("Prioritised work"), area=name),
            tuple(Question(f"{code}:{key}", label, help_text) for key, label, help_text in _PRIORITY),
        )
        for code, name in areas
    )
    return (*_GRANT_FIRST, *priorities, *_GRANT_LAST)
