"""Views that refuse in every way, with addresses for them."""

from django.core import exceptions as django_errors
from django.http import Http404, HttpResponse
from django.urls import include, path, re_path
from rest_framework import exceptions, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.models import Organisation
from common.api import CursorPagination, not_found
from common.errors import DomainError


class TeaCold(DomainError):
    """The tea is cold: put the kettle on."""


class Tired(BaseThrottle):
    def allow_request(self, request, view):
        return False

    def wait(self):
        return 12.3


class CupSerializer(serializers.Serializer):
    colour = serializers.CharField(max_length=5)
    sizes = serializers.ListField(child=serializers.IntegerField(), required=False)
    saucer = serializers.DictField(child=serializers.BooleanField(), required=False)

    def validate(self, attrs):
        if attrs["colour"] == "none":
            raise serializers.ValidationError("A cup has a colour.")
        return attrs


REFUSALS = {
    "cold": TeaCold(),
    "named": TeaCold("Only this one.", pointers={"B1": "Too cold", "B2": "Cold"}),
    "gone": Http404("secret detail"),
    "forbidden": django_errors.PermissionDenied(),
    "worded": django_errors.PermissionDenied("Only on Tuesdays."),
    "invalid": django_errors.ValidationError("Not like this."),
    "fields": django_errors.ValidationError({"a/b~c": ["First.", "Second."]}),
    "parts": django_errors.TooManyFilesSent("secret detail"),
    "scope": exceptions.PermissionDenied("This token lacks the scope for that."),
    "fault": ZeroDivisionError(),
}


class Refusing(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get(self, request, name):
        raise REFUSALS[name]


class Pouring(APIView):
    authentication_classes = (SessionAuthentication,)
    permission_classes = (AllowAny,)

    def post(self, request):
        cup = CupSerializer(data=request.data)
        cup.is_valid(raise_exception=True)
        return Response(cup.validated_data)


class Resting(APIView):
    throttle_classes = (Tired,)
    permission_classes = (AllowAny,)

    def get(self, request):
        return Response()


class Members(APIView):
    def get(self, request):
        return Response()


class Organisations(APIView):
    permission_classes = (AllowAny,)

    def get(self, request):
        paging = CursorPagination()
        page = paging.paginate_queryset(Organisation.objects.all(), request)
        return paging.get_paginated_response([organisation.pk for organisation in page])


def broken_page(request):
    raise ZeroDivisionError


def home(request):
    return HttpResponse()


handler500 = "common.api.server_error"
urlpatterns = [
    path("api/refuse/<name>/", Refusing.as_view()),
    path("api/pour/", Pouring.as_view()),
    path("api/rest/", Resting.as_view()),
    path("api/members/", Members.as_view()),
    path("api/organisations/", Organisations.as_view()),
    path("page/", broken_page),
    path("", home, name="home"),
    path("", include("portal.urls")),
    re_path("^api/", not_found),
]
