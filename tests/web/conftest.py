"""How tests speak to the site: like programs and like browsers."""

from __future__ import annotations

import json

import pytest
from django.test import Client


class ApiClient:
    """A program that uses the API: JSON in and out, perhaps with a bearer token."""

    def __init__(self, token: str = "") -> None:
        self.http = Client(raise_request_exception=False)
        self.headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}

    def get(self, path, **headers):
        return self.http.get(path, **self.headers, **headers)

    def send(self, method, path, body=None, **headers):
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        chosen = {**self.headers, **headers}
        return self.http.generic(method, path, data, content_type="application/json", **chosen)

    def post(self, path, body=None, **headers):
        return self.send("POST", path, body, **headers)

    def put(self, path, body=None):
        return self.send("PUT", path, body)

    def patch(self, path, body=None):
        return self.send("PATCH", path, body)

    def delete(self, path):
        return self.send("DELETE", path, "")


@pytest.fixture
def anyone(db) -> ApiClient:
    """A program without a token."""
    return ApiClient()


@pytest.fixture
def api(token) -> ApiClient:
    """A program with the reader's token."""
    return ApiClient(token)


@pytest.fixture
def api_of(db):
    """Make a client for another account: ``api_of(other_reader)``."""
    from hustings.accounts.actions import issue_token

    return lambda account: ApiClient(issue_token(account))


@pytest.fixture
def thread(discussion) -> str:
    """The address of the discussion's comments."""
    return f"/api/v1/discussions/{discussion}/comments"
