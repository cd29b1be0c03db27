"""The numbers of `benchmarks.measures` in SQL written by hand; DuckDB and PostgreSQL both read it."""

from yiyang.measures.sources.codes import CAPABILITIES

HOLDS = "valid_from <= DATE '2018-09-30' AND (valid_to IS NULL OR valid_to > DATE '2018-09-30')"
ELDER_SQL = f"""
WITH resident AS (
  SELECT r.area, e.birth_date, c.elder_id IS NOT NULL AS signed, h.elder_id IS NOT NULL AS recorded,
         k.elder_id IS NOT NULL OR e.birth_date <= DATE '1938-09-30' AS priority
  FROM elders e
  JOIN (SELECT elder_id, area FROM residences WHERE {HOLDS}) r ON r.elder_id = e.elder_id
  LEFT JOIN (SELECT DISTINCT elder_id FROM family_doctor_contracts WHERE {HOLDS}) c ON c.elder_id = e.elder_id
  LEFT JOIN (SELECT DISTINCT elder_id FROM health_records WHERE {HOLDS}) h ON h.elder_id = e.elder_id
  LEFT JOIN (SELECT DISTINCT elder_id FROM elder_categories
             WHERE category IN ('disabled', 'severely_ill') AND {HOLDS}) k ON k.elder_id = e.elder_id
  WHERE e.death_date IS NULL OR e.death_date > DATE '2018-09-30'
), village AS (
  SELECT area,
         count(*) FILTER (WHERE birth_date <= DATE '1958-09-30') AS d60,
         count(*) FILTER (WHERE birth_date <= DATE '1958-09-30' AND signed) AS n60,
         count(*) FILTER (WHERE birth_date <= DATE '1953-09-30') AS d65,
         count(*) FILTER (WHERE birth_date <= DATE '1953-09-30' AND signed) AS n65,
         count(*) FILTER (WHERE priority) AS dp,
         count(*) FILTER (WHERE priority AND signed) AS np,
         count(*) FILTER (WHERE birth_date <= DATE '1958-09-30' AND recorded) AS nr
  FROM resident GROUP BY area
)
SELECT a.ancestor, a.ancestor_level,
       coalesce(sum(d60), 0) AS d60, coalesce(sum(n60), 0) AS n60, coalesce(sum(d65), 0) AS d65,
       coalesce(sum(n65), 0) AS n65, coalesce(sum(dp), 0) AS dp, coalesce(sum(np), 0) AS np,
       coalesce(sum(d60), 0) AS dr, coalesce(sum(nr), 0) AS nr
FROM areas a LEFT JOIN village v ON v.area = a.area
GROUP BY a.ancestor, a.ancestor_level
"""
ELDER_CODES = (
    "family_doctor_rate_60",
    "family_doctor_rate_65",
    "family_doctor_rate_priority",
    "health_record_rate_60",
)

MEDICAL = (
    "('hospital', 'tcm_hospital', 'rehabilitation_hospital', 'nursing_hospital', 'hospice', "
    "'community_health_centre', 'town_clinic', 'village_clinic', 'clinic')"
)
HOSPITALS = "('hospital', 'tcm_hospital', 'rehabilitation_hospital', 'nursing_hospital')"
HOMES = "('care_home', 'town_care_home')"
TCM = (
    "(kind IN ('community_health_centre', 'town_clinic') "
    f"OR kind IN {HOSPITALS} AND ownership = 'public' AND level >= 2)"
)
GERIATRIC = "(kind IN ('hospital', 'tcm_hospital') AND ownership = 'public' AND level >= 2)"
TELE = f"(kind IN {HOSPITALS} AND ownership = 'public' AND level = 2)"
COUNTED = {
    "barrier_free_rate": (f"kind IN {MEDICAL}", "barrier_free"),
    "community_agreement_rate": (
        "kind IN ('day_care_centre', 'home_care_centre', 'happiness_home')",
        "agreed",
    ),
    "geriatric_department_rate": (GERIATRIC, "geriatric_department"),
    "green_channel_rate": (f"kind IN {MEDICAL}", "green_channel"),
    "home_agreement_rate": (f"kind IN {HOMES} AND NOT own_medical_institution", "agreed"),
    "home_medical_service_rate": (f"kind IN {HOMES}", "(own_medical_institution OR agreed)"),
    "tcm_service_rate": (TCM, "tcm_service"),
    "telemedicine_rate": (TELE, "telemedicine"),
    "town_home_agreement_rate": ("kind = 'town_care_home'", "agreed"),
}
SUMMED = {
    "nursing_bed_share": (f"kind IN {HOMES}", "nursing"),
    "sickbed_share_100": (f"kind IN {HOMES} AND beds >= 100", "sickbed"),
}


def organisation_sql() -> str:
    flags = ", ".join(
        f"bool_or(capability = '{name}') AS {name}" for name in sorted({e.code for e in CAPABILITIES.codes})
    )
    held = ", ".join(
        f"coalesce({name}, FALSE) AS {name}" for name in sorted({e.code for e in CAPABILITIES.codes})
    )
    sums = [
        line
        for code, (who, reached) in COUNTED.items()
        for line in (
            f"count(*) FILTER (WHERE {who}) AS d_{code}",
            f"count(*) FILTER (WHERE {who} AND {reached}) AS n_{code}",
        )
    ] + [
        line
        for code, (who, part) in SUMMED.items()
        for line in (
            f"coalesce(sum(beds) FILTER (WHERE {who}), 0) AS d_{code}",
            f"coalesce(sum({part}) FILTER (WHERE {who}), 0) AS n_{code}",
        )
    ]
    outer = ", ".join(
        f"coalesce(sum({line}_{code}), 0) AS {line}_{code}" for code in (*COUNTED, *SUMMED) for line in "dn"
    )
    return f"""
    WITH organisation AS (
      SELECT p.area, p.kind, p.level, p.ownership, g.organisation_id IS NOT NULL AS agreed, {held},
             coalesce(beds, 0) AS beds, coalesce(nursing, 0) AS nursing, coalesce(sickbed, 0) AS sickbed
      FROM organisations o
      JOIN (SELECT * FROM organisation_profiles WHERE {HOLDS}) p ON p.organisation_id = o.organisation_id
      LEFT JOIN (SELECT DISTINCT organisation_id FROM cooperation_agreements WHERE {HOLDS}) g
             ON g.organisation_id = o.organisation_id
      LEFT JOIN (SELECT organisation_id, {flags} FROM capabilities WHERE {HOLDS} GROUP BY organisation_id) c
             ON c.organisation_id = o.organisation_id
      LEFT JOIN (SELECT organisation_id, sum(beds) AS beds,
                        sum(beds) FILTER (WHERE bed_kind = 'nursing') AS nursing,
                        sum(beds) FILTER (WHERE bed_kind = 'sickbed') AS sickbed
                 FROM bed_capacities WHERE {HOLDS} GROUP BY organisation_id) b
             ON b.organisation_id = o.organisation_id
    ), place AS (SELECT area, {", ".join(sums)} FROM organisation GROUP BY area)
    SELECT a.ancestor, a.ancestor_level, {outer}
    FROM areas a LEFT JOIN place p ON p.area = a.area
    GROUP BY a.ancestor, a.ancestor_level
    """


STATEMENTS = ((ELDER_CODES, ELDER_SQL), ((*COUNTED, *SUMMED), organisation_sql()))
