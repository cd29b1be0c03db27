"""The columns of tables of staff."""

from yiyang.domains.intake.rules.cells import (
    read_choice,
    read_count,
    read_day,
    read_number_text,
    read_phone,
    read_words,
)
from yiyang.domains.intake.rules.measures import read_last_day
from yiyang.domains.intake.rules.sheet_kind import SheetColumn
from yiyang.domains.workforce.queries import qualification_choices, title_choices
from yiyang.domains.workforce.rules.registration import NAME_LENGTH
from yiyang.flows.imports.words import SEXES, words_of

LONGEST_NAME, LONGEST_NUMBER, LONGEST_AUTHORITY = 120, 60, 80
TITLES_ALSO = {
    **dict.fromkeys(("无", "无职称", "未评", "未评定", "-", "/"), ""),
    "医师": "resident_doctor",
    "护士长": "nurse_in_charge",
}
KINDS_ALSO = {
    **dict.fromkeys(("执业医师", "执业医师证", "医师执业证书"), "licensed_doctor"),
    **dict.fromkeys(("中医师", "中医执业医师", "执业中医师"), "tcm_doctor"),
    **dict.fromkeys(("助理医师", "执业助理医师"), "assistant_doctor"),
    **dict.fromkeys(("护士", "注册护士", "护士执业证书", "执业护士"), "nurse"),
    **dict.fromkeys(("康复师", "康复治疗师", "康复治疗士"), "therapist"),
    **dict.fromkeys(("药师", "执业药师"), "pharmacist"),
    **dict.fromkeys(("护理员", "养老护理员", "养老护理员证"), "carer"),
    **dict.fromkeys(("评估员", "能力评估员"), "assessor"),
    **dict.fromkeys(("社工", "社会工作者", "社工师"), "social_worker"),
}
MAIN = ("主要执业机构", "主要", "主执业", "主执业机构", "主", "第一执业机构", "第一执业", "是", "√")
FURTHER = (
    "多点执业",
    "多点执业机构",
    "多机构备案",
    "其他执业机构",
    "其他",
    "兼职",
    "第二执业机构",
    "否",
    "×",
)


def make_columns() -> tuple[SheetColumn, ...]:
    """The person, the site, the certificate."""
    return (*_person(), *_site(), *_certificate())


def _person() -> tuple[SheetColumn, ...]:
    titles, shown = words_of(title_choices(), TITLES_ALSO)
    return (
        SheetColumn(
            field="name",
            heading="姓名",
            aliases=("人员姓名", "职工姓名", "名字"),
            required=True,
            read=read_words(NAME_LENGTH),
            sample="陈晓明",
            note="与身份证一致。",
            is_personal=True,
        ),
        SheetColumn(
            field="identity_number",
            heading="身份证号",
            aliases=("证件号码", "身份证号码", "公民身份号码", "身份证", "身份证件号码"),
            required=True,
            read=read_number_text,
            sample="442099198003040018",
            note="18 位，单元格设为文本格式。",
            is_personal=True,
        ),
        SheetColumn(
            field="sex",
            heading="性别",
            read=read_choice(SEXES, shown=("男", "女")),
            choices=("男", "女"),
            sample="男",
            note="可不填，以身份证号为准。",
        ),
        SheetColumn(
            field="birth_date",
            heading="出生日期",
            aliases=("出生年月日", "出生年月", "生日"),
            read=read_day,
            sample="1980-03-04",
            note="可不填，以身份证号为准。",
            is_personal=True,
        ),
        SheetColumn(
            field="phone",
            heading="联系电话",
            aliases=("电话", "手机号码", "手机", "手机号", "联系方式"),
            read=read_phone,
            sample="13900005678",
            is_personal=True,
        ),
        SheetColumn(
            field="title",
            heading="职称",
            aliases=("专业技术职称", "技术职称", "专业技术资格", "职称等级"),
            read=read_choice(titles, shown=shown),
            choices=shown,
            sample="主治医师",
            note="没有职称不填。",
        ),
    )


def _site() -> tuple[SheetColumn, ...]:
    sites = {**dict.fromkeys(MAIN, True), **dict.fromkeys(FURTHER, False)}
    return (
        SheetColumn(
            field="organisation",
            heading="机构名称",
            aliases=("单位名称", "单位", "执业机构", "执业机构名称", "工作单位", "所在机构", "机构"),
            required=True,
            read=read_words(LONGEST_NAME),
            sample="荷叶镇卫生院",
            note="登记的名称；也可填统一社会信用代码。",
        ),
        SheetColumn(
            field="credit_code",
            heading="统一社会信用代码",
            aliases=("信用代码", "机构信用代码"),
            read=read_number_text,
            sample="",
            note="同名时填写。",
        ),
        SheetColumn(
            field="is_main",
            heading="执业类型",
            aliases=("是否主要执业机构", "主要执业机构", "执业性质", "是否主执业机构"),
            read=read_choice(sites, shown=(MAIN[0], FURTHER[0])),
            choices=(MAIN[0], FURTHER[0]),
            sample=MAIN[0],
            note="不填即为主要执业机构。",
        ),
        SheetColumn(
            field="hours_week",
            heading="每周工时",
            aliases=("每周小时", "周工时", "每周工作小时", "每周工作时间", "周工作小时数"),
            required=True,
            read=read_count("小时/周", "小时", "h/周", "h", "H"),
            sample="40",
            note="整数；可写“40小时”。",
        ),
        SheetColumn(
            field="valid_from",
            heading="起始日期",
            aliases=("入职日期", "执业起始日期", "任职日期", "到岗日期", "自何日起"),
            required=True,
            read=read_day,
            sample="2018-07-01",
            note="在该机构执业的首日。",
        ),
    )


def _certificate() -> tuple[SheetColumn, ...]:
    kinds, shown = words_of(qualification_choices(), KINDS_ALSO)
    return (
        SheetColumn(
            field="kind",
            heading="资格",
            aliases=("资格类别", "执业资格", "证书类别", "资格证书", "证书名称", "人员类别"),
            read=read_choice(kinds, shown=shown),
            choices=shown,
            sample=shown[0],
            note="没有证书时，证书各列都不填。",
        ),
        SheetColumn(
            field="number",
            heading="证书编号",
            aliases=("证书号", "执业证书编号", "资格证号", "执业证号", "证书号码"),
            read=read_words(LONGEST_NUMBER),
            sample="110440000012345",
        ),
        SheetColumn(
            field="authority",
            heading="发证机关",
            aliases=("发证机构", "发证单位", "颁发机关", "批准机关"),
            read=read_words(LONGEST_AUTHORITY),
            sample="中山市卫生健康局",
        ),
        SheetColumn(
            field="issued_on",
            heading="发证日期",
            aliases=("发证时间", "颁发日期", "批准日期", "签发日期"),
            read=read_day,
            sample="2012-05-01",
        ),
        SheetColumn(
            field="last_day",
            heading="有效期至",
            aliases=("证书有效期", "有效期", "证书到期日期", "有效期截止", "截止日期"),
            read=read_last_day,
            sample="2022-04-30",
            note="有效的最后一天；长期有效可不填，或写“长期”。",
        ),
    )
