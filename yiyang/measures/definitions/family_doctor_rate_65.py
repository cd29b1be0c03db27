from yiyang.measures.language import age, alive, contracts, rate
from yiyang.measures.sources import ELDER

INDICATOR = rate(
    code="family_doctor_rate_65",
    label="Residents 65+ with a family doctor",
    label_zh="65岁及以上老年人家庭医生签约率",
    source=("ZS-21", "WM-8", "ST"),
    direction="up",
    subject=ELDER,
    population=alive & (age >= 65),
    reached=contracts.exist(),
    numerator_words="residents aged 65 and over with a family-doctor contract in force",
    numerator_words_zh="有有效家庭医生签约的65岁及以上常住老年人",
    denominator_words="residents aged 65 and over",
    denominator_words_zh="65岁及以上常住老年人",
)
