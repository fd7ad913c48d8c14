"""Accounts: made, renamed, erased; tokens; traces that forget."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from hustings.accounts import actions, reads, secrets
from hustings.accounts.errors import AddressTaken, BadName
from hustings.accounts.models import AccessToken, Account, Identity, Trace
from hustings.discussions.reads import author_name, comments_by_id
from hustings.journal import revisions
from hustings.journal.models import Event


def test_a_look_alike_cannot_sign_up(reader):
    with pytest.raises(BadName) as refused:
        actions.create_account("INES Marlo\u0301w", email="x@a.example")
    assert refused.value.data == {"fault": "name-taken"}
    assert Account.objects.count() == 1


def test_an_address_has_one_account(reader):
    with pytest.raises(AddressTaken):
        actions.create_account("Somebody Else", email=reader.email)


def test_an_account_without_a_password_cannot_sign_in_by_one(reader):
    assert not reader.has_usable_password()


def test_renaming_reaches_every_comment_and_page(post, reader, now):
    comment = post()
    names = revisions.current("names")
    actions.rename_account(reader, name="Ines Marlow-Byrne", site=1, now=now)
    found = comments_by_id([comment.pk])[comment.pk]
    assert author_name(found) == "Ines Marlow-Byrne"
    assert revisions.current("names") > names
    event = Event.objects.get(kind="account-renamed")
    assert event.data == {"account": str(reader.pk)}


def test_renaming_to_anothers_name_is_refused(reader, other_reader, now):
    with pytest.raises(BadName) as refused:
        actions.rename_account(reader, name="tobias  RENN", site=1, now=now)
    assert refused.value.data == {"fault": "name-taken"}
    actions.rename_account(reader, name="INES Marlow", site=1, now=now)  # one's own is free


def test_erasing_leaves_the_comments_and_nothing_of_the_person(post, reader, now):
    comment = post("What I said stays.")
    EmailAddress.objects.create(user=reader, email=reader.email, verified=True)
    claimed = Identity.objects.create(
        site=1, source="page:a", foreign_id="1", name="Ines M.", claimed_by=reader
    )
    token = actions.issue_token(reader)
    actions.erase_account(reader, site=1, now=now)
    erased = Account.objects.get(pk=reader.pk)
    assert (erased.name, erased.is_active, erased.erased) == ("", False, now)
    assert erased.email == f"{reader.pk}@erased.invalid"
    assert not EmailAddress.objects.exists()
    assert not AccessToken.objects.exists()
    assert reads.author_by_token(token) is None
    assert Identity.objects.get(pk=claimed.pk).name == ""
    found = comments_by_id([comment.pk])[comment.pk]
    assert (author_name(found), found.text) == ("", "What I said stays.")


def test_erasing_two_people_leaves_both_without_a_name(reader, other_reader, now):
    for account in (reader, other_reader):
        actions.erase_account(account, site=1, now=now)
    assert Account.objects.filter(name="").count() == 2


def test_a_token_is_kept_as_a_digest_only(reader, django_assert_num_queries):
    token = actions.issue_token(reader, unlimited=True)
    assert token.encode() not in bytes(AccessToken.objects.get().digest)
    with django_assert_num_queries(1):
        author = reads.author_by_token(token)
        assert (author.account.pk, author.account.name) == (reader.pk, reader.name)
        assert author.unlimited
    assert author.account.email == reader.email  # read when it is asked for
    assert reads.author_by_token(token[:-1]) is None
    assert reads.author_by_token("") is None


def test_the_token_of_a_moderator_carries_the_right(moderator):
    from hustings.accounts.access import may_moderate

    assert may_moderate(reads.author_by_token(actions.issue_token(moderator)).account)


def test_claimed_identities_carry_the_accounts_name(reader):
    rows = [Identity(site=1, source="page:a", foreign_id=str(n), name=f"Old {n}") for n in (1, 2)]
    Identity.objects.bulk_create(rows)
    Identity.objects.filter(foreign_id="1").update(claimed_by=reader)
    names = reads.identity_names({row.pk for row in rows})
    assert sorted(names.values()) == ["Ines Marlow", "Old 2"]


def leave_trace(now, address="203.0.113.9"):
    return actions.record_trace(address=address, client="firefox on linux", now=now)


def test_a_trace_means_nothing_without_its_key_and_in_another_epoch(db, now):
    leave_trace(now)
    leave_trace(now + timedelta(days=secrets.EPOCH_DAYS))
    first, second = Trace.objects.order_by("epoch")
    assert second.epoch == first.epoch + 1
    assert bytes(first.address_digest) != bytes(second.address_digest)
    assert secrets.epoch_key(first.epoch) != secrets.epoch_key(second.epoch)


def test_the_key_is_outside_the_database_and_only_ours_to_read(db, now, settings):
    leave_trace(now)
    file = settings.HUSTINGS_DATA / "keys" / f"trace-{secrets.epoch_of(now)}"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_trace_seen_again_lives_on_and_one_past_its_time_is_erased(db, now):
    old, kept = leave_trace(now), leave_trace(now, "203.0.113.10")
    soon = now + timedelta(days=2)
    if secrets.epoch_of(soon) == secrets.epoch_of(now):
        assert leave_trace(soon, "203.0.113.10") == kept
    else:
        Trace.objects.filter(pk=kept).update(expires=secrets.expiry_of(soon))
    assert actions.forget_expired_traces(now=now + timedelta(days=secrets.TRACE_DAYS, hours=1)) == 1
    assert [trace.pk for trace in Trace.objects.all()] == [kept]
    assert old != kept
