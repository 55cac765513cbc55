"""What people of a region say to one another about an activity, and whom they mention."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.models.activities import Activity

LONGEST_COMMENT = 2_000


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, chainable."""

    def present(self) -> Self:
        """Leave out those that were taken away."""
        return self.filter(deleted_at__isnull=True)


class Comment(models.Model):
    """A comment on an activity of a standing plan; internal to the region, in no document and no export."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="comments")
    # The account stays when personal data is erased; its name is then the one that stands for nobody.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    at = models.DateTimeField(_("when"))
    # Set when the text was changed later than the time in which one corrects a slip.
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes: ClassVar = [models.Index(fields=["activity", "at"], name="comment_of_activity")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text=""), name="comment_says_something", violation_error_message=_("Write something.")
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        """Return the address of the comment in its thread."""
        return reverse("activity_detail", kwargs={"pk": self.activity_id}) + f"#kommentar-{self.pk}"


class CommentMention(models.Model):
    """Somebody whom a comment names, by their own name or by a role that they hold; told once, however often it is edited."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    # As it stands in the text after the @.
    label = models.CharField(max_length=250)
    # False when the text does not name the person any more; the row stays, so that nobody is told twice.
    is_current = models.BooleanField(default=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-comment__at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "user"], name="comment_mentions_once"),
        ]

    def __str__(self) -> str:
        return f"@{self.label}"
