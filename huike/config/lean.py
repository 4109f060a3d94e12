"""The settings of commands that publish nothing and run no job (`entry/commands/words.py`).

Without `huike.entry` no list of reactions is read, and with it no room that reacts: that is most of
what a process reads at its start, and a hundred megabytes.
"""

from huike.config.settings import *  # noqa: F403
from huike.config.settings import INSTALLED_APPS as _ALL

INSTALLED_APPS = [app for app in _ALL if app != "huike.entry"]
