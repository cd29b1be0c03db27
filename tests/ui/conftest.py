from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils import translation

import yiyang.ui
from yiyang.ui.catalogues import compile_catalogues

UI = Path(yiyang.ui.__file__).parent
compile_catalogues(UI)
VOID = {"input", "img", "meta", "link", "br", "hr", "rect", "circle"}


class Tree(HTMLParser):
    """Every start tag with its attributes and parents; complains of tags closed in the wrong order."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(markup)
        self.close()
        self.faults += [f"never closed: {name}" for name in self.open]

    def handle_starttag(self, name, attributes):
        given = [key for key, _value in attributes]
        if len(given) != len(set(given)):
            self.faults.append(f"attribute twice: {name} {given}")
        self.tags.append((name, dict(attributes)))
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name):
        if name in VOID:
            return
        if not self.open or self.open[-1] != name:
            self.faults.append(f"</{name}> closes {self.open[-3:]}")
            return
        self.open.pop()

    def handle_data(self, data):
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data.strip()))

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]

    def ids(self):
        return [attributes["id"] for _tag, attributes in self.tags if "id" in attributes]


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def tree():
    return Tree
