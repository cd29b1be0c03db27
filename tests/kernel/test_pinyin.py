import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiyang.kernel.pinyin import name_keys


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张淑芳", "zhangshufang", "zsf"),
        ("单田芳", "shantianfang", "stf"),
        ("仇英", "qiuying", "qy"),
        ("曾国华", "zengguohua", "zgh"),
        ("解放", "xiefang", "xf"),
        ("查良", "zhaliang", "zl"),
        ("朴正", "piaozheng", "pz"),
        ("区大妹", "oudamei", "odm"),
        ("覃秀兰", "qinxiulan", "qxl"),
        ("翟玉梅", "zhaiyumei", "zym"),
        ("任阿婆", "renapo", "rap"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("令狐冲", "linghuchong", "lhc"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("乐正子", "yuezhengzi", "yzz"),
        ("单于丹", "chanyudan", "cyd"),
        ("单于", "shanyu", "sy"),
        ("尉迟", "yuchi", "yc"),
        ("吕秀英", "lvxiuying", "lxy"),
        ("李曾", "liceng", "lc"),
        ("查干巴特尔", "chaganbateer", "cgbte"),
        ("阿依·古丽", "ayiguli", "aygl"),
        ("解·古丽", "jieguli", "jgl"),
        (" 张 三 ", "zhangsan", "zs"),
        ("John Smith", "johnsmith", "js"),
        ("", "", ""),
        ("··", "", ""),
    ],
)
def test_keys(name, full, initials):
    assert name_keys(name) == (full, initials)


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=8))
def test_no_text_makes_the_keys_fail(text):
    keys = name_keys(text)
    assert keys.full == keys.full.lower()
    assert " " not in keys.full
    assert len(keys.initials) <= len(keys.full)
