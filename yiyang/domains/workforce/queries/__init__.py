"""Reads of staff, narrowed by the caller's scope; numbers of staff name nobody and need none."""

from yiyang.domains.workforce.queries.counts import (
    count_practices,
    counts_by_kind,
    expiring_qualifications,
    staff_counts,
)
from yiyang.domains.workforce.queries.register import (
    PAGE_SIZE,
    StaffFilter,
    acts_of,
    find_practice,
    find_qualification,
    find_staff,
    list_staff,
    staff_at,
    staff_by_id,
    staff_by_numbers,
)
from yiyang.domains.workforce.queries.words import (
    qualification_choices,
    sex_choices,
    title_choices,
    title_label,
)

__all__ = [
    "PAGE_SIZE",
    "StaffFilter",
    "acts_of",
    "count_practices",
    "counts_by_kind",
    "expiring_qualifications",
    "find_practice",
    "find_qualification",
    "find_staff",
    "list_staff",
    "qualification_choices",
    "sex_choices",
    "staff_at",
    "staff_by_id",
    "staff_by_numbers",
    "staff_counts",
    "title_choices",
    "title_label",
]
