"""However a request to the API is spelt, the answer is a problem in words, never a fault."""

import json

import pytest
from django.test import RequestFactory
from drf_spectacular.generators import SchemaGenerator

from common.openapi import METHODS
from tests.portal import contract

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PATHS = SchemaGenerator().get_schema(request=None, public=True)["paths"]
JSON = "application/json"
PROBLEM = "application/problem+json"
ODD_BODIES = {
    "no JSON": (JSON, b'{"answers": '),
    "two values": (JSON, b"{} {}"),
    "half a character": (JSON, b'{"body": "\xed\xa0\x80"}'),
    "another encoding": (JSON, '{"body": "é"}'.encode("latin-1")),
    "UTF-16": (JSON, '{"body": "x"}'.encode("utf-16")),
    "a charset that there is not": (f"{JSON}; charset=klingon", b"{}"),
    "no number": (JSON, b'{"answers": {"F3": NaN}}'),
    "a list": (JSON, b"[]"),
    "a word": (JSON, b'"word"'),
    "nothing": (JSON, b"null"),
    "text": ("text/plain", b"x"),
    "XML": ("application/xml", b"<x/>"),
    "no type": ("", b"{}"),
    "half a type": ("application/", b"{}"),
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "a strange boundary": ("multipart/form-data; boundary=\xe9", b"--x\r\n"),
    "an open end": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; na",
    ),
    "NUL in a name": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="q\0"\r\n\r\n1\r\n--x--\r\n',
    ),
    "a form": ("application/x-www-form-urlencoded", b"a=%00&b=%ff"),
}
ODD_FIELDS = [
    {"Accept": "text/html"},
    {"Accept": "application/xml;q=oops, */nonsense"},
    {"Accept": "nonsense"},
    {"Accept": ""},
    {"Accept-Language": "xx;q=9, \x7f"},
    {"Accept-Encoding": "nonsense"},
    {"If-Match": "\x7f"},
    {"If-None-Match": '"' * 3},
    {"Idempotency-Key": ""},
    {"Idempotency-Key": "x" * 5000},
    {"Idempotency-Key": "\x00"},
    {"Cookie": "sessionid=\x00; csrftoken=" + "x" * 9000},
    {"Content-Length": "many"},
    {"X-HTTP-Method-Override": "BREW"},
    {"Authorization": "Bearer \xff"},
    {"Authorization": "Bearer " + "x" * 9000},
    {"Authorization": "Basic bm9ib2R5OnBhc3N3b3Jk"},
    {"Authorization": "Bearer a b c"},
]


QUERIES = [
    "%00=%00",
    "cursor=%ff%fe",
    "page_size=" + "9" * 5000,
    "&&=&",
    "q=%ed%a0%80",
    "a=1" * 2000,
]


def faults(world, methods, **sent):
    """What is wrong about the answers, by operation; what the requests did is undone."""
    found = {}
    for path, method in operations(methods):
        headers = world.headers[caller(path)] | sent.get("headers", {})
        url = at(world, path) + sent.get("query", "")
        body = {"data": b"{}", "content_type": JSON} | sent.get("body", {})
        request = RequestFactory().generic(method.upper(), url, headers=headers, **body)
        if wrong := fault(request.environ):
            found[method, path] = wrong
    return found


def operations(methods):
    return [(path, m) for path, found in PATHS.items() for m in methods & found.keys()]


def at(world, path):
    names = {part[1:-1] for part in path.split("/") if part.startswith("{")}
    return path.format(**world.leading(names)[0])


def caller(path):
    """The one who gets furthest there."""
    return "reviewer" if "/reviews/" in path else "key" if path.endswith("/key") else "applicant"


def fault(environ):
    """What is wrong about the answer; empty if it is none, or a problem in words."""
    told = {}
    [content] = contract.application(environ, lambda *start: told.update(start=start))
    status, fields = int(told["start"][0].split()[0]), dict(told["start"][1])
    if status < 400:
        return ""
    is_problem = fields["Content-Type"] == PROBLEM and json.loads(content)["detail"]
    return "" if is_problem and status < 500 else f"{status} {fields} {content[:200]}"


def test_bodies_of_any_kind_are_answered_in_words(world):
    writing = {"post", "put", "patch", "delete"}

    found = {
        name: faults(world, writing, body={"data": body, "content_type": kind})
        for name, (kind, body) in ODD_BODIES.items()
    }

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_fields_of_any_kind_are_answered_in_words(world):
    found = {str(f): faults(world, {*METHODS}, headers=f) for f in ODD_FIELDS}

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_parameters_of_any_kind_are_answered_in_words(world):
    found = {query: faults(world, {*METHODS}, query=f"?{query}") for query in QUERIES}

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
