import itertools
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from tests.ui.gallery import NASTY, TOWNS, ranking, small_map, trend
from yiyang.ui import charts
from yiyang.ui.charts.canvas import NARROW, axis_step, fit, text_width
from yiyang.ui.charts.lines import LABEL_GAP, spread
from yiyang.ui.charts.maps import overlaps, place_names

SVG = "{http://www.w3.org/2000/svg}"
DAYS = (date(2018, 1, 1), date(2018, 4, 1), date(2018, 7, 1))


def parse(chart):
    return ET.fromstring(str(chart.svg))


def texts(chart):
    return [node.text for node in parse(chart).iter(f"{SVG}text")]


def test_line_chart_structure():
    chart = charts.line_chart(
        key="k",
        title="签约率",
        series=[charts.Series("全市", tuple(zip(DAYS, (0.2, None, 0.4), strict=True)))],
        targets=[charts.TargetLine("目标", 0.5)],
    )
    root = parse(chart)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "k-title k-desc"
    assert root.find(f"{SVG}title").text == "签约率"
    assert root.find(f"{SVG}desc").text == "全市: 2018-01-01 20.0%, 2018-07-01 40.0%; 目标: 50.0%"
    assert [node.get("points") for node in root.iter(f"{SVG}polyline")] == []
    assert len(list(root.iter(f"{SVG}circle"))) == 2
    assert texts(chart) == [
        "0%", "10%", "20%", "30%", "40%", "50%",
        "2018-01-01", "2018-03-02", "2018-05-02", "2018-07-01", "目标 50%", "40.0%",
    ]  # fmt: skip
    assert chart.headers == ("日期", "全市")
    assert chart.rows == (("2018-01-01", "20.0%"), ("2018-04-01", "–"), ("2018-07-01", "40.0%"))


def test_a_gap_breaks_the_line():
    points = [node.get("points") for node in parse(trend()).iter(f"{SVG}polyline")]
    assert [len(run.split()) for run in points] == [4, 6]


def test_several_series_differ_by_more_than_colour():
    many = [charts.Series(name, tuple(zip(DAYS, (1, 2, 3), strict=True))) for name in "甲乙丙"]
    root = parse(charts.line_chart(key="k", title="t", series=many, as_percent=False))
    assert [node.get("stroke-dasharray") for node in root.iter(f"{SVG}polyline")] == [None, "6 3", "2 3"]


def test_a_single_day_is_drawn():
    chart = charts.line_chart(key="k", title="t", series=[charts.Series("a", ((DAYS[0], 0.0),))])
    assert chart.rows == (("2018-01-01", "0.0%"),)


@pytest.mark.parametrize("points", [(), ((DAYS[0], -0.1),)])
def test_impossible_lines_are_refused(points):
    with pytest.raises(ValueError, match="line chart"):
        charts.line_chart(key="k", title="t", series=[charts.Series("a", points)])


def test_near_target_labels_move_apart():
    placed = spread([100.0, 98.0, 40.0, 101.0])
    placed.sort()
    assert all(after - before >= LABEL_GAP for before, after in itertools.pairwise(placed))


def test_ranking_structure():
    chart = ranking()
    root = parse(chart)
    assert root.get("role") == "group"
    assert [node.get("href") for node in root.iter(f"{SVG}a")] == [f"/area/{i}" for i in range(12)]
    assert "目标 70%" in texts(chart)
    assert chart.headers == ("名次", "名称", "数值", "红黄绿灯")
    assert chart.rows[0] == ("1", "石岐街道", "81.2%", "正常")
    assert chart.rows[-1] == ("–", "一个名字特别长特别长的镇街办事处", "–", "–")


def test_a_negative_bar_is_refused():
    with pytest.raises(ValueError, match="negative"):
        charts.bar_ranking(key="k", title="t", bars=[charts.Bar(label="a", value=-1)])


def test_a_ranking_of_nothing_and_of_zeros():
    assert charts.bar_ranking(key="k", title="t", bars=[]).rows == ()
    zeros = charts.bar_ranking(key="k", title="t", bars=[charts.Bar(label="a", value=0)], as_percent=False)
    assert zeros.rows == (("–", "a", "0", "–"),)


def test_map_names_every_place_without_overlap():
    assert [name for name in texts(small_map()) if name in TOWNS] == list(TOWNS)


