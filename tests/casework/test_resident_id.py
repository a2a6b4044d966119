"""The citizen number of GB 11643."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import resident_id

SOUND = "11010519491231002X"  # the example of the standard
DAYS = st.dates(date(1900, 1, 1), date(2026, 10, 31))


@st.composite
def numbers(draw):
    born = draw(DAYS)
    head = f"{draw(st.integers(110000, 659999))}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return head + resident_id.check_character(head), born


def test_the_example_of_the_standard_is_sound():
    assert resident_id.check(SOUND) == []
    assert resident_id.birth_date(SOUND) == date(1949, 12, 31)
    assert resident_id.sex(SOUND) == "女"


@given(numbers())
def test_every_made_number_is_sound_and_gives_its_birth_date(made):
    number, born = made
    assert resident_id.check(number) == []
    assert resident_id.birth_date(number) == born
    assert resident_id.sex(number) == ("男" if int(number[16]) % 2 else "女")


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(made, place, step):
    number, _born = made
    wrong = str((int(number[place]) + step) % 10)
    assert resident_id.check(number[:place] + wrong + number[place + 1 :]) != []


@given(numbers(), st.integers(0, 15))
def test_two_digits_exchanged_are_always_found(made, place):
    number, _born = made
    exchanged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert exchanged == number or resident_id.check(exchanged) != []


@given(st.text())
def test_no_text_makes_the_check_fail(text):
    assert isinstance(resident_id.check(text), list)
    assert isinstance(resident_id.mask(text), str)
    resident_id.birth_date(text), resident_id.sex(text), resident_id.upgrade(text)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        pytest.param("110105194912310021", ["ID_BAD_CHECKSUM"], id="last-character"),
        pytest.param("1101051949123100", ["ID_BAD_LENGTH"], id="16"),
        pytest.param("11010519491231002X2", ["ID_BAD_LENGTH"], id="19"),
        pytest.param("110105194902310025", ["ID_INVALID_DATE"], id="31-february"),
        pytest.param("110105491231002", ["ID_OLD_15"], id="old"),
        pytest.param("110105490231002", ["ID_INVALID_DATE", "ID_OLD_15"], id="old-no-day"),
        pytest.param("11010519491231OO2X", ["ID_BAD_CHECKSUM"], id="letters"),
    ],
)
def test_a_wrong_number_is_named_by_what_is_wrong(written, codes):
    assert resident_id.check(written) == codes


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        '="11010519491231002X"',
        "１１０１０５１９４９１２３１００２Ｘ",
        "\u200b11010519491231002X\t",
    ],
)
def test_layout_around_a_number_does_not_matter(written):
    assert resident_id.normalise(written) == SOUND


def test_a_birth_date_after_the_statistics_date_is_no_birth_date():
    number = "11010520270101002"
    number += resident_id.check_character(number)
    assert resident_id.check(number, date(2026, 10, 31)) == ["ID_INVALID_DATE"]
    assert resident_id.check(number, date(2027, 1, 1)) == []


def test_an_old_number_becomes_the_sound_one_of_18():
    assert resident_id.upgrade("110105491231002") == SOUND
    assert resident_id.birth_date("110105491231002") == date(1949, 12, 31)
    assert resident_id.sex("110105491231002") == "女"
    assert resident_id.upgrade(SOUND) == SOUND


def test_the_mask_keeps_region_and_last_four():
    assert resident_id.mask("110101199003071234") == "110101********1234"
    assert resident_id.mask("110105491231002") == "110105*****1002"
    assert resident_id.mask("12345") == "*****"
