"""A hire from the request to the follow-up: what was asked for, who decided, what was ordered, what it cost in the end.

No person's name of a hired worker has a place here.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from documents.models import FrozenFile, Job, MadeByJob
from staffing.models.delegation import DelegationRule
from staffing.models.frameworks import FrameworkAgreement, FrameworkSupplier
from staffing.models.hire_imports import HireImport
from staffing.models.hire_reasons import HireReason
from staffing.models.organisations import CareArea, Organisation, Profession, Region
from staffing.models.people import ResponsibleRole
from staffing.models.workforce import Speciality


class HireRoute(models.TextChoices):
    """The way to the supplier."""

    RANKED = "ranked", _("by rank in the framework")
    URGENT = "urgent", _("urgent, first come in the framework")
    OUTSIDE = "outside", _("outside the framework")
    DIRECT = "direct", _("direct procurement")


class HireState(models.TextChoices):
    """How far a request has come."""

    REQUESTED = "requested", _("waits for a decision")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("hire request", "withdrawn")
    ORDERED = "ordered", _("ordered")
    FILLED = "filled", _("filled")
    NOT_FILLED = "not_filled", _("not filled")
    FOLLOWED_UP = "followed_up", _("followed up")


OUTSIDE_ROUTES = (HireRoute.OUTSIDE, HireRoute.DIRECT)
UNDECIDED = (HireState.REQUESTED, HireState.WITHDRAWN)


class HireRequest(models.Model):
    """A unit's request to hire (avrop): for what, when, how much, why and at which cost, and who is to decide it.

    The rule, its words and the price it was judged by are kept as they were when it was asked for. `extends` is the request
    that this one prolongs: a new decision each time. `form_token` is of the form that was sent: sent twice, it makes one row.
    What is imported was decided elsewhere: it has no rule and no decider here, but the number that it had there.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="hire_requests")
    year = models.PositiveSmallIntegerField(editable=False)
    number = models.PositiveIntegerField(editable=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="hire_requests"
    )
    profession = models.ForeignKey(Profession, verbose_name=_("profession"), on_delete=models.PROTECT, related_name="+")
    speciality = models.ForeignKey(
        Speciality, verbose_name=_("speciality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    care_area = models.ForeignKey(
        CareArea, verbose_name=_("care area"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_date = models.DateField(_("first day"))
    last_date = models.DateField(_("last day"))
    hours = models.DecimalField(_("hours"), max_digits=8, decimal_places=1)
    weeks = models.DecimalField(_("weeks"), max_digits=6, decimal_places=1, editable=False)
    reason = models.ForeignKey(HireReason, verbose_name=_("reason"), on_delete=models.PROTECT, related_name="+")
    reason_text = models.TextField(_("why"), max_length=2_000)
    alternatives = models.TextField(_("what was tried first"), max_length=2_000, blank=True)
    route = models.CharField(_("route"), max_length=12, choices=HireRoute)
    agreement = models.ForeignKey(
        FrameworkAgreement, on_delete=models.PROTECT, null=True, blank=True, related_name="hire_requests"
    )
    price_sek_per_hour = models.DecimalField(_("expected price (kr an hour)"), max_digits=8, decimal_places=2)
    list_price_sek_per_hour = models.DecimalField(max_digits=8, decimal_places=2, null=True, editable=False)
    own_cost_sek = models.DecimalField(max_digits=12, decimal_places=2, null=True, editable=False)
    own_cost_source = models.CharField(max_length=300, blank=True, editable=False)
    cost_sek = models.DecimalField(_("estimated cost (kr)"), max_digits=12, decimal_places=2, editable=False)
    deviation_reason = models.ForeignKey(
        HireReason,
        verbose_name=_("reason for the exception"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    is_over_list_price = models.BooleanField(default=False, editable=False)
    is_overlong = models.BooleanField(default=False, editable=False)
    is_in_hire_stop = models.BooleanField(default=False, editable=False)
    extends = models.ForeignKey(
        "self", verbose_name=_("extends"), on_delete=models.PROTECT, null=True, blank=True, related_name="extensions"
    )
    rule = models.ForeignKey(
        DelegationRule, on_delete=models.PROTECT, null=True, related_name="hire_requests", editable=False
    )
    decider = models.ForeignKey(ResponsibleRole, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    hire_import = models.ForeignKey(
        HireImport, on_delete=models.PROTECT, null=True, related_name="requests", editable=False
    )
    old_number = models.CharField(_("number in the old system"), max_length=60, blank=True, editable=False)
    rule_words = models.TextField(editable=False)
    state = models.CharField(_("state"), max_length=12, choices=HireState, default=HireState.REQUESTED)
    requested_at = models.DateTimeField(_("requested"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="hire_requests"
    )
    form_token = models.UUIDField(null=True, unique=True, editable=False)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["form_token"])

    class Meta:
        ordering: ClassVar = ["-requested_at", "-pk"]
        verbose_name = _("hire request")
        verbose_name_plural = _("hire requests")
        indexes: ClassVar = [
            models.Index(fields=["region", "-requested_at"], name="hire_request_latest"),
            models.Index(fields=["organisation", "state"], name="hire_request_place"),
            models.Index(fields=["decider", "state"], name="hire_request_decider"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "year", "number"], name="hire_request_number_once"),
            models.UniqueConstraint(
                fields=["region", "old_number"], condition=~Q(old_number=""), name="hire_request_old_number_once"
            ),
            models.CheckConstraint(
                condition=Q(hire_import__isnull=True, old_number="", rule__isnull=False, decider__isnull=False)
                | Q(hire_import__isnull=False, rule__isnull=True, decider__isnull=True) & ~Q(old_number=""),
                name="hire_request_has_a_rule_or_is_imported",
            ),
            models.CheckConstraint(
                condition=Q(last_date__gte=F("first_date")),
                name="hire_request_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, price_sek_per_hour__gt=0, cost_sek__gte=0),
                name="hire_request_above_zero",
                violation_error_message=_("Hours and price are above zero."),
            ),
            models.CheckConstraint(
                condition=Q(is_over_list_price=False, is_overlong=False) & ~Q(route__in=OUTSIDE_ROUTES)
                | Q(deviation_reason__isnull=False),
                name="hire_request_exception_has_its_reason",
                violation_error_message=_("Say why the price, the length or the way is an exception."),
            ),
            models.CheckConstraint(
                condition=Q(extends__isnull=True) | ~Q(extends=F("pk")), name="hire_request_extends_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:04}"


class HireQuestion(models.Model):
    """A question of the decider's, and the answer of who asked for the hire."""

    request = models.ForeignKey(HireRequest, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(_("question"), max_length=2_000)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2_000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="hire_question_answered_with_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class HireNotice(models.Model):
    """A mail to one person about one event of a request: at most one, whatever is sent twice."""

    class Event(models.TextChoices):
        """What the mail tells of."""

        REQUESTED = "requested", _("asked for")
        QUESTION = "question", _("a question")
        ANSWER = "answer", _("an answer")
        DECIDED = "decided", _("decided")

    request = models.ForeignKey(HireRequest, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=10, choices=Event)
    question = models.ForeignKey(HireQuestion, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "user", "event"], condition=Q(question__isnull=True), name="hire_notice_once"
            ),
            models.UniqueConstraint(
                fields=["user", "event", "question"],
                condition=Q(question__isnull=False),
                name="hire_notice_once_a_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_event_display()}"


class Outcome(models.TextChoices):
    """What was decided."""

    GRANTED = "granted", _("granted")
    CHANGED = "changed", _("granted with changes")
    REFUSED = "refused", _("refused")


class DelegationList(MadeByJob, models.Model):
    """The list of delegated decisions of a period (anmälan av delegationsbeslut), frozen when it is handed to the board."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="delegation_lists"
    )
    first_date = models.DateField(_("first day"))
    last_date = models.DateField(_("last day"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    correction = models.TextField(_("what is corrected"), blank=True, max_length=2_000)
    registry_number = models.CharField(_("registry number"), max_length=60, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)
    ordered_at = models.DateTimeField(_("ordered"))
    ordered_by_name = models.CharField(_("ordered by"), max_length=120)
    snapshot = models.TextField(blank=True, editable=False)  # until its PDF is made; then the file holds it
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="delegation_list")
    file = models.OneToOneField(
        FrozenFile, on_delete=models.PROTECT, null=True, blank=True, related_name="delegation_list"
    )

    class Meta:
        ordering: ClassVar = ["-last_date", "organisation", "-number"]
        verbose_name = _("list of delegated decisions")
        verbose_name_plural = _("lists of delegated decisions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "first_date", "last_date", "number"],
                name="delegation_list_version_once",
                violation_error_message=_("There is such a version already."),
            ),
            models.CheckConstraint(
                condition=Q(last_date__gte=F("first_date")),
                name="delegation_list_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(correction=""),
                name="delegation_list_new_version_says_what_changed",
                violation_error_message=_("A new version says what is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.first_date} – {self.last_date}"


class HireDecision(models.Model):
    """The one decision on a request (a dispensation): by whom, by which delegation, why and until when.

    Names and rule are kept as they were that day. `as_substitute` says that the role's holder was away.
    """

    request = models.OneToOneField(HireRequest, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome)
    reason = models.ForeignKey(HireReason, verbose_name=_("reason"), on_delete=models.PROTECT, related_name="+")
    reason_text = models.TextField(_("in words"), max_length=2_000)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    granted_hours = models.DecimalField(_("granted hours"), max_digits=8, decimal_places=1, null=True, blank=True)
    granted_cost_sek = models.DecimalField(
        _("granted cost (kr)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    is_urgent = models.BooleanField(_("urgent"), default=False)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    review_text = models.TextField(_("the review"), max_length=2_000, blank=True)
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_by_name = models.CharField(_("decided by"), max_length=120)
    role_title = models.CharField(_("as"), max_length=200)
    as_substitute = models.BooleanField(_("as substitute"), default=False)
    rule_words = models.TextField(_("by the rule"))

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-decided_at"]
        verbose_name = _("decision on a hire")
        verbose_name_plural = _("decisions on hires")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    outcome=Outcome.REFUSED,
                    valid_to__isnull=True,
                    granted_hours__isnull=True,
                    granted_cost_sek__isnull=True,
                )
                | Q(
                    outcome__in=(Outcome.GRANTED, Outcome.CHANGED),
                    valid_to__isnull=False,
                    granted_hours__isnull=False,
                    granted_cost_sek__isnull=False,
                ),
                name="hire_decision_grants_or_refuses",
                violation_error_message=_("What is granted has hours, cost and a last day; what is refused has none."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, review_text="")
                | (Q(reviewed_at__isnull=False) & ~Q(review_text="")),
                name="hire_decision_reviewed_with_words",
                violation_error_message=_("A review says what it found."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_outcome_display()}"


class HireOrder(models.Model):
    """What was ordered after a grant, whether it was filled, and what it cost in the end."""

    request = models.OneToOneField(HireRequest, on_delete=models.PROTECT, related_name="order")
    supplier = models.ForeignKey(
        FrameworkSupplier, verbose_name=_("supplier"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supplier_name = models.CharField(_("supplier"), max_length=120)
    route = models.CharField(_("route"), max_length=12, choices=HireRoute)
    price_sek_per_hour = models.DecimalField(_("price (kr an hour)"), max_digits=8, decimal_places=2)
    ordered_date = models.DateField(_("ordered on"))
    deviation_text = models.TextField(_("why other than granted or ranked"), max_length=2_000, blank=True)
    filled_date = models.DateField(_("filled on"), null=True, blank=True)
    not_filled_reason = models.TextField(_("why it was not filled"), max_length=1_000, blank=True)
    ended_date = models.DateField(_("ended on"), null=True, blank=True)
    actual_hours = models.DecimalField(_("actual hours"), max_digits=8, decimal_places=1, null=True, blank=True)
    actual_cost_sek = models.DecimalField(_("actual cost (kr)"), max_digits=12, decimal_places=2, null=True, blank=True)
    follow_up_text = models.TextField(_("why it came out otherwise"), max_length=2_000, blank=True)
    followed_up_at = models.DateTimeField(_("followed up"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(filled_date__isnull=True) | Q(not_filled_reason=""),
                name="hire_order_filled_or_not",
                violation_error_message=_("It is filled or not filled, not both."),
            ),
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True) | Q(filled_date__isnull=False),
                name="hire_order_ends_when_filled",
                violation_error_message=_("Only what was filled ends."),
            ),
            models.CheckConstraint(
                condition=Q(followed_up_at__isnull=True) | Q(actual_cost_sek__isnull=False, actual_hours__isnull=False),
                name="hire_order_followed_up_with_cost",
                violation_error_message=_("A follow-up has the actual hours and cost."),
            ),
            models.CheckConstraint(
                condition=Q(price_sek_per_hour__gt=0),
                name="hire_order_price_above_zero",
                violation_error_message=_("A price is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.supplier_name}"
