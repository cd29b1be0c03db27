from yiyang.measures.language import has_capability, kind, rate
from yiyang.measures.sources import ORGANISATION
from yiyang.measures.sources.codes import MEDICAL_KINDS

INDICATOR = rate(
    code="green_channel_rate",
    label="Medical institutions with a green channel",
    label_zh="医疗机构老年人就医绿色通道开通率",
    source=("ZS-15", "WM", "MH", "ST"),
    direction="up",
    subject=ORGANISATION,
    population=kind.is_among(*MEDICAL_KINDS),
    reached=has_capability("green_channel"),
    numerator_words="medical institutions with a green channel for elders",
    numerator_words_zh="开通老年人就医绿色通道的医疗机构",
    denominator_words="medical institutions",
    denominator_words_zh="医疗机构",
)
