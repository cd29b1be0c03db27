"""Run as a program on a database of its own: signs contracts through the page in processes that die or race.

`crash [--planted]` forks a process for each statement of signing, which kills itself right before it, and prints
what the database holds afterwards. `race` posts one form from eight threads, then eight forms for one elder.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiyang.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from tests import factories  # noqa: E402
from yiyang.access.models import Account  # noqa: E402
from yiyang.audit.models import Act, Outbox, RequestKey  # noqa: E402
from yiyang.domains.contracts.actions import contracts as signing  # noqa: E402
from yiyang.domains.contracts.models import Contract, Team  # noqa: E402
from yiyang.domains.elders.models import Elder  # noqa: E402

MOST_STATEMENTS = 80
THREADS = 8


def prepare() -> tuple[Account, Team, factories.World]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    world = factories.make_world()
    account = factories.make_account("doctor", "family_doctor", world.towns[0])
    # What the first request loads is loaded here once, so that each child is quick.
    Client().get(reverse("sign_in"))
    return account, factories.make_team(world.towns[0]), world


def post(client: Client, elder: Elder, team: Team, *, token: str):
    form = {
        "token": token,
        "team": team.pk,
        "package": "elder_basic",
        "signed_on": "2018-09-30",
        "valid_from": "2018-09-30",
        "last_day": "2019-09-29",
    }
    return client.post(reverse("contract_sign", args=[elder.public_id]), form)


def signed_in(account: Account) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(account)
    client.cookies["language"] = "en"
    return client


class Killer:
    """Counts statements and commits and ends the process right before the one it was told."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def step(self) -> None:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def __call__(self, execute: Callable, sql: str, params: object, many: bool, context: dict):
        self.step()
        return execute(sql, params, many, context)


def die_at(at: int, account: Account, elder: Elder, team: Team) -> bool:
    """Sign in a child process that is killed before its statement `at`; True when it lived to the end."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        killer = Killer(at)
        client = signed_in(account)
        commit = connection._commit
        connection._commit = lambda: (killer.step(), commit())[1]
        with connection.execute_wrapper(killer):
            answer = post(client, elder, team, token=f"{at:032x}")
        os._exit(0 if answer.status_code == 302 else 3)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if os.WEXITSTATUS(status):
        raise SystemExit(f"the child failed at statement {at}: {status}")
    return True


def left_behind(at: int, elder: Elder) -> dict[str, int]:
    acts = Act.objects.filter(kind="contract.sign", elder_ids=[elder.pk])
    return {
        "at": at,
        "contracts": Contract.objects.filter(elder=elder).count(),
        "acts": acts.count(),
        "outbox": Outbox.objects.filter(act__in=acts).count(),
        "keys": RequestKey.objects.filter(key=f"{at:032x}").count(),
    }


def plant_the_bug() -> None:
    """Record the act when the contract is already committed, as a careless hand might."""
    record = signing.record_act

    def record_late(**given: object) -> None:
        def later() -> None:
            with transaction.atomic():
                record(**given)

        transaction.on_commit(later)

    signing.record_act = record_late


def crash() -> None:
    account, team, world = prepare()
    found, lived = [], False
    for at in range(1, MOST_STATEMENTS):
        elder = factories.make_elder(world.village)
        lived = die_at(at, account, elder, team)
        found.append(left_behind(at, elder))
        if lived:
            break
    print(json.dumps({"lived": lived, "states": found}))


def race() -> None:
    account, team, world = prepare()
    elders = [factories.make_elder(world.village) for _ in range(2)]
    clients = [signed_in(account) for _ in range(THREADS)]
    same = together(clients, lambda client, _number: post(client, elders[0], team, token="a" * 32))
    each = together(clients, lambda client, number: post(client, elders[1], team, token=f"{number:032x}"))
    refused = [answer for answer in each if answer.status_code == 422]
    print(
        json.dumps(
            {
                "same": sorted({(answer.status_code, answer.headers.get("Location", "")) for answer in same}),
                "each": sorted(answer.status_code for answer in each),
                "told": sum("The elder has a contract with" in answer.content.decode() for answer in refused),
                "contracts": [Contract.objects.filter(elder=elder).count() for elder in elders],
                "acts": Act.objects.filter(kind="contract.sign").count(),
                "outbox": Outbox.objects.filter(act__kind="contract.sign").count(),
            }
        )
    )


def together(clients: list[Client], ask: Callable) -> list:
    gate, answers = threading.Barrier(len(clients)), []

    def run(number: int) -> None:
        gate.wait()
        try:
            answers.append(ask(clients[number], number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


if __name__ == "__main__":
    if "--planted" in sys.argv:
        plant_the_bug()
    {"crash": crash, "race": race}[sys.argv[1]]()
