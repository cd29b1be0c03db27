from yiyang.measures.language import kind, organisation_findings, rate
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import CARE_HOME_KINDS, COMMUNITY_KINDS, MEDICAL_KINDS

INDICATOR = rate(
    code="institution_quality_rate",
    label="Institutions' records without a finding",
    label_zh="机构信息数据合格率",
    source=("ZS-44",),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*MEDICAL_KINDS, *CARE_HOME_KINDS, *COMMUNITY_KINDS),
    reached=~organisation_findings.exist(),
    numerator_words="institutions in whose record no check of data quality found a fault",
    numerator_words_zh="信息未发现数据质量问题的机构",
    denominator_words="medical institutions, care homes and community centres",
    denominator_words_zh="医疗机构、养老机构和社区养老服务机构",
)
