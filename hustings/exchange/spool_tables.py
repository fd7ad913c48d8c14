"""The spool's tables, and the statements that find every comment's place."""

from __future__ import annotations

TABLES = """
CREATE TABLE story (
    n INTEGER PRIMARY KEY, key TEXT UNIQUE, foreign_id TEXT UNIQUE, headline TEXT, body TEXT,
    markup TEXT, kicker TEXT, standfirst TEXT, byline TEXT, url TEXT, slug TEXT, published INTEGER,
    closed INTEGER);
CREATE TABLE comment (
    n INTEGER PRIMARY KEY, story TEXT, foreign_id TEXT, parent TEXT, name TEXT, user TEXT,
    mail TEXT, body TEXT, markup TEXT, written INTEGER, state TEXT, up INTEGER, down INTEGER,
    place TEXT, left_out INTEGER DEFAULT 0);
CREATE TABLE remark (
    n INTEGER PRIMARY KEY, left_out INTEGER, subject TEXT, reason TEXT, place TEXT);
CREATE TABLE edge (n INTEGER PRIMARY KEY, parent INTEGER);
CREATE TABLE placed (n INTEGER PRIMARY KEY, depth INTEGER, parent INTEGER);
CREATE TABLE queue (
    n INTEGER PRIMARY KEY, story TEXT, comment INTEGER, parent INTEGER, tie INTEGER);
"""
ADD_STORY = """
INSERT INTO story (key, foreign_id, headline, body, markup, kicker, standfirst, byline, url, slug,
                   published, closed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
ADD_COMMENT = """
INSERT INTO comment (story, foreign_id, parent, name, user, mail, body, markup, written, state,
                     up, down, place)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_LEFT_OUT = """
INSERT INTO comment (story, foreign_id, parent, place, left_out) VALUES (?, ?, ?, ?, 1)
"""
ADD_REMARK = "INSERT INTO remark (left_out, subject, reason, place) VALUES (?, ?, ?, ?)"

_NO_STORY = "NOT left_out AND story NOT IN (SELECT key FROM story)"
_LATER = """
    comment WHERE EXISTS (SELECT 1 FROM comment earlier
        WHERE earlier.foreign_id = comment.foreign_id AND earlier.n < comment.n)"""


def _remark(left_out: int, reason: str, of: str) -> str:
    return (
        "INSERT INTO remark (left_out, subject, reason, place)"
        f" SELECT {left_out}, 'comments', '{reason}', comment.place FROM {of} ORDER BY comment.n"
    )


DATE_STORIES = """
UPDATE story SET published = coalesce(
    (SELECT min(written) FROM comment WHERE story = story.key AND NOT left_out),
    ? - 1000000 * (SELECT count(*) FROM comment WHERE story = story.key))
WHERE published IS NULL
"""
_DATE_COMMENTS = """
UPDATE comment SET written = dated.written FROM (
    SELECT c.n AS n, s.published
        + 1000000 * row_number() OVER (PARTITION BY c.story ORDER BY c.n) AS written
    FROM comment c JOIN story s ON s.key = c.story WHERE c.written IS NULL AND NOT c.left_out
) AS dated WHERE dated.n = comment.n
"""
_EDGES = """
INSERT INTO edge
    SELECT reply.n, coalesce(above.n, 0) FROM comment reply
    LEFT JOIN comment above ON reply.parent <> '' AND above.foreign_id = reply.parent
        AND above.story = reply.story
"""
_WALK = """
INSERT INTO placed
    -- One walk from the top: `kept` is the nearest ancestor imported, `depth` counts only those.
    WITH RECURSIVE walk (n, depth, parent, kept, kept_depth) AS (
        SELECT 0, -1, 0, 0, -1
        UNION ALL
        SELECT c.n, w.kept_depth + 1, w.kept, iif(c.left_out, w.kept, c.n),
               w.kept_depth + (NOT c.left_out)
        FROM walk w JOIN edge e ON e.parent = w.n JOIN comment c ON c.n = e.n)
    SELECT n, depth, parent FROM walk WHERE n > 0
"""
_WITHIN_LEVEL = """c.written, iif(c.foreign_id GLOB '*[^0-9]*', c.n, 0), length(c.foreign_id),
        c.foreign_id"""
"""Oldest first; of equal times in the order of numbered ids, else in the order of the file."""
_QUEUE = f"""
INSERT INTO queue (story, comment, parent, tie)
    SELECT c.story, c.n, p.parent, row_number() OVER (
        PARTITION BY c.story, c.written / 1000000 ORDER BY p.depth, {_WITHIN_LEVEL}) - 1
    FROM comment c JOIN placed p ON p.n = c.n WHERE NOT c.left_out
    ORDER BY c.story, p.depth, {_WITHIN_LEVEL}
"""

STEPS = (
    "CREATE INDEX comment_id ON comment (foreign_id, n)",
    _remark(1, "duplicate-id", of=f"{_LATER} AND NOT left_out"),
    f"DELETE FROM {_LATER}",
    _remark(1, "story-left-out", of=f"comment WHERE {_NO_STORY}"),
    f"UPDATE comment SET left_out = 1 WHERE {_NO_STORY}",
    _remark(0, "no-date", of="comment WHERE written IS NULL AND NOT left_out"),
    _DATE_COMMENTS,
    _EDGES,
    "CREATE INDEX edge_down ON edge (parent, n)",
    _WALK,
    _remark(
        1,
        "reply-cycle",
        of="comment WHERE NOT left_out AND comment.n NOT IN (SELECT n FROM placed)",
    ),
    _remark(
        0,
        "missing-parent",
        of="comment JOIN edge ON edge.n = comment.n"
        " WHERE NOT left_out AND comment.parent <> '' AND edge.parent = 0",
    ),
    _remark(
        0,
        "parent-left-out",
        of="comment JOIN edge ON edge.n = comment.n JOIN comment above ON above.n = edge.parent"
        " WHERE NOT comment.left_out AND above.left_out AND comment.n IN (SELECT n FROM placed)",
    ),
    _QUEUE,
    "CREATE INDEX queue_story ON queue (story, n)",
)
"""Run in this order when all records have come."""

STORIES = """
SELECT key, foreign_id, headline, body, markup, kicker, standfirst, byline, url, slug, published,
       closed
FROM story ORDER BY published, length(foreign_id), foreign_id
"""
COMMENTS_OF_STORY = """
SELECT c.foreign_id, coalesce(above.foreign_id, ''), c.name, c.user, c.mail, c.body, c.markup,
       c.written, c.state, c.up, c.down, c.place, q.tie
FROM queue q JOIN comment c ON c.n = q.comment LEFT JOIN comment above ON above.n = q.parent
WHERE q.story = ? ORDER BY q.n
"""
