"""Moments as pages print them, in many languages and orders."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.exchange.dates import read_moment


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("2020-05-01T10:30:00Z", "2020-05-01T10:30"),
        ("2020-05-01T10:30:00+02:00", "2020-05-01T08:30"),
        ("2020-05-01 10:30:00 UTC", "2020-05-01T10:30"),
        ("May 1, 2020 at 5:30 pm", "2020-05-01T17:30"),
        ("May 1st, 2020, 12:05 a.m.", "2020-05-01T00:05"),
        ("1 May 2020 at 17:30", "2020-05-01T17:30"),
        ("Friday, 1 May 2020 17.30", "2020-05-01T17:30"),
        ("on 1 May 2020 @ 5pm", "2020-05-01T17:00"),
        ("Fri, 01 May 2020 17:30:00 +0200", "2020-05-01T15:30"),
        ("5:30 PM - May 1, 2020", "2020-05-01T17:30"),
        ("01 May 2020", "2020-05-01T00:00"),
        ("Sept. 3, 2019", "2019-09-03T00:00"),
        ("1. Mai 2020 um 10:30 Uhr", "2020-05-01T10:30"),
        ("1. März 2020, 10:30 Uhr", "2020-03-01T10:30"),
        ("1er mai 2020 à 10h30", "2020-05-01T10:30"),
        ("le 3 août 2020 à 10:30", "2020-08-03T10:30"),
        ("3 de mayo de 2020 a las 10:30", "2020-05-03T10:30"),
        ("3 settembre 2020 alle 10:30", "2020-09-03T10:30"),
        ("3 de março de 2020 às 10:30", "2020-03-03T10:30"),
        ("3 mei 2020 om 10:30", "2020-05-03T10:30"),
        ("3. desember 2020 kl. 10:30", "2020-12-03T10:30"),
        ("3 maja 2020 o 10:30", "2020-05-03T10:30"),
        ("3 мая 2020 в 10:30", "2020-05-03T10:30"),
        ("03.05.2020 10:30", "2020-05-03T10:30"),
        ("03.05.2020, 10:30 Uhr", "2020-05-03T10:30"),
        ("3. 5. 2020", "2020-05-03T00:00"),
        ("03/05/2020 at 10:30", "2020-05-03T10:30"),
        ("05/13/2020 10:30 AM", "2020-05-13T10:30"),
        ("2020/05/03 10:30", "2020-05-03T10:30"),
        ("1588327200", "2020-05-01T10:00"),
        ("1588327200123", "2020-05-01T10:00"),
    ],
)
def test_a_printed_moment(printed, moment):
    found = read_moment(printed)
    assert found
    assert found.isoformat(timespec="minutes") == f"{moment}+00:00"


@pytest.mark.parametrize(
    "printed",
    ["", "3 years ago", "vor 3 Tagen", "yesterday", "0000-00-00 00:00:00", "31 February 2020",
     "99/99/2020", "May 2020", "2020", "Reply", "1 market 2020", "May 1, 2020 at 27:30",
     "May 1, 2020 at 13:30 pm", "x" * 200],
)  # fmt: skip
def test_what_is_no_moment(printed):
    assert read_moment(printed) is None


def test_a_moment_without_offset_is_read_in_the_zone_told():
    found = read_moment("1. Mai 2020 um 10:30 Uhr", zone=ZoneInfo("Europe/Berlin"))
    assert found
    assert found.isoformat() == "2020-05-01T08:30:00+00:00"


@given(st.text(max_size=100) | st.from_regex(r"[0-9:./+ apm-]{0,60}"))
def test_nothing_raises(printed):
    read_moment(printed)
