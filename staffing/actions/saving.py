"""One way to save an object whose history says who did it, also where no request is at hand."""

from __future__ import annotations

from typing import Any

from django.db import models

from staffing.models import User


def save_by(instance: models.Model, by: User | None) -> None:
    """Save the object; its history row is signed by `by`."""
    signed: Any = instance
    signed._history_user = by  # noqa: SLF001
    instance.save()


def delete_by(instance: models.Model, by: User | None) -> None:
    """Delete the object; its last history row is signed by `by`."""
    signed: Any = instance
    signed._history_user = by  # noqa: SLF001
    instance.delete()
