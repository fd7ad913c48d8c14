"""A program that uses the API."""

from __future__ import annotations

import json

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
