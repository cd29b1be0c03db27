"""Sets the project up: virtual environment, locked packages, browser files, translations. Standard library only.

`python3 tools/set_up.py run` installs what serving needs, `... test` also what the checks need. Nothing is done
twice: each step leaves a stamp of the lock it followed.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("YIYANG_VENV", ROOT / ".venv"))
PYTHON = VENV / "bin" / "python"
LEAST_PYTHON = (3, 11)


def main(purpose: str) -> None:
    """Do every step for a purpose, `run` or `test`."""
    if sys.version_info < LEAST_PYTHON:
        sys.exit("yiyang needs Python 3.11 or newer; install it and run make again")
    lock = {"run": "base.txt", "test": "dev.txt"}[purpose]
    make_environment()
    if stamp("packages") not in {digest("dev.txt"), digest(lock)}:
        install_packages(lock)
        write_stamp("packages", digest(lock))
    install_browser_files()
    compile_translations()
    if purpose == "test":
        call([sys.executable, str(ROOT / "tools" / "system_packages.py")], "system packages")


def call(command: list[str], what: str) -> None:
    """Run a step; stop with one line when it fails."""
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"set-up stopped at: {what}")


def digest(lock: str) -> str:
    """What a lock file and the project's own metadata say, in short."""
    content = (ROOT / "requirements" / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(content).hexdigest()


def stamp(name: str) -> str:
    """The stamp that a step left, or an empty text."""
    path = VENV / f".{name}"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def write_stamp(name: str, text: str) -> None:
    """Leave a stamp."""
    (VENV / f".{name}").write_text(text, encoding="utf-8")


def make_environment() -> None:
    """Create the virtual environment; as root install Debian's package for it where it is missing."""
    if PYTHON.exists():
        return
    print("Setting up (first time, a minute or two)", flush=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command, check=False, capture_output=True).returncode == 0:
        return
    if os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "python3-venv"], check=False)
        call([*command, "--clear"], "creating the virtual environment")
        return
    sys.exit("python3 cannot create virtual environments here; install the package python3-venv")


def install_packages(lock: str) -> None:
    """Install exactly what a lock file names, by uv, or by pip where uv cannot reach its index."""
    requirements = ROOT / "requirements"
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    quick = subprocess.run([*pip, "-r", str(requirements / "uv.txt")], check=False).returncode == 0
    if quick:
        environment = os.environ | {"VIRTUAL_ENV": str(VENV)}
        command = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--require-hashes", "-r"]
        done = subprocess.run([*command, str(requirements / lock)], check=False, env=environment)
        quick = done.returncode == 0
    if not quick:
        call([*pip, "-r", str(requirements / lock)], "installing the locked packages")
    itself = [
        str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--no-build-isolation", "-e", str(ROOT),
    ]  # fmt: skip
    call(itself, "installing yiyang itself")


def install_browser_files() -> None:
    """Fetch the browser's files by their lock and put them where pages are served from."""
    code = "import sys; from yiyang.ui.assets import ensure_frontend; from pathlib import Path; "
    code += "ensure_frontend(Path(sys.argv[1]))"
    first = subprocess.run([str(PYTHON), "-c", code, str(ROOT)], cwd=ROOT, check=False, capture_output=True)
    if first.returncode == 0:
        return
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    call([*pip, "-r", str(ROOT / "requirements" / "node.txt")], "installing Node")
    call([str(PYTHON), "-c", code, str(ROOT)], "fetching the browser's files")


def compile_translations() -> None:
    """Compile the catalogues of every room."""
    code = "import sys; from yiyang.ui.catalogues import compile_catalogues; from pathlib import Path; "
    code += "compile_catalogues(Path(sys.argv[1]))"
    call([str(PYTHON), "-c", code, str(ROOT / "yiyang")], "compiling the translations")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
