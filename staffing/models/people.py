"""Accounts, what each may do and where, and the roles that own activities."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models.organisations import Organisation


class UserManager(BaseUserManager["User"]):
    """Make accounts that sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Return a saved account; without a password it can only be entered by a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person's account. Rights come from role assignments alone; there is no superuser."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(
        _("language"), max_length=2, default="sv", choices=[("sv", "svenska"), ("en", "English")]
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name; asked for by Django's and allauth's own code."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name; asked for by Django's and allauth's own code."""
        return self.name


class Role(models.TextChoices):
    """What a person is in an organisation; `access.py` says what each may do."""

    PROCESS_LEADER = "process_leader", _("process leader")
    MANAGER = "manager", _("manager")
    CONTROLLER = "controller", _("controller")
    DECISION_MAKER = "decision_maker", _("decision maker")
    STEERING_GROUP = "steering_group", _("steering group")
    NATIONAL_COORDINATOR = "national_coordinator", _("national coordinator")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


NATIONAL_ROLES = (Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR)
EITHER_ROLES = (Role.AUDITOR,)


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Assignments, chainable."""

    def in_force(self, day: datetime.date) -> Self:
        """Keep those that hold on `day`."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day), valid_from__lte=day)


class RoleAssignment(models.Model):
    """A role held by a person in an organisation and all below it; without an organisation it is the nation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="role_assignments",
        help_text=_("Empty means the nation."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["user", "role"]
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=NATIONAL_ROLES, organisation__isnull=True)
                | models.Q(role__in=EITHER_ROLES)
                | (~models.Q(role__in=[*NATIONAL_ROLES, *EITHER_ROLES]) & models.Q(organisation__isnull=False)),
                name="role_assignment_has_its_scope",
                violation_error_message=_("National roles have no organisation; the others need one."),
            ),
            models.UniqueConstraint(fields=["user", "role", "organisation", "valid_from"], name="role_assignment_once"),
            models.UniqueConstraint(
                fields=["user", "role", "valid_from"],
                condition=models.Q(organisation__isnull=True),
                name="role_assignment_once_in_the_nation",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="role_assignment_valid_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} – {self.organisation or _('the nation')}"


class ResponsibleRole(models.Model):
    """A role that plans name as responsible ("Personaldirektör"); it outlives whoever holds it."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="responsible_roles"
    )
    title = models.CharField(_("title"), max_length=200)
    title_key = models.CharField(max_length=200, editable=False)
    holder = models.ForeignKey(
        User,
        verbose_name=_("holder"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="responsible_roles",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["title"]
        verbose_name = _("responsible role")
        verbose_name_plural = _("responsible roles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "title_key"], name="responsible_role_once"),
        ]

    def __str__(self) -> str:
        return self.title
