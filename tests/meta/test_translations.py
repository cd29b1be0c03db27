"""Every text that a page can show has Chinese words."""

import sys
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from messages import ROOT, translated_messages, untranslated, written_messages


def test_no_text_is_left_in_english():
    assert untranslated() == []


def test_the_search_for_texts_finds_some():
    assert len(written_messages()) > 300
    assert "Task ledger" in written_messages() & translated_messages()


def test_no_catalogue_of_a_package_speaks_before_ours():
    """Packages listed earlier win: "Disabled" once said 禁用 of an elder."""
    ours: dict[str, set[str]] = {}
    for path in ROOT.glob("yiyang/**/locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and isinstance(message.id, str):
                    ours.setdefault(message.id, set()).add(message.string)
    with override("zh-hans"):
        assert [text for text, known in ours.items() if gettext(text) not in known] == []
        assert gettext("Disabled") == "禁用"
