"""System checks of a site's settings: each names the settings that do not fit together.

They carry the tag ``hustings``: a server refuses to start on their errors, 'hustings check' tells
all of them.
"""

from __future__ import annotations

import ipaddress
from email.utils import parseaddr
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from hustings.algorithms.colours import dark_enough, is_colour
from hustings.web import palette

TAG = "hustings"
OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}
SHORTEST_SECRET = 32
"""Characters; what a person thinks up is shorter and can be guessed."""


def base_address() -> SplitResult:
    """Return the parts of HUSTINGS_BASE_URL; without a host where it is no address of a site."""
    nothing = urlsplit("")
    try:
        parts = urlsplit(settings.BASE_URL)
        known = parts.scheme in {"http", "https"} and (parts.port or True)
    except ValueError:
        return nothing
    return parts if known and not (parts.path or parts.query or parts.fragment) else nothing


@register(TAG)
def check_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The site's address must be one it answers to."""
    host = base_address().hostname
    if not host:
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
def check_hosts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Hosts are names, without a scheme, a port or a path."""
    return [
        Error(
            f"HUSTINGS_HOSTS holds {host!r}, which is no host name.",
            hint="Write names only, such as news.example.org; ports are never part of them.",
            id="hustings.E004",
        )
        for host in settings.ALLOWED_HOSTS
        if "/" in host or (":" in host and not host.startswith("["))
    ]


@register(TAG)
def check_secret(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Who guesses the secret can sign in as anybody."""
    if len(settings.SECRET_KEY) >= SHORTEST_SECRET:
        return []
    return [
        Error(
            f"HUSTINGS_SECRET_KEY has fewer than {SHORTEST_SECRET} characters.",
            hint="Leave it away, or write what 'openssl rand -hex 32' prints.",
            id="hustings.E005",
        )
    ]


@register(TAG)
def check_proxies(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Trusted proxies must be addresses or networks."""
    messages: list[CheckMessage] = []
    for proxy in settings.HUSTINGS_TRUSTED_PROXIES:
        try:
            ipaddress.ip_network(proxy, strict=False)
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
def check_sender(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Mail needs a sender that is an address."""
    sender = settings.DEFAULT_FROM_EMAIL
    try:
        if parseaddr(sender)[1] != "hustings@localhost":
            validate_email(parseaddr(sender)[1])
    except ValidationError:
        return [
            Error(
                f"HUSTINGS_MAIL_FROM is {sender!r}, which is no address.",
                hint="Write for example news@example.org.",
                id="hustings.E006",
            )
        ]
    return []


@register(TAG)
def check_mail(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Readers sign in by a code sent by mail, so a public site needs a mail server."""
    if settings.EMAIL_HOST:
        return []
    kind = Info if base_address().hostname in OWN_MACHINE else Warning
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
    parts = base_address()
    if parts.scheme != "http" or parts.hostname in OWN_MACHINE:
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
                id="hustings.E007",
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
            id="hustings.E008",
        )
    ]
