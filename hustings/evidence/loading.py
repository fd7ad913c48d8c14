"""POSTS as a site, for one command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from hustings.algorithms.evidence.site import Site, make_site
from hustings.algorithms.evidence.wording import counted
from hustings.evidence.engine import local_engine
from hustings.evidence.reading import Columns, read_posts
from hustings.progress import progress


@contextmanager
def loaded_site(arguments: argparse.Namespace) -> Iterator[Site]:
    """Read POSTS and reduce them to own words.

    What was left out is told on standard error when the command has ended well: a refusal is the
    only line there.
    """
    columns = Columns(arguments.account_field, tuple(arguments.network_field))
    found = read_posts(arguments.posts, columns=columns)
    progress(f"{counted(len(found.posts), 'post')} read")
    yield make_site(found.posts, run=local_engine(arguments.jobs))
    for remark in found.remarks():
        sys.stderr.write(f"hustings: {remark}\n")
