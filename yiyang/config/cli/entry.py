"""Runs the command as a module, for processes the platform starts itself."""

import sys

from yiyang.config.cli import main

sys.exit(main())
