from yiyang.measures.language import age, alive, contracts, in_category, rate
from yiyang.measures.sources import ELDER

INDICATOR = rate(
    code="family_doctor_rate_priority",
    label="Priority residents with a family doctor",
    label_zh="重点老年人家庭医生签约率",
    source=("ZJ-1",),
    direction="up",
    subject=ELDER,
    population=alive & (in_category("disabled", "severely_ill") | (age >= 80)),
    reached=contracts.exist(),
    numerator_words="disabled, severely ill or 80+ residents with a family-doctor contract in force",
    numerator_words_zh="有有效家庭医生签约的失能、重病或80岁及以上常住老年人",
    denominator_words="disabled or severely ill residents and residents aged 80 and over",
    denominator_words_zh="失能、重病或80岁及以上常住老年人",
)
