"""How does a person let the command in? By the device flow (RFC 8628), or by a token of theirs."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from gatehouse_cli.failures import Failure, NotSignedIn, Unreachable, UsageFailure
from gatehouse_cli.portal import checked, client_of, document_of, tried
from gatehouse_cli.store import Store, Tokens

TOKEN_VARIABLE: Final = "GATEHOUSE_TOKEN"  # noqa: S105 -- the name of a variable
CLIENT: Final = "gatehouse-cli"
DEVICE_CODE: Final = "urn:ietf:params:oauth:grant-type:device_code"
READING: Final = "openid applications:read precheck keys:read"
ALL: Final = f"{READING} applications:write keys:write"
RENEW_BEFORE: Final = 60  # seconds

AGAIN: Final = "Sign in again: gatehouse login."


@dataclass(frozen=True)
class Waiting:
    """A pair of codes: one to show, one to keep."""

    device_code: str
    user_code: str
    address: str
    interval: float
    expires_at: float


class Identity:
    """The portal as the one who signs people in."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.client = client_of(f"{host}/identity/o/api/")

    def begin(self, *, scope: str) -> Waiting:
        """Ask for a pair of codes."""
        answer = checked(self._post("device/code", scope=scope))
        codes = document_of(answer)
        if "device_code" not in codes:
            raise Failure(f"{self.host} answers, but not as a Gatehouse portal.")
        return Waiting(
            codes["device_code"],
            codes["user_code"],
            codes.get("verification_uri_complete") or codes["verification_uri"],
            float(codes.get("interval", 5)),
            time.time() + float(codes["expires_in"]),
        )

    def wait(self, waiting: Waiting, *, pause: Callable[[float], None] = time.sleep) -> Tokens:
        """Ask until the person has answered."""
        interval = waiting.interval
        while time.time() < waiting.expires_at:
            pause(interval)
            answer = self._post("token", grant_type=DEVICE_CODE, device_code=waiting.device_code)
            if answer.is_success:
                return _tokens(document_of(answer))
            interval = _next_interval(answer, interval)
        raise NotSignedIn(f"Nobody typed the code in before it expired. {AGAIN}")

    def renew(self, tokens: Tokens) -> Tokens | None:
        """New tokens for the refresh token, which is good once; None if it no longer is."""
        answer = self._post("token", grant_type="refresh_token", refresh_token=tokens.refresh)
        if answer.is_success:
            return _tokens(document_of(answer))
        if answer.is_server_error:
            raise Unreachable(f"{self.host} is not well. Try again later.")
        return None

    def end(self, tokens: Tokens) -> None:
        """Make both tokens worthless."""
        for token in (tokens.refresh, tokens.access):
            checked(self._post("revoke", token=token))

    def _post(self, path: str, **form: str) -> httpx.Response:
        sent = {"client_id": CLIENT, **form}
        return tried(lambda: self.client.post(path, data=sent), host=self.host)


def _tokens(granted: Mapping[str, Any]) -> Tokens:
    return Tokens(
        access=granted["access_token"],
        refresh=granted.get("refresh_token", ""),
        expires_at=time.time() + float(granted.get("expires_in", 3600)),
        scope=granted.get("scope", ""),
    )


def _next_interval(answer: httpx.Response, interval: float) -> float:
    """How long to wait before asking again, unless the answer was no."""
    error = document_of(answer).get("error")
    if error == "authorization_pending":
        return interval
    if error == "slow_down":
        return interval + 5  # as RFC 8628 has it
    if error == "access_denied":
        raise NotSignedIn("You turned the command away. Nothing was stored.")
    if error in {"expired_token", "invalid_grant"}:
        raise NotSignedIn(f"The code is over. {AGAIN}")
    raise Failure(f"The portal does not sign the command in: {error or answer.status_code}.")


class GivenToken:
    """A personal API token from the environment, as CI has it."""

    def __init__(self, token: str) -> None:
        self.given = token

    def token(self) -> str:
        """The very one."""
        return self.given

    def renewed(self, refused: str) -> str:
        """Nobody renews a personal token."""
        return ""


class KeptSignIn:
    """The tokens in the store, renewed when they are over."""

    def __init__(self, host: str, store: Store) -> None:
        self.host = host
        self.store = store

    def token(self) -> str:
        """One that is good for another minute."""
        tokens = self.store.tokens(self.host)
        if tokens is None:
            raise NotSignedIn(f"You are not signed in to {self.host}. Run: gatehouse login.")
        is_fresh = tokens.expires_at - RENEW_BEFORE > time.time()
        return tokens.access if is_fresh else self.renewed(tokens.access)

    def renewed(self, refused: str) -> str:
        """Renew the sign-in, unless another run of the command has just done so."""
        with self.store.locked():
            tokens = self.store.tokens(self.host)
            if tokens is not None and tokens.access != refused:
                return tokens.access
            renewed = Identity(self.host).renew(tokens) if tokens and tokens.refresh else None
            if renewed is None:
                self.store.forget(self.host)
                raise NotSignedIn(f"Your sign-in to {self.host} is over. {AGAIN}")
            self.store.keep(self.host, renewed)
            return renewed.access


def credentials(host: str, store: Store) -> GivenToken | KeptSignIn:
    """The token of the environment, else the sign-in that is kept."""
    given = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not (given.isascii() and given.isprintable()) or " " in given:
        raise UsageFailure(f"{TOKEN_VARIABLE} holds no token.")
    return GivenToken(given) if given else KeptSignIn(host, store)
