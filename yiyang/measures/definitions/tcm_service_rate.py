from yiyang.measures.language import has_capability, kind, level, ownership, rate
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import HOSPITAL_KINDS, PRIMARY_KINDS

INDICATOR = rate(
    code="tcm_service_rate",
    label="Institutions with Chinese medicine service",
    label_zh="提供中医药服务的医疗机构比例",
    source=("ZS-25", "ZJ-6"),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*PRIMARY_KINDS)
    | (kind.is_among(*HOSPITAL_KINDS) & ownership.equals("public") & (level >= 2)),
    reached=has_capability("tcm_service"),
    numerator_words="such institutions with Chinese medicine service",
    numerator_words_zh="其中提供中医药服务的机构",
    denominator_words="community health centres, town clinics and public hospitals of level 2 and above",
    denominator_words_zh="社区卫生服务中心、乡镇卫生院和二级及以上公立医院",
)
