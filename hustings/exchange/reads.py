"""What an import would do, without doing it."""

from __future__ import annotations

from hustings.discussions.reads import imported_digests
from hustings.exchange.actions import batches, readable_comments
from hustings.exchange.intake import comment_digest, story_draft
from hustings.exchange.records import Subject
from hustings.exchange.report import Report
from hustings.exchange.spool import Spool
from hustings.stories.reads import imported_digest


def would_import(spool: Spool, *, site: int | None) -> Report:
    """Return the report that an import of what was read would give; write nothing.

    ``site`` is None where there is no database yet, so that everything is new.
    """
    report = Report(source=spool.source, dry_run=True)
    stories, comments = (report.tallies[subject] for subject in Subject)
    for story in spool.stories():
        draft = story_draft(story, source=spool.source)
        known = site and imported_digest(story.foreign_id, site=site, source=spool.source)
        stories.count(_outcome(known or None, draft.digest))
        for batch in batches(readable_comments(spool, story.key)):
            digests = {comment.foreign_id: comment_digest(comment) for comment, _, _ in batch}
            there = imported_digests(digests, site=site, source=spool.source) if site else {}
            for identifier, digest in digests.items():
                comments.count(_outcome(there.get(identifier), digest))
    report.add_remarks(spool)
    return report


def _outcome(known: bytes | None, digest: bytes) -> str:
    if known is None:
        return "imported"
    return "unchanged" if known == digest else "updated"
