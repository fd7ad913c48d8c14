"""Explain every wrong setting, and prove that the data are what they should be.

Each line is one thing that was looked at. The exit status is 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import json
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from hustings.config import bootstrap
from hustings.errors import HustingsError


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and what to do if not; ``hint``: or what could be."""

    subject: str
    well: bool
    says: str = ""
    hint: bool = False

    def __str__(self) -> str:
        mark = "note " if self.hint else "ok   " if self.well else "WRONG"
        return f"{mark} {self.subject}{': ' + self.says if self.says else ''}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    bootstrap.add_data_argument(parser)
    bootstrap.add_json_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    bootstrap.start(arguments)
    findings = list(look_at_everything())
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            print(finding)
    return 0 if all(finding.well for finding in findings) else 1


def look_at_everything() -> Iterator[Finding]:
    """Look at settings first; at the data only where the database can be used."""
    yield from settings_findings()
    yield from mail_findings()
    try:
        bootstrap.require_database()
    except HustingsError as away:
        yield Finding("database", False, str(away))
        return
    yield Finding("database", True, "reachable, of this version")
    proofs: tuple[Callable[[], Finding], ...] = (
        counts_finding,
        votes_finding,
        branches_finding,
        journal_finding,
        files_finding,
    )
    for prove in proofs:
        yield prove()


def settings_findings() -> Iterator[Finding]:
    """Yield what Django's, Wagtail's, allauth's and our own system checks say."""
    from django.core import checks

    problems = [problem for problem in checks.run_checks() if not problem.is_silenced()]
    for problem in problems:
        says = f"{problem.msg} {problem.hint or ''}".strip()
        harmless = problem.level < checks.WARNING
        yield Finding(f"setting {problem.id}", harmless, says, hint=harmless)
    if not problems:
        yield Finding("settings", True)


def mail_findings() -> Iterator[Finding]:
    """Sign in at the mail server, if one is set, and send nothing."""
    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.EMAIL_HOST:
        return
    server = get_connection()
    try:
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as refused:
        where = f"{settings.EMAIL_HOST} port {settings.EMAIL_PORT}"
        yield Finding("mail server", False, f"{where} (HUSTINGS_SMTP_…): {refused}")
    else:
        yield Finding("mail server", True)


def counts_finding() -> Finding:
    """Prove each discussion's count of published comments from the rows."""
    from django.db.models import Count, F, Q

    from hustings.discussions.models import Discussion, State

    published = Count("comment", filter=Q(comment__state=State.PUBLISHED))
    wrong = Discussion.objects.annotate(counted=published).exclude(counted=F("comments"))
    return _proved("comment counts", list(wrong.values_list("pk", flat=True)[:5]))


def votes_finding() -> Finding:
    """Prove each comment's totals from its votes."""
    from django.db.models import Count, F, Q

    from hustings.discussions.models import Comment

    standing = Q(vote__set_aside__isnull=True)
    totals = Comment.objects.annotate(
        ups=Count("vote", filter=Q(vote__value=1) & standing),
        downs=Count("vote", filter=Q(vote__value=-1) & standing),
    )
    wrong = totals.exclude(ups=F("up"), downs=F("down"))
    return _proved("vote totals", list(wrong.values_list("pk", flat=True)[:5]))


def branches_finding() -> Finding:
    """Prove the size of each branch from the comments below its root."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM discussions_comment r LEFT JOIN (SELECT root, COUNT(*) AS below"
            " FROM discussions_comment WHERE published IS NOT NULL AND parent_id IS NOT NULL"
            " GROUP BY root) b ON b.root = r.id"
            " WHERE r.parent_id IS NULL AND r.branch <> COALESCE(b.below, 0) LIMIT 5"
        )
        return _proved("branch sizes", [row[0] for row in cursor.fetchall()])


def _proved(subject: str, wrong: list[int]) -> Finding:
    if wrong:
        named = ", ".join(map(str, wrong))
        return Finding(subject, False, f"differ from the rows at {named}; please report this")
    return Finding(subject, True, "equal to the rows")


def journal_finding() -> Finding:
    """Walk the sealed journal of each site."""
    from hustings.journal.actions import sites_sealed, verify

    try:
        lengths = [verify(site=site) for site in sites_sealed()]
    except HustingsError as broken:
        return Finding("journal", False, f"{broken} (position {broken.data.get('position')})")
    return Finding("journal", True, f"{sum(lengths)} sealed events verify")


def files_finding() -> Finding:
    """Prove that the data directory can be written and that its keys are for us alone."""
    import os

    from django.conf import settings

    keys = settings.HUSTINGS_DATA / "keys"
    if not os.access(settings.HUSTINGS_DATA, os.W_OK):
        return Finding("files", False, f"{settings.HUSTINGS_DATA} cannot be written")
    open_keys = [f.name for f in keys.iterdir() if f.stat().st_mode & 0o077]
    if open_keys:
        return Finding("files", False, f"others can read {keys}: run chmod 600 {keys}/*")
    return Finding("files", True)
