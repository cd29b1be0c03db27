from yiyang.measures.language import has_capability, kind, level, ownership, rate
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import HOSPITAL_KINDS

INDICATOR = rate(
    code="telemedicine_rate",
    label="Public level-2 hospitals with remote medicine",
    label_zh="二级公立医院远程医疗开展率",
    source=("WM-13",),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*HOSPITAL_KINDS) & ownership.equals("public") & level.equals(2),
    reached=has_capability("telemedicine"),
    numerator_words="such hospitals giving remote medicine",
    numerator_words_zh="其中开展远程医疗的医院",
    denominator_words="public hospitals of level 2",
    denominator_words_zh="二级公立医院",
)
