"""Which version does a program speak of? ETag, If-Match and If-None-Match as RFC 9110 has them.

A tag is the version of what can be saved, a hyphen, and a digest of everything shown. A save looks
at the version alone, so that a step of somebody else's does not fail it; reading looks at both.
"""

import hashlib
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer

from common.errors import DomainError

ANY: Final = "*"
DIGEST_LENGTH: Final = 16
VERSION: Final = re.compile(r'"([0-9]{1,9})(?:-[!#-~]*)?"')


class VersionNeeded(DomainError):
    """Say in If-Match which version you change: the ETag that came with it when you read it.

    To replace on purpose whatever is there, send an asterisk.
    """

    status = HTTPStatus.PRECONDITION_REQUIRED


def tag(version: int, shown: Any) -> str:
    """Return the ETag of what is shown."""
    return f'"{version}-{_digest(shown)}"'


def digest_tag(shown: Any) -> str:
    """Return the ETag of what has no version."""
    return f'"{_digest(shown)}"'


def versions_to_replace(headers: Mapping[str, str]) -> frozenset[int] | None:
    """Return the versions that If-Match admits, without which nothing is overwritten."""
    if "If-Match" not in headers:
        raise VersionNeeded
    return versions_wanted(headers)


def versions_wanted(headers: Mapping[str, str]) -> frozenset[int] | None:
    """Return the versions that If-Match admits; None if it admits any.

    Weak tags never match here, as RFC 9110 has it, nor does what is none of ours.
    """
    tags = parse_etags(headers.get("If-Match", ANY))
    if tags == [ANY]:
        return None
    return frozenset(int(match[1]) for match in map(VERSION.fullmatch, tags) if match)


def is_known(headers: Mapping[str, str], *, shown: str) -> bool:
    """Whether If-None-Match says that the program has the very same already."""
    tags = parse_etags(headers.get("If-None-Match", ""))
    return tags == [ANY] or shown in {known.removeprefix("W/") for known in tags}


def _digest(shown: Any) -> str:
    return hashlib.sha256(JSONRenderer().render(shown)).hexdigest()[:DIGEST_LENGTH]
