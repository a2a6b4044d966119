"""Sealed columns: what lies in the database opens with both keys only."""

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from casework import identity
from casework.models import Person
from tests.casework.workbooks import number
from tests.officers import branch


@pytest.fixture
def key():
    return identity.new_key()


def test_what_is_sealed_opens_again(key):
    assert identity.unseal(key, identity.seal(key, number())) == number()


def test_the_same_number_is_sealed_differently_each_time(key):
    assert identity.seal(key, number()) != identity.seal(key, number())


def test_nothing_is_sealed_as_nothing(key):
    assert identity.seal(key, "") is None
    assert identity.unseal(key, None) == ""


def test_a_changed_byte_is_refused(key):
    sealed = bytearray(identity.seal(key, number()))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        identity.unseal(key, bytes(sealed))


def test_another_persons_key_does_not_open(key):
    with pytest.raises(InvalidTag):
        identity.unseal(identity.new_key(), identity.seal(key, number()))


def test_another_master_key_does_not_open(key, settings):
    sealed = identity.seal(key, number())
    settings.CASEWORK_MASTER_KEY = b"\x44" * 32
    settings.CASEWORK_OTHER_MASTERS = list
    with pytest.raises(InvalidTag):
        identity.unseal(key, sealed)


def test_the_digest_finds_a_number_and_depends_on_the_index_key_alone(settings):
    first = identity.digest(number())
    assert first == identity.digest(f" {number().lower()} ") and len(first) == 64
    settings.CASEWORK_MASTER_KEY = b"\x44" * 32
    assert identity.digest(number()) == first
    settings.CASEWORK_INDEX_KEY = b"\x44" * 32
    assert identity.digest(number()) != first
    assert identity.digest("") == ""


@pytest.fixture
def person(db):
    person = Person(name="张三", unit=branch())
    person.id_number, person.phone = number(), "13900001111"
    person.save()
    return person


def test_no_row_holds_the_number_or_the_phone_in_the_clear(person):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_person")
        row = [bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()]
    assert not any(number() in str(value) or "13900001111" in str(value) for value in row)


def test_a_person_whose_key_is_destroyed_cannot_be_read_but_is_still_found(person):
    Person.objects.update(key=None)
    person.refresh_from_db()
    assert (person.id_number, person.phone) == ("", "")
    assert Person.objects.with_id_number(number()).get() == person


def test_the_screen_shows_the_last_four_places_only(person):
    assert person.masked_id == "*" * 14 + number()[-4:]
