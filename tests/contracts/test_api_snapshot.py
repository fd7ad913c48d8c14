"""The API's document, kept beside the tests: a change to it is a change to a promise.

After an intended change: HUSTINGS_UPDATE_SNAPSHOT=yes .venv/bin/python -m pytest tests/contracts
"""

import json
import os
from pathlib import Path

import pytest

SNAPSHOT = Path(__file__).parent / "openapi.json"
UPDATE = os.environ.get("HUSTINGS_UPDATE_SNAPSHOT") == "yes"


@pytest.fixture(scope="module")
def document():
    from hustings.web.api.application import api

    made = json.loads(json.dumps(api.get_openapi_schema()))
    del made["info"]["version"]
    return made


def test_the_document_is_the_one_agreed_on(document):
    if UPDATE:
        SNAPSHOT.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
    assert document == json.loads(SNAPSHOT.read_text())


def test_every_operation_has_a_name_a_description_and_refusals(document):
    names = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            names.append(operation["operationId"])
            assert operation["description"], (method, path)
            refusal = operation["responses"]["default"]["content"]
            assert list(refusal) == ["application/problem+json"]
    assert len(names) == len(set(names)) == 11


def test_every_id_of_the_document_is_a_string(document):
    for name, shape in document["components"]["schemas"].items():
        for field in ("id", "parent", "discussion", "story", "comment", "revision"):
            found = shape.get("properties", {}).get(field)
            kinds = {
                one["type"] for one in (found or {}).get("anyOf", [found or {"type": "string"}])
            }
            assert kinds <= {"string", "null"}, (name, field)
