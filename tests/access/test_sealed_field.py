import io
import pickle
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from tests.factories import NEVER_ASSIGNED, make_elder, make_world
from yiyang.access.sealed import SealedBytes, blind_index, place_of
from yiyang.access.vault import SealBroken
from yiyang.domains.elders.models import IDENTITY_COLUMN, Elder
from yiyang.domains.elders.queries import read_search
from yiyang.kernel.identity import make_identity_number

NUMBER = make_identity_number(NEVER_ASSIGNED, date(1945, 5, 6), 123)
PHONE = "13900001234"


@pytest.fixture
def elder(world):
    return make_elder(world.village, number=NUMBER, phone=PHONE)


def raw(elder, column="identity_number"):
    """The bytes that the database holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM elders_elder WHERE id = %s", [elder.pk])
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def test_reads_back_what_was_saved(elder):
    found = Elder.objects.get(pk=elder.pk)
    assert (found.identity_number, found.phone) == (NUMBER, PHONE)
    assert (elder.identity_number, elder.phone) == (NUMBER, PHONE)


def test_the_database_holds_it_sealed_for_its_row(elder):
    held = raw(elder)
    assert NUMBER.encode() not in held
    place = b"elders_elder.identity_number\x00" + elder.public_id.bytes
    assert place_of("elders_elder", "identity_number", elder.public_id.bytes) == place
    assert settings.KEYS.vault.open(held, place=place) == NUMBER


def test_a_row_is_sealed_until_somebody_reads_it(elder):
    found = Elder.objects.get(pk=elder.pk)
    assert type(found.__dict__["identity_number"]) is SealedBytes
    assert found.identity_number == NUMBER
    assert found.__dict__["identity_number"] == NUMBER
    assert Elder.objects.values_list("identity_number", flat=True).get(pk=elder.pk) == raw(elder)


def test_saving_what_nobody_read_changes_no_byte(elder):
    before = raw(elder)
    found = Elder.objects.get(pk=elder.pk)
    found.address = "新街 2 号"
    found.save()
    assert raw(elder) == before
    assert Elder.objects.get(pk=elder.pk).identity_number == NUMBER


def test_saving_other_fields_leaves_it_alone(elder):
    before = raw(elder)
    found = Elder.objects.get(pk=elder.pk)
    assert found.identity_number == NUMBER
    found.version = 5
    found.save(update_fields=["version"])
    assert raw(elder) == before


def test_saving_what_was_read_seals_it_anew(elder):
    before = raw(elder)
    found = Elder.objects.get(pk=elder.pk)
    assert found.identity_number == NUMBER
    found.save()
    assert raw(elder) != before
    assert Elder.objects.get(pk=elder.pk).identity_number == NUMBER


def test_refresh_brings_the_stored_value(elder):
    other = Elder.objects.get(pk=elder.pk)
    other.phone = "13811112222"
    other.save(update_fields=["phone"])
    elder.refresh_from_db()
    assert elder.phone == "13811112222"
    elder.phone = "typed but not saved"
    elder.refresh_from_db(fields=["phone"])
    assert elder.phone == "13811112222"


def test_deferred_and_only(elder, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = Elder.objects.only("identity_number", "public_id").get(pk=elder.pk)
        assert found.identity_number == NUMBER
    assert Elder.objects.only("name").get(pk=elder.pk).identity_number == NUMBER
    assert Elder.objects.only("identity_number").get(pk=elder.pk).identity_number == NUMBER
    assert Elder.objects.defer("identity_number").get(pk=elder.pk).identity_number == NUMBER
    assert Elder.objects.defer("public_id").get(pk=elder.pk).phone == PHONE


def test_nothing_stays_nothing(elder):
    elder.phone = None
    elder.save()
    assert raw(elder, "phone") is None
    assert Elder.objects.get(pk=elder.pk).phone is None


def test_bulk_creation_seals(world):
    elders = [
        Elder(
            name="王", name_full="wang", name_initials="w", sex="1", birth_date=date(1940, 1, 1),
            identity_number=f"{NUMBER[:-2]}{serial:02}", identity_index=bytes([serial]),
        )
        for serial in range(3)
    ]  # fmt: skip
    Elder.objects.bulk_create(elders)
    held = [Elder.objects.get(identity_index=bytes([serial])) for serial in range(3)]
    assert [elder.identity_number for elder in held] == [f"{NUMBER[:-2]}{serial:02}" for serial in range(3)]
    assert not any(NUMBER[:-2].encode() in raw(elder) for elder in held)


@pytest.mark.parametrize(
    "way",
    [
        lambda elder: Elder.objects.filter(pk=elder.pk).update(phone=PHONE),
        lambda elder: Elder.objects.bulk_update([elder], ["phone"]),
        lambda elder: list(Elder.objects.filter(phone=PHONE)),
        lambda elder: list(Elder.objects.filter(phone__in=[PHONE])),
    ],
    ids=["update", "bulk_update", "filter", "in"],
)
def test_plain_text_is_refused_where_nothing_would_seal_it(elder, way):
    before = raw(elder, "phone")
    with pytest.raises(TypeError, match="phone is sealed by saving the object"), transaction.atomic():
        way(elder)
    assert raw(elder, "phone") == before


def test_a_value_swapped_between_two_rows_does_not_open(elder, world):
    other = make_elder(world.village)
    mine, theirs = raw(elder), raw(other)
    for target, value in ((elder, theirs), (other, mine)):
        Elder.objects.filter(pk=target.pk).update(identity_number=value)
    for swapped in Elder.objects.all():
        with pytest.raises(SealBroken):
            _ = swapped.identity_number
    Elder.objects.filter(pk=elder.pk).update(identity_number=mine)
    assert Elder.objects.get(pk=elder.pk).identity_number == NUMBER


def test_a_value_swapped_between_two_columns_does_not_open(elder):
    Elder.objects.filter(pk=elder.pk).update(phone=raw(elder))
    with pytest.raises(SealBroken):
        _ = Elder.objects.get(pk=elder.pk).phone


def test_it_is_found_by_its_blind_index(elder, world):
    make_elder(world.village)
    index = blind_index(NUMBER, column=IDENTITY_COLUMN)
    assert Elder.objects.get(identity_index=index) == elder
    assert Elder.objects.get(read_search(f" {NUMBER[:6]} {NUMBER[6:].lower()}").condition) == elder
    assert Elder.objects.get(read_search("139-0000-1234").condition) == elder


def test_what_prints_an_elder_shows_no_number(elder):
    fresh = Elder.objects.get(pk=elder.pk)
    for shown in (repr(elder), str(elder), f"{[elder]}", repr(Elder.objects.all()), repr(fresh.__dict__)):
        assert NUMBER not in shown
        assert PHONE not in shown
    assert NUMBER.encode() not in pickle.dumps(fresh)
    assert pickle.loads(pickle.dumps(fresh)).identity_number == NUMBER


def dumped() -> bytes:
    """Everything a thief of the database would hold: its files, or COPY of every table."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))
    taken = io.BytesIO()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            with cursor.copy(f'COPY "{model._meta.db_table}" TO STDOUT') as rows:
                for part in rows:
                    taken.write(bytes(part))
            with cursor.copy(f'COPY "{model._meta.db_table}" TO STDOUT (FORMAT BINARY)') as rows:
                for part in rows:
                    taken.write(bytes(part))
    return taken.getvalue()


