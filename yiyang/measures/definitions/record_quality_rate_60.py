from yiyang.measures.language import age, alive, elder_findings, rate
from yiyang.measures.sources import ELDER

INDICATOR = rate(
    code="record_quality_rate_60",
    label="Elders' records without a finding",
    label_zh="老年人档案数据合格率",
    source=("ZS-44",),
    direction="up",
    subject=ELDER,
    population=alive & (age >= 60),
    reached=~elder_findings.exist(),
    numerator_words="residents aged 60 and over in whose record no check of data quality found a fault",
    numerator_words_zh="档案未发现数据质量问题的60岁及以上常住老年人",
    denominator_words="residents aged 60 and over",
    denominator_words_zh="60岁及以上常住老年人",
)
