"""Where the PDF of a plan stands: of what the plan says now, in a language, for a kind of reader."""

from __future__ import annotations

from dataclasses import dataclass

from plans.models import Plan, PlanDocument


@dataclass(frozen=True)
class DocumentRow:
    """The plan's PDF, whole or reduced, as the page Files shows it.

    `document` is of what the plan says now, and None until somebody orders it; `has_earlier` says that there is one of
    what the plan said before, which is not offered any more.
    """

    document: PlanDocument | None
    is_reduced: bool
    has_earlier: bool


def row_of(plan: Plan, *, fingerprint: str, language: str, is_internal: bool, is_reduced: bool) -> DocumentRow:
    """Return where the PDF stands, without the bytes of the file."""
    made = (
        PlanDocument.objects.filter(plan=plan, language=language, is_internal=is_internal, is_reduced=is_reduced)
        .select_related("job", "file")
        .defer("snapshot", "file__content", "file__snapshot")
    )
    document = made.filter(fingerprint=fingerprint).first()
    has_earlier = document is None and made.filter(file__isnull=False).exists()
    return DocumentRow(document, is_reduced, has_earlier)
