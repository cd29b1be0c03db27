"""Settings of the platform, one file a concern."""

from yiyang.config.settings.database import *  # noqa: F403
from yiyang.config.settings.languages import *  # noqa: F403
from yiyang.config.settings.paths import *  # noqa: F403
from yiyang.config.settings.rooms import *  # noqa: F403
from yiyang.config.settings.security import *  # noqa: F403
