"""Reads of elders, narrowed by the caller's scope; who reads a name is recorded by the caller's page."""

from yiyang.domains.elders.queries.choices import (
    allergen_choices,
    category_choices,
    fact_choices,
    insurance_choices,
    relation_choices,
    self_care_choices,
    source_choices,
)
from yiyang.domains.elders.queries.conditions import (
    aged,
    has_check_up,
    has_health_record,
    in_category,
    is_due,
    living_on,
)
from yiyang.domains.elders.queries.facts import (
    ElderFacts,
    elder_facts,
    field_source,
    last_entry,
    record_completeness,
)
from yiyang.domains.elders.queries.finding import (
    categories_on,
    find_check_up,
    find_fact,
    find_member,
    served_on,
)
from yiyang.domains.elders.queries.grading import grade_elders
from yiyang.domains.elders.queries.listing import (
    LIST_FIELDS,
    PAGE_SIZE,
    Condition,
    ListPlace,
    elders_by_ids,
    find_elder,
    in_scope,
    list_elders,
    lock_elder,
    place_of,
    sex_choices,
    sex_labels,
)
from yiyang.domains.elders.queries.published import LOGICAL_TABLES
from yiyang.domains.elders.queries.searching import Search, read_search, search_elders

__all__ = [
    "LIST_FIELDS",
    "LOGICAL_TABLES",
    "PAGE_SIZE",
    "Condition",
    "ElderFacts",
    "ListPlace",
    "Search",
    "aged",
    "allergen_choices",
    "categories_on",
    "category_choices",
    "elder_facts",
    "elders_by_ids",
    "fact_choices",
    "field_source",
    "find_check_up",
    "find_elder",
    "find_fact",
    "find_member",
    "grade_elders",
    "has_check_up",
    "has_health_record",
    "in_category",
    "in_scope",
    "insurance_choices",
    "is_due",
    "last_entry",
    "list_elders",
    "living_on",
    "lock_elder",
    "place_of",
    "read_search",
    "record_completeness",
    "relation_choices",
    "search_elders",
    "self_care_choices",
    "served_on",
    "sex_choices",
    "sex_labels",
    "source_choices",
]
