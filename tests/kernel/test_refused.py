import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from yiyang.kernel import phrases
from yiyang.kernel.phrases import (
    UnknownPhraseError,
    phrase,
    placeholders,
    register_phrases,
)
from yiyang.kernel.refused import Reason, Refused, Word

ROOT = Path(__file__).resolve().parents[2]


def test_refused_lists_its_reasons_in_order():
    refusal = Refused(
        "identity_missing",
        Reason("area_code_format", field="area", params={"code": "12"}, clause="GB/T 2260"),
    )
    assert refusal.codes == ("identity_missing", "area_code_format")
    assert refusal.reasons[1].field == "area"
    assert refusal.reasons[1].clause == "GB/T 2260"
    assert str(refusal) == (
        "The identity number is empty; enter it as printed on the document. "
        "The area code '12' is not 6, 9 or 12 digits; enter the code as it stands in the code list."
    )


def test_unknown_code_raises_when_the_refusal_is_built():
    with pytest.raises(UnknownPhraseError, match="no_such_code"):
        Refused("no_such_code")


def test_missing_parameter_raises_when_the_reason_is_built():
    with pytest.raises(ValueError, match="act"):
        Reason("illegal_move", params={"state": "draft", "possible": "sign"})


def test_refusal_without_reason_raises():
    with pytest.raises(ValueError, match="at least one"):
        Refused()


def test_text_translates_the_sentence_and_the_words_in_it():
    chinese = {
        phrase("illegal_move"): "在「%(state)s」状态不能「%(act)s」;现在可以:%(possible)s。",
        "sign": "签约",
        "renew": "续约",
        "draft": "草稿",
    }
    refusal = Refused.because(
        "illegal_move", act=Word("renew"), state=Word("draft"), possible=(Word("sign"), "renew")
    )
    assert refusal.texts(lambda msgid: chinese.get(msgid, msgid)) == (
        "在「草稿」状态不能「续约」;现在可以:签约, renew。",
    )


def test_reasons_are_values():
    one = Reason("area_code_format", params={"code": "1"})
    assert one == Reason("area_code_format", params={"code": "1"})
    assert one != Reason("area_code_format", params={"code": "2"})
    assert len({one, Reason("area_code_format", params={"code": "1"})}) == 1


def test_reason_keeps_its_own_parameters():
    params = {"code": "1"}
    reason = Reason("area_code_format", params=params)
    params["code"] = "2"
    assert reason.params == {"code": "1"}


def test_refusal_survives_pickling():
    refusal = Refused.because("area_code_format", field="area", code="1")
    assert pickle.loads(pickle.dumps(refusal)).reasons == refusal.reasons


@pytest.fixture
def own_phrases():
    """Takes the test's phrases out of the one table again."""
    kept = dict(phrases._PHRASES)
    yield
    phrases._PHRASES.clear()
    phrases._PHRASES.update(kept)


def test_registered_phrase_is_found(own_phrases):
    register_phrases({"test_kernel_phrase": "The %(thing)s is 5%% too long; cut it."})
    assert Refused.because("test_kernel_phrase", thing="rope").texts() == (
        "The rope is 5% too long; cut it.",
    )
    assert placeholders("test_kernel_phrase") == {"thing"}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("identity_missing", "Another sentence."),
        ("not an identifier", "A sentence."),
        ("test_no_stop", "A sentence"),
        ("test_percent", "The share is 5%; lower it."),
        ("test_number", "The share is %(share)d; lower it."),
    ],
)
def test_bad_phrases_are_turned_down(code, sentence):
    with pytest.raises(ValueError, match="phrase"):
        register_phrases({code: sentence})


def test_bad_batch_registers_nothing():
    with pytest.raises(ValueError, match="full stop"):
        register_phrases({"test_batch_good": "Good.", "test_batch_bad": "Bad"})
    with pytest.raises(UnknownPhraseError):
        phrase("test_batch_good")


def test_every_kernel_phrase_tells_how_to_mend():
    # Other rooms add sentences when they are imported, so the kernel's own are asked for in a process of their own.
    command = "import json; from yiyang.kernel.phrases import all_phrases; print(json.dumps(all_phrases()))"
    told = subprocess.run([sys.executable, "-c", command], capture_output=True, check=True, cwd=ROOT)
    own = json.loads(told.stdout)
    assert "interval_order" in own
    for code, sentence in own.items():
        assert sentence.count(";") + sentence.count(",") >= 1, code
