"""Every text that a page can show has Chinese words."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from messages import translated_messages, untranslated, written_messages


def test_no_text_is_left_in_english():
    assert untranslated() == []


def test_the_search_for_texts_finds_some():
    assert len(written_messages()) > 300
    assert "Task ledger" in written_messages() & translated_messages()
