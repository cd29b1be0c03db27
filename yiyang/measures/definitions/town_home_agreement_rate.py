from yiyang.measures.language import agreements, kind, rate
from yiyang.measures.sources import ORGANISATION

INDICATOR = rate(
    code="town_home_agreement_rate",
    label="Town care homes with an agreement",
    label_zh="敬老院签约合作率",
    source=("WM-3",),
    direction="up",
    subject=ORGANISATION,
    population=kind.equals("town_care_home"),
    reached=agreements.exist(),
    numerator_words="town care homes with a cooperation agreement in force",
    numerator_words_zh="有有效合作协议的敬老院",
    denominator_words="town care homes",
    denominator_words_zh="敬老院",
)
