"""Every text that pages, forms and refusals show, and what of it no catalogue translates.

`python tools/messages.py` prints the untranslated ones; the tests call `untranslated()`.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = ("gettext_lazy", "gettext_noop", "ngettext_lazy:1,2", "pgettext_lazy:1c,2")


def written_messages() -> set[str]:
    """Texts marked for translation in code and templates, and the sentences of the phrase tables."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "all.pot"
        options = [part for word in KEYWORDS for part in ("-k", word)]
        command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg"]
        subprocess.run([*command, *options, "-o", str(target), "."], cwd=ROOT, check=True)
        with target.open("rb") as file:
            found = {_key(message.id) for message in read_po(file) if message.id}
    return found | phrase_messages()


def phrase_messages() -> set[str]:
    """Sentences that tables of rules hold: refusals and lights."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiyang.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from importlib import import_module

    from yiyang.domains.policy.rules.lights import PHRASES
    from yiyang.domains.quality.rules.checks import labels
    from yiyang.kernel.phrases import all_phrases

    for path in ROOT.glob("yiyang/**/*.py"):
        if "migrations" not in path.parts and path.name not in {"entry.py", "__init__.py"}:
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    words = {phrase.word for phrase in PHRASES.values()} | {phrase.sentence for phrase in PHRASES.values()}
    return words | set(all_phrases().values()) | set(labels())


def _key(message_id: str | tuple) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def translated_messages() -> set[str]:
    """Texts that some Chinese catalogue translates."""
    found: set[str] = set()
    for path in ROOT.glob("yiyang/**/locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                if message.id and all(texts) and not message.fuzzy:
                    found.add(_key(message.id))
    return found


def untranslated() -> list[str]:
    """Texts that a Chinese page would show in English."""
    return sorted(written_messages() - translated_messages())


if __name__ == "__main__":
    for text in untranslated():
        print(text)
