"""``selftest``: split the site's members and print what the engine says about them."""

from __future__ import annotations

import argparse

from hustings.evidence.engine import local_engine
from hustings.evidence.loading import loaded_site
from hustings.evidence.selftesting import html, self_test, text
from hustings.evidence.showing import show
from hustings.whole_files import require_writable, write_whole


def run(arguments: argparse.Namespace) -> int:
    """Test every word class of the site."""
    require_writable(arguments.html, inputs=[arguments.posts])
    with loaded_site(arguments) as site:
        engine = local_engine(arguments.jobs)
        report = self_test(site, channels=arguments.channels, run=engine)
        if arguments.html:
            write_whole(arguments.html, html(report))
    show(report.as_json() if arguments.json else text(report))
    return 0
