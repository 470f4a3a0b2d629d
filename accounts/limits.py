"""How often may a program ask? Counted in Valkey; without Valkey nobody is counted.

That is on purpose: the limit keeps one program from crowding out others, it guards no secret, and
an API that stops with its cache would be the worse fault.

The fields follow draft-ietf-httpapi-ratelimit-headers: RateLimit-Policy says what is allowed,
RateLimit what is left.
"""

import logging
import math
import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.models import ApiToken, User
from common.outages import Outage

WINDOW: Final = 60  # seconds
POLICY: Final = "requests"
VALKEY: Final = Outage(seconds=5)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Where somebody stands in the present window."""

    quota: int
    used: int
    seconds_left: int

    @property
    def is_spent(self) -> bool:
        """Whether this request is one too many."""
        return self.used > self.quota

    def fields(self) -> dict[str, str]:
        """Return the response fields that tell of it."""
        left = max(0, self.quota - self.used)
        return {
            "RateLimit-Policy": f'"{POLICY}";q={self.quota};w={WINDOW}',
            "RateLimit": f'"{POLICY}";r={left};t={self.seconds_left}',
        }


class TokenThrottle(BaseThrottle):
    """So many requests a minute for each token, and for each person's session."""

    seconds_left = WINDOW

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count this request; who is nobody yet is refused elsewhere."""
        allowance = _count(request) if isinstance(request.user, User) else None
        view.allowance = allowance  # type: ignore[attr-defined]
        if allowance is None:
            return True
        self.seconds_left = allowance.seconds_left
        return not allowance.is_spent

    def wait(self) -> float:
        """Tell when the next window begins."""
        return self.seconds_left


def _count(request: Request) -> Allowance | None:
    now = time.time()
    seconds_left = WINDOW - int(now) % WINDOW
    if VALKEY.is_on:
        return None
    try:
        used = _raised(f"api-requests:{_who(request)}:{math.floor(now / WINDOW)}")
    except RedisError:
        VALKEY.begin()
        log.warning("Valkey does not answer; requests are not counted.")
        return None
    return Allowance(settings.API_REQUESTS_PER_MINUTE, used, seconds_left)


def _raised(name: str) -> int:
    cache.add(name, 0, timeout=WINDOW * 2)
    return cache.incr(name)


def _who(request: Request) -> str:
    if isinstance(request.auth, ApiToken):
        return f"token-{request.auth.pk}"
    return f"person-{request.user.pk}"
