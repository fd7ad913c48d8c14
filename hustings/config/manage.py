"""Django's and Wagtail's own commands, on this site's data."""

from __future__ import annotations

import os


def run_raw(arguments: list[str]) -> int:
    """Hand the arguments on to Django, whose commands parse for themselves."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.config.settings")
    execute_from_command_line(["hustings manage", *arguments])
    return 0
