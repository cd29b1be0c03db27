from yiyang.measures.language import all_beds, beds_of_kind, kind, share
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import CARE_HOME_KINDS, LARGE_HOME_BEDS

INDICATOR = share(
    code="sickbed_share_100",
    label="Sickbeds in care homes of 100 beds and more",
    label_zh="100床以上养老机构病床占比",
    source=("ZS-5",),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*CARE_HOME_KINDS) & (all_beds >= LARGE_HOME_BEDS),
    part=beds_of_kind("sickbed"),
    whole=all_beds,
    missing=beds_of_kind("sickbed") * 100 < all_beds * 5,
    numerator_words="sickbeds of such homes",
    numerator_words_zh="其病床",
    denominator_words="usable beds of care homes with 100 beds and more",
    denominator_words_zh="100床及以上养老机构的实用床位",
)
