"""System checks of a site's settings: each names the settings that do not fit together."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

from hustings.algorithms.colours import dark_enough, is_colour
from hustings.web import palette

TAG = "hustings"
"""These checks run at every start; Django's own only in ``hustings check``."""


@register(TAG)
def check_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The site's address must be one it answers to."""
    host = urlsplit(settings.BASE_URL).hostname
    if not host or urlsplit(settings.BASE_URL).scheme not in {"http", "https"}:
        return [
            Error(
                f"HUSTINGS_BASE_URL is {settings.BASE_URL!r}.",
                hint="Write the address readers use, such as https://news.example.org.",
                id="hustings.E001",
            )
        ]
    if host not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return [
            Error(
                f"HUSTINGS_BASE_URL names {host}, which HUSTINGS_HOSTS does not list.",
                hint=f"Add {host} to HUSTINGS_HOSTS.",
                id="hustings.E002",
            )
        ]
    return []


@register(TAG)
def check_proxies(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Trusted proxies must be addresses or networks."""
    messages: list[CheckMessage] = []
    for proxy in settings.HUSTINGS_TRUSTED_PROXIES:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            messages.append(
                Error(
                    f"HUSTINGS_TRUSTED_PROXIES holds {proxy!r}, which is no address or network.",
                    hint="Write for example 10.0.0.5 or 10.0.0.0/24.",
                    id="hustings.E003",
                )
            )
    return messages


@register(TAG)
def check_mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Readers sign in by a code sent by mail, so a public site needs a mail server."""
    local = urlsplit(settings.BASE_URL).hostname in {"localhost", "127.0.0.1", "::1"}
    if settings.EMAIL_HOST:
        return []
    kind = Info if local else Warning
    return [
        kind(
            f"HUSTINGS_SMTP_HOST is not set: mail is written to {settings.EMAIL_FILE_PATH}.",
            hint="Set HUSTINGS_SMTP_HOST, or readers cannot receive their sign-in codes.",
            id="hustings.W001",
        )
    ]


@register(TAG)
def check_encryption(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Beyond one's own machine, cookies must not travel unencrypted."""
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}:
        return []
    return [
        Warning(
            "HUSTINGS_BASE_URL begins with http://: sign-in cookies can be read on the way.",
            hint="Put an HTTPS proxy in front and write https:// in HUSTINGS_BASE_URL.",
            id="hustings.W002",
        )
    ]


@register(TAG)
def check_accent(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The publisher's colour must be one, and must be readable by day and by night."""
    accent = settings.HUSTINGS_ACCENT
    if not is_colour(accent):
        return [
            Error(
                f"HUSTINGS_ACCENT is {accent!r}.",
                hint="Write a colour as #rrggbb, such as #8f2416.",
                id="hustings.E004",
            )
        ]
    day, night = palette.accents()
    least = min(
        palette.least_contrast(day, palette.DAY), palette.least_contrast(night, palette.NIGHT)
    )
    if least >= palette.READABLE:
        return []
    darker = dark_enough(accent, ground=palette.DAY.raised, least=palette.READABLE)
    return [
        Error(
            f"HUSTINGS_ACCENT {accent} cannot be read: its contrast is {least:.1f}:1 where"
            f" {palette.READABLE}:1 is the least.",
            hint=f"The nearest shade that can is {darker}.",
            id="hustings.E005",
        )
    ]