def hex_of(text: str) -> bytes:
    return text.encode().hex().encode()


@pytest.mark.django_db(transaction=True)
def test_two_hundred_numbers_are_not_in_the_database_files():
    world = make_world()
    numbers = [
        make_identity_number(NEVER_ASSIGNED, date(1940, 1, 1) + timedelta(days=27 * step), 100 + step)
        for step in range(200)
    ]
    phones = [f"137{step:03}46802" for step in range(200)]
    for number, phone in zip(numbers, phones, strict=True):
        make_elder(world.village, name="赵金莲", number=number, phone=phone)
    assert [elder.identity_number for elder in Elder.objects.order_by("pk")] == numbers
    held = dumped()
    assert "赵金莲".encode() in held
    leaked = [text for text in (*numbers, *phones) if text.encode() in held or hex_of(text) in held.lower()]
    assert leaked == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE elders_elder SET address = %s WHERE phone IS NOT NULL", [numbers[7]])
    found = dumped()
    assert [number for number in numbers if number.encode() in found] == [numbers[7]]


def test_the_search_of_a_number_writes_no_plain_sql(elder, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        assert list(Elder.objects.filter(read_search(NUMBER).condition)) == [elder]
    assert not any(re.search(NUMBER, query["sql"]) for query in asked.captured_queries)
