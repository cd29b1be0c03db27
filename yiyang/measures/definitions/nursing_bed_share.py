from yiyang.measures.language import all_beds, beds_of_kind, kind, share
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import CARE_HOME_KINDS

INDICATOR = share(
    code="nursing_bed_share",
    label="Nursing beds among beds of care homes",
    label_zh="养老机构护理型床位占比",
    source=("WM", "MH"),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*CARE_HOME_KINDS),
    part=beds_of_kind("nursing"),
    whole=all_beds,
    numerator_words="nursing beds of care homes",
    numerator_words_zh="养老机构护理型床位",
    denominator_words="usable beds of care homes",
    denominator_words_zh="养老机构实用床位",
)
