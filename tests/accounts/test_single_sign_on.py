"""Can people sign in through an OpenID Connect provider that the operator has named?"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import User
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]  # they are allauth's


class Provider(BaseHTTPRequestHandler):
    """A provider that lets everybody in as `server.person`."""

    def do_GET(self):
        root = f"http://127.0.0.1:{self.server.server_port}"
        endpoints = {
            "issuer": root,
            "authorization_endpoint": f"{root}/authorize",
            "token_endpoint": f"{root}/token",
            "userinfo_endpoint": f"{root}/userinfo",
            "jwks_uri": f"{root}/keys",
        }
        self.answer(self.server.person if self.path == "/userinfo" else endpoints)

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.asked.append(parse_qs(self.rfile.read(length).decode()))
        self.answer({"access_token": "opaque", "token_type": "Bearer"})

    def answer(self, document):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def provider(settings):
    """A provider that runs, and that the portal is configured for."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.asked = []
        server.person = {
            "sub": "42",
            "email": "ada@example.org",
            "email_verified": True,
            "name": "Ada Byron",
        }
        app = {
            "provider_id": "oidc",
            "name": "Acme SSO",
            "client_id": "portal",
            "secret": "shared",
            "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
        }
        providers = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**providers, "APPS": [app]}}
        yield server
        server.shutdown()


def sign_in(client):
    """Go to the provider and come back."""
    start = client.post(reverse("openid_connect_login", args=["oidc"]))
    asked = parse_qs(urlsplit(start.url).query)
    callback = reverse("openid_connect_callback", args=["oidc"])
    return client.get(callback, {"code": "abc", "state": asked["state"][0]}), asked


def test_the_first_visit_makes_a_person_with_a_confirmed_address(client, provider):
    response, _ = sign_in(client)

    person = User.objects.get()
    assert response.url == "/applications/"
    assert (person.email, person.name) == ("ada@example.org", "Ada Byron")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get().verified


def test_the_second_visit_finds_the_same_person(client, provider):
    sign_in(client)
    client.logout()

    sign_in(client)

    assert User.objects.count() == 1
    assert client.get(reverse("accounts:account")).status_code == 200


def test_the_code_is_bound_to_the_browser_that_asked(client, provider):
    _, asked = sign_in(client)

    assert asked["code_challenge_method"] == ["S256"]
    assert "code_verifier" in provider.asked[0]


def test_an_unconfirmed_address_must_be_confirmed(client, provider, mailoutbox):
    provider.person["email_verified"] = False

    response, _ = sign_in(client)

    assert response.url == reverse("account_email_verification_sent")
    assert mailoutbox[0].to == ["ada@example.org"]


def test_the_provider_does_not_take_over_an_account_with_that_address(client, provider):
    UserFactory(email="ada@example.org")

    sign_in(client)

    assert client.get(reverse("accounts:account")).status_code == 302


def test_visiting_the_address_alone_starts_nothing(client, provider):
    assert client.get(reverse("openid_connect_login", args=["oidc"])).status_code == 200
    assert provider.asked == []


def test_the_sign_in_page_offers_it(client, provider):
    page = client.get(reverse("account_login")).content.decode()

    assert "Acme SSO" in page


def test_without_configuration_there_is_none(client):
    assert client.get(reverse("openid_connect_login", args=["oidc"])).status_code == 404
