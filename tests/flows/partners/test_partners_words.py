"""Words that tables of rules hold have Chinese, like those of the pages."""

import re
import sys
from pathlib import Path

from yiyang.domains.institutions.rules.combined import TWO_PAPERS
from yiyang.domains.institutions.rules.duties import DUTIES
from yiyang.domains.institutions.rules.modes import ModeFacts, judge_modes
from yiyang.domains.workforce.rules.titles import TITLES
from yiyang.flows.partners.histories import act_words
from yiyang.flows.partners.record_tables import mode_words

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))

from messages import translated_messages

NOTHING = ModeFacts(kind="", papers=(), capabilities=(), care_beds=None, partners=(), stations=())


def test_sentences_of_the_tables_are_translated():
    words = {str(row["asks"]) for row in (*DUTIES.rows, *TWO_PAPERS.rows)}
    words |= {str(row["label"]) for row in TITLES.rows}
    words |= {str(each.sentence) for mode in judge_modes(NOTHING) for each in mode.conditions}
    assert words - translated_messages() == set()


def test_every_mode_has_words():
    assert [mode.code for mode in judge_modes(NOTHING)] == list(mode_words())


def test_every_act_on_a_record_that_stays_has_words():
    told = re.compile(r'kind="((?:organisation|staff)[a-z_.]*)"')
    domains = Path(__file__).resolve().parents[3] / "yiyang" / "domains"
    files = [path for name in ("institutions", "workforce") for path in (domains / name).rglob("*.py")]
    kinds = {kind for path in files for kind in told.findall(path.read_text(encoding="utf-8"))}
    assert "organisation.beds" in kinds
    assert kinds - {"organisation.withdraw", "staff.withdraw"} - act_words().keys() == set()
