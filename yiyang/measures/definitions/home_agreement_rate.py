from yiyang.measures.language import agreements, has_capability, kind, rate
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import CARE_HOME_KINDS

INDICATOR = rate(
    code="home_agreement_rate",
    label="Care homes without a clinic that have an agreement",
    label_zh="未内设医疗机构的养老机构签约合作率",
    source=("ZS-2",),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*CARE_HOME_KINDS) & ~has_capability("own_medical_institution"),
    reached=agreements.exist(),
    numerator_words="such care homes with a cooperation agreement in force",
    numerator_words_zh="其中有有效合作协议的养老机构",
    denominator_words="care homes without an own medical institution",
    denominator_words_zh="未内设医疗机构的养老机构",
)
