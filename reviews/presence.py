"""Who has the desk of an application open now? Kept in Valkey for a little more than two beats.

Pages say so again and again while they are looked at. Without Valkey nobody is seen, and nothing
else stops. Who asks has been let in to the desk: nobody with a conflict learns who is there.
"""

import functools
import logging
import time
from datetime import timedelta
from typing import Final, cast

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from accounts.models import User
from applications.models import Application
from common.outages import Outage

BEAT: Final = timedelta(seconds=30)  # how often an open page says so
KEPT: Final = BEAT * 2.5
VALKEY: Final = Outage(seconds=5)

log = logging.getLogger(__name__)


def enter(application: Application, *, by: User) -> tuple[str, ...]:
    """Say that `by` is at the desk; the pseudonyms of all others who are, in order."""
    if VALKEY.is_on:
        return ()
    try:
        there = _enter(f"desk:{application.pk}", f"{by.public_id} {by.pseudonym}")
    except RedisError:
        VALKEY.begin()
        log.warning("Valkey does not answer; nobody is seen at the desks.")
        return ()
    people = dict(one.split(" ", 1) for one in there)
    people.pop(str(by.public_id), None)
    return tuple(sorted(people.values()))


def _enter(key: str, member: str) -> list[str]:
    """One round trip: forget who left, note who is here, read all of them."""
    now = time.time()
    with _client(settings.REDIS_URL).pipeline() as pipe:
        pipe.zremrangebyscore(key, 0, now - KEPT.total_seconds())
        pipe.zadd(key, {member: now})
        pipe.zrange(key, 0, -1)
        pipe.expire(key, KEPT)
        answers = pipe.execute()
    return cast("list[str]", answers[2])


@functools.cache
def _client(url: str) -> "Redis":
    return Redis.from_url(url, decode_responses=True, socket_connect_timeout=1, socket_timeout=1)
