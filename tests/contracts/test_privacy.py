"""Promises to readers: no address, no e-mail, nothing hidden, anywhere it does not belong."""

import logging

import pytest
from django.db import connection

from hustings.discussions.actions import cast_vote, edit_comment, report_comment, withdraw_comment
from hustings.journal.models import Event
from hustings.moderation.actions import decide

ADDRESS, EMAIL = "203.0.113.77", "ines@readers.example"
SECRET = "The sentence that was hidden."
BROWSER = "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0 VeryOwnMark/77"


@pytest.fixture
def busy_day(api, anyone, thread, post, reader, other_reader, moderator, now, caplog):
    """Everything readers and moderators do, with an address that must be found nowhere."""
    caplog.set_level(logging.DEBUG)
    where = {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER}
    mine = api.post(thread, {"text": "From home."}, **where).json()
    anyone.post(thread, {"text": "I pass by.", "name": "Passing Reader"}, **where)
    api.post(thread, {"text": ""}, **where)
    api.post(thread, b"{", **where)
    hidden = post(SECRET, by=other_reader)
    edit_comment(account=reader, comment=int(mine["id"]), text="From my home.", now=now)
    cast_vote(account=reader, comment=hidden.pk, value=1, now=now)
    report_comment(account=reader, comment=hidden.pk, reason="abuse", note="Rude.", now=now)
    decide(moderator=moderator, comment=hidden.pk, measure="hide", reasons="Rude.", now=now)
    withdraw_comment(account=reader, comment=int(mine["id"]), now=now)
    return mine, hidden


def test_no_address_is_in_any_table(busy_day):
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                plain = " ".join(
                    bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v)
                    for v in row
                )
                if ADDRESS in plain or "VeryOwnMark" in plain:
                    found.append(table)
    assert found == []


def test_the_journal_holds_references_only(busy_day):
    told = " ".join(str(row) for row in Event.objects.values_list("kind", "data"))
    for private in (ADDRESS, EMAIL, SECRET, "From home", "Rude", "Ines", "Passing"):
        assert private not in told
    assert Event.objects.exclude(trace=None).exists()


def test_logs_hold_neither_address_nor_mail_nor_text(busy_day, caplog):
    said = "\n".join(one.getMessage() for one in caplog.records if one.name != "django.db.backends")
    for private in (ADDRESS, EMAIL, SECRET, "Rude", "From home"):
        assert private not in said


READS = (
    "/api/v1/stories",
    "/api/v1/me?discussion={discussion}",
    "/api/v1/discussions/{discussion}",
    "/api/v1/discussions/{discussion}/comments",
    "/api/v1/comments/{hidden}",
    "/api/v1/comments/{mine}",
    "/town-hall/ferry-fares/",
    "/town-hall/ferry-fares/?view=all",
    "/town-hall/",
    "/",
    "/feed/",
    "/c/{hidden}",
    "/c/{mine}",
)


@pytest.mark.parametrize("path", READS)
def test_nobody_else_reads_what_was_hidden_or_who_somebody_is(
    busy_day, anyone, api, discussion, path
):
    mine, hidden = busy_day
    address = path.format(discussion=discussion, hidden=hidden.pk, mine=mine["id"])
    for client in (anyone, api):
        answer = client.get(address)
        assert answer.status_code in {200, 404}, answer.content[:300]
        body = answer.content.decode()
        for private in (SECRET, ADDRESS, EMAIL, "VeryOwnMark"):
            assert private not in body


def test_the_one_concerned_is_told_why(busy_day, api_of, other_reader, discussion):
    me = api_of(other_reader).get(f"/api/v1/me?discussion={discussion}").json()
    (own,) = me["comments"]
    assert "Rude." in own["statement"]
