"""WordPress exports: what each field means, and what is refused."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.errors import BadInput
from hustings.exchange.errors import BrokenFile, ForbiddenMarkup, WrongKind
from hustings.exchange.readers import wordpress, wordpress_records
from hustings.exchange.readers.ill_formed import Mender
from hustings.exchange.readers.reader import ReadOptions
from hustings.exchange.records import ForeignState, Source

AUTHOR = (
    "<wp:author><wp:author_id>5</wp:author_id><wp:author_login>odile</wp:author_login>"
    "<wp:author_email>odile@mail.example</wp:author_email>"
    "<wp:author_display_name>Odile Brandt</wp:author_display_name></wp:author>"
)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_and_scheme_of_the_namespace(read, wxr, item, comment, scheme, version):
    content = wxr(item(comment(1)), wp=f"{scheme}://wordpress.org/export/{version}/")
    found = read(wordpress.read, content)
    assert (len(found.stories), len(found.comments)) == (1, 1)
    assert found.all[0] == Source("wordpress:harbour.example")


def test_a_story_with_its_author(read, wxr, item):
    found = read(wordpress.read, wxr(item(title="Opinion: Ferry & quay"), before=AUTHOR))
    (story,) = found.stories
    assert (story.kicker, story.headline) == ("Opinion", "Ferry & quay")
    assert (story.byline, story.standfirst, story.slug) == (
        "Odile Brandt",
        "In short.",
        "ferry-sails",
    )
    assert story.published
    assert story.published.isoformat() == "2020-05-01T08:00:00+00:00"
    assert not story.closed


def test_authors_under_their_older_name(read, wxr, item):
    older = AUTHOR.replace("wp:author>", "wp:wp_author>")
    assert read(wordpress.read, wxr(item(), before=older)).stories[0].byline == "Odile Brandt"


def test_a_slug_in_another_script_is_readable(read, wxr, item):
    content = wxr(item(post_name="%d0%bf%d0%b0%d1%80%d0%be%d0%bc"))
    assert read(wordpress.read, content).stories[0].slug == "паром"


def test_a_story_whose_comments_are_closed(read, wxr, item):
    assert read(wordpress.read, wxr(item(comment_status="closed"))).stories[0].closed


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"post_type": "attachment"}, "not-a-story"),
        ({"post_type": "page"}, "not-a-story"),
        ({"status": "draft"}, "not-published"),
        ({"status": "private"}, "not-published"),
        ({"status": "trash"}, "not-published"),
        ({"post_password": "hush"}, "password-protected"),
        ({"title": ""}, "no-headline"),
        ({"post_id": ""}, "no-id"),
    ],
)
def test_items_that_are_no_public_story_are_left_out(read, wxr, item, comment, fields, reason):
    found = read(wordpress.read, wxr(item(comment(1), **fields)))
    assert not found.stories
    assert [one.reason for one in found.left_out] == [reason]


@pytest.mark.parametrize(
    ("approved", "state"),
    [
        ("1", ForeignState.PUBLISHED),
        ("0", ForeignState.HELD),
        ("spam", ForeignState.SPAM),
        (" 1 ", ForeignState.PUBLISHED),
    ],
)
def test_states_that_come_in(read, wxr, item, comment, approved, state):
    assert read(wordpress.read, wxr(item(comment(1, approved=approved)))).comments[0].state is state


@pytest.mark.parametrize("approved", ["trash", "post-trashed"])
def test_trash_is_left_out_unless_asked_for(read, wxr, item, comment, approved):
    content = wxr(item(comment(1, approved=approved)))
    assert [one.reason for one in read(wordpress.read, content).left_out] == ["trash"]
    (kept,) = read(wordpress.read, content, trash=True).comments
    assert kept.state is ForeignState.DELETED


@pytest.mark.parametrize("kind", ["pingback", "trackback"])
def test_trackbacks_are_left_out_unless_asked_for(read, wxr, item, comment, kind):
    content = wxr(item(comment(1, type=kind, author_url="https://blog.example/a")))
    assert [one.reason for one in read(wordpress.read, content).left_out] == [kind]
    (kept,) = read(wordpress.read, content, pingbacks=True).comments
    assert kept.author.user == f"{kind}:https://blog.example/a"


@pytest.mark.parametrize("approved", ["1", "0", "trash"])
@pytest.mark.parametrize("kind", ["note", "NOTE", " note "])
def test_internal_notes_are_refused_whatever_is_asked(read, wxr, item, comment, kind, approved):
    content = wxr(item(comment(1, type=kind, approved=approved)))
    found = read(wordpress.read, content, trash=True, pingbacks=True)
    assert not found.comments
    assert [one.reason for one in found.left_out] == ["note"]


@pytest.mark.parametrize("kind", ["order_note", "action_log", "webhook_delivery", "review"])
def test_records_of_plugins_are_left_out(read, wxr, item, comment, kind):
    found = read(wordpress.read, wxr(item(comment(1, type=kind))))
    assert [one.reason for one in found.left_out] == ["other-type"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"approved": "shadow"}, "unknown-state"), ({"approved": ""}, "unknown-state")],
)
def test_an_unknown_state_may_not_be_public(read, wxr, item, comment, fields, reason):
    found = read(wordpress.read, wxr(item(comment(1, **fields))))
    assert [one.reason for one in found.left_out] == [reason]


def test_a_comment_without_id_cannot_be_found_again(read, wxr, item, comment):
    found = read(wordpress.read, wxr(item(comment("")), item(comment(0))))
    assert [one.reason for one in found.left_out] == ["no-id", "no-id"]


def test_an_empty_type_is_a_comment(read, wxr, item, comment):
    assert len(read(wordpress.read, wxr(item(comment(1, type="")))).comments) == 1


def test_times_are_utc(read, wxr, item, comment):
    (found,) = read(
        wordpress.read, wxr(item(comment(1))), zone=ZoneInfo("America/New_York")
    ).comments
    assert found.written
    assert found.written.isoformat() == "2020-05-02T08:00:00+00:00"


def test_without_utc_the_local_date_is_read_in_the_zone_told(read, wxr, item, comment):
    content = wxr(item(comment(1, date_gmt="0000-00-00 00:00:00")))
    found = read(wordpress.read, content, zone=ZoneInfo("Europe/Oslo"))
    assert found.comments[0].written
    assert found.comments[0].written.isoformat() == "2020-05-02T08:00:00+00:00"
    assert [note.reason for note in found.noted] == ["local-date"]


def test_without_any_date_the_comment_still_comes(read, wxr, item, comment):
    none = "0000-00-00 00:00:00"
    assert (
        read(wordpress.read, wxr(item(comment(1, date=none, date_gmt=none)))).comments[0].written
        is None
    )


def test_users_are_told_by_their_id_and_guests_by_their_mail(read, wxr, item, comment):
    content = wxr(item(comment(1, user_id="5", author_email=""), comment(2)), before=AUTHOR)
    user, guest = (one.author for one in read(wordpress.read, content).comments)
    assert (user.user, user.mail, user.name) == ("user:5", "odile@mail.example", "Pia Holm")
    assert (guest.user, guest.mail) == ("", "pia@mail.example")


def test_split_cdata_is_joined(read, wxr, item, comment):
    (found,) = read(wordpress.read, wxr(item(comment(1, "array[a[0]]> 1 ]]> end")))).comments
    assert found.body == "array[a[0]]> 1 ]]> end"


def test_values_in_cdata_or_not_and_with_white_space(read, wxr, item, comment):
    plain = wxr(item(comment(1)))
    wrapped = plain.replace(
        b"<wp:comment_approved>1</wp:comment_approved>",
        b"<wp:comment_approved>\n <![CDATA[ 1 ]]>\n</wp:comment_approved>",
    )
    assert wrapped != plain
    assert read(wordpress.read, wrapped).comments[0].state is ForeignState.PUBLISHED


def test_meta_fields_do_not_mix_with_the_comments_own(read, wxr, item, comment):
    meta = (
        "<wp:commentmeta><wp:meta_key>comment_approved</wp:meta_key>"
        "<wp:comment_content>meta</wp:comment_content></wp:commentmeta></wp:comment>"
    )
    content = wxr(item(comment(1).replace("</wp:comment>", meta)))
    assert read(wordpress.read, content).comments[0].body == "Ahoy."


def test_control_characters_are_dropped_and_noted(read, wxr, item, comment):
    found = read(wordpress.read, wxr(item(comment(1, "a\x00b\x08c"))))
    assert found.comments[0].body == "abc"
    assert [(n.reason, n.where) for n in found.noted] == [
        ("hidden-characters", "2 control characters")
    ]


def test_other_encodings(read, wxr, item, comment):
    content = wxr(item(comment(1, "Århus")))
    text = content.decode()
    latin = text.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    wide = text.replace("UTF-8", "UTF-16").encode("utf-16")
    for encoded in (content, latin, wide, b"\xef\xbb\xbf" + content, b"\n\n" + content):
        assert read(wordpress.read, encoded).comments[0].body == "Århus"


def test_a_field_beyond_all_measure_is_left_out(read, wxr, item, comment, monkeypatch):
    monkeypatch.setattr(wordpress, "LONGEST_FIELD", 1000)
    found = read(wordpress.read, wxr(item(comment(1, "x" * 1001), comment(2))))
    assert [one.reason for one in found.left_out] == ["too-long"]
    assert len(found.comments) == 1


def test_of_a_headline_without_end_the_beginning_is_read(read, wxr, item, comment, monkeypatch):
    monkeypatch.setattr(wordpress_records, "SHORT_FIELD", 12)
    found = read(wordpress.read, wxr(item().replace("<title>", "<title>Food &amp;amp; drink ")))
    assert found.stories[0].headline == "Food & d"


@pytest.mark.parametrize("cut", [*range(0, 2000, 61), -2, -8, -20])
def test_a_file_cut_anywhere_is_refused(read, wxr, item, comment, cut):
    content = wxr(item(comment(1), comment(2, "Å" * 20)))
    with pytest.raises(BadInput):
        read(wordpress.read, content[:cut])


def test_the_refusal_of_a_cut_file_says_so(read, wxr, item, comment):
    with pytest.raises(BrokenFile, match=r"the file, line \d+: the file ends too early"):
        read(wordpress.read, wxr(item(comment(1)))[:-40])


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "declared",
    ["<!DOCTYPE rss>", BOMB, '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
     '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
)  # fmt: skip
def test_document_types_and_entities_are_refused(read, wxr, item, comment, declared):
    content = wxr(item(comment(1))).replace(b"<rss", declared.encode() + b"<rss", 1)
    with pytest.raises(ForbiddenMarkup, match="line 2"):
        read(wordpress.read, content)


@pytest.mark.parametrize(
    "written", ["Food & Drink", "Q&A", "&bomb;", "&#x;", "AT&T]]", "<![CDATA[R&D]]>&"]
)
@pytest.mark.parametrize("chunk", [1, 7, 64 * 1024])
def test_ampersands_that_mean_nothing_are_text(read, wxr, item, written, chunk, monkeypatch):
    monkeypatch.setattr(wordpress, "CHUNK", chunk)
    content = wxr(item().replace("<title>", f"<title>{written} "))
    found = read(wordpress.read, content)
    plain = written.replace("<![CDATA[", "").replace("]]>", "")
    assert found.stories[0].headline.startswith(plain)
    assert [(n.reason, n.where) for n in found.noted] == [("stray-ampersands", "1 of them")]


XML_PIECES = ["a", "&", "&amp;", "&lt;", "&#8217;", "&nbsp;", "<", "<!", ";", "#"]
XML_PIECES += ["<![CDATA[", "]]>", "]", "["]


@given(st.lists(st.sampled_from(XML_PIECES)), st.integers(1, 12))
def test_mending_in_pieces_is_mending_at_once(parts, length):
    content = "".join(parts).encode()
    whole, pieces = Mender(), Mender()
    once = whole.mend(content) + whole.rest()
    cut = [content[at : at + length] for at in range(0, len(content), length)]
    assert b"".join([*map(pieces.mend, cut), pieces.rest()]) == once
    assert pieces.ampersands == whole.ampersands
    assert Mender().mend(once + b" ") == once + b" ", "what is well-formed is left alone"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no XML"),
        (b"just words", "no XML"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no XML"),
        (b'<?xml version="1.0"?><disqus xmlns="http://disqus.com"/>', "it is <\\?:disqus>"),
        (b'<?xml version="1.0"?><html><body/></html>', "it is <html>"),
        (b'<?xml version="1.0"?><rss><channel><item/></channel></rss>', "wxr_version"),
        (b'<?xml version="1.0"?><rss><channel></channel></rss>', "wxr_version"),
    ],
)
def test_other_files_are_refused(read, content, words):
    with pytest.raises(WrongKind, match=words):
        read(wordpress.read, content)


def test_bytes_that_are_not_the_declared_encoding(read, wxr, item, comment):
    content = wxr(item(comment(1, "Århus"))).replace("Å".encode(), b"\xc5")
    with pytest.raises(BrokenFile, match=r"line 9, column \d+: not well-formed"):
        read(wordpress.read, content)


def test_deep_nesting_costs_nothing(read, wxr, item):
    deep = "<x>" * 100_000 + "</x>" * 100_000
    assert len(read(wordpress.read, wxr(item(deep))).stories) == 1


@given(st.binary(max_size=200), st.integers(0, 900))
def test_any_damage_is_either_read_or_refused_in_words(damage, at):
    """No damage ends in anything but records or a ``BadInput``."""
    whole = _small_export()
    content = whole[:at] + damage + whole[at + len(damage) :]
    with suppress(BadInput):
        list(wordpress.read(BytesIO(content), ReadOptions()))


def _small_export() -> bytes:
    wp = "http://wordpress.org/export/1.2/"
    return (
        f'<?xml version="1.0"?><rss xmlns:wp="{wp}"><channel><wp:wxr_version>1.2</wp:wxr_version>'
        "<item><title>T</title><wp:post_id>1</wp:post_id><wp:status>publish</wp:status>"
        "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>Hi</wp:comment_content>"
        "<wp:comment_approved>1</wp:comment_approved></wp:comment></item></channel></rss>"
    ).encode()
