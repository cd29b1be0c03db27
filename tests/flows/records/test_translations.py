"""Every sentence of the records pages, of elders and contracts and of files exists in Chinese."""

import re
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import yiyang
from yiyang.domains.contracts.rules.signing import PACKAGES
from yiyang.kernel.phrases import all_phrases

PACKAGE = Path(yiyang.__file__).parent
FOLDERS = ("flows/records", "domains/elders", "domains/contracts", "gateways/spreadsheets")
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None}
TEMPLATE_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true"}


def catalogue() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in PACKAGE.glob("**/locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            found |= {entry.id: entry.string for entry in read_po(file) if isinstance(entry.id, str)}
    return found


def sentences() -> set[str]:
    found = {str(row["label"]) for row in PACKAGES.rows} | set(all_phrases().values())
    for folder in FOLDERS:
        for path in (PACKAGE / folder).rglob("*.py"):
            with path.open("rb") as file:
                found |= {_text(message) for _line, message, *_rest in extract("python", file, KEYWORDS)}
        for path in (PACKAGE / folder).rglob("*.html"):
            with path.open("rb") as file:
                messages = babel_extract(file, KEYWORDS, (), TEMPLATE_OPTIONS)
                found |= {_text(message) for _line, _name, message, _notes in messages}
    return found - {""}


def _text(message: str | tuple) -> str:
    return (message if isinstance(message, str) else message[0]) or ""


def test_nothing_is_left_in_english():
    known = catalogue()
    found = sentences()
    assert "The contract is signed." in found
    assert {text for text in found if not known.get(text)} == set()


def test_placeholders_are_the_same_in_both_languages():
    named = re.compile(r"%\((\w+)\)s")
    for english, chinese in catalogue().items():
        assert set(named.findall(english)) == set(named.findall(chinese)), english
