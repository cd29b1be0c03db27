from yiyang.measures.language import age, alive, health_records, rate
from yiyang.measures.sources import ELDER

INDICATOR = rate(
    code="health_record_rate_60",
    label="Residents 60+ with a health record",
    label_zh="60岁及以上老年人健康档案建档率",
    source=("ZS-19",),
    direction="up",
    subject=ELDER,
    population=alive & (age >= 60),
    reached=health_records.exist(),
    numerator_words="residents aged 60 and over with an open health record",
    numerator_words_zh="已建立健康档案的60岁及以上常住老年人",
    denominator_words="residents aged 60 and over",
    denominator_words_zh="60岁及以上常住老年人",
)
