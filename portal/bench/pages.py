"""Opening pages and posting to addresses, in this process and without a network."""

from http import HTTPStatus

from django.http.response import HttpResponseBase
from django.test import Client

from accounts.models import User


def signed_in(user: User) -> Client:
    """A browser in which the person is signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def get(client: Client, url: str) -> None:
    """Open a page."""
    _ensure_answered(client.get(url), url)


def post(client: Client, url: str, body: str) -> None:
    """Send JSON."""
    _ensure_answered(client.post(url, body, content_type="application/json"), url)


def _ensure_answered(response: HttpResponseBase, url: str) -> None:
    if response.status_code != HTTPStatus.OK:
        message = f"{url} answered {response.status_code}"
        raise RuntimeError(message)
