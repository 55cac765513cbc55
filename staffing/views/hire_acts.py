"""The steps of a hire, each a form of its own on the request's page: decided, asked, withdrawn, ordered, filled, followed up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from staffing import access, editing, hire_access, hire_step_forms
from staffing.access import Allowed, Denied
from staffing.actions import hire_notices, hire_orders
from staffing.actions import hires as actions
from staffing.hire_step_forms import StepForm
from staffing.models import HireNotice, HireQuestion, HireRequest, HireRoute, Outcome
from staffing.requests import person_of
from staffing.views import hires


class HireAct(View):
    """One step: 404 out of sight, 403 for others, 422 for what does not hold, 409 for who comes second."""

    http_method_names = ["post"]
    name = ""
    form_class: type[StepForm]

    def may(self, hire: HireRequest) -> Allowed | Denied:
        """Answer whether the person takes this step."""
        raise NotImplementedError

    def act(self, hire: HireRequest, data: dict[str, Any]) -> str:
        """Take the step, and return what to say."""
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step, or show the page again with why not."""
        hire = hires.hire_or_404(request, pk)
        access.require(self.may(hire))
        form = self.form_class(request.POST, hire=hire, today=timezone.localdate())
        if not form.is_valid():
            return hires.show(request, hire, {self.name: form}, status=editing.UNPROCESSABLE)
        try:
            words = self.act(hire, form.cleaned_data)
        except hire_orders.BeforeOrder:
            form.add_error(None, _("The day is before the step that it follows."))
            return hires.show(request, hire, {self.name: form}, status=editing.UNPROCESSABLE)
        except actions.AlreadyDecided as first:
            return self.conflict(_first_words(first))
        except actions.NotWaiting:
            return self.conflict(_("The request does not wait for a decision any more. Nothing was saved."))
        except (editing.StaleVersion, hire_orders.WrongState, actions.AlreadyAnswered):
            return self.conflict(_("The request was changed after the page was shown. Nothing was saved."))
        messages.success(request, words)
        return redirect("hire_detail", pk=pk)

    def conflict(self, words: str) -> HttpResponse:
        """Show the request as it stands now, and that nothing of the reader's was saved."""
        hire = hires.hire_or_404(self.request, self.kwargs["pk"])
        return hires.show(self.request, hire, status=editing.CONFLICT, conflict=words)

    @property
    def base_url(self) -> str:
        """Return where the links of mails begin."""
        return self.request.build_absolute_uri("/")


def _first_words(first: actions.AlreadyDecided) -> str:
    if first.decision is None:
        return _("The request is decided already. Nothing of yours was saved.")
    words = _("%(name)s decided first: %(outcome)s. The first decision stands; nothing of yours was saved.")
    return words % {"name": first.decision.decided_by_name, "outcome": first.decision.get_outcome_display()}


class HireDecide(HireAct):
    """The one decision."""

    name, form_class = "decide", hire_step_forms.DecideForm

    def may(self, hire: HireRequest) -> Allowed | Denied:
        """Answer whether the person is the one decider."""
        return hire_access.can_decide(self.request.user, hire)

    def act(self, hire: HireRequest, data: dict[str, Any]) -> str:
        """Decide, and tell who asked."""
        outcome, by = Outcome(data["outcome"]), person_of(self.request)
        is_refused = outcome == Outcome.REFUSED
        verdict = actions.Verdict(
            outcome=outcome,
            reason=data["reason"],
            text=data["reason_text"],
            hours=None if is_refused else data["granted_hours"] or hire.hours,
            valid_to=None if is_refused else data["valid_to"] or hire.last_date,
        )
        actions.decide(request=hire, version=data["version"], verdict=verdict, by=by, now=timezone.now())
        hire_notices.tell_asker(request=hire, event=HireNotice.Event.DECIDED, base_url=self.base_url, by=by)
        return _("The decision is saved: %(outcome)s.") % {"outcome": outcome.label}


class HireAsk(HireAct):
    """A question before the decision."""

    name, form_class = "ask", hire_step_forms.AskForm

    def may(self, hire: HireRequest) -> Allowed | Denied:
        """Answer whether the person is the one decider."""
        return hire_access.can_decide(self.request.user, hire)

    def act(self, hire: HireRequest, data: dict[str, Any]) -> str:
        """Ask, and tell who asked for the hire."""
        by = person_of(self.request)
        asked = actions.ask(request=hire, text=data["text"], by=by, now=timezone.now())
        event = HireNotice.Event.QUESTION
        hire_notices.tell_asker(request=hire, event=event, base_url=self.base_url, by=by, question=asked)
        return _("The question is sent.")


