"""The program's own settings on a home of this test process's own.

pytest-django reads the settings before any conftest.py, so the home is chosen here: a test never
touches a person's installation, nor that of a test run beside it.
"""

import os
import tempfile

os.environ["HUIKE_HOME"] = os.environ.get("HUIKE_TEST_HOME") or tempfile.mkdtemp(
    prefix="huike-test-"
)
os.environ.setdefault("HUIKE_LOG_LEVEL", "ERROR")

from huike.config.settings import *  # noqa: F403
