from yiyang.measures.language import agreements, kind, rate
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import COMMUNITY_KINDS

INDICATOR = rate(
    code="community_agreement_rate",
    label="Community care centres with an agreement",
    label_zh="社区居家养老服务机构签约合作率",
    source=("ZS-7", "MH", "ZJ-4"),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*COMMUNITY_KINDS),
    reached=agreements.exist(),
    numerator_words="such centres with a cooperation agreement in force",
    numerator_words_zh="其中有有效合作协议的机构",
    denominator_words="community home-care and day-care centres",
    denominator_words_zh="社区居家养老服务机构",
)
