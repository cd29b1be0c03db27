from yiyang.measures.language import all_beds, has_capability, kind, rate
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import CARE_HOME_KINDS, LARGE_HOME_BEDS

small = (all_beds >= 1) & (all_beds < LARGE_HOME_BEDS)

INDICATOR = rate(
    code="home_rehab_facility_rate",
    label="Homes with the rehabilitation area or centre due",
    label_zh="养老机构康复场所设置率",
    source=("MH",),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*CARE_HOME_KINDS),
    reached=has_capability("rehabilitation_centre") | (small & has_capability("rehabilitation_area")),
    numerator_words="those below 100 beds with a rehabilitation area or centre, larger ones with a centre",
    numerator_words_zh="其中100张床位以下设康复区或康复中心、100张床位及以上设康复中心的机构",
    denominator_words="care homes",
    denominator_words_zh="养老机构",
)
