"""The numbers that a request names."""

import pytest

from casework.views.asked import numbers
from tests.officers import officer, township


def test_what_can_be_no_rows_key_is_left_out_and_the_order_stays():
    assert numbers(["7", "", "-1", "²", "x", "9" * 30, "3"]) == [7, 3]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/membership/together/", 200), ("/membership/together/done/", 404)],
)
def test_a_number_beyond_every_key_is_nobody(client, db, address, status):
    client.force_login(officer("township_officer", township()))
    asked = {"step": "designate", "case": "9" * 30}
    assert client.get(address, asked).status_code == status
