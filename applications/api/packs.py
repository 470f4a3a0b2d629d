"""Which policy pack does a program mean, and what does its form look like?"""

from typing import Any, Final

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints import Endpoint
from accounts.scopes import Scope
from applications import queries
from applications.api import examples
from applications.api.base import ApplicationView
from common import conditional, parameters
from common.parameters import Parameters, ParametersRefused
from guidelines import queries as guidelines
from guidelines.json_schema import form_schema
from guidelines.models import PackVersion
from guidelines.pack import Pack

SCHEMA_JSON: Final = "application/schema+json"
SCHEMA: Final = {"type": "object", "description": "A JSON Schema 2020-12."}
FORM: Final = {(200, SCHEMA_JSON): SCHEMA, (200, "application/json"): SCHEMA, 304: None}
FRESH_FOR: Final = "private, max-age=300"


class SchemaRenderer(JSONRenderer):
    """JSON, by the name that schemas have."""

    media_type = SCHEMA_JSON


class FormParameters(Parameters):
    """Whose form."""

    pack = serializers.CharField(
        required=False, max_length=100, help_text="`id@version`; the one in force if left out."
    )


class Form(Endpoint):
    """The form of a policy pack."""

    read_scope = Scope.APPLICATIONS_READ
    renderer_classes = (SchemaRenderer, JSONRenderer)

    @extend_schema(
        operation_id="form",
        summary="Read the form as JSON Schema",
        responses=FORM,
        parameters=[FormParameters, examples.IF_NONE_MATCH],
        examples=examples.FORM,
    )
    def get(self, request: Request) -> Response:
        """Questions, types, lengths, options and conditions, and what a submission has to hold."""
        sent = parameters.read(request, FormParameters).validated_data
        version = named(sent.get("pack", ""))
        if version is None:
            raise ParametersRefused(pointers={"?pack": no_such(sent["pack"])})
        return _shown(request, guidelines.compiled(version))


class ApplicationForm(ApplicationView):
    """The form of one application."""

    renderer_classes = (SchemaRenderer, JSONRenderer)

    @extend_schema(
        operation_id="applications_form",
        summary="Read an application's form as JSON Schema",
        responses=FORM,
        parameters=[examples.IF_NONE_MATCH],
        examples=examples.FORM,
    )
    def get(self, request: Request, reference: str) -> Response:
        """Of the pack to which it is pinned, or which is in force; `$id` names the version."""
        return _shown(request, queries.pack_of(self.one(request, reference)))


def named(name: str) -> PackVersion | None:
    """Return the pack of that name; without a name, the one in force."""
    if not name:
        return guidelines.current_pack()
    is_storable = name.isascii() and name.isprintable()
    return guidelines.pack_named(name) if is_storable else None


def no_such(name: str) -> str:
    return gettext("There is no policy pack %(name)s.") % {"name": name[:60]}


def _shown(request: Request, pack: Pack) -> Response:
    content: dict[str, Any] = form_schema(pack)
    headers = {"ETag": conditional.digest_tag(content), "Cache-Control": FRESH_FOR}
    if conditional.is_known(request.headers, shown=headers["ETag"]):
        return Response(status=304, headers=headers)
    return Response(content, headers=headers)
