"""Text of cells made plain: half-width, without signs that do not print, on one line."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys((8203, 8204, 8205, 8288, 65279, 173, 8234, 8236, 8237))
_INVISIBLE |= {0x3000: " ", 0x00A0: " ", 0x0009: " ", 0x000A: " ", 0x000D: " ", 0x000B: " ", 0x2028: " "}
_WORDS = {
    code: code - 0xFEE0
    for span in (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
    for code in span
}
_HEADING_NOISE = re.compile(r"[\s*＊:：_\-/、,，.。()（）\[\]【】\"'“”‘’]|必填|选填")


def plain_words(text: str) -> str:
    """Words on one line: letters and digits half-width, Chinese punctuation as typed, no leading apostrophe."""
    if text.isalnum() and not _has_wide(text):
        return text
    shown = text.translate(_INVISIBLE).translate(_WORDS)
    return " ".join("".join(sign for sign in shown if sign.isprintable()).split()).lstrip("'’‘`")


def _has_wide(text: str) -> bool:
    return any("\uff00" <= sign <= "\uffef" for sign in text)


def plain_code(text: str) -> str:
    """A number or code: half-width, upper case, without blanks inside."""
    if text.isascii() and text.isalnum():
        return text.upper()
    shown = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    return "".join(shown.split()).lstrip("'’‘`").upper()


def plain_heading(text: str) -> str:
    """A heading for comparison: no blanks, marks, brackets, case or remarks such as 必填."""
    return _HEADING_NOISE.sub("", unicodedata.normalize("NFKC", text.translate(_INVISIBLE))).lower()
