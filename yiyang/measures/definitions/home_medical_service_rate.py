from yiyang.measures.language import agreements, has_capability, kind, rate
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import CARE_HOME_KINDS

INDICATOR = rate(
    code="home_medical_service_rate",
    label="Care homes that give medical service",
    label_zh="能提供医疗服务的养老机构比例",
    source=("WM", "MH", "ST", "ZS-4"),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*CARE_HOME_KINDS),
    reached=has_capability("own_medical_institution") | agreements.exist(),
    numerator_words="care homes with an own medical institution or a cooperation agreement in force",
    numerator_words_zh="内设医疗机构或有有效合作协议的养老机构",
    denominator_words="care homes",
    denominator_words_zh="养老机构",
)
