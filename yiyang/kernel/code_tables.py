"""Coded values: one TOML file a table, with its standard, version, source and whether a full copy was seen.

Store standard, version, code and display together, as `coded` gives them. Codes that mean different things in
different systems are taken in by label or by the name of the sending system, never by a bare digit.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from yiyang.kernel.refused import Refused

_FOLDER = Path(__file__).parent / "tables"
_LANGUAGES = ("zh", "en")
_FULL_WIDTH_SIGNS = str.maketrans("（）＋－／　", "()+-/ ")


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded value as it is stored and exchanged."""

    standard: str
    version: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One table of codes.

    Attributes:
        id: our noun for it, such as "sex".
        standard: number of the standard or value set, such as "GB/T 2261.1" or "CV04.50.020".
        version: year of the edition.
        title: by language ("zh", "en").
        source: where the list comes from.
        confirmed: False while no full copy of the table was seen, or sources disagree.
        unconfirmed_codes: single codes in doubt inside a confirmed table.
        codes: code to display by language.
        labels: every label in both languages, without blanks and capitals, to code.
        imports: by name of the sending system, its code to ours.
        exports: by name of the target, our code to its.
        note: what a user of the table must know.
    """

    id: str
    standard: str
    version: str
    title: Mapping[str, str]
    source: str
    confirmed: bool
    unconfirmed_codes: frozenset[str]
    codes: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str]
    imports: Mapping[str, Mapping[str, str]]
    exports: Mapping[str, Mapping[str, str]]
    note: str = ""

    def check(self, code: str) -> str:
        """Return the code itself; raises `Refused` ("code_unknown") if it is not in the table."""
        if code not in self.codes:
            raise Refused.because(
                "code_unknown", field=self.id, code=code, table=self.standard, title=self.title["en"]
            )
        return code

    def display(self, code: str, language: str = "zh") -> str:
        """Return the code's text in "zh" or "en"; a region as in "zh-hans" is ignored.

        Raises:
            Refused: "code_unknown".
            ValueError: another language.
        """
        tongue = language.partition("-")[0].lower()
        if tongue not in _LANGUAGES:
            raise ValueError(f"Code tables speak {_LANGUAGES}, not {language!r}.")
        return self.codes[self.check(code)][tongue]

    def choices(self, language: str = "zh") -> tuple[tuple[str, str], ...]:
        """Return (code, text) pairs in the table's order."""
        return tuple((code, self.display(code, language)) for code in self.codes)

    def coded(self, code: str, language: str = "zh") -> Coded:
        """Return the value with its standard, version and text; raises as `display`."""
        return Coded(self.standard, self.version, code, self.display(code, language))

    def from_label(self, label: str) -> str:
        """Return the code of a label written in Chinese or English.

        Raises:
            Refused: "code_needs_label" for a bare number, "label_unmapped" for an unknown label.
        """
        wanted = _plain(label)
        if wanted.isdigit():
            raise Refused.because("code_needs_label", field=self.id, value=label, table=self.standard)
        try:
            return self.labels[wanted]
        except KeyError:
            raise Refused.because("label_unmapped", field=self.id, label=label, table=self.standard) from None

    def import_code(self, code: str, *, source: str) -> str:
        """Return our code for the code of a named sending system.

        Raises:
            Refused: "code_needs_label" when the system is unknown, "label_unmapped" when it has no such code.
        """
        if source not in self.imports:
            raise Refused.because("code_needs_label", field=self.id, value=code, table=self.standard)
        try:
            return self.imports[source][code]
        except KeyError:
            raise Refused.because(
                "label_unmapped", field=self.id, label=code, table=f"{self.standard} < {source}"
            ) from None

    def export_code(self, code: str, *, target: str) -> str:
        """Return the code of a named target system for ours.

        Raises:
            Refused: "code_unknown", or "label_unmapped" when the target has no code for it.
            ValueError: the table knows no such target.
        """
        if target not in self.exports:
            raise ValueError(f"The table {self.id!r} has no export to {target!r}.")
        try:
            return self.exports[target][self.check(code)]
        except KeyError:
            raise Refused.because(
                "label_unmapped",
                field=self.id,
                label=self.display(code, "en"),
                table=f"{self.standard} > {target}",
            ) from None


def code_table(key: str) -> CodeTable:
    """Return the table of an id ("sex") or a standard ("GB/T 2261.1"); raises KeyError for an unknown one."""
    tables = code_tables()
    if key in tables:
        return tables[key]
    for table in tables.values():
        if table.standard == key:
            return table
    raise KeyError(f"There is no code table {key!r}; known are {', '.join(tables)}.")


@cache
def code_tables() -> dict[str, CodeTable]:
    """Return every shipped table by id."""
    tables = [read_code_table(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.toml"))]
    return {table.id: table for table in tables}


def read_code_table(text: str) -> CodeTable:
    """Read a table from TOML text.

    Raises:
        ValueError: a key is missing or unknown, a text is empty, a label stands for two codes, or a mapping
            names a code that is not in the table.
    """
    document: dict[str, Any] = tomllib.loads(text)
    codes = {
        code: dict(zip(_LANGUAGES, texts, strict=True)) for code, texts in document.pop("codes", {}).items()
    }
    try:
        table = CodeTable(
            codes=codes,
            unconfirmed_codes=frozenset(document.pop("unconfirmed_codes", ())),
            labels=_index_labels(document.get("id"), codes, document.pop("labels", {})),
            imports=document.pop("imports", {}),
            exports=document.pop("exports", {}),
            **document,
        )
    except TypeError as error:
        raise ValueError(f"Faulty code table {document.get('id')!r}: {error}") from error
    _check_table(table)
    return table


def _check_table(table: CodeTable) -> None:
    texts = [
        table.id,
        table.standard,
        table.version,
        table.source,
        *(table.title[each] for each in _LANGUAGES),
    ]
    texts += [text for display in table.codes.values() for text in display.values()]
    if not table.codes or not all(text.strip() for text in texts):
        raise ValueError(f"The code table {table.id!r} has an empty text or no code.")
    mapped = {code for each in table.imports.values() for code in each.values()} | set(table.labels.values())
    mapped |= {code for each in table.exports.values() for code in each} | table.unconfirmed_codes
    if mapped - table.codes.keys():
        raise ValueError(f"{table.id}: mappings to unknown codes {sorted(mapped - table.codes.keys())}.")


def _index_labels(
    table: object, codes: Mapping[str, Mapping[str, str]], further: Mapping[str, str]
) -> dict[str, str]:
    shown = [(text, code) for code, texts in codes.items() for text in texts.values()]
    index: dict[str, str] = {}
    for label, code in [*shown, *further.items()]:
        if index.setdefault(_plain(label), code) != code:
            raise ValueError(f"{table}: the label {label!r} stands for two codes, {code} is one.")
    return index


def _plain(label: str) -> str:
    return "".join(label.translate(_FULL_WIDTH_SIGNS).split()).lower()
