"""Where the platform keeps its files."""

import os
from pathlib import Path

PACKAGE_DIR = Path(__file__).resolve().parents[2]
YIYANG_HOME = Path(os.environ.get("YIYANG_HOME", "var")).resolve()
SNAPSHOT_DIR = YIYANG_HOME / "snapshot"

STATIC_URL = "/static/"