class HireAnswer(HireAct):
    """The answer to a question."""

    name, form_class = "answer", hire_step_forms.AnswerForm

    def may(self, hire: HireRequest) -> Allowed | Denied:
        """Answer whether the person asked for the hire, or may ask for the unit."""
        return hire_access.can_answer(self.request.user, hire)

    def act(self, hire: HireRequest, data: dict[str, Any]) -> str:
        """Answer, and tell who asked."""
        question = HireQuestion.objects.filter(request=hire, pk=data["question"]).first()
        if question is None:
            raise Http404
        by = person_of(self.request)
        answered = actions.answer(question=question, text=data["text"], by=by, now=timezone.now())
        hire_notices.tell_answered(question=answered, base_url=self.base_url, by=by)
        return _("The answer is sent.")


class HireWithdraw(HireAct):
    """The request is taken back."""

    name, form_class = "withdraw", hire_step_forms.WithdrawForm

    def may(self, hire: HireRequest) -> Allowed | Denied:
        """Answer whether the person asked for the hire, or may ask for the unit."""
        return hire_access.can_answer(self.request.user, hire)

    def act(self, hire: HireRequest, data: dict[str, Any]) -> str:
        """Withdraw."""
        actions.withdraw(request=hire, version=data["version"], by=person_of(self.request))
        return _("The request is withdrawn.")


class HireReview(HireAct):
    """The review of an urgent decision."""

    name, form_class = "review", hire_step_forms.ReviewForm

    def may(self, hire: HireRequest) -> Allowed | Denied:
        """Answer whether the person keeps the rules there."""
        return hire_access.can_manage_hires(self.request.user, hire.organisation_id)

    def act(self, hire: HireRequest, data: dict[str, Any]) -> str:
        """Write the review."""
        hire_orders.review(request=hire, text=data["text"], by=person_of(self.request), now=timezone.now())
        return _("The review is saved.")


class _Afterwards(HireAct):
    def may(self, hire: HireRequest) -> Allowed | Denied:
        """Answer whether the person says what came of it."""
        return hire_access.can_follow_up(self.request.user, hire)


class HireOrderPlace(_Afterwards):
    """What was ordered."""

    name, form_class = "order", hire_step_forms.OrderForm

    def act(self, hire: HireRequest, data: dict[str, Any]) -> str:
        """Write the order."""
        ordered = hire_orders.Ordered(
            supplier=data["supplier"],
            supplier_name=data["supplier_name"],
            route=HireRoute(data["route"]),
            price_sek_per_hour=data["price_sek_per_hour"],
            date=data["ordered_date"],
            why=data["deviation_text"],
        )
        hire_orders.order(request=hire, version=data["version"], ordered=ordered, by=person_of(self.request))
        return _("The order is saved.")


class HireFill(_Afterwards):
    """Filled, or not."""

    name, form_class = "fill", hire_step_forms.FillForm

    def act(self, hire: HireRequest, data: dict[str, Any]) -> str:
        """Write the day, or why not."""
        by, version = person_of(self.request), data["version"]
        if data["filled_date"]:
            hire_orders.fill(request=hire, version=version, day=data["filled_date"], by=by)
            return _("The hire is filled.")
        hire_orders.not_filled(request=hire, version=version, reason=data["not_filled_reason"], by=by)
        return _("It is saved that the hire was not filled.")


class HireFollowUp(_Afterwards):
    """What came of it."""

    name, form_class = "follow_up", hire_step_forms.FollowUpForm

    def act(self, hire: HireRequest, data: dict[str, Any]) -> str:
        """Write the last day, hours and cost."""
        figures = data["ended_date"], data["actual_hours"], data["actual_cost_sek"]
        found = hire_orders.FollowUp(*figures, data["follow_up_text"])
        by = person_of(self.request)
        hire_orders.follow_up(request=hire, version=data["version"], found=found, by=by, now=timezone.now())
        return _("The follow-up is saved.")
