"""Write risk and impact analyses and their risks, and the consultations that were held."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from plans.models import Consultation, Plan, Risk, RiskAnalysis
from staffing import editing

FOLLOW_UP = ("follow_up", "followed_up_date")
"""What is written of a risk after its analysis is finished, also when a revision was adopted on it."""

Row = TypeVar("Row", bound=models.Model)


class Locked(Exception):
    """The analysis is finished, or a revision was adopted on it or on the consultation."""


class NoRisks(Exception):
    """An analysis without a risk is not finished."""


def _once(kind: type[Row], **fields: Any) -> Row:
    """Return the row that says exactly this; sent twice, it is one row."""
    manager = kind._default_manager  # noqa: SLF001 - the model's public manager, of any model
    return manager.filter(**fields).first() or manager.create(**fields)


def _hold(analysis: RiskAnalysis) -> RiskAnalysis:
    """Return the analysis as it stands, held until the transaction ends: whoever writes it or its risks stands in line."""
    return RiskAnalysis.objects.select_for_update().get(pk=analysis.pk)


def _require_open(analysis: RiskAnalysis) -> None:
    held = _hold(analysis)
    if held.finished_date is not None or held.revision_id is not None:
        raise Locked


def _write(row: models.Model, version: int, written: dict[str, Any]) -> None:
    editing.claim_version(row, version)
    for name, value in written.items():
        setattr(row, name, value)
    row.save()


@transaction.atomic
def create_analysis(*, plan: Plan, written: dict[str, Any]) -> RiskAnalysis:
    """Begin an analysis of the plan; return it."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    return _once(RiskAnalysis, plan=plan, finished_date=None, revision=None, **written)


@transaction.atomic
def update_analysis(*, analysis: RiskAnalysis, version: int, written: dict[str, Any]) -> None:
    """Write what the analysis says.

    :raises StaleVersion: somebody changed it since `version`.
    :raises Locked: it is finished.
    """
    _require_open(analysis)
    _write(analysis, version, written)


@transaction.atomic
def finish_analysis(*, analysis: RiskAnalysis, version: int, today: datetime.date) -> None:
    """Finish the analysis: from now on it opens the way to adoption.

    :raises StaleVersion: somebody changed it since `version`.
    :raises Locked: it is finished already.
    :raises NoRisks: it has no risk.
    """
    _require_open(analysis)
    if not analysis.risks.exists():
        raise NoRisks
    _write(analysis, version, {"finished_date": today})


@transaction.atomic
def reopen_analysis(*, analysis: RiskAnalysis, version: int) -> None:
    """Open a finished analysis for changes.

    :raises StaleVersion: somebody changed it since `version`.
    :raises Locked: a revision was adopted on it.
    """
    if _hold(analysis).revision_id is not None:
        raise Locked
    _write(analysis, version, {"finished_date": None})


@transaction.atomic
def create_risk(*, analysis: RiskAnalysis, written: dict[str, Any]) -> Risk:
    """Add a risk, last; return it.

    :raises Locked: the analysis is finished.
    """
    _require_open(analysis)
    same = analysis.risks.filter(**written).first()
    if same is not None:
        return same
    last = analysis.risks.aggregate(last=models.Max("order"))["last"]
    return Risk.objects.create(analysis=analysis, order=0 if last is None else last + 1, **written)


@transaction.atomic
def update_risk(*, risk: Risk, version: int, written: dict[str, Any]) -> None:
    """Write the risk; of a finished analysis only the follow-up.

    :raises StaleVersion: somebody changed it since `version`.
    :raises Locked: the analysis is finished, and more than the follow-up is written.
    """
    if set(written) - set(FOLLOW_UP):
        _require_open(risk.analysis)
    _write(risk, version, written)


@transaction.atomic
def delete_risk(*, risk: Risk, version: int) -> None:
    """Take the risk away; its history stays.

    :raises StaleVersion: somebody changed it since `version`.
    :raises Locked: the analysis is finished.
    """
    _require_open(risk.analysis)
    editing.claim_version(risk, version)
    risk.delete()


@transaction.atomic
def create_consultation(*, plan: Plan, written: dict[str, Any]) -> Consultation:
    """Write down a consultation that was held; return it."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    return _once(Consultation, plan=plan, revision=None, **written)


def _require_free(consultation: Consultation) -> None:
    if Consultation.objects.select_for_update().get(pk=consultation.pk).revision_id is not None:
        raise Locked


@transaction.atomic
def update_consultation(*, consultation: Consultation, version: int, written: dict[str, Any]) -> None:
    """Write the consultation.

    :raises StaleVersion: somebody changed it since `version`.
    :raises Locked: a revision was adopted on it.
    """
    _require_free(consultation)
    _write(consultation, version, written)


@transaction.atomic
def delete_consultation(*, consultation: Consultation, version: int) -> None:
    """Take the consultation away; its history stays.

    :raises StaleVersion: somebody changed it since `version`.
    :raises Locked: a revision was adopted on it.
    """
    _require_free(consultation)
    editing.claim_version(consultation, version)
    consultation.delete()
