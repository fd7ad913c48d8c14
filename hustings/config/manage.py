"""Django's and Wagtail's own commands, on this site's data.

    hustings manage create_reader "Bench" --token --unlimited --data /srv/paper

``--data`` is ours and may stand anywhere; everything else is handed on as it is.
"""

from __future__ import annotations

import argparse

from hustings.config import bootstrap


def run_raw(arguments: list[str]) -> int:
    """Hand the arguments on to Django, whose commands parse for themselves.

    Raises:
        BadInput: a setting is wrong; the sentence names it.
    """
    own = argparse.ArgumentParser(prog="hustings manage", add_help=False, allow_abbrev=False)
    bootstrap.add_data_argument(own)
    chosen, others = own.parse_known_args(arguments)
    bootstrap.start(chosen)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hustings manage", *others])
    return 0
