import json
import os
import stat
import threading

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from yiyang.access.vault import Keys, SealBroken, Vault, make_key_file, read_key_file

HERE, THERE = b"elders.phone\x00" + bytes(16), b"elders.phone\x00" + bytes(15) + b"\x01"
TEXT = "13800138000 张淑芬"


def make_keys(suite="gm", *, active=1, numbers=(1,), index=b"i" * 32):
    return Keys(
        web_secret="w",
        suite=suite,
        active=active,
        sealing={number: bytes([number]) * 32 for number in numbers},
        index=index,
    )


@pytest.fixture(params=["gm", "intl"])
def suite(request):
    return request.param


def test_opens_what_it_sealed(suite):
    vault = Vault(make_keys(suite))
    assert vault.open(vault.seal(TEXT, place=HERE), place=HERE) == TEXT
    assert vault.open(vault.seal("", place=HERE), place=HERE) == ""


def test_a_sealed_value_has_the_layout_that_is_documented(suite):
    sealed = Vault(make_keys(suite, active=7, numbers=(7,))).seal(TEXT, place=HERE)
    assert sealed[:2] == bytes([{"gm": 1, "intl": 2}[suite], 7])
    assert len(sealed) == 2 + 12 + len(TEXT.encode()) + 16
    assert TEXT.encode() not in sealed


def test_the_same_text_never_looks_the_same(suite):
    vault = Vault(make_keys(suite))
    sealed = [vault.seal(TEXT, place=HERE) for _ in range(200)]
    assert len({value[2:14] for value in sealed}) == 200
    assert len({value[14:] for value in sealed}) == 200


def test_any_altered_byte_breaks_the_seal(suite):
    vault = Vault(make_keys(suite, numbers=(1, 2)))
    sealed = vault.seal(TEXT, place=HERE)
    opened = []
    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 3
        with pytest.raises(SealBroken):
            opened.append(vault.open(bytes(altered), place=HERE))
    assert opened == []


def test_a_value_cut_short_breaks_the_seal(suite):
    vault = Vault(make_keys(suite))
    sealed = vault.seal(TEXT, place=HERE)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            vault.open(sealed[:length], place=HERE)


def test_a_value_moved_elsewhere_breaks_the_seal(suite):
    vault = Vault(make_keys(suite))
    with pytest.raises(SealBroken):
        vault.open(vault.seal(TEXT, place=HERE), place=THERE)


def test_a_missing_key_is_said(suite):
    sealed = Vault(make_keys(suite, active=2, numbers=(1, 2))).seal(TEXT, place=HERE)
    with pytest.raises(SealBroken, match="key 2, which the key file does not hold"):
        Vault(make_keys(suite)).open(sealed, place=HERE)


def test_another_key_of_the_same_number_opens_nothing(suite):
    sealed = Vault(make_keys(suite)).seal(TEXT, place=HERE)
    other = Keys(web_secret="w", suite=suite, active=1, sealing={1: b"x" * 32}, index=b"i" * 32)
    with pytest.raises(SealBroken):
        Vault(other).open(sealed, place=HERE)


def test_after_a_rotation_old_values_open_and_new_ones_take_the_new_key(suite):
    old = Vault(make_keys(suite)).seal(TEXT, place=HERE)
    rotated = Vault(make_keys(suite, active=2, numbers=(1, 2)))
    assert rotated.seal(TEXT, place=HERE)[1] == 2
    assert rotated.open(old, place=HERE) == TEXT
    assert rotated.index(TEXT, column="phone") == Vault(make_keys(suite)).index(TEXT, column="phone")


def test_an_installation_that_changed_its_suite_still_opens_the_other_ones_values(suite):
    other = {"gm": "intl", "intl": "gm"}[suite]
    sealed = Vault(make_keys(suite)).seal(TEXT, place=HERE)
    assert Vault(make_keys(other)).open(sealed, place=HERE) == TEXT


def test_the_blind_index_is_equal_for_equal_values_only(suite):
    vault = Vault(make_keys(suite))
    index = vault.index(TEXT, column="phone")
    assert len(index) == 16
    assert index == Vault(make_keys(suite)).index(TEXT, column="phone")
    assert index != vault.index(TEXT + " ", column="phone")
    assert index != vault.index(TEXT, column="identity_number")
    assert index != Vault(make_keys(suite, index=b"j" * 32)).index(TEXT, column="phone")
    assert vault.index("c", column="ab") != vault.index("bc", column="a")


def test_the_suites_index_differently():
    gm, intl = (Vault(make_keys(name)).index(TEXT, column="phone") for name in ("gm", "intl"))
    assert gm != intl


def test_known_answer_of_sm4():
    """GB/T 32907-2016, annex A: one block, key and text the same."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert (encryptor.update(key) + encryptor.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


def test_known_answers_of_sm3():
    """GB/T 32905-2016, annex A."""

    def digest(text):
        state = hashes.Hash(hashes.SM3())
        state.update(text)
        return state.finalize().hex()

    assert digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_known_answer_of_sm4_in_gcm():
    """RFC 8998, A.1; the nonce and tag lengths are those of the vault."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    place = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    text = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place)
    body = encryptor.update(text) + encryptor.finalize()
    assert body.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    assert encryptor.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


def test_a_new_key_file_is_for_its_owner_only(tmp_path):
    path = tmp_path / "deep" / "keys.json"
    before = os.umask(0)
    try:
        make_key_file(str(path), suite="intl")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]
    keys = read_key_file(str(path))
    assert (keys.suite, keys.active, list(keys.sealing)) == ("intl", 1, [1])
    assert (len(keys.sealing[1]), len(keys.index)) == (32, 32)


def test_a_key_file_is_never_overwritten(tmp_path):
    path = tmp_path / "keys.json"
    make_key_file(str(path))
    held = path.read_bytes()
    with pytest.raises(FileExistsError):
        make_key_file(str(path))
    assert path.read_bytes() == held
    assert read_key_file(str(path)).sealing[1].hex() == json.loads(held)["sealing"]["1"]


def test_two_installations_share_no_secret(tmp_path):
    one, two = (read_key_file(str(tmp_path / name)) for name in ("one.json", "two.json"))
    assert one.web_secret != two.web_secret
    assert one.sealing != two.sealing
    assert one.index != two.index


def test_starts_at_the_same_moment_agree_on_one_key_file(tmp_path):
    path = str(tmp_path / "keys.json")
    gate, found = threading.Barrier(8), []

    def start():
        gate.wait()
        found.append(read_key_file(path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert {keys.web_secret for keys in found} == {found[0].web_secret}
