from datetime import date

import pytest
from django import forms as django_forms

from tests.ui.gallery import SignForm, refused_form
from yiyang.ui import forms

TOKEN = "0123456789abcdef0123456789abcdef"
GOOD = {
    "token": TOKEN,
    "name": "　张　 淑芬 ",
    "number": "４４２０００ 19400101-123ｘ",
    "born": "１９４０年１月１日",
    "package": "basic",
    "place": "home",
}


def test_what_people_type_is_forgiven():
    form = SignForm(GOOD)
    assert form.is_valid()
    assert form.cleaned_data == {
        "token": TOKEN,
        "name": "张 淑芬",
        "number": "44200019400101123X",
        "born": date(1940, 1, 1),
        "package": "basic",
        "place": "home",
        "tags": [],
        "agreed": False,
        "note": "",
    }


def test_chinese_brackets_stay():
    assert forms.normalise_text("石岐（１）养老院") == "石岐（1）养老院"


@pytest.mark.parametrize(
    "text", ["2018-09-30", "2018/9/30", "2018.9.30", "2018年9月30日", "20180930", " 2018-9-30 "]
)
def test_days_are_read(text):
    assert forms.read_day(text) == date(2018, 9, 30)


@pytest.mark.parametrize(
    "text", ["2018-02-29", "30-09-2018", "2018-9", "2018093", "今天", "2018-09-30x", "2018-13-01"]
)
def test_other_texts_are_no_days(text):
    with pytest.raises(ValueError, match=r".+"):
        forms.read_day(text)


def test_every_error_is_listed_in_order():
    assert forms.error_summary(refused_form()) == [
        forms.ErrorLink("表单已过期。请重新打开页面，再填一次。", "", ""),
        forms.ErrorLink("请填写此项。", "id_number", "居民身份证号"),
        forms.ErrorLink("请输入真实日期，按年-月-日，如 2018-09-30。", "id_born", "出生日期"),
        forms.ErrorLink("请选择一项。", "id_package", "服务包"),
        forms.ErrorLink("请选择一项。", "id_place_0", "签约地点"),
    ]


def test_a_fresh_form_has_no_errors():
    assert forms.error_summary(SignForm()) == []


def test_each_fresh_form_has_its_own_token():
    first, second = (SignForm()["token"].value() for _ in range(2))
    assert len(first) == 32
    assert first != second


@pytest.mark.parametrize("token", ["", "x" * 32, TOKEN[:-1], TOKEN.upper()])
def test_a_foreign_token_is_refused(token):
    assert "token" in SignForm(GOOD | {"token": token}).errors


def test_a_refused_form_keeps_its_token():
    assert SignForm(GOOD | {"name": ""})["token"].value() == TOKEN


def test_options_mark_what_is_chosen():
    form = SignForm(GOOD | {"tags": ["old", "special"]})
    assert [option.selected for option in forms.options_of(form["tags"])] == [True, False, True]
    assert [option.selected for option in forms.options_of(form["package"])] == [False, True, False]
    assert [option.id for option in forms.options_of(form["place"])] == ["id_place_0", "id_place_1"]


def test_grouped_options_are_flattened():
    class Grouped(django_forms.Form):
        bed = django_forms.ChoiceField(choices=[("护理", [("a", "甲"), ("b", "乙")]), ("c", "丙")])

    assert [option.label for option in forms.options_of(Grouped()["bed"])] == ["甲", "乙", "丙"]


def test_a_widget_without_macro_is_named():
    class Split(django_forms.Form):
        at = django_forms.SplitDateTimeField()

    with pytest.raises(ValueError, match="SplitDateTimeWidget of field at"):
        forms.field_kind(Split()["at"])
