"""Many rows at once: all of them or none, whatever they hold, on both databases."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from hustings.journal.models import Revision
from hustings.journal.rows import insert_rows

pytestmark = pytest.mark.django_db
COLUMNS = ("key", "value")


def test_rows_come_in_as_they_are():
    rows = [("tab\tand\\backslash", 1), ("line\nend \\N", 2), ("%s é \u2028", 3)]
    insert_rows("journal_revision", COLUMNS, iter(rows))
    kept = Revision.objects.filter(key__in=[key for key, _ in rows])
    assert list(kept.order_by("value").values_list("key", "value")) == rows


def test_no_rows_are_no_harm():
    before = Revision.objects.count()
    insert_rows("journal_revision", COLUMNS, [])
    assert Revision.objects.count() == before


def test_one_bad_row_keeps_all_out():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows("journal_revision", COLUMNS, [("a", 1), ("b", 1), ("a", 2)])
    assert not Revision.objects.filter(key__in="ab").exists()
