"""Rows behind what runs in the background and what it leaves: jobs, the schedule's memory, frozen files."""

from __future__ import annotations

import uuid
from math import ceil
from typing import TYPE_CHECKING, Any, ClassVar, Never

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=Job.UNFINISHED)

    def waiting(self, now: datetime) -> JobQuerySet:
        return self.filter(state=Job.State.QUEUED, run_after__lte=now)

    def expired(self, now: datetime) -> JobQuerySet:
        """Keep the running jobs whose worker has not been heard of for a whole lease."""
        return self.filter(state=Job.State.RUNNING, lease_until__lte=now)

    def exhausted(self, now: datetime) -> JobQuerySet:
        return self.expired(now).filter(attempts__gte=settings.JOB_MAX_ATTEMPTS)

    def claimable(self, now: datetime) -> JobQuerySet:
        """Keep what a worker may take: what waits, and what a dead worker left with attempts to spare."""
        left = self.expired(now).filter(attempts__lt=settings.JOB_MAX_ATTEMPTS)
        return self.waiting(now) | left


class Job(models.Model):
    """A piece of work: the row is the truth, a message to a worker is only a knock on its door."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    UNFINISHED: ClassVar = (State.QUEUED, State.RUNNING)
    FINISHED: ClassVar = (State.DONE, State.FAILED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=100)
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    unique_key = models.CharField(_("unique key"), max_length=200)
    # What the job writes for people (progress, failure, a PDF) is in the language of the one who asked.
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    progress_percent = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    progress_text = models.CharField(_("progress"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    # Unique per claim, so that `worker` and `attempts` together fence off whoever held the job before.
    worker = models.CharField(_("worker"), max_length=200, blank=True)
    run_after = models.DateTimeField(_("run after"), default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("requested by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="jobs",
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    failure_code = models.CharField(_("failure code"), max_length=50, blank=True)
    failure_text = models.TextField(_("failure"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=Q(state__in=["queued", "running"]),
                name="job_unfinished_key_unique",
                violation_error_message=_("The same job is already queued or in progress."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]),
                name="job_state_known",
                violation_error_message=_("The state of the job is unknown."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="running", lease_until__isnull=False, started_at__isnull=False, attempts__gte=1)
                    & ~Q(worker="")
                )
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="job_running_has_lease",
                violation_error_message=_("A job in progress has a worker and a lease, and no other job has a lease."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | (Q(finished_at__isnull=True) & Q(state__in=["queued", "running"])),
                name="job_finished_has_time",
                violation_error_message=_("A job has a time of finishing exactly when it is finished."),
            ),
            models.CheckConstraint(
                condition=(Q(state="failed") & ~Q(failure_code="") & ~Q(failure_text=""))
                | (~Q(state="failed") & Q(failure_code="", failure_text="")),
                name="job_failed_has_words",
                violation_error_message=_("A job has words about a failure exactly when it has failed."),
            ),
            models.CheckConstraint(
                condition=Q(progress_percent__lte=100),
                name="job_progress_within_100",
                violation_error_message=_("Progress is between 0 and 100 percent."),
            ),
        ]
        indexes = [
            # The claim reads only unfinished rows, few whatever the history: these indexes hold nothing else.
            models.Index(
                fields=["requested_by", "created_at"],
                condition=Q(state__in=["queued", "running"]),
                name="job_turn",
            ),
            models.Index(fields=["state", "lease_until"], condition=Q(state="running"), name="job_lease"),
            models.Index(fields=["state", "run_after"], condition=Q(state="queued"), name="job_waiting"),
            # Who was served lately, for taking turns.
            models.Index(fields=["started_at"], name="job_started"),
            models.Index(fields=["kind", "-created_at"], name="job_kind_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.state in self.FINISHED


class ScheduledRun(models.Model):
    """That an entry of `settings.NIGHTLY` has been started for a date, or for an hour of it, so that nobody starts it again."""

    name = models.CharField(_("name"), max_length=100)
    date = models.DateField(_("date"))
    job = models.ForeignKey(
        Job,
        verbose_name=_("job"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="scheduled_runs",
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("scheduled run")
        verbose_name_plural = _("scheduled runs")
        ordering = ["-date", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "date"],
                name="scheduled_run_once_a_day",
                violation_error_message=_("This has already been started for the date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.date}"


class FrozenFileError(Exception):
    """A frozen file was about to be changed or deleted."""


class FrozenFileQuerySet(models.QuerySet["FrozenFile"]):
    def without_content(self) -> FrozenFileQuerySet:
        """Leave bytes and snapshot in the database: for lists and for whatever only links to the file."""
        return self.defer("content", "snapshot")

    def update(self, **_kwargs: Any) -> Never:
        raise FrozenFileError("Frozen files are never changed; freeze a new one.")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> Never:
        raise FrozenFileError("Frozen files are never changed; freeze a new one.")

    def delete(self) -> Never:
        raise FrozenFileError("Frozen files are never deleted.")

    def dispose(self) -> int:
        """Delete those of the files that are disposable, and no other; return how many.

        :raises ProtectedError: when something refers to one of them.
        """
        deleted, _by_model = super(FrozenFileQuerySet, self.without_content().filter(is_disposable=True)).delete()
        return deleted


class FrozenFile(models.Model):
    """What left the house: the facts as JSON, the bytes made from them, and the hash of each.

    Triggers in the database refuse what `save` and `delete` refuse here (migrations 0002 and 0003); only `created_by` may be
    emptied, when the account is deleted. A file that is no record is frozen as disposable: it may go when it is old. Why the bytes are in the database: docs/decisions/0004-jobs.md.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=100)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    snapshot = models.TextField(_("snapshot"))
    snapshot_sha256 = models.CharField(_("SHA-256 of the snapshot"), max_length=64)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("size (bytes)"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="frozen_files",
    )
    # The name as it was: it stays when the account is renamed or gone.
    created_by_name = models.CharField(_("created by (name)"), max_length=300, blank=True)
    # No record: it can be made again of what it was made of. Said when it is frozen, and never changed.
    is_disposable = models.BooleanField(_("may be deleted"), default=False, editable=False)

    objects = FrozenFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen file")
        verbose_name_plural = _("frozen files")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["kind", "-created_at"], name="frozen_file_kind_latest")]

    def __str__(self) -> str:
        return self.name

    def save(
        self,
        *,
        force_insert: bool | tuple[models.base.ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Insert the file.

        :raises FrozenFileError: when it is in the database already.
        """
        if not self._state.adding or force_update:
            raise FrozenFileError("Frozen files are never changed; freeze a new one.")
        super().save(force_insert=force_insert or True, using=using, update_fields=update_fields)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> Never:  # noqa: FBT001, FBT002 -- Django's signature
        raise FrozenFileError("Frozen files are never deleted.")

    @property
    def size_kb(self) -> int:
        """Return the size in kB (1 000 bytes), rounded up."""
        return ceil(self.size_bytes / 1000)


class MadeByJob:
    """What a row can say of itself that has a `file` when a `job` has made it; ask with both loaded."""

    @property
    def is_underway(self: Any) -> bool:
        """Return whether the file waits or is being made."""
        return self.file_id is None and self.job is not None and not self.job.is_finished
