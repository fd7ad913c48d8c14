import io

import pytest
from django.core.management import CommandError, call_command

from hustings.accounts.models import AccessToken, Account
from hustings.accounts.reads import author_by_token

pytestmark = pytest.mark.django_db


def create(*arguments) -> str:
    printed = io.StringIO()
    call_command("create_reader", *arguments, stdout=printed)
    return printed.getvalue().strip()


def test_token_is_printed_alone_and_works():
    author = author_by_token(create("Load client", "--token", "--unlimited"))
    assert author.account.name == "Load client"
    assert author.unlimited


def test_token_has_the_usual_limits_unless_told_otherwise():
    assert not author_by_token(create("Load client", "--token")).unlimited


def test_account_without_token_prints_its_id():
    assert create("Ada", "--email", "ada@readers.example") == str(Account.objects.get().pk)
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Ada", "--unlimited"], "--token"),
        (["Ada", "--email", "nowhere"], "no e-mail address"),
        (["  "], "name-empty"),
    ],
)
def test_wrong_arguments_are_refused_and_create_nothing(arguments, says):
    with pytest.raises(CommandError, match=says):
        create(*arguments)
    assert not Account.objects.exists()


def test_taken_name_and_address_are_refused():
    create("Ada", "--email", "ada@readers.example")
    with pytest.raises(CommandError, match="name-taken"):
        create("ADA")
    with pytest.raises(CommandError, match="already"):
        create("Bo", "--email", "Ada@Readers.example")
    assert Account.objects.count() == 1
