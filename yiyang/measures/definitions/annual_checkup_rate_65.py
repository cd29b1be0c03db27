from yiyang.measures.language import age, alive, check_ups, rate
from yiyang.measures.sources import ELDER

INDICATOR = rate(
    code="annual_checkup_rate_65",
    label="Residents 65+ with the year's check-up",
    label_zh="65岁及以上老年人年度体检率",
    source=("MH",),
    direction="up",
    subject=ELDER,
    population=alive & (age >= 65),
    reached=check_ups.exist(),
    numerator_words="residents aged 65 and over who had a check-up in the calendar year",
    numerator_words_zh="当年已接受健康体检的65岁及以上常住老年人",
    denominator_words="residents aged 65 and over",
    denominator_words_zh="65岁及以上常住老年人",
)
