"""A start tells from names alone whether the database is of this version."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hustings.config import bootstrap

pytestmark = pytest.mark.django_db


def test_names_are_those_that_django_would_load():
    assert bootstrap.shipped_migrations() == set(MigrationLoader(connection).disk_migrations)


def test_migration_that_is_not_recorded_is_to_be_applied():
    assert bootstrap.unapplied_migrations() == []
    MigrationRecorder(connection).record_unapplied("journal", latest("journal"))
    (step,) = bootstrap.unapplied_migrations()
    assert (step[0].app_label, step[0].name) == ("journal", latest("journal"))


def test_migration_of_ours_that_is_not_here_is_of_a_newer_version():
    MigrationRecorder(connection).record_applied("wagtailcore", "9999_forgotten")
    bootstrap.require_no_newer()
    MigrationRecorder(connection).record_applied("journal", "9999_to_come")
    with pytest.raises(bootstrap.NotReady, match="9999_to_come"):
        bootstrap.require_no_newer()


def latest(label):
    return max(name for app, name in bootstrap.shipped_migrations() if app == label)