def test_map_names_that_have_no_room_stay_in_the_table():
    points = [charts.MapPoint(label=f"很长很长的地名{i}", lon=113 + i / 10**6, lat=22) for i in range(12)]
    points.append(charts.MapPoint(label="远处", lon=114, lat=23))
    chart = charts.point_map(key="k", title="t", outlines=[], points=points)
    assert len(texts(chart)) < len(points)
    assert [row[0] for row in chart.rows] == [point.label for point in points]


def test_placed_names_cover_neither_points_nor_each_other():
    spots = [(100.0 + 30 * (i % 6), 100.0 + 22 * (i // 6)) for i in range(24)]
    boxes = [box for box in place_names(["石岐街道"] * 24, spots, 400) if box]
    assert boxes
    assert not [1 for i, one in enumerate(boxes) for other in boxes[:i] if overlaps(one, other)]
    assert not [1 for box in boxes for x, y in spots if box[0] < x < box[2] and box[1] < y < box[3]]


def test_a_map_of_nothing_is_refused():
    with pytest.raises(ValueError, match="outline or a point"):
        charts.point_map(key="k", title="t", outlines=[], points=[])


def test_a_map_of_one_point_is_drawn():
    chart = charts.point_map(
        key="k", title="t", outlines=[], points=[charts.MapPoint(label="a", lon=1, lat=2)]
    )
    assert texts(chart) == ["a"]


@pytest.mark.parametrize(
    "chart",
    [
        charts.line_chart(
            key="k",
            title=NASTY,
            series=[charts.Series(NASTY, ((DAYS[0], 1), (DAYS[1], 2))), charts.Series("b", ())],
            targets=[charts.TargetLine(NASTY, 1)],
        ),
        charts.bar_ranking(
            key="k",
            title=NASTY,
            bars=[charts.Bar(label=NASTY, value=1, url=f"/{NASTY}")],
            target=1,
            target_label=NASTY,
        ),
        charts.point_map(
            key="k",
            title=NASTY,
            outlines=[],
            points=[charts.MapPoint(label=NASTY, lon=1, lat=1, value=NASTY, url=f"/{NASTY}", light="red")],
        ),
    ],
)
def test_names_are_escaped(chart):
    root = parse(chart)
    assert root.find(f"{SVG}title").text == NASTY
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize("chart", [trend(), ranking(), small_map()])
def test_pictures_need_no_style(chart):
    assert [
        node.tag for node in parse(chart).iter() if "style" in node.attrib or node.tag.endswith("style")
    ] == []
    assert {float(node.get("font-size")) for node in parse(chart).iter(f"{SVG}text")} == {13.0}


def test_sparkline():
    root = ET.fromstring(str(charts.sparkline([1, None, 2, 3], label=NASTY)))
    assert root.get("aria-label") == NASTY
    assert [node.get("points") for node in root.iter("polyline")] == ["78.7,14.0 116.0,4.0"]
    assert "polyline" not in charts.sparkline([], label="x")


def test_progress_marks_value_and_target():
    root = ET.fromstring(str(charts.progress(0.25, target=0.5, light="red")))
    assert [(node.get("x"), node.get("width")) for node in root] == [("0", "200"), ("0", "50"), ("99", "2")]
    assert [node.get("fill") for node in root][1] == "#b42318"
    over = ET.fromstring(str(charts.progress(1.7)))
    assert [node.get("width") for node in over] == ["200", "200"]


@pytest.mark.parametrize(
    ("light", "element"), [("green", "circle"), ("amber", "polygon"), ("red", "rect"), ("grey", "circle")]
)
def test_each_light_has_its_shape(light, element):
    assert [node.tag for node in ET.fromstring(str(charts.shape(light)))] == [element]


@pytest.mark.parametrize(
    ("span", "step"), [(0.8, 0.2), (1.0, 0.2), (0.5, 0.1), (123, 25.0), (5, 1.0), (0, 1.0)]
)
def test_axis_steps_are_round(span, step):
    assert axis_step(span, 5) == pytest.approx(step)


def test_long_names_are_cut_to_fit():
    assert fit("石岐街道", 52) == "石岐街道"
    assert fit("石岐街道办事处", 52) == "石岐街…"
    assert text_width("a石", 10) == 10 * NARROW + 10
