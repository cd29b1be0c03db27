import re

import pytest
from django.test import RequestFactory
from django.utils import translation
from jinja2 import UndefinedError

from tests.ui.gallery import FRAME, NASTY, SignForm, jinja, render_gallery
from yiyang.ui import errors
from yiyang.ui.lights import light_of
from yiyang.ui.pages import Crumb, Frame, build_page, other_languages, wants_part
from yiyang.ui.tables import Column, row_cells

ERRORS = [
    (errors.bad_request, 400),
    (errors.forbidden, 403),
    (errors.not_found, 404),
    (errors.server_error, 500),
    (errors.database_offline, 503),
]


def error_html(handler):
    return handler(RequestFactory().get("/x")).content.decode()


@pytest.fixture(params=["gallery", *(handler.__name__ for handler, _status in ERRORS)])
def html(request):
    return render_gallery() if request.param == "gallery" else error_html(getattr(errors, request.param))


def test_tags_nest(html, tree):
    assert tree(html).faults == []


def test_one_heading_one_title_one_main(html, tree):
    page = tree(html)
    assert [len(page.all(name)) for name in ("h1", "main", "html")] == [1, 1, 1]
    assert page.all("html") == [{"lang": "zh-Hans"}]


def test_ids_are_unique_and_references_meet(html, tree):
    page = tree(html)
    ids = page.ids()
    assert sorted(ids) == sorted(set(ids))
    wanted = {
        word
        for _tag, attributes in page.tags
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for")
        for word in (attributes.get(name) or "").split()
    }
    wanted |= {link["href"][1:] for link in page.all("a") if link.get("href", "").startswith("#")}
    assert wanted - set(ids) == set()


def test_every_control_has_a_label(html, tree):
    page = tree(html)
    labelled = {label["for"] for label in page.all("label")}
    controls = [
        c for name in ("input", "select", "textarea") for c in page.all(name) if c.get("type") != "hidden"
    ]
    assert [control["id"] for control in controls if control["id"] not in labelled] == []


def test_nothing_inline(html, tree):
    page = tree(html)
    assert [attributes for _tag, attributes in page.tags if "style" in attributes] == []
    assert [name for _tag, attributes in page.tags for name in attributes if name.startswith("on")] == []
    assert page.all("style") == []
    assert all(script.get("src", "").startswith("/static/") for script in page.all("script"))
    assert [text for tag, text in page.texts if tag == "script"] == []


def test_no_request_leaves_the_site(html, tree):
    sources = [
        v for _tag, given in tree(html).tags for k, v in given.items() if k in ("src", "href", "action")
    ]
    assert [source for source in sources if "//" in (source or "")] == []


def test_posts_carry_the_csrf_token(tree):
    html = render_gallery()
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL)
    assert len(forms) == 3
    assert [form.count('name="csrfmiddlewaretoken"') for form in forms] == [1, 1, 1]


def test_data_is_escaped():
    assert NASTY not in render_gallery()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in render_gallery()


def test_the_title_tells_of_errors():
    assert "<title>错误：中山市医养结合政策落实情况 - 中山市医养结合服务平台</title>" in render_gallery()


def test_the_demo_day_is_shown_only_in_a_demo():
    assert "今天是 2018-09-30（演示）" in render_gallery()
    assert "演示" not in error_html(errors.not_found)


def test_refused_fields_say_so(tree):
    page = tree(render_gallery())
    born = next(control for control in page.all("input") if control.get("id") == "id_born")
    assert born["aria-describedby"] == "id_born-hint id_born-error"
    assert (born["aria-invalid"], born["aria-required"], born["value"]) == ("true", "true", "1940-02-30")


def test_a_textarea_keeps_a_leading_newline():
    source = '{% import "ui/components/forms.html" as forms %}{{ forms.textarea(form["note"]) }}'
    shown = jinja().from_string(source).render({"form": SignForm({"note": "\n甲"})})
    assert ">\n\n甲</textarea>" in shown


@pytest.mark.parametrize(("handler", "status"), ERRORS)
def test_error_pages(handler, status):
    answer = handler(RequestFactory().get("/x"))
    assert answer.status_code == status
    assert answer.get("Retry-After") == ("30" if status == 503 else None)


def test_error_pages_in_english():
    with translation.override("en"):
        assert "<h1>Page not found</h1>" in error_html(errors.not_found)


def test_a_page_has_the_viewers_frame():
    request = RequestFactory().get("/elders/", {"q": "zsf"})
    request.page_frame = lambda: FRAME
    page = build_page(request, title="老年人", breadcrumbs=[Crumb("首页", "/")])
    assert (page.viewer_name, page.menu, page.here) == ("林志强", FRAME.menu, "/elders/?q=zsf")


def test_a_page_before_the_middleware_is_anonymous():
    page = build_page(RequestFactory().get("/"), title="登录")
    assert (page.viewer_name, page.menu) == ("", Frame().menu)


def test_other_languages():
    assert [language.code for language in other_languages()] == ["en"]


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_wants_part(headers, part):
    assert wants_part(RequestFactory().get("/", headers=headers)) is part


def test_an_undefined_name_raises():
    with pytest.raises(UndefinedError):
        jinja().from_string("{{ nobody }}").render({})


def test_an_unknown_kind_or_light_is_named():
    with pytest.raises(ValueError, match="kinds are text, number"):
        Column(label="甲", value="a", kind="money")
    with pytest.raises(ValueError, match="lights are green, amber, red, grey"):
        light_of("blue")


def test_a_column_reads_keys_attributes_and_functions():
    assert Column(label="a", value="x").read({"x": 1}) == 1
    assert Column(label="a", value="year").read(FRAME.demo_day) == 2018
    assert Column(label="a", value=lambda row: row * 2).read(3) == 6
    with pytest.raises(KeyError):
        Column(label="a", value="x").read({})


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_table_of_few_rows(count, tree):
    source = '{% import "ui/components/tables.html" as t %}{{ t.table("k", columns, rows, "名单") }}'
    columns = [Column(label="姓名", value="name"), Column(label="人数", value="n", kind="number", unit="人")]
    rows = [{"name": f"甲{i}", "n": 1000 + i} for i in range(count)]
    shown = tree(jinja().from_string(source).render({"columns": columns, "rows": rows}))
    assert len(shown.all("tr")) == (count + 1 if count else 0)
    assert ("p", "没有找到记录") in shown.texts if count == 0 else ("td", "1,000") in shown.texts


def test_cells_escape_what_they_hold():
    columns = [
        Column(label="a", value="a", url=lambda row: "/?q=" + row["a"]),
        Column(label="b", value="a", kind="code"),
    ]
    shown = row_cells(columns, {"a": '<"&'})
    assert shown == (
        '<th scope="row"><a href="/?q=&lt;&#34;&amp;">&lt;&#34;&amp;</a></th>'
        '<td><span class="code">&lt;&#34;&amp;</span></td>'
    )
