"""Indicators that policies name and no definition computes yet, with what the platform still has to record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PlannedIndicator:
    """An indicator without a definition: its names, its clauses and what is missing for it."""

    code: str
    label: str
    label_zh: str
    source: tuple[str, ...]
    lacks: str
    lacks_zh: str


def _plan(code: str, label: str, label_zh: str, source: str, lacks: str, lacks_zh: str) -> PlannedIndicator:
    clauses = tuple(source.split(", "))
    return PlannedIndicator(
        code=code, label=label, label_zh=label_zh, source=clauses, lacks=lacks, lacks_zh=lacks_zh
    )


FOLLOW_UPS = ("follow-up visits", "随访记录")
VISITS = ("visits at home", "上门服务记录")
TRAINING = ("training sessions", "培训记录")
REFERRALS = ("referrals", "转诊记录")
ASSESSMENTS = ("assessments", "评估记录")

PLANNED = {
    each.code: each
    for each in (
        _plan(
            "dynamic_record_rate_60",
            "Health records with an entry in the last 12 months",
            "60岁及以上老年人健康档案动态使用率",
            "ZS-22",
            "entries of health records",
            "健康档案更新记录",
        ),
        _plan(
            "ability_assessed_rate_60",
            "Applicants and users with a valid ability assessment",
            "老年人能力评估覆盖率",
            "ZS-18, ZJ-5",
            *ASSESSMENTS,
        ),
        _plan(
            "hypertension_managed_rate",
            "Hypertensives 60+ with four follow-ups",
            "60岁及以上高血压患者规范管理率",
            "ST",
            *FOLLOW_UPS,
        ),
        _plan(
            "diabetes_managed_rate",
            "Diabetics 60+ with four follow-ups",
            "60岁及以上糖尿病患者规范管理率",
            "ST",
            *FOLLOW_UPS,
        ),
        _plan(
            "public_private_home_agreement_rate",
            "Public and private homes with an agreement",
            "公办、民办养老机构签约合作率",
            "WM-3",
            "whether a home is a welfare home or a private one",
            "养老机构的举办类别",
        ),
        _plan(
            "home_combined_service_rate",
            "Care homes that run combined service",
            "养老机构医养结合服务开展率",
            "WM",
            "services that homes run",
            "养老机构服务开展记录",
        ),
        _plan(
            "home_patrol_coverage",
            "Care homes with a patrol round in 31 days",
            "养老机构巡诊覆盖率",
            "ZS-4",
            "patrol rounds",
            "巡诊记录",
        ),
        _plan(
            "home_sickbeds",
            "Home sickbeds opened",
            "家庭病床设置数",
            "ZS-23",
            "home sickbeds",
            "家庭病床记录",
        ),
        _plan(
            "integrated_service_persons_65",
            "Persons 65+ served by the integrated-care programme",
            "65岁及以上老年人医养结合服务人数",
            "ZJ-5",
            *VISITS,
        ),
        _plan(
            "home_service_reach", "Residents in need served at home", "居家上门服务覆盖率", "ZJ-5", *VISITS
        ),
        _plan(
            "internet_nursing_items",
            "Items of internet nursing",
            "“互联网+护理服务”项目数",
            "ZJ-3",
            "the list of internet nursing",
            "互联网护理项目清单",
        ),
        _plan(
            "long_prescription_patients",
            "Patients with a long prescription",
            "长期处方签约患者数",
            "ZJ-1",
            "prescriptions",
            "处方记录",
        ),
        _plan(
            "rehab_training_attendances",
            "Person-times of rehabilitation training",
            "康复培训人次",
            "ZJ-8",
            *TRAINING,
        ),
        _plan(
            "tcm_training_attendances", "Person-times of TCM training", "中医药培训人次", "ZJ-9", *TRAINING
        ),
        _plan("tcm_lectures", "TCM health lectures", "中医药健康讲座场次", "ZJ-9", *TRAINING),
        _plan(
            "embedded_institutions",
            "Service stations inside homes and embedded institutions",
            "嵌入式医养结合机构数",
            "ZJ-15, ZJ-18",
            "embedded stations",
            "嵌入式服务站点",
        ),
        _plan(
            "licence_on_time_rate",
            "Applications decided within 10 working days",
            "审批按时办结率",
            "WM-5, WM-7",
            "licence applications",
            "审批申请",
        ),
        _plan("referral_closed_rate", "Referrals closed", "转诊闭环率", "ZS-60", *REFERRALS),
        _plan(
            "referral_hours_median",
            "Hours from referral to acceptance",
            "转诊响应时长中位数",
            "ZS-60",
            *REFERRALS,
        ),
        _plan(
            "bed_blockers",
            "In-patients who need long-term care only",
            "“压床”老年患者数",
            "ZS-6, WM-3",
            "hospital stays",
            "住院记录",
        ),
        _plan(
            "emergency_response_seconds_p90",
            "Seconds until an emergency call is answered",
            "应急呼援响应时间（第90百分位）",
            "ZS-44",
            "emergency calls",
            "应急呼叫记录",
        ),
        _plan(
            "nursing_quality_score",
            "Score of nursing quality",
            "护理服务质量得分",
            "ZS-60",
            "quality inspections",
            "质量检查记录",
        ),
        _plan(
            "satisfaction_score", "Satisfaction of elders", "老年人满意度", "ZS-60", "surveys", "满意度调查"
        ),
        _plan(
            "ltci_benefit_rate",
            "Assessed disabled elders receiving benefits",
            "失能老年人待遇享受率",
            "ZS-29",
            *ASSESSMENTS,
        ),
    )
}
"""By code. A definition file of the same name takes the indicator out of this table."""
