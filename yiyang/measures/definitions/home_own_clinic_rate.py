from yiyang.measures.language import all_beds, has_capability, kind, ownership, rate
from yiyang.measures.sources import ORGANISATION

LARGE_BEDS = 150

INDICATOR = rate(
    code="home_own_clinic_rate",
    label="Public homes and homes of 150+ beds with an own medical institution",
    label_zh="公办及150床以上养老机构内设医疗机构率",
    source=("WM-5",),
    direction="up",
    subject=ORGANISATION,
    population=kind.equals("care_home")
    & (ownership.equals("public") | (ownership.equals("private") & (all_beds >= LARGE_BEDS))),
    reached=has_capability("own_medical_institution"),
    numerator_words="such homes with an own medical institution",
    numerator_words_zh="其中内设医疗机构的机构",
    denominator_words="public care homes, without town homes, and private care homes of 150 beds and more",
    denominator_words_zh="公办养老机构（不含敬老院）和150张床位及以上的民办养老机构",
)
