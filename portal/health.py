"""GET /healthz: is this instance ready to serve? Load balancers and `manage.py up` ask it."""

from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

PATH = "/healthz"
PATIENCE = 2  # seconds


class NotReady(Exception):
    """A part is missing; `str(error)` says which and in what way."""


def answer_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that stands before the rules on host names and HTTPS: whoever asks about health
    asks an address inside, not the public name."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == PATH and request.method in {"GET", "HEAD"}:
            return healthz()
        return get_response(request)

    return middleware


def healthz() -> HttpResponse:
    """200 once everything answers; 503 with a word for each part that does not."""
    parts = {"database": _state(_ask_database), "broker": _state(_ask_broker)}
    is_ready = all(state == "ok" for state in parts.values())
    answer = {"status": "ok" if is_ready else "unavailable", "web": "ok", **parts}
    return JsonResponse(
        answer, status=200 if is_ready else 503, headers={"Cache-Control": "no-store"}
    )


def _state(ask: Callable[[], None]) -> str:
    try:
        ask()
    except NotReady as missing:
        return str(missing)
    return "ok"


def _ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ask_migrations()
    except DatabaseError as error:
        connection.close()
        raise NotReady("does not answer") from error


@cache  # an exception is not cached: asked again until every migration is applied
def ask_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("migrations are not applied")


def _ask_broker() -> None:
    link = redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    try:
        with link:
            link.ping()
    except redis.RedisError as error:
        raise NotReady("does not answer") from error
