import pytest

from tests.officers import officer, township

PASSWORD = "桃源镇的春天很长 2026"


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def clerk(db):
    return with_password(officer("township_officer", township(), "zhang"))


@pytest.fixture
def admin(db):
    return with_password(officer("security_administrator", township(), "guard"))


@pytest.fixture
def guarding(client, admin):
    """The security administrator, signed in."""
    client.force_login(admin)
    return client
