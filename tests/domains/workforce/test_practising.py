"""Where a person may practise: the main site, further sites, hours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.domains.workforce.rules.practising import Site, busiest_week, practice_refusals
from yiyang.domains.workforce.rules.titles import TITLES, titles_from

FIRST = date(2018, 1, 1)


def site(pk=1, *, main=True, hours=36, first=FIRST, end=None):
    return Site(
        organisation_id=pk,
        name=f"机构{pk}",
        is_main=main,
        hours_week=hours,
        valid_from=first,
        valid_to=end,
    )


def codes(proposed, *standing, given_hours=0):
    reasons = practice_refusals(proposed, standing=standing, grassroots_hours=given_hours)
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("proposed", "standing", "expected"),
    [
        (site(), (), []),
        (site(2, main=False, hours=8), (site(),), []),
        (site(2, main=False, hours=9), (site(),), ["hours_too_many"]),
        (site(2, hours=4), (site(),), ["main_site_stands"]),
        (site(1, main=False, hours=4), (site(),), ["site_stands"]),
        (site(2, main=False, hours=4), (), ["no_main_site"]),
        (site(2, main=False, hours=4), (site(end=date(2018, 7, 1)),), ["no_main_site"]),
        (site(2, main=False, hours=4, end=date(2018, 7, 1)), (site(end=date(2018, 7, 1)),), []),
        (site(2, main=False, hours=4, end=date(2018, 7, 2)), (site(end=date(2018, 7, 1)),), ["no_main_site"]),
        (site(2, hours=40, first=date(2018, 7, 1)), (site(hours=40, end=date(2018, 7, 1)),), []),
        (site(hours=0), (), ["hours_missing"]),
        (site(hours=45), (), ["hours_too_many"]),
        (site(end=FIRST), (), ["practice_order"]),
    ],
)
def test_sites(proposed, standing, expected):
    assert codes(proposed, *standing) == expected


def test_a_further_site_may_span_two_main_sites_without_a_gap():
    first, gap = site(1, end=date(2018, 7, 1)), site(3, first=date(2018, 7, 2))
    second = site(3, first=date(2018, 7, 1))
    proposed = site(2, main=False, hours=4)
    assert codes(proposed, first, second) == []
    assert codes(proposed, first, gap) == ["no_main_site"]


def test_hours_for_the_grassroots_lie_within_the_hours():
    assert codes(site(hours=10), given_hours=10) == []
    assert codes(site(hours=10), given_hours=11) == ["grassroots_too_many"]


days = st.dates(min_value=date(2018, 1, 1), max_value=date(2018, 3, 1))
spans = st.tuples(days, st.one_of(st.none(), st.integers(1, 40)), st.integers(1, 20))


@given(st.lists(spans, max_size=5), spans)
def test_the_busiest_week_is_what_a_look_at_every_day_finds(standing, proposed):
    def build(pk, span):
        first, length, hours = span
        end = first + timedelta(days=length) if length else None
        return site(pk, hours=hours, first=first, end=end)

    sites = [build(pk, span) for pk, span in enumerate(standing, start=2)]
    asked = build(1, proposed)
    last = asked.valid_to or date(2018, 6, 1)
    every_day = [asked.valid_from + timedelta(days=n) for n in range((last - asked.valid_from).days)]
    slow = max(
        asked.hours_week
        + sum(
            each.hours_week
            for each in sites
            if each.valid_from <= day and (each.valid_to is None or day < each.valid_to)
        )
        for day in every_day
    )
    beside = [each for each in sites if each.valid_to is None or each.valid_to > asked.valid_from]
    beside = [each for each in beside if asked.valid_to is None or each.valid_from < asked.valid_to]
    assert busiest_week(asked, beside) == slow


def test_titles_stand_above_one_another():
    assert sorted(titles_from("nurse_in_charge")) == [
        "associate_chief_nurse",
        "chief_nurse",
        "nurse_in_charge",
    ]
    assert set(titles_from("resident_doctor")) == {
        row.code for row in TITLES.rows if row["profession"] == "doctor"
    }
    with pytest.raises(LookupError):
        titles_from("king")
