"""How do answers stand, kept or only tried out?"""

import json

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints import Endpoint
from accounts.scopes import Scope
from applications import lines, queries
from applications.api import examples, packs
from applications.api.base import ApplicationView
from applications.serializers.assessment import (
    CheckSerializer,
    PrecheckedSerializer,
    PrecheckSerializer,
    amendment_values,
    check_values,
    problem_values,
)
from guidelines import application_files
from guidelines import queries as guidelines
from guidelines.assessment import assess
from guidelines.checklist import UnknownName
from guidelines.pack import Pack
from guidelines.yaml_reading import Unreadable


class ApplicationCheck(ApplicationView):
    """How the answers stand."""

    @extend_schema(
        operation_id="applications_check",
        summary="See what is missing, and the tier",
        responses=CheckSerializer,
        examples=[examples.CHECK],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Judge the answers as they stand, by the very rules of the reviewers' desk."""
        application = self.one(request, reference)
        assessment = queries.assess_draft(application)
        difference = lines.difference_of(application, assessment)
        amendment = amendment_values(
            difference, is_recorded=lines.is_recorded(application, difference)
        )
        problems = queries.problems(application, assessment)
        return Response(check_values(assessment, problems, amendment))


class Precheck(Endpoint):
    """Trying out answers without keeping them."""

    write_scope = Scope.PRECHECK

    @extend_schema(
        operation_id="precheck",
        summary="Judge answers without keeping them",
        request=PrecheckSerializer,
        responses=PrecheckedSerializer,
        examples=[examples.PRECHECK, examples.PRECHECKED],
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
        return Response(result.as_dict() | {"problems": problem_values(queries.faults(result))})


def _pack(name: str) -> Pack:
    version = packs.named(name)
    if version is None:
        raise ValidationError({"pack": packs.no_such(name)})
    return guidelines.compiled(version)
