"""What every response tells browsers not to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from hustings.web.palette import style_sources

Respond = Callable[[HttpRequest], HttpResponseBase]

READER_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "frame-src 'self' https:",  # outside videos; their frames load on a click
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",  # the editors' preview
    )
)
"""No nonces, so that one page serves everybody; no inline script is needed."""
ADMIN_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob: https:",
        "media-src 'self' blob:",
        "frame-src 'self' https:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""Wagtail's editor writes scripts and styles into its pages and shows previews of embeds."""
FILE_POLICY = "default-src 'none'; sandbox"
"""Uploaded and static files: whatever is in them, it does nothing."""
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
ADMIN = "/admin/"

FILE_HEADERS: list[tuple[str, str]] = [
    ("content-security-policy", FILE_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", PERMISSIONS),
    ("cross-origin-opener-policy", "same-origin"),
]


class SecurityHeaders:
    """Add the content security policy and the permissions policy; a view's own policy stays.

    Django's own middleware adds nosniff, referrer policy, opener policy and HSTS.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path.startswith(ADMIN) else reader_policy()
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


def reader_policy() -> str:
    """Return the policy of readers' pages; a publisher's accent is let through by its digest."""
    return f"{READER_POLICY}; style-src {style_sources()}"
