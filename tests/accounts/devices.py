"""How do tests sign a program in by the device flow? Over HTTP, as program and as person."""

from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD

CLIENT = "gatehouse-cli"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
SCOPES = "openid applications:read applications:write precheck keys:read keys:write"


def post(address, **asked):
    """Ask as a program does: OAuth wants its forms in one encoding."""
    form = "application/x-www-form-urlencoded"
    return Client().post(f"/identity/o/api/{address}", urlencode(asked), content_type=form)


def begin(*, scope=SCOPES, client_id=CLIENT):
    """What the program gets when it asks for its pair of codes."""
    return post("device/code", client_id=client_id, scope=scope)


def poll(device_code, *, client_id=CLIENT):
    """What it gets when it asks how matters stand."""
    return post("token", grant_type=DEVICE_CODE, device_code=device_code, client_id=client_id)


def renew(refresh_token, **more):
    """What it gets for its refresh token."""
    asked = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": CLIENT}
    return post("token", **asked, **more)


def browser_of(person):
    """A browser in which the person has just given their password."""
    browser = Client()
    browser.force_login(person)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def answer(browser, user_code, action="approve"):
    """Let the browser say yes or no to the code."""
    return browser.post(reverse("accounts:device"), {"code": user_code, "action": action})


def sign_in(person, *, scope=SCOPES):
    """The tokens of a program that the person has let in."""
    codes = begin(scope=scope).json()
    answered = answer(browser_of(person), codes["user_code"])
    assert answered.status_code == 200
    return poll(codes["device_code"]).json()
