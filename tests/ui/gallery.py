"""Every component on one page, with what could break it: long names, missing values, markup in data."""

from datetime import date
from pathlib import Path

from django import forms
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.test import RequestFactory

from yiyang.ui import charts
from yiyang.ui.forms import CodeField, DayField, OnceForm, TextField
from yiyang.ui.pages import Crumb, Frame, MenuItem, MenuSection, build_page
from yiyang.ui.tables import Column, Pager
from yiyang.ui.timeline import TimelineEntry

TODAY = date(2018, 9, 30)
NASTY = "<script>alert(1)</script>&\"'"
FRAME = Frame(
    system_name="中山市医养结合服务平台",
    version="0.1.0",
    viewer_name="林志强",
    role_label="市级督导员",
    place_label="中山市",
    demo_day=TODAY,
    account_url="/account",
    sign_out_url="/sign-out",
    language_url="/language",
    menu=(
        MenuSection(
            label="",
            items=(
                MenuItem(label="工作台", url="/", badge=12),
                MenuItem(label="驾驶舱", url="/cockpit", active=True),
            ),
        ),
        MenuSection(
            label="政策落实",
            items=(MenuItem(label="任务台账", url="/ledger"), MenuItem(label="指标口径", url="/measures")),
        ),
        MenuSection(
            label="登记信息",
            items=(
                MenuItem(label="老年人", url="/elders"),
                MenuItem(label="机构", url="/institutions"),
                MenuItem(label="签约与协议", url="/contracts", badge=3),
            ),
        ),
    ),
)
TOWNS = (
    "石岐街道",
    "东区街道",
    "西区街道",
    "南区街道",
    "五桂山街道",
    "火炬开发区街道",
    "小榄镇",
    "黄圃镇",
    "民众街道",
    "东凤镇",
    "古镇镇",
    "沙溪镇",
)
LIGHTS = ("green", "green", "amber", "red", "grey")


class SignForm(OnceForm):
    name = TextField(label="姓名", max_length=30)
    number = CodeField(label="居民身份证号", help_text="18位，可以带空格", max_length=30)
    born = DayField(label="出生日期")
    package = forms.ChoiceField(
        label="服务包", choices=[("", "请选择"), ("basic", "老年人基础包"), ("plus", "个性化包")]
    )
    place = forms.ChoiceField(
        label="签约地点", widget=forms.RadioSelect, choices=[("home", "家中"), ("clinic", "社区卫生服务站")]
    )
    tags = forms.MultipleChoiceField(
        label="人群类别",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("old", "高龄"), ("disabled", "失能"), ("special", "计划生育特殊家庭")],
    )
    agreed = forms.BooleanField(label="已向老人说明服务内容", required=False)
    note = forms.CharField(label="备注", widget=forms.Textarea, required=False)


def refused_form() -> SignForm:
    return SignForm(
        {"name": "张淑芬", "number": "", "born": "1940-02-30", "place": "", "tags": ["old"], "note": NASTY}
    )


def rows() -> list[dict[str, object]]:
    return [
        {
            "name": town,
            "signed": 8123 - 511 * i,
            "elders": 10000,
            "rate": (8123 - 511 * i) / 10000,
            "on": date(2018, 1 + i % 9, 11),
            "light": LIGHTS[i % 5],
            "team": f"{town}社区卫生服务中心家庭医生第{i + 1}团队",
        }
        for i, town in enumerate(TOWNS)
    ]


COLUMNS = [
    Column(label="镇街", value="name", url=lambda row: f"/area/{row['name']}"),
    Column(label="签约人数", value="signed", kind="number", unit="人"),
    Column(label="老年人数", value="elders", kind="number", unit="人"),
    Column(label="签约率", value="rate", kind="percent"),
    Column(label="红黄绿灯", value="light", kind="light"),
    Column(label="更新日期", value="on", kind="day"),
    Column(label="牵头团队", value="team"),
]


def trend() -> charts.Chart:
    days = [date(year, month, 28) for year in (2016, 2017, 2018) for month in (3, 6, 9, 12)][:11]
    points = tuple((day, None if i == 4 else 0.41 + 0.034 * i) for i, day in enumerate(days))
    return charts.line_chart(
        key="trend",
        title="家庭医生签约率变化",
        series=[charts.Series("签约率", points)],
        targets=[charts.TargetLine("2018年目标", 0.7), charts.TargetLine("2020年目标", 0.75)],
    )


def ranking() -> charts.Chart:
    bars = [
        charts.Bar(
            label=str(row["name"]), value=row["rate"], light=str(row["light"]), rank=i + 1, url=f"/area/{i}"
        )
        for i, row in enumerate(rows())
    ]
    bars.append(charts.Bar(label="一个名字特别长特别长的镇街办事处", value=None))
    return charts.bar_ranking(
        key="ranking", title="各镇街签约率排名", bars=bars, target=0.7, target_label="目标"
    )


def small_map() -> charts.Chart:
    """A made-up county: a ring of places and a few close together."""
    ring = [(113.1, 22.2), (113.6, 22.2), (113.7, 22.5), (113.4, 22.8), (113.1, 22.6)]
    points = [
        charts.MapPoint(
            label=town, lon=113.2 + 0.08 * (i % 5), lat=22.3 + 0.1 * (i // 5), light=LIGHTS[i % 5]
        )
        for i, town in enumerate(TOWNS)
    ]
    return charts.point_map(key="map", title="各镇街签约率分布", outlines=[ring], points=points)


def jinja() -> Jinja2:
    return next(engine for engine in engines.all() if isinstance(engine, Jinja2))


def render_gallery(area_map: charts.Chart | None = None) -> str:
    request = RequestFactory().get("/gallery", {"year": "2020"})
    request.page_frame = lambda: FRAME
    page = build_page(
        request,
        title="中山市医养结合政策落实情况",
        subtitle="数据截至 2018-09-30，每日 6:00 更新",
        breadcrumbs=[Crumb("首页", "/"), Crumb("驾驶舱", "/cockpit"), Crumb("中山市")],
        has_errors=True,
    )
    context = {
        "page": page,
        "notices": [Message(25, "签约已保存，指标将在下次更新后变化。"), Message(40, NASTY)],
        "today": TODAY,
        "steps": [Crumb("广东省", "/44"), Crumb("中山市")],
        "columns": COLUMNS,
        "rows": rows(),
        "total": {
            "name": "合计",
            "signed": 63810,
            "elders": 120000,
            "rate": 0.53175,
            "light": "amber",
            "on": None,
            "team": None,
        },
        "pager": Pager(shown=12, total=23, first_url="/gallery", next_url="/gallery?after=12"),
        "trend": trend(),
        "ranking": ranking(),
        "area_map": area_map or small_map(),
        "entries": [
            TimelineEntry(
                day=date(2018, 9, 12), title="签约老年人基础包", detail="石岐街道社区卫生服务中心", url="/c/1"
            ),
            TimelineEntry(day=date(2018, 6, 1), title="健康体检", light="amber", detail="血压偏高，已转随访"),
            TimelineEntry(day=date(2017, 9, 12), title="建立健康档案"),
        ],
        "contract_end": date(2019, 9, 12),
        "form": refused_form(),
    }
    source = (Path(__file__).parent / "templates" / "gallery.html").read_text("utf-8")
    return jinja().from_string(source).render(context, request)
