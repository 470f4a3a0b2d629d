"""How does the command speak to the portal? Patiently, and never twice where once was meant.

Every act carries an Idempotency-Key, so whatever the network loses is sent again without harm.
"""

import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import httpx

from gatehouse_cli import __version__
from gatehouse_cli.failures import Failure, Unreachable, of_problem

TRIES: Final = 4
LONGEST_WAIT: Final = 65.0  # seconds; a minute is the portal's window of requests
BUSY: Final = frozenset({429, 502, 503, 504})
TIMEOUT: Final = httpx.Timeout(60, connect=10)
READING: Final = frozenset({"GET", "HEAD"})


class Credentials(Protocol):
    """Where tokens come from."""

    def token(self) -> str:
        """One that should be good now."""

    def renewed(self, refused: str) -> str:
        """Another, after this one was refused; empty if there is none."""


@dataclass(frozen=True)
class Sent:
    """What to send; `files` opens anew for each try."""

    method: str
    path: str
    json: Any = None
    form: Mapping[str, str] | None = None
    files: Callable[[], Mapping[str, Any]] | None = None
    headers: Mapping[str, str] | None = None


def client_of(host: str) -> httpx.Client:
    """A connection to the portal. It follows no redirect: a token is for this host alone."""
    names = {"User-Agent": f"gatehouse-cli/{__version__}", "Accept-Language": "en"}
    return httpx.Client(base_url=host, headers=names, timeout=TIMEOUT)


class Portal:
    """The REST API of one portal, for one person."""

    def __init__(self, host: str, credentials: Credentials) -> None:
        self.host = host
        self.credentials = credentials
        self.client = client_of(host)

    def get(self, path: str, **parameters: Any) -> Any:
        """Read what is there."""
        return read(self.send(Sent("GET", with_query(path, parameters))))

    def pages(self, path: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list, page by page."""
        page = self.get(path, **parameters)
        while True:
            yield from page["results"]
            if not page.get("next"):
                return
            query = httpx.URL(page["next"]).query.decode()
            page = read(self.send(Sent("GET", f"{path}?{query}")))

    def act(self, path: str, json: Any = None, **headers: str) -> Any:
        """Do something by POST; returns the answer, None if it is empty."""
        response = self.send(Sent("POST", path, json=json, headers=headers))
        return read(response) if response.content else None

    def send(self, sent: Sent) -> httpx.Response:
        """Send it until it is answered; a refusal ends the command."""
        headers = {"Accept": "application/json", **(sent.headers or {})}
        if sent.method not in READING:
            headers.setdefault("Idempotency-Key", str(uuid.uuid4()))
        token = self.credentials.token()
        response = self._answered(sent, headers, token)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            renewed = self.credentials.renewed(token)
            response = self._answered(sent, headers, renewed) if renewed else response
        return checked(response)

    def _answered(self, sent: Sent, headers: Mapping[str, str], token: str) -> httpx.Response:
        signed = {**headers, "Authorization": f"Bearer {token}"}
        return tried(lambda: self._once(sent, signed), host=self.host)

    def _once(self, sent: Sent, headers: Mapping[str, str]) -> httpx.Response:
        files = sent.files() if sent.files else None
        return self.client.request(
            sent.method, sent.path, json=sent.json, data=sent.form, files=files, headers=headers
        )


def with_query(path: str, parameters: Mapping[str, Any]) -> str:
    """The path with the parameters that have a value."""
    given = {name: value for name, value in parameters.items() if value not in (None, "", [])}
    return f"{path}?{httpx.QueryParams(given)}" if given else path


def tried(once: Callable[[], httpx.Response], *, host: str) -> httpx.Response:
    """Try again after what passes: a broken connection, a busy portal, an act still under way."""
    for attempt in range(TRIES):
        is_last = attempt == TRIES - 1
        try:
            response = once()
        except httpx.RequestError as error:
            if is_last:
                raise _unreachable(host, error) from error
            time.sleep(2**attempt / 2)
            continue
        if is_last or not _passes(response):
            return response
        time.sleep(_wait(response, attempt))
    raise AssertionError


def _passes(response: httpx.Response) -> bool:
    return response.status_code in BUSY or (
        response.status_code == httpx.codes.CONFLICT and "still_under_way" in response.text
    )


def _wait(response: httpx.Response, attempt: int) -> float:
    """As long as the portal says, within reason."""
    asked = response.headers.get("Retry-After", "")
    seconds = float(asked) if asked.isdigit() else 2**attempt / 2
    return min(seconds, LONGEST_WAIT)


def _unreachable(host: str, error: httpx.RequestError) -> Unreachable:
    if isinstance(error, httpx.TimeoutException):
        return Unreachable(f"{host} does not answer in time. Try again later.")
    reason = re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
    return Unreachable(f"{host} cannot be reached: {reason}.")


def checked(response: httpx.Response) -> httpx.Response:
    """The response if it is an answer; else what the portal refused, as a failure."""
    if response.is_success or response.status_code == httpx.codes.NOT_MODIFIED:
        return response
    problem = document_of(response)
    if "detail" in problem:
        raise of_problem(response.status_code, problem)
    raise _foreign(response)


def read(response: httpx.Response) -> Any:
    """The JSON that was answered."""
    try:
        return response.json()
    except ValueError as error:
        raise _foreign(response) from error


def document_of(response: httpx.Response) -> dict[str, Any]:
    """The JSON object that was answered; empty if it is none."""
    try:
        content = response.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _foreign(response: httpx.Response) -> Failure:
    """What answers is busy, broken, or no portal."""
    host = f"{response.url.scheme}://{response.url.netloc.decode()}"
    if response.status_code in BUSY or response.is_server_error:
        return Unreachable(f"{host} is not well (status {response.status_code}). Try again later.")
    if response.is_redirect:
        place = response.headers.get("Location", "elsewhere")
        return Failure(f"{host} sends us to {place}. Is that the portal's address?")
    return Failure(
        f"{host} answers, but not as a Gatehouse portal (status {response.status_code})."
    )
