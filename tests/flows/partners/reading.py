"""Reading of pages as a person does: rows of tables, links, fields and what is said about them."""

from html.parser import HTMLParser

from django.http import HttpResponse


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self.links: list[tuple[str, str]] = []
        self.fields: dict[str, str] = {}
        self.table = ""
        self.in_body = False
        self.row: list[str] | None = None
        self.href: str | None = None
        self.errors: list[str] = []
        self.in_error = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "table":
            self.table = given.get("id", "")
            self.rows[self.table] = []
        elif tag == "tbody":
            self.in_body = True
        elif tag == "tr" and self.in_body:
            self.row = []
        elif tag in ("td", "th") and self.row is not None:
            self.row.append("")
        elif tag == "a":
            self.href = given.get("href", "")
            self.links.append(("", self.href))
        elif tag == "input" and given.get("type") not in ("checkbox", "radio"):
            self.fields[given["name"]] = given.get("value", "")
        if given.get("class", "") in ("error-summary",):
            self.in_error = True

    def handle_endtag(self, tag):
        if tag == "tr" and self.row is not None:
            self.rows[self.table].append([cell.strip() for cell in self.row])
            self.row = None
        elif tag == "tbody":
            self.in_body = False
        elif tag == "a":
            self.href = None
        elif tag == "div":
            self.in_error = False

    def handle_data(self, data):
        if self.row:
            self.row[-1] += data
        if self.href is not None:
            text, href = self.links[-1]
            self.links[-1] = (text + data, href)
        if self.in_error and data.strip():
            self.errors.append(data.strip())


def read_page(response: HttpResponse) -> _Reader:
    """The page's tables by id, links, fields by name, and the lines of its error summary."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader


def link_of(response: HttpResponse, text: str) -> str:
    """Where the link with this text leads."""
    return next(href for said, href in read_page(response).links if said.strip() == text)
