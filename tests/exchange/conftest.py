"""Foreign files of our own invention, and what an import makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from pathlib import Path

import pytest

from hustings.exchange.readers.reader import ReadOptions
from hustings.exchange.records import ForeignComment, ForeignStory, LeftOut, Noted

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="{wp}excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{wp}">
<channel><title>The Harbour Post</title><link>https://harbour.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://harbour.example</wp:base_blog_url>
"""


class Records:
    """What a reader yielded, sorted by kind."""

    def __init__(self, found) -> None:
        self.all = list(found)
        self.stories = [r for r in self.all if isinstance(r, ForeignStory)]
        self.comments = [r for r in self.all if isinstance(r, ForeignComment)]
        self.left_out = [r for r in self.all if isinstance(r, LeftOut)]
        self.noted = [r for r in self.all if isinstance(r, Noted)]

    def by_id(self, ending: str) -> ForeignComment:
        return next(c for c in self.comments if c.foreign_id.endswith(ending))


@pytest.fixture
def harbour() -> str:
    """A saved thread as text: kicker, headline, four paragraphs, 23 comments."""
    return (DATA / "harbour.txt").read_text(encoding="utf-8")


@pytest.fixture
def read() -> Callable[..., Records]:
    """Read bytes or text with one reader: ``read(page_text.read, "…", zone=…)``."""

    def read(reader, content, **options) -> Records:
        content = content.encode() if isinstance(content, str) else content
        return Records(reader(BytesIO(content), ReadOptions(**options)))

    return read


@pytest.fixture
def wxr() -> Callable[..., bytes]:
    """Write a WordPress export: ``wxr(item(comment(1), comment(2, parent=1)))``."""

    def wxr(*items: str, before: str = "", wp: str = "http://wordpress.org/export/1.2/") -> bytes:
        return (HEAD.format(wp=wp) + before + "".join(items) + "</channel></rss>\n").encode()

    return wxr


@pytest.fixture
def item() -> Callable[..., str]:
    def item(*comments: str, post_id: int = 7, title: str = "Ferry sails", **fields: str) -> str:
        fields = {
            "post_date_gmt": "2020-05-01 08:00:00",
            "post_date": "2020-05-01 10:00:00",
            "comment_status": "open",
            "status": "publish",
            "post_type": "post",
            "post_name": "ferry-sails",
            **fields,
        }
        body = fields.pop("content", "<p>One.</p>\n\n<p>Two.</p>")
        inside = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in fields.items())
        return (
            f"<item><title>{escape(title)}</title><dc:creator>odile</dc:creator>"
            f"<content:encoded><![CDATA[{body}]]></content:encoded>"
            f"<excerpt:encoded><![CDATA[In short.]]></excerpt:encoded>"
            f"<wp:post_id>{post_id}</wp:post_id>{inside}{''.join(comments)}</item>\n"
        )

    return item


@pytest.fixture
def comment() -> Callable[..., str]:
    def comment(
        number: int | str, text: str = "Ahoy.", parent: int | str = 0, **fields: str
    ) -> str:
        fields = {
            "author": "Pia Holm",
            "author_email": "pia@mail.example",
            "author_url": "",
            "author_IP": "192.0.2.77",
            "date": "2020-05-02 10:00:00",
            "date_gmt": "2020-05-02 08:00:00",
            "approved": "1",
            "type": "comment",
            "user_id": "0",
            **fields,
        }
        content = text.replace("]]>", "]]]]><![CDATA[>")
        inside = "".join(
            f"<wp:comment_{name}>{escape(value)}</wp:comment_{name}>"
            for name, value in fields.items()
        )
        return (
            f"<wp:comment><wp:comment_id>{number}</wp:comment_id>{inside}"
            f"<wp:comment_content><![CDATA[{content}]]></wp:comment_content>"
            f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>\n"
        )

    return comment


@pytest.fixture
def bring_in(site) -> Callable[..., dict]:
    """Import a file's content as the command line does; return what ``--json`` would print."""
    from hustings.exchange.actions import import_ready, read_all
    from hustings.exchange.preparing import prepare
    from hustings.exchange.readers.reader import HEAD as HEAD_BYTES
    from hustings.exchange.readers.registry import choose_reader
    from hustings.exchange.reads import would_import

    def quiet(*_told) -> None:
        pass

    def bring_in(content, *, kind="wordpress", dry_run=False, now=NOW, progress=quiet, **options):
        content = content.encode() if isinstance(content, str) else content
        reader = choose_reader(kind, head=content[:HEAD_BYTES], name="the file")
        steps = prepare(reader.read(BytesIO(content), ReadOptions(**options)), now=now)
        readable = read_all(steps, progress=progress)
        if dry_run:
            report = would_import(readable, steps, site=site.pk)
        else:
            report = import_ready(readable, steps, now=now, progress=progress)
        return json.loads(json.dumps(report.as_json()))

    return bring_in
