"""The form of a comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plans import comment_text
from plans.models import Comment
from plans.models.comments import LONGEST_COMMENT
from plans.queries.comments import Mentionable
from staffing.editing import VersionedForm


class CommentField(forms.CharField):
    """A text that is cleaned of what nobody sees before anything else is asked of it."""

    widget = forms.Textarea(attrs={"rows": 3, "maxlength": str(LONGEST_COMMENT)})

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        return comment_text.clean(str(value)) if value not in self.empty_values else ""


class CommentForm(VersionedForm):
    """A comment, and for those without suggestions in the text a list of whom to mention."""

    text = CommentField(
        # Who reads it stands in the heading of the thread.
        label=_("Comment"),
        help_text=_("Write @ and a name or a role to tell somebody."),
    )
    mention = forms.ChoiceField(label=_("Mention a person or a role"), required=False)

    class Meta:
        model = Comment
        fields = ("text",)

    def __init__(self, *args: Any, everybody: Sequence[Mentionable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mention = self.fields["mention"]
        assert isinstance(mention, forms.ChoiceField)  # noqa: S101 - the class says so
        offered = {one.label: f"{one.label} – {one.note}" if one.note else one.label for one in everybody}
        mention.choices = [("", _("nobody")), *offered.items()]
        self.labels = list(offered)

    def begin_with(self, label: str) -> None:
        """Begin the text with whom it answers, and take the focus."""
        self.initial["text"] = f"@{label} " if label else ""
        self.fields["text"].widget.attrs["data-focus"] = ""

    def clean_text(self) -> str:
        """Refuse a text that is too long once it is cleaned."""
        text = str(self.cleaned_data["text"])
        if len(text) > LONGEST_COMMENT:
            raise ValidationError(
                _("The comment is %(length)s characters long. Keep it to %(most)s."),
                params={"length": len(text), "most": LONGEST_COMMENT},
            )
        return text

    def clean(self) -> dict[str, Any]:
        """Put whom the list names first in the text, unless the text names them already."""
        data: dict[str, Any] = super().clean() or {}
        label, text = data.get("mention"), data.get("text")
        if label and text and label not in comment_text.mentioned(text, self.labels):
            data["text"] = f"@{label} {text}"
            if len(data["text"]) > LONGEST_COMMENT:
                self.add_error("text", _("There is no room for the mention. Make the comment shorter."))
        return data
