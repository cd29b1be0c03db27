from yiyang.measures.language import has_capability, kind, level, ownership, rate
from yiyang.measures.sources import ORGANISATION

INDICATOR = rate(
    code="geriatric_department_rate",
    label="Public hospitals of level 2+ with a geriatric department",
    label_zh="二级及以上公立医院老年病科设置率",
    source=("ZS-14", "WM-4"),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among("hospital", "tcm_hospital") & ownership.equals("public") & (level >= 2),
    reached=has_capability("geriatric_department"),
    numerator_words="such hospitals with a geriatric department",
    numerator_words_zh="其中设有老年病科的医院",
    denominator_words="public general and Chinese-medicine hospitals of level 2 and above",
    denominator_words_zh="二级及以上公立综合医院和中医医院",
)
