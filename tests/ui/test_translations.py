import re

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.ui.conftest import UI

METHODS = [("**.py", "python"), ("jinja2/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"jinja2/**.html": {"trimmed": "true"}}
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}


def used() -> set[str]:
    found = extract_from_dir(str(UI), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def catalogue():
    with (UI / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


def test_every_text_is_translated_and_none_is_left_over():
    assert {key for key, message in catalogue().items() if message.string and not message.fuzzy} == used()


def test_placeholders_agree():
    def holes(text):
        return sorted(re.findall(r"%\(\w+\)s", text))

    assert [key for key, message in catalogue().items() if holes(key) != holes(message.string)] == []
