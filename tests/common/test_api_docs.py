"""The API's own description: complete, valid, and readable in a browser."""

import json

import pytest
import yaml
from django.urls import reverse
from drf_spectacular.validation import validate_schema

from common.openapi import METHODS


@pytest.fixture
def document(client, db):
    return client.get("/api/v1/schema").json()


def operations(document):
    for path, methods in document["paths"].items():
        for method in METHODS & methods.keys():
            yield path, method, methods[method]


def test_the_document_is_valid_openapi_3_1(document):
    validate_schema(document)

    assert document["openapi"] == "3.1.0"


def test_the_document_is_json_unless_yaml_is_asked_for(client, document):
    as_yaml = client.get("/api/v1/schema", {"format": "yaml"})

    assert as_yaml["Content-Type"].startswith("application/yaml")
    assert yaml.safe_load(as_yaml.content) == document


def test_every_operation_describes_its_refusals(document):
    described = {
        (path, method): operation["responses"].keys()
        for path, method, operation in operations(document)
    }

    reading, writing = {"401", "403", "404", "default"}, {"409", "422"}
    for (_, method), statuses in described.items():
        assert statuses >= (reading if method == "get" else reading | writing)


def test_refusals_are_described_as_problems(document):
    for _, _, operation in operations(document):
        content = operation["responses"]["default"]["content"]

        assert content == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }


def test_every_operation_says_what_it_does(document):
    nameless = [
        (path, method)
        for path, method, operation in operations(document)
        if not operation.get("summary") or not operation.get("operationId")
    ]

    assert nameless == []


def test_every_operation_shows_examples(document):
    bodies = [
        (operation["operationId"], body["content"]["application/json"])
        for _, _, operation in operations(document)
        for body in (operation.get("requestBody"), *operation["responses"].values())
        if body and "application/json" in body.get("content", {})
    ]

    assert [name for name, content in bodies if "examples" not in content] == []


def test_every_address_is_described_once(document):
    bare = [path.rstrip("/") for path in document["paths"]]

    assert len(bare) == len(set(bare))


@pytest.mark.parametrize("path", ["/api/v1/schema", "/api/v1/schema/"])
def test_the_document_is_found_with_and_without_the_slash(client, db, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/docs/"])
def test_the_page_takes_nothing_from_elsewhere_and_has_nothing_inline(client, db, path):
    response = client.get(path)

    page = response.content.decode()
    assert response.status_code == 200
    assert "<style" not in page
    assert "https://" not in page
    assert "<script>" not in page
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_script_of_the_page_is_a_file_of_its_own(client, db):
    response = client.get(reverse("api:docs"), {"script": ""})

    assert response["Content-Type"].startswith("application/javascript")
    assert json.dumps(reverse("api:schema"))[1:-1].encode() in response.content.replace(
        b"\\u002D", b"-"
    )
