"""What can programs do with applications, on behalf of the person whose token they show?"""

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.models import Organisation
from accounts.requests import signed_in_user
from accounts.scopes import Scope
from applications import api_examples as examples
from applications import queries
from applications import serializers as shapes
from applications.models import Application, InformationRequest
from applications.services import conversation, drafts, files, programs, submissions
from common.api import CursorPagination, TooLarge
from guidelines import application_files
from guidelines import queries as guidelines
from guidelines.assessment import assess
from guidelines.checklist import UnknownName
from guidelines.pack import Pack
from guidelines.yaml_reading import Unreadable

FORM_BYTES = 100_000  # what surrounds an uploaded file


class ApplicationView(APIView):
    """What all addresses of applications share: the scopes, and who finds what."""

    read_scope = Scope.APPLICATIONS_READ
    write_scope = Scope.APPLICATIONS_WRITE

    def found(self, request: Request) -> QuerySet[Application]:
        """Return the applications of the person's organisations; others do not exist for them."""
        mine = Application.objects.of_applicant(signed_in_user(request))
        return mine.select_related("organisation", "pack", "revision__pack")

    def one(self, request: Request, reference: str) -> Application:
        """Return the application that the address names."""
        return get_object_or_404(self.found(request), reference=reference)

    def shown(self, application: Application, status: int = HTTPStatus.OK) -> Response:
        """Answer with the application as it stands; the ETag goes back in If-Match."""
        content = shapes.ApplicationSerializer(application).data
        return Response(content, status, headers={"ETag": f'"{application.version}"'})


class ApplicationList(ApplicationView):
    """The applications of the person's organisations."""

    pagination_class = CursorPagination

    @extend_schema(
        operation_id="applications_list",
        summary="List your organisations' applications",
        responses=shapes.ApplicationSummarySerializer(many=True),
        examples=[examples.LINE],
    )
    def get(self, request: Request) -> Response:
        """Newest first."""
        return _page(self, request, self.found(request), shapes.ApplicationSummarySerializer)

    @extend_schema(
        operation_id="applications_create",
        summary="Begin an application",
        request=shapes.NewApplicationSerializer,
        responses={201: shapes.ApplicationSerializer},
        examples=[examples.NEW, examples.ONE],
    )
    def post(self, request: Request) -> Response:
        """Begin a draft for one of the person's organisations."""
        sent = _valid(shapes.NewApplicationSerializer(data=request.data))
        organisation = _organisation(request, sent.get("organisation"))
        application = drafts.create(organisation, by=signed_in_user(request))
        response = self.shown(application, HTTPStatus.CREATED)
        response["Location"] = reverse("api:application", args=[application.reference])
        return response


