"""Does the page about the API name only what the OpenAPI document has?"""

import re
from pathlib import Path

from drf_spectacular.generators import SchemaGenerator

from accounts.models.kept_answers import KEY_MAX
from accounts.scopes import Scope

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
DOCUMENT = SchemaGenerator().get_schema(request=None, public=True)


def operations():
    """Method and path of every call on the page."""
    for call in re.findall(r"curl(?:.|\\\n)*?\"\$API[^\"]*\"", PAGE):
        path = re.search(r'"\$API([^"]*)"', call)[1]
        named = re.search(r"-X ([A-Z]+)", call)
        yield (named[1] if named else "POST" if re.search(r" -[dF] ", call) else "GET"), path


def described(method, path):
    """Whether the document has the call."""
    for known, methods in DOCUMENT["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(known))
        if re.fullmatch(pattern, f"/api/v1{path}") and method.lower() in methods:
            return True
    return False


def test_every_call_of_the_whole_job_is_described():
    calls = list(operations())

    assert len(calls) == 11
    assert [call for call in calls if not described(*call)] == []


def test_the_parameters_of_the_list_are_all_told():
    known = {
        each["name"] for each in DOCUMENT["paths"]["/api/v1/applications/"]["get"]["parameters"]
    }

    assert {name for name in known if f"`{name}`" not in PAGE} <= {"cursor"}


def test_every_scope_and_the_length_of_a_key_are_told():
    assert [scope for scope in Scope.values if f"`{scope}`" not in PAGE] == []
    assert f"1 to {KEY_MAX} visible" in PAGE
