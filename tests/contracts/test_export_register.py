"""Every table has a fate, and no fate is for a table that is gone."""

from __future__ import annotations

from django.apps import apps

from hustings.exchange.register import APPS, TABLES, fate_of

OURS = ("accounts", "ballots", "discussions", "evidence", "exchange", "journal", "moderation",
        "opinion", "stories", "web")  # fmt: skip


def labels() -> set[str]:
    return {model._meta.label for model in apps.get_models(include_auto_created=True)}


def test_every_table_is_classed():
    assert {label for label in labels() if fate_of(label) is None} == set()


def test_every_table_of_ours_is_classed_by_name():
    """A room has no fate of its own: each new table is decided about."""
    assert not set(OURS) & set(APPS)


def test_nothing_is_classed_that_does_not_exist():
    assert set(TABLES) - labels() == set()
    assert set(APPS) - {label.partition(".")[0] for label in labels()} == set()
