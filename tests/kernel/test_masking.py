import pytest

from yiyang.kernel.masking import mask_identity_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110***********002X"),
        ("110105491231002", "110********1002"),
        ("E1234567", "E12*4567"),
        ("E123456", "*******"),
        ("", ""),
    ],
)
def test_identity_numbers(number, masked):
    assert mask_identity_number(number) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800001234", "138****1234"),
        ("0760-88881234", "076******1234"),
        ("88881234", "******34"),
        ("120", "***"),
    ],
)
def test_phones(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张淑芳", "张*芳"),
        ("欧阳淑芳", "欧**芳"),
        ("阿依·古丽", "阿***丽"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_names(name, masked):
    assert mask_name(name) == masked
