"""How do tests call the API? As a program that shows a token of a person."""

from datetime import timedelta

from rest_framework.test import APIClient

from accounts import services
from accounts.scopes import Scope

REPLACE = {"If-Match": "*"}  # whatever is there
BOTH = (Scope.APPLICATIONS_READ, Scope.APPLICATIONS_WRITE)


def program(person, scopes=BOTH):
    """A client that shows a token with these scopes."""
    lifetime = timedelta(days=1)
    _, secret = services.create_token(person, name="test", scopes=scopes, lifetime=lifetime)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def address(application, act=""):
    return f"/api/v1/applications/{application.reference}/{act}"


def problem(response):
    """The code at the end of the problem's type, its status and its sentence."""
    assert response["Content-Type"] == "application/problem+json"
    document = response.json()
    return document["status"], document["type"].rpartition(":")[2], document["detail"]


def errors(response):
    """The sentences of a problem by pointer."""
    return {error["pointer"]: error["detail"] for error in response.json()["errors"]}
