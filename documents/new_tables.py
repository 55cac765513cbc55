"""A migration's operation that makes many tables at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class CreateTables(Operation):
    """Create models as the operations given would one by one, but draw the state of all models once and not once for each.

    Django draws every model that hangs together with a new one anew, and here all hang together: for a new database that was
    nine tenths of the time. Fields that two models have of one another are added afterwards, as always.
    """

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration writes the operation."""
        return type(self).__qualname__, [], {"models": self.models}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add all models; what was drawn is thrown away, and drawn again when it is asked for."""
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the tables in order."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the tables, the last first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Return the names of the models, for who runs migrations and wants to know."""
        return f"Create models {', '.join(model.name for model in self.models)}"
