from yiyang.measures.language import has_capability, kind, rate
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import MEDICAL_KINDS

INDICATOR = rate(
    code="barrier_free_rate",
    label="Medical institutions converted to barrier-free",
    label_zh="医疗机构无障碍改造率",
    source=("ZS-16",),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*MEDICAL_KINDS),
    reached=has_capability("barrier_free"),
    numerator_words="medical institutions converted to barrier-free",
    numerator_words_zh="完成无障碍改造的医疗机构",
    denominator_words="medical institutions",
    denominator_words_zh="医疗机构",
)
