from yiyang.measures.language import age, alive, contracts, rate
from yiyang.measures.sources import ELDER

INDICATOR = rate(
    code="family_doctor_rate_60",
    label="Residents 60+ with a family doctor",
    label_zh="60岁及以上老年人家庭医生签约率",
    source=("ST",),
    direction="up",
    subject=ELDER,
    population=alive & (age >= 60),
    reached=contracts.exist(),
    numerator_words="residents aged 60 and over with a family-doctor contract in force",
    numerator_words_zh="有有效家庭医生签约的60岁及以上常住老年人",
    denominator_words="residents aged 60 and over",
    denominator_words_zh="60岁及以上常住老年人",
)
