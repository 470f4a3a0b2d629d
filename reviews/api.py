"""What can programs do for a reviewer, under a token of theirs?"""

from http import HTTPStatus
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import HasScope
from accounts.endpoints import Endpoint
from accounts.models import User
from accounts.requests import signed_in_user
from accounts.scopes import Scope
from applications.models import Application
from applications.models.decision import Outcome
from applications.states import ApprovalAction
from common import parameters
from common.api import CursorPagination
from common.bodies import valid
from reviews import api_examples as examples
from reviews import listing, queries, services
from reviews import serializers as shapes
from reviews.desk import desk
from reviews.narrowing import filters_from


class IsReviewer(BasePermission):
    """Reviewers only."""

    message = gettext_lazy("Only reviewers can do this.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the person behind the request."""
        return isinstance(request.user, User) and request.user.is_reviewer


class DueFirst(CursorPagination):
    """The queue's own order."""

    ordering = ("due_at", "pk")  # type: ignore[assignment]  # the framework takes several


class ReviewView(Endpoint):
    """What all addresses of reviews share: the scopes, who may come in, and who finds what."""

    permission_classes = (IsAuthenticated, HasScope, IsReviewer)
    read_scope = Scope.REVIEWS_READ
    write_scope = Scope.REVIEWS_WRITE

    def one(self, request: Request, reference: str) -> Application:
        """Return the application that the address names; one's own does not exist here."""
        known = Application.objects.reviewable_by(signed_in_user(request)).select_related(
            "organisation", "pack", "revision__pack", "appeal"
        )
        return get_object_or_404(known, reference=reference)

    def shown(self, request: Request, application: Application) -> Response:
        """Answer with the application as it stands at the desk."""
        seen = desk(application, by=signed_in_user(request))
        return Response(shapes.DeskSerializer(seen).data)


class ReviewList(ReviewView):
    """The queue."""

    pagination_class = DueFirst

    @extend_schema(
        operation_id="reviews_list",
        summary="List what waits for reviewers",
        responses=shapes.RowSerializer(many=True),
        parameters=[shapes.QueueParameters],
        examples=[examples.LINE],
    )
    def get(self, request: Request) -> Response:
        """What is due first comes first."""
        by = signed_in_user(request)
        paging = DueFirst()
        filters = filters_from(parameters.read(request, shapes.QueueParameters).data)
        found = paging.paginate_queryset(listing.found(filters, by=by), request, self)
        rows: Any = listing.rows(found or (), by=by)
        return paging.get_paginated_response(shapes.RowSerializer(rows, many=True).data)


class ReviewDetail(ReviewView):
    """One application at the desk."""

    @extend_schema(
        operation_id="reviews_read",
        summary="Read an application as its reviewer",
        responses=shapes.DeskSerializer,
        examples=[examples.ONE],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Answers, your marks, the tier and why, the outcomes open to you."""
        return self.shown(request, self.one(request, reference))


class ReviewClaim(ReviewView):
    """Taking up."""

    @extend_schema(
        operation_id="reviews_claim",
        summary="Claim an application",
        request=None,
        responses=shapes.DeskSerializer,
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take it for the lease's time; claiming again keeps it for longer."""
        application = self.one(request, reference)
        services.claim(application, by=signed_in_user(request))
        return self.shown(request, application)


class ReviewNext(ReviewView):
    """The next job."""

    @extend_schema(
        operation_id="reviews_next",
        summary="Claim the next application",
        request=None,
        responses=shapes.TakenSerializer,
        examples=[examples.TAKEN],
    )
    def post(self, request: Request) -> Response:
        """Claim the best that may be offered to you, and learn why it is this one."""
        taken = services.take_next(signed_in_user(request))
        return Response(shapes.TakenSerializer(taken).data)


class ReviewHandOver(ReviewView):
    """Leaving what one holds to a colleague."""

    @extend_schema(
        operation_id="reviews_hand_over",
        summary="Hand an application over",
        request=shapes.HandOverSerializer,
        responses={HTTPStatus.NO_CONTENT: None},
        examples=[examples.HAND_OVER],
    )
    def post(self, request: Request, reference: str) -> Response:
        """It waits for the colleague alone for a while, and then for everybody."""
        application, by = self.one(request, reference), signed_in_user(request)
        given = valid(shapes.HandOverSerializer(data=request.data))
        to = queries.reviewer_called(given["colleague"]) or by  # oneself is refused in a sentence
        services.hand_over(application, to=to, note=given["note"], by=by)
        return Response(status=HTTPStatus.NO_CONTENT)


class ReviewRelease(ReviewView):
    """Giving back."""

    @extend_schema(
        operation_id="reviews_release",
        summary="Release an application",
        request=None,
        responses=shapes.DeskSerializer,
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Give it back to the queue."""
        application = self.one(request, reference)
        services.release(application, by=signed_in_user(request))
        return self.shown(request, application)


class ReviewMarks(ReviewView):
    """The checklist."""

    @extend_schema(
        operation_id="reviews_mark",
        summary="Set marks on the checklist",
        request=shapes.MarksSerializer,
        responses=shapes.DeskSerializer,
        examples=[examples.MARKS, examples.ONE],
    )
    def put(self, request: Request, reference: str) -> Response:
        """All of the named marks are set, or none."""
        application = self.one(request, reference)
        sent = shapes.MarksSerializer(data=request.data)
        revision = valid(sent)["revision"]
        services.mark(application, sent.inputs(), by=signed_in_user(request), revision=revision)
        return self.shown(request, application)


class ReviewChanges(ReviewView):
    """Handing back to the applicant."""

    @extend_schema(
        operation_id="reviews_request_changes",
        summary="Request changes",
        request=shapes.ChangesSerializer,
        responses=shapes.DeskSerializer,
        examples=[examples.CHANGES, examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Ask for changes of named answers."""
        application = self.one(request, reference)
        sent = valid(shapes.ChangesSerializer(data=request.data))
        services.request_changes(
            application,
            sent["requests"],
            by=signed_in_user(request),
            note=sent["note"],
            revision=sent["revision"],
        )
        return self.shown(request, application)


class ReviewDecision(ReviewView):
    """Deciding."""

    @extend_schema(
        operation_id="reviews_decide",
        summary="Approve or decline",
        request=shapes.DecisionSerializer,
        responses={201: shapes.DeskSerializer},
        examples=[examples.APPROVE, examples.DECLINE, examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Record your verdict; with two reviewers needed the first passes it on.

        It is sent a little later: until `decision.due_at` you can undo it.
        """
        application = self.one(request, reference)
        sent = valid(shapes.DecisionSerializer(data=request.data))
        services.decide(
            application,
            Outcome(sent["outcome"]),
            by=signed_in_user(request),
            revision=sent["revision"],
            note=sent["note"],
            clauses=tuple(sent["clauses"]),
            conditions=tuple(sent["conditions"]),
            until=sent.get("until"),
            key=sent.get("key"),
        )
        response = self.shown(request, application)
        response.status_code = HTTPStatus.CREATED
        return response


class ReviewUndo(ReviewView):
    """Taking a decision back."""

    @extend_schema(
        operation_id="reviews_undo",
        summary="Undo a decision that has not been sent",
        request=None,
        responses=shapes.DeskSerializer,
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Everything is as it was before you decided."""
        application = self.one(request, reference)
        services.undo(application, by=signed_in_user(request))
        return self.shown(request, application)


class ReviewApproval(ReviewView):
    """What becomes of an approval."""

    @extend_schema(
        operation_id="reviews_move_approval",
        summary="Suspend, reinstate or revoke an approval",
        request=shapes.NoteSerializer,
        responses=shapes.DeskSerializer,
        parameters=[
            OpenApiParameter(
                "action", location=OpenApiParameter.PATH, enum=["suspend", "reinstate", "revoke"]
            )
        ],
        examples=[examples.NOTE, examples.ONE],
    )
    def post(self, request: Request, reference: str, action: str) -> Response:
        """Keys under it follow at once."""
        if action not in ApprovalAction.values:
            raise Http404
        application = self.one(request, reference)
        sent = valid(shapes.NoteSerializer(data=request.data))
        services.move_approval(
            application, ApprovalAction(action), by=signed_in_user(request), note=sent["note"]
        )
        return self.shown(request, application)
