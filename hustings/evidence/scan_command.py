"""``scan``: list pairs and groups that are worth a look."""

from __future__ import annotations

import argparse

from hustings.evidence.engine import local_engine
from hustings.evidence.loading import loaded_site
from hustings.evidence.scan_report import html, text
from hustings.evidence.scanning import scan
from hustings.evidence.showing import show
from hustings.evidence.voting import scan_votes
from hustings.whole_files import require_writable, write_whole


def run(arguments: argparse.Namespace) -> int:
    """Scan the whole site, and the votes if there are any."""
    require_writable(arguments.html, inputs=[arguments.posts, arguments.votes])
    votes = scan_votes(arguments.votes) if arguments.votes else None
    with loaded_site(arguments) as site:
        found = scan(
            site,
            channels=arguments.channels,
            innocents=arguments.innocents,
            shuffles=arguments.shuffles,
            run=local_engine(arguments.jobs),
            votes=votes,
        )
        if arguments.html:
            write_whole(arguments.html, html(found))
    show(found.as_json() if arguments.json else text(found))
    return 0