class ApplicationDetail(ApplicationView):
    """One application."""

    @extend_schema(
        operation_id="applications_read",
        summary="Read an application",
        responses=shapes.ApplicationSerializer,
        examples=[examples.ONE],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Answers, state, requests and approvals."""
        return self.shown(self.one(request, reference))

    @extend_schema(
        operation_id="applications_answer",
        summary="Save answers",
        request=shapes.AnswersSerializer,
        responses=shapes.ApplicationSerializer,
        parameters=[examples.IF_MATCH],
        examples=[examples.ANSWERS, examples.ONE],
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Keep the answers given, valid or not, and leave the others; all of them or none."""
        application = self.one(request, reference)
        sent = _valid(shapes.AnswersSerializer(data=request.data))
        programs.save_all(
            application,
            sent["answers"],
            by=signed_in_user(request),
            expected_version=_expected_version(request),
        )
        return self.shown(application)


class ApplicationFiles(ApplicationView):
    """The files behind answers."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="applications_upload",
        summary="Attach a file to an answer",
        request={"multipart/form-data": shapes.UploadSerializer},
        responses={201: shapes.AttachmentSerializer},
        examples=[examples.FILE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Keep the file and put it into the answer; the same content twice is one file."""
        application = self.one(request, reference)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES + FORM_BYTES:
            raise TooLarge
        sent = _valid(shapes.UploadSerializer(data=request.data))
        attachment = files.attach(
            application,
            sent["question"],
            file=sent["file"],
            by=signed_in_user(request),
            format_name=sent["format"],
        )
        return Response(shapes.AttachmentSerializer(attachment).data, HTTPStatus.CREATED)


class ApplicationFile(ApplicationView):
    """One file behind an answer."""

    @extend_schema(
        operation_id="applications_detach",
        summary="Take a file out of its answer",
        responses={204: None},
    )
    def delete(self, request: Request, reference: str, file_id: int) -> Response:
        """Take it out; revisions that were submitted with it keep it."""
        present = self.one(request, reference).attachments.present()
        files.detach(get_object_or_404(present, pk=file_id), by=signed_in_user(request))
        return Response(status=HTTPStatus.NO_CONTENT)


class ApplicationCheck(ApplicationView):
    """How the answers stand."""

    @extend_schema(
        operation_id="applications_check",
        summary="See what is missing, and the tier",
        responses=shapes.CheckSerializer,
        examples=[examples.CHECK],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Judge the answers as they stand, by the very rules of the reviewers' desk."""
        application = self.one(request, reference)
        assessment = queries.assess_draft(application)
        return Response(shapes.check_values(assessment, queries.problems(application, assessment)))


class ApplicationSubmit(ApplicationView):
    """Handing in."""

    @extend_schema(
        operation_id="applications_submit",
        summary="Submit an application",
        request=None,
        responses=shapes.ApplicationSerializer,
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Freeze the answers as a revision and hand them to the reviewers."""
        application = self.one(request, reference)
        submissions.submit(application, by=signed_in_user(request))
        return self.shown(application)


class ApplicationWithdraw(ApplicationView):
    """Taking back."""

    @extend_schema(
        operation_id="applications_withdraw",
        summary="Withdraw an application",
        request=None,
        responses=shapes.ApplicationSerializer,
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take the application back before it is decided."""
        application = self.one(request, reference)
        submissions.withdraw(application, by=signed_in_user(request))
        return self.shown(application)


class ApplicationMessages(ApplicationView):
    """What applicant and reviewers say to each other."""

    pagination_class = CursorPagination

    @extend_schema(
        operation_id="applications_messages",
        summary="Read the messages",
        responses=shapes.MessageSerializer(many=True),
        examples=[examples.MESSAGE],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Newest first."""
        messages = self.one(request, reference).messages.all()
        return _page(self, request, messages, shapes.MessageSerializer)

    @extend_schema(
        operation_id="applications_write",
        summary="Write to the reviewers",
        request=shapes.NewMessageSerializer,
        responses={201: shapes.MessageSerializer},
        examples=[examples.NEW_MESSAGE, examples.MESSAGE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Say something to the reviewers, who get it by mail too."""
        application = self.one(request, reference)
        sent = _valid(shapes.NewMessageSerializer(data=request.data))
        message = conversation.write(
            application, sent["body"], by=signed_in_user(request), from_staff=False
        )
        return Response(shapes.MessageSerializer(message).data, HTTPStatus.CREATED)


class ApplicationReply(ApplicationView):
    """Answering a request for changes."""

    @extend_schema(
        operation_id="applications_reply",
        summary="Answer a request for changes",
        request=shapes.ReplySerializer,
        responses=shapes.RequestSerializer,
        examples=[examples.REPLY, examples.REQUEST],
    )
    def post(self, request: Request, reference: str, request_id: int) -> Response:
        """Answer in words, beside the changed answer; it is sent with the resubmission."""
        application = self.one(request, reference)
        asked: InformationRequest = get_object_or_404(application.requests.all(), pk=request_id)
        sent = _valid(shapes.ReplySerializer(data=request.data))
        conversation.reply(asked, sent["text"], by=signed_in_user(request))
        return Response(shapes.RequestSerializer(asked).data)


class Precheck(APIView):
    """Trying out answers without keeping them."""

    write_scope = Scope.PRECHECK

    @extend_schema(
        operation_id="precheck",
        summary="Judge answers without keeping them",
        request=shapes.PrecheckSerializer,
        responses=shapes.AssessmentSerializer,
        examples=[examples.PRECHECK, examples.ASSESSMENT],
    )
    def post(self, request: Request) -> Response:
        """Tell what the policy pack makes of these answers; the same as `manage.py precheck`."""
        try:
            sent = application_files.read(json.dumps(request.data).encode())
            result = assess(_pack(sent.pack), sent.answers, sent.review)
        except Unreadable as error:
            raise ParseError(f"It {error}.") from error
        except UnknownName as error:
            raise ValidationError({"review": str(error)}) from error
        return Response(result.as_dict())


def _valid(shape: Serializer[Any]) -> dict[str, Any]:
    """Return what was sent, or refuse it with a pointer to each fault."""
    shape.is_valid(raise_exception=True)
    sent: dict[str, Any] = shape.validated_data
    return sent


def _page(
    view: APIView, request: Request, rows: QuerySet[Any], shape: type[Serializer[Any]]
) -> Response:
    paging = CursorPagination()
    page = paging.paginate_queryset(rows, request, view)
    return paging.get_paginated_response(shape(page, many=True).data)


def _organisation(request: Request, public_id: UUID | None) -> Organisation:
    """Return the organisation named, or the only one there is."""
    mine = Organisation.objects.of(signed_in_user(request))
    if public_id:
        mine = mine.filter(public_id=public_id)
    found = list(mine[:2])
    if len(found) == 1:
        return found[0]
    known = (
        "You belong to no such organisation." if public_id else "Name one organisation of yours."
    )
    raise ValidationError({"organisation": known})


def _expected_version(request: Request) -> int | None:
    """Return the version in If-Match; one that is none of ours never matches."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    version = given.removeprefix("W/").strip('"')
    return int(version) if version.isascii() and version.isdigit() else 0


def _pack(name: str) -> Pack:
    is_storable = name.isascii() and name.isprintable()
    named = guidelines.pack_named(name) if is_storable and name else None
    version = named if name else guidelines.current_pack()
    if version is None:
        raise ValidationError({"pack": f"There is no policy pack {name[:60]}."})
    return guidelines.compiled(version)
