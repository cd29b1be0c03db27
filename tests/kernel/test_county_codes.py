from datetime import date

from benchmarks.identity_numbers import make_numbers, read_county_codes
from yiyang.kernel.identity import check_identity_number
from yiyang.kernel.identity_batch import check_identity_numbers

ON = date(2026, 11, 22)


def test_right_number_of_any_historic_county_is_accepted():
    areas = read_county_codes()
    assert len(areas) == 6885
    numbers = make_numbers(len(areas), areas=areas, seed=3)
    assert [number for number in numbers if not check_identity_number(number, on=ON).accepted] == []
    assert check_identity_numbers(numbers, on=ON).all()
