import hashlib
from datetime import date, timedelta

from yiyang.access.models import ApiToken
from yiyang.access.tokens import find_token_account, issue_token

TODAY = date(2026, 11, 22)


def test_only_the_digest_is_kept(people):
    token = issue_token(account=people.doctor, label="register of the clinic")
    kept = ApiToken.objects.get()
    assert kept.digest == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    assert token not in str(ApiToken.objects.values().get())
    assert find_token_account(token, today=TODAY) == people.doctor


def test_two_keys_differ_and_each_opens_its_own_account(people):
    one, two = (issue_token(account=account, label="x") for account in (people.doctor, people.sibling))
    assert one != two
    assert [find_token_account(token, today=TODAY) for token in (one, two)] == [people.doctor, people.sibling]


def test_a_key_that_nobody_issued_opens_nothing(people):
    token = issue_token(account=people.doctor, label="x")
    digest = ApiToken.objects.get().digest
    tried = ["", token[:-1], f"{token} ", token.swapcase(), digest]
    assert [find_token_account(text, today=TODAY) for text in tried] == [None] * 5


def test_a_key_ends_on_its_day(people):
    end = TODAY + timedelta(days=3)
    token = issue_token(account=people.doctor, label="x", valid_to=end)
    assert find_token_account(token, today=end - timedelta(days=1)) == people.doctor
    assert find_token_account(token, today=end) is None
    assert find_token_account(token, today=end + timedelta(days=900)) is None


def test_a_closed_account_has_no_key(people):
    token = issue_token(account=people.doctor, label="x")
    people.doctor.is_active = False
    people.doctor.save()
    assert find_token_account(token, today=TODAY) is None
