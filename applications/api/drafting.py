"""How do programs choose between versions, share sections out, and delete drafts?"""

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import queries as accounts
from accounts.requests import signed_in_user
from applications import queries
from applications.api import examples
from applications.api.base import ApplicationView, page, valid
from applications.fingerprints import fingerprint
from applications.models import AnswerVariant, Application
from applications.serializers.application import ApplicationSerializer, ApplicationSummarySerializer
from applications.serializers.drafting import (
    AssignmentSerializer,
    ChoiceSerializer,
    NewAssignmentSerializer,
    VersionSerializer,
)
from applications.services import assignments, choosing, deletions
from applications.services.choosing import Choice, Looked
from common.api import CursorPagination
from guidelines.pack import Pack

PERSON: Final = "0f0a2f0e-6f0f-4a35-9d5c-0c8a4f6f2f11"
PRINTS: Final = {"answer_fingerprint": "3f2a9c0d11aa22bb", "fingerprint": "9c0d3f2a22bb11aa"}
VERSION: Final[dict[str, Any]] = {
    "id": 17,
    "question": "B2",
    "answer": "Clerks use it.",
    "value": "Clerks and their managers use it.",
    "saved_by": "Anna",
    "saved_at": "2026-11-24T10:00:00Z",
    **PRINTS,
}
ASSIGNED: Final = {
    "section": "B",
    "person": PERSON,
    "name": "Anna",
    "assigned_at": "2026-11-24T10:00:00Z",
}


class ApplicationVersions(ApplicationView):
    """Answers that have a second version."""

    @extend_schema(
        operation_id="applications_versions",
        summary="List answers with two versions",
        responses=VersionSerializer(many=True),
        examples=[OpenApiExample("Two versions", VERSION, response_only=True)],
    )
    def get(self, request: Request, reference: str) -> Response:
        """What was saved on top of an answer that its author had not seen."""
        application = self.one(request, reference)
        pack = queries.pack_of(application)
        variants = application.variants.open().select_related("saved_by")
        known = [variant for variant in variants if variant.question in pack.question_index]
        return Response(_versions(application, pack, known))


def _versions(application: Application, pack: Pack, variants: Iterable[AnswerVariant]) -> Any:
    stored = application.given_answers()
    context = {"stored": stored, "fingerprint": partial(_print, pack, stored)}
    return VersionSerializer(variants, many=True, context=context).data


def _print(pack: Pack, stored: dict[str, Any], question: str) -> str:
    return fingerprint(pack.question(question), stored.get(question))


class ApplicationVersionChoice(ApplicationView):
    """Choosing between two versions."""

    @extend_schema(
        operation_id="applications_choose",
        summary="Choose between two versions of an answer",
        request=ChoiceSerializer,
        responses=ApplicationSerializer,
        examples=[
            OpenApiExample("Take the later one", {"keep": "variant", **PRINTS}, request_only=True),
            examples.ONE,
        ],
    )
    def post(self, request: Request, reference: str, version_id: int) -> Response:
        """Decide which stays; refused if either has changed since it was read."""
        application = self.one(request, reference)
        variant = get_object_or_404(application.variants.all(), pk=version_id)
        sent = valid(ChoiceSerializer(data=request.data))
        looked = Looked(answer=sent["answer_fingerprint"], variant=sent["fingerprint"])
        choosing.choose(variant, Choice(sent["keep"]), looked=looked, by=signed_in_user(request))
        return self.shown(self.one(request, reference))


class ApplicationAssignments(ApplicationView):
    """Who is on which section."""

    @extend_schema(
        operation_id="applications_assignments",
        summary="List who is on which section",
        responses=AssignmentSerializer(many=True),
        examples=[OpenApiExample("A section", ASSIGNED, response_only=True)],
    )
    def get(self, request: Request, reference: str) -> Response:
        """In the order of the form."""
        return _assigned(self.one(request, reference))

    @extend_schema(
        operation_id="applications_assign",
        summary="Put a colleague on a section",
        request=NewAssignmentSerializer,
        responses=AssignmentSerializer(many=True),
        examples=[
            OpenApiExample("Put on", {"section": "B", "person": PERSON}, request_only=True),
            OpenApiExample("A section", ASSIGNED, response_only=True),
        ],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Put an owner or editor on it, or nobody; the colleague is told by mail."""
        application = self.one(request, reference)
        sent = valid(NewAssignmentSerializer(data=request.data))
        by = signed_in_user(request)
        if sent["person"] is None:
            assignments.release(application, sent["section"], by=by)
        else:
            members = accounts.members_of(application.organisation)
            colleague = get_object_or_404(members, user__public_id=sent["person"])
            assignments.assign(application, sent["section"], membership=colleague, by=by)
        return _assigned(application)


def _assigned(application: Application) -> Response:
    found = application.assignments.in_force().select_related("membership__user")
    return Response(AssignmentSerializer(found, many=True).data)


class DeletedApplications(ApplicationView):
    """Deleted drafts."""

    pagination_class = CursorPagination

    @extend_schema(
        operation_id="applications_deleted",
        summary="List deleted drafts",
        responses=ApplicationSummarySerializer(many=True),
        examples=[examples.LINE],
    )
    def get(self, request: Request) -> Response:
        """Of the organisations that the person owns; they can be restored for 30 days."""
        deleted = Application.objects.restorable_by(signed_in_user(request))
        rows = deleted.select_related("organisation", "pack", "revision__pack")
        return page(self, request, rows, ApplicationSummarySerializer)


class ApplicationDelete(ApplicationView):
    """Deleting a draft."""

    @extend_schema(
        operation_id="applications_delete",
        summary="Delete a draft",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request, reference: str) -> Response:
        """As an owner; a draft that was never submitted. It can be restored for 30 days."""
        deletions.delete(self.one(request, reference), by=signed_in_user(request))
        return Response(status=HTTPStatus.NO_CONTENT)


class ApplicationRestore(ApplicationView):
    """Restoring a draft."""

    @extend_schema(
        operation_id="applications_restore",
        summary="Restore a deleted draft",
        request=None,
        responses=ApplicationSerializer,
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Bring it back as it was."""
        deleted = Application.objects.restorable_by(signed_in_user(request))
        application = get_object_or_404(deleted, reference=reference)
        deletions.restore(application, by=signed_in_user(request))
        return self.shown(self.one(request, reference))
