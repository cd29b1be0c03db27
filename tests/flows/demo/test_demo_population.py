from datetime import date

import numpy as np
import pytest

from yiyang.flows.demo.census import age_shape, census_row
from yiyang.flows.demo.columns import day_number, day_of
from yiyang.flows.demo.localities import find_locality, read_csv
from yiyang.flows.demo.people import _given_keys, _short_name, draw_names, identity_numbers
from yiyang.flows.demo.places import survey_place
from yiyang.flows.demo.population import NEVER, _draw_serials, birthday, make_population
from yiyang.kernel.age import age_on, birthday_in_year
from yiyang.kernel.identity import check_identity_number
from yiyang.kernel.identity_batch import check_identity_numbers
from yiyang.kernel.pinyin import name_keys
from yiyang.kernel.refused import Refused
from yiyang.regions.seeds import LOCALITIES

ON = date(2018, 9, 30)


def people_of(name, *, elders=20_000, seed=3, on=ON):
    locality = find_locality(name, counties=(), seed=seed)
    return make_population(survey_place(locality, seed=seed), elders=elders, seed=seed, on=on)


@pytest.fixture(scope="module")
def people():
    return people_of("zhongshan")


def test_single_years_add_up_to_the_census_bands():
    shape, row = age_shape("442000"), census_row("442000")
    for sex, word in enumerate("mf"):
        sums = [round(shape[sex, start : start + 5].sum()) for start in range(0, 25, 5)]
        assert sums == [int(row[f"{word}_{age}_{age + 4}"]) for age in range(60, 85, 5)]
        assert round(shape[sex, 25:].sum()) == int(row[f"{word}_85_plus"])
        assert shape[sex].min() >= 0


def test_the_living_have_the_census_shape(people):
    row = census_row("442000")
    alive = (people.death == NEVER) & (people.away == NEVER)
    births = [day_of(number) for number in people.birth[alive].tolist()]
    ages = np.array([age_on(birth, ON) for birth in births])
    assert len(ages) == 20_000
    assert ages.min() == 60
    of_65 = int(row["elder65"]) / int(row["elder60"])
    of_80 = int(row["elder80"]) / int(row["elder60"])
    men = sum(int(row[key]) for key in row if key.startswith("m_")) / int(row["elder60"])
    assert (ages >= 65).mean() == pytest.approx(of_65, abs=0.001)
    assert (ages >= 80).mean() == pytest.approx(of_80, abs=0.001)
    assert (people.sex[alive] == 1).mean() == pytest.approx(men, abs=0.001)


def test_the_dead_come_on_top_and_died_in_the_last_three_years(people):
    dead = people.death != NEVER
    assert dead.sum() == 600
    assert (people.away != NEVER).sum() == 80
    assert len(people) == 20_680
    assert people.death[dead].max() < day_number(ON)
    assert people.death[dead].min() > day_number(date(2015, 9, 29))
    assert (birthday(people.birth[dead], 60) <= people.death[dead]).all()


def test_every_identity_number_is_right_and_its_own(people):
    numbers = identity_numbers(people)
    assert len(set(numbers)) == len(people)
    assert check_identity_numbers(numbers, on=ON).all()
    for number, birth, sex in list(zip(numbers, people.birth.tolist(), people.sex.tolist(), strict=True))[
        :500
    ]:
        verdict = check_identity_number(number, on=ON)
        assert verdict.accepted
        assert verdict.birth_date == day_of(birth)
        assert verdict.sex == str(sex)
    assert {number[:6] for number in numbers} == {"442000", "442724", "449002", "440620"}


def test_villages_have_unequal_sizes(people):
    sizes = np.bincount(people.village, minlength=287)
    assert len(sizes) == 287
    assert sizes.min() > 0
    assert sizes.max() > 5 * sizes.min()


def test_birthdays_agree_with_the_kernel():
    births = [date(1952, 2, 29), date(1952, 3, 1), date(1950, 12, 31), date(1948, 1, 31)]
    numbers = np.array([day_number(birth) for birth in births])
    for age in (60, 65, 67):
        turned = [day_of(number) for number in birthday(numbers, age).tolist()]
        assert turned == [birthday_in_year(birth, birth.year + age) for birth in births]


def test_the_same_seed_draws_the_same_people(people):
    again, other = people_of("zhongshan"), people_of("zhongshan", seed=4)
    assert (again.birth == people.birth).all()
    assert (again.village == people.village).all()
    assert (again.serial == people.serial).all()
    assert not (other.birth == people.birth).all()


@pytest.mark.parametrize("name", sorted(LOCALITIES))
def test_every_locality_has_its_people(name):
    people = people_of(name, elders=300)
    assert len(people) == 310


def test_every_shipped_county_of_zhejiang_can_be_chosen():
    zhejiang = find_locality("zhejiang", counties=("330113", "330114"), seed=1)
    assert zhejiang.counties == ("330113000000", "330114000000")
    place = survey_place(zhejiang, seed=1)
    assert place.counties == ("330113", "330114")
    assert place.village_share.sum() == pytest.approx(1)


def test_a_province_takes_three_counties_by_the_seed():
    first, again = (find_locality("zhejiang", counties=(), seed=5) for _time in range(2))
    assert len(first.counties) == 3
    assert again.counties == first.counties
    assert find_locality("zhejiang", counties=(), seed=6).counties != first.counties


def test_a_county_of_another_place_is_refused():
    with pytest.raises(Refused) as refusal:
        find_locality("zhejiang", counties=("442000",), seed=1)
    assert [reason.code for reason in refusal.value.reasons] == ["demo_not_a_county"]


def test_more_births_than_serials_are_refused():
    same = np.ones(501, dtype=np.int64)
    rng = np.random.default_rng(1)
    serials = _draw_serials(same[1:], same[1:], same[1:], rng, elders=500)
    assert sorted(serials.tolist()) == list(range(1, 1000, 2))
    with pytest.raises(Refused) as refusal:
        _draw_serials(same, same, same, rng, elders=501)
    assert [reason.code for reason in refusal.value.reasons] == ["demo_too_many_births"]


def test_names_carry_the_keys_that_the_register_gives(people):
    rng = np.random.default_rng(1)
    names, full, initials = draw_names(people.part(0, 5000), rng)
    keys = [name_keys(name) for name in names]
    assert full == [key.full for key in keys]
    assert initials == [key.initials for key in keys]
    assert {len(name) for name in names} == {2, 3}


def test_every_surname_reads_alone_as_before_a_given_name():
    for row in read_csv("surnames.csv"):
        head, given = name_keys(row["surname"]), _given_keys("秀英")
        assert name_keys(row["surname"] + "秀英").full == head.full + given.full


@pytest.mark.parametrize(
    ("village", "short"),
    [
        ("象角村民委员会", "象角村"),
        ("石特社区居民委员会", "石特社区"),
        ("后溪村村委会", "后溪村"),
        ("涌金社区居委会", "涌金社区"),
        ("岙头村委会", "岙头村"),
        ("黎明农场", "黎明农场"),
    ],
)
def test_addresses_drop_the_words_for_the_committee(village, short):
    assert _short_name(village) == short
