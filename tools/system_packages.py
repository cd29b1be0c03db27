"""Looks for what the checks need from the system; as root installs it, else says in one line what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SERVER_FOLDERS = ("/usr/lib/postgresql",)


def has_postgres() -> bool:
    """Whether a PostgreSQL server's programs are there."""
    if shutil.which("initdb"):
        return True
    return any(path.exists() for folder in SERVER_FOLDERS for path in Path(folder).glob("*/bin/initdb"))


def has_chinese_font() -> bool:
    """Whether a font that draws Chinese is there."""
    done = subprocess.run(["fc-list", ":lang=zh"], check=False, capture_output=True, text=True)
    return done.returncode == 0 and bool(done.stdout.strip())


def main() -> None:
    """Install or name what is missing."""
    missing = []
    if not has_postgres():
        missing.append("postgresql")
    if not shutil.which("chromium"):
        missing.append("chromium")
    if not shutil.which("fc-list") or not has_chinese_font():
        missing += ["fontconfig", "fonts-noto-cjk"]
    if not missing:
        return
    if os.geteuid() != 0:
        sys.exit(f"the checks need these packages of the system; install them: {' '.join(missing)}")
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "install", "-y", "-qq", *missing], check=False, env=environment)
    if done.returncode:
        sys.exit(f"could not install: {' '.join(missing)}")


if __name__ == "__main__":
    main()
