"""The platform's settings with one address more: the same rows as JSON."""

from yiyang.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.peer_urls"
