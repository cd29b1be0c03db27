from yiyang.measures.language import age, alive, check_ups, rate
from yiyang.measures.sources import ELDER

INDICATOR = rate(
    code="health_management_rate_65",
    label="Residents 65+ under health management",
    label_zh="65岁及以上老年人健康管理率",
    source=("WM-8", "MH-A8", "ST"),
    direction="up",
    subject=ELDER,
    population=alive & (age >= 65),
    reached=check_ups.where(check_ups.column("self_care_assessed").equals(1)).exist()
    & check_ups.where(check_ups.column("guided").equals(1)).exist(),
    numerator_words="residents aged 65 and over with check-up, self-care assessment and guidance in the year",
    numerator_words_zh="当年已接受健康体检、生活自理能力评估和健康指导的65岁及以上常住老年人",
    denominator_words="residents aged 65 and over",
    denominator_words_zh="65岁及以上常住老年人",
)
