"""The documents are true about the repository: links lead somewhere, commands exist, terms and decisions are listed."""

import re
import shlex
from collections import Counter
from pathlib import Path

import pytest

from yiyang.config.cli import build_parser

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("README*.md"), ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted(ROOT.glob("docs/adr/*.md"))
HOW_TOS = sorted(ROOT.glob("docs/how-to/*.md"))
PAIR = ("README.md", "README.zh.md")

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")
COMMAND = re.compile(r"(?:^|[\s(])(?:\.venv/bin/)?yiyang ([a-z][^|)#]*)")
FOREIGN = ("http://", "https://", "mailto:")


def named(path):
    return path.relative_to(ROOT).as_posix()


def links_of(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return [link.split("#")[0] for link in LINK.findall(text) if not link.startswith((*FOREIGN, "#"))]


def broken_links(path):
    return [link for link in links_of(path) if not (path.parent / link).exists()]


def commands_in(text):
    """The arguments of every `yiyang …` line of the fenced sh blocks."""
    blocks = [body for language, body in FENCE.findall(text) if language == "sh"]
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(found) for line in lines for found in COMMAND.findall(line)]


def parses(arguments):
    try:
        build_parser().parse_args(arguments)
    except SystemExit:
        return False
    return True


def identifiers_of(text):
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [identifier for row in rows if len(row) == 4 for identifier in CODE.findall(row[1])]


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(path):
    assert broken_links(path) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_command_parses(path):
    assert [words for words in commands_in(path.read_text(encoding="utf-8")) if not parses(words)] == []


def test_commands_are_found_and_wrong_ones_seen():
    text = "```sh\nKEY=$(yiyang user token doctor --json | cut)\nYIYANG_HOME=a .venv/bin/yiyang run --prot 1\n```\n"
    found = commands_in(text)
    assert found == [["user", "token", "doctor", "--json"], ["run", "--prot", "1"]]
    assert [parses(words) for words in found] == [True, False]


def test_every_action_of_the_command_stands_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = next(action for action in build_parser()._actions if action.choices).choices
    assert [name for name in commands if f"`yiyang {name}" not in text] == []


def test_identifiers_of_the_glossary_are_unique():
    found = Counter(identifiers_of((ROOT / "docs/GLOSSARY.md").read_text(encoding="utf-8")))
    assert len(found) > 100
    assert [identifier for identifier, times in found.items() if times > 1] == []


@pytest.mark.parametrize("path", [*DECISIONS, *HOW_TOS], ids=named)
def test_decisions_and_how_tos_are_listed(path):
    assert path.relative_to(ROOT / "docs").as_posix() in links_of(ROOT / "docs/README.md")


def test_both_readmes_say_the_same_with_the_same_links_and_commands():
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in PAIR]
    links = [set(links_of(ROOT / name)) - set(PAIR) for name in PAIR]
    assert links[0] == links[1]
    assert commands_in(texts[0]) == commands_in(texts[1])
    assert texts[0].count("\n| ") == texts[1].count("\n| ")
