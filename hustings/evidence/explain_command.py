"""``explain``: print, or draw, everything about one pair."""

from __future__ import annotations

import argparse
from contextlib import ExitStack

from hustings.algorithms.evidence.site import Site
from hustings.errors import BadInput
from hustings.evidence import explain_report
from hustings.evidence.engine import local_engine
from hustings.evidence.explaining import explain_pair
from hustings.evidence.fitted_files import FittedFiles, fitted_files
from hustings.evidence.loading import loaded_site
from hustings.evidence.showing import show
from hustings.whole_files import require_writable, write_whole


def run(arguments: argparse.Namespace) -> int:
    """Gather the evidence about a pair, by what is kept from before if that is asked for."""
    require_writable(arguments.html, inputs=[arguments.posts])
    kept = _kept(arguments)
    with ExitStack() as reading:

        def read() -> Site:
            return reading.enter_context(loaded_site(arguments))

        site = kept.site(read) if kept else read()
        _require_accounts(site, arguments)
        found = explain_pair(
            site,
            arguments.a,
            arguments.b,
            channels=arguments.channels,
            run=local_engine(arguments.jobs),
            keeper=kept,
        )
        if arguments.html:
            write_whole(arguments.html, explain_report.html(found))
    show(found.as_json() if arguments.json else explain_report.text(found))
    return 0


def _kept(arguments: argparse.Namespace) -> FittedFiles | None:
    """Return the directory of ``--fitted``, if it is given."""
    if arguments.fitted is None:
        return None
    options = [arguments.account_field, *arguments.network_field]
    return fitted_files(arguments.fitted, posts=arguments.posts, options=options)


def _require_accounts(site: Site, arguments: argparse.Namespace) -> None:
    for name in (arguments.a, arguments.b):
        if name not in site.histories:
            raise BadInput(f"{arguments.posts}: no account {name!r}.")
