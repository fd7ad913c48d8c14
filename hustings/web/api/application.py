"""The API as one application: its routers, and how each failure is told."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from hustings import __version__
from hustings.errors import HustingsError
from hustings.web import errors
from hustings.web.api import addresses, comments, discussions, me, stories
from hustings.web.api.problems import CONTENT_TYPE, problem
from hustings.web.api.shapes import Problem
from hustings.web.storage import RETRY_SECONDS, is_storage_fault

__all__ = ["addresses", "api"]  # the converter must be known before any address is read
log = logging.getLogger(__name__)


class Application(NinjaAPI):
    """Ninja's application, whose document also tells of problems and of bearer tokens."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        parts = schema["components"]
        parts["schemas"]["Problem"] = Problem.model_json_schema()
        parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = REFUSAL
                operation["security"] = [{}, {"token": []}]
        return schema


REFUSAL = {
    "description": "Refused; docs/reference/errors.md lists the codes.",
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

api = Application(
    title="Hustings",
    version=__version__,
    description="Stories and their discussions. Errors are problem details (RFC 9457).",
    urls_namespace="api",
    docs_url=None,  # its page would load scripts from a third party
)
for part in (stories, discussions, comments, me):
    api.add_router("", part.router)


@api.exception_handler(HustingsError)
def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    return problem(refusal)


@api.exception_handler(Http404)
def absent(request: HttpRequest, missing: Any) -> HttpResponse:
    return problem(errors.NoSuchAddress())


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, fault: Any) -> HttpResponse:
    """Say which fields are wrong and how; what was sent is not sent back."""
    found = [{"at": _place(one["loc"]), "message": one["msg"]} for one in fault.errors]
    return problem(errors.InvalidRequest(errors=found))


def _place(location: tuple[str | int, ...]) -> list[str | int]:
    """Return where a fault is: "body" or "query", then the field; not how we call the whole."""
    source, *within = location
    return [source, *(within[1:] if source == "body" else within)]


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, fault: Any) -> HttpResponse:
    """Answer what the framework raises itself: a body that is no JSON."""
    return problem(errors.BodyUnreadable())


@api.exception_handler(Exception)
def failed(request: HttpRequest, failure: Any) -> HttpResponse:
    """Log what failed and tell nothing of it, except that storage is away for the moment."""
    if is_storage_fault(failure):
        log.warning("%s %s: %s", request.method, request.path, failure)
        return problem(errors.StorageAway(retry_after=RETRY_SECONDS))
    log.error("%s %s failed", request.method, request.path, exc_info=failure)
    return problem(errors.InternalError())
