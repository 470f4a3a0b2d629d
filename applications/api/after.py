"""What can programs do after the decision: read it, amend, recertify, appeal?"""

from http import HTTPStatus

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import signed_in_user
from applications import appealing, outcome_words, queries
from applications.api import examples, examples_after
from applications.api.base import ApplicationView, valid
from applications.models import Application
from applications.serializers.after import (
    AppealSerializer,
    FinalDecisionSerializer,
    StatementSerializer,
)
from applications.serializers.application import ApplicationSerializer
from applications.services import appeals, follow_ups
from applications.states import Kind


class ApplicationDecision(ApplicationView):
    """The decision."""

    @extend_schema(
        operation_id="applications_decision",
        summary="Read the decision, and what was not met",
        responses=FinalDecisionSerializer,
        examples=[examples_after.DECISION],
    )
    def get(self, request: Request, reference: str) -> Response:
        """The one that counts now; there is none before the review has ended."""
        application = self.one(request, reference)
        decision = appealing.final_decision(application, appealing.appeal_of(application))
        if decision is None:
            raise Http404
        pack = queries.pack_of(application)
        words = outcome_words.decision_words(application, pack, decision)
        is_open = appealing.is_possible(application, now=timezone.now())
        context = {"appeal_until": appealing.last_day(application) if is_open else None}
        return Response(FinalDecisionSerializer(words, context=context).data)


class FollowUp(ApplicationView):
    """Beginning an application about an approval."""

    kind: Kind

    def begun(self, request: Request, reference: str) -> Response:
        """Answer with the new draft."""
        application = self.one(request, reference)
        begun = follow_ups.begin(application, self.kind, by=signed_in_user(request))
        draft = begun.application
        response = self.shown(draft, HTTPStatus.CREATED)
        response["Location"] = reverse("api:application", args=[draft.reference])
        return response


class ApplicationAmend(FollowUp):
    """Amending."""

    kind = Kind.AMENDMENT

    @extend_schema(
        operation_id="applications_amend",
        summary="Begin an amendment of an approved use",
        request=None,
        responses={201: ApplicationSerializer},
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Make a draft with the approved answers; the approval holds meanwhile.

        Its `check` says whether submitting it will be recorded or reviewed, and why.
        """
        return self.begun(request, reference)


class ApplicationRecertify(FollowUp):
    """Certifying anew."""

    kind = Kind.RECERTIFICATION

    @extend_schema(
        operation_id="applications_recertify",
        summary="Begin the recertification of an approved use",
        request=None,
        responses={201: ApplicationSerializer},
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Make a draft with the approved answers, in the last 90 days or after the end."""
        return self.begun(request, reference)


class ApplicationAppeal(ApplicationView):
    """The appeal."""

    @extend_schema(
        operation_id="applications_appeal",
        summary="Read the appeal",
        responses=AppealSerializer,
        examples=[examples_after.APPEAL],
    )
    def get(self, request: Request, reference: str) -> Response:
        """There is at most one against the decisions on an application."""
        return self.of(self.one(request, reference))

    @extend_schema(
        operation_id="applications_file_appeal",
        summary="Appeal against the decision",
        request=StatementSerializer,
        responses={201: AppealSerializer},
        examples=[examples_after.STATEMENT, examples_after.APPEAL],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Have reviewers who took no part judge the same answers again, once and in time."""
        application = self.one(request, reference)
        sent = valid(StatementSerializer(data=request.data))
        appeals.file(application, sent["statement"], by=signed_in_user(request))
        return self.of(application, HTTPStatus.CREATED)

    def of(self, application: Application, status: int = HTTPStatus.OK) -> Response:
        """Answer with the appeal as it stands."""
        appeal = appealing.appeal_of(application)
        if appeal is None:
            raise Http404
        return Response(AppealSerializer(appeal).data, status)


class ApplicationAppealWithdraw(ApplicationAppeal):
    """Taking the appeal back."""

    http_method_names = ("post", "options")

    @extend_schema(
        operation_id="applications_withdraw_appeal",
        summary="Take the appeal back",
        request=None,
        responses=AppealSerializer,
        examples=[examples_after.APPEAL],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Let the decision stand. There is no second appeal."""
        application = self.one(request, reference)
        appeals.withdraw(application, by=signed_in_user(request))
        return self.of(application)
