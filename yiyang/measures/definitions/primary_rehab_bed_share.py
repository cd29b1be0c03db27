from yiyang.measures.language import all_beds, beds_of_kind, kind, share
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import PRIMARY_KINDS

INDICATOR = share(
    code="primary_rehab_bed_share",
    label="Rehabilitation and nursing beds of primary institutions",
    label_zh="基层医疗机构康复护理床位占比",
    source=("MH-A15",),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*PRIMARY_KINDS),
    part=beds_of_kind("rehabilitation") + beds_of_kind("nursing"),
    whole=all_beds,
    numerator_words="rehabilitation and nursing beds of community health centres and town clinics",
    numerator_words_zh="社区卫生服务中心、乡镇卫生院的康复和护理型床位",
    denominator_words="beds of community health centres and town clinics",
    denominator_words_zh="社区卫生服务中心、乡镇卫生院的床位",
)
