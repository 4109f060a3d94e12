"""A home of its own for every test process.

Named by `-p` in pyproject.toml, so it runs before pytest-django reads the settings: by the time
conftest.py is read they would have been made for the person's own installation.
"""

import atexit
import os
import shutil
import tempfile

_given = os.environ.get("HUIKE_TEST_HOME")
_home = _given or tempfile.mkdtemp(prefix="huike-test-")
if not _given:
    atexit.register(shutil.rmtree, _home, ignore_errors=True)

os.environ["HUIKE_HOME"] = _home
os.environ.setdefault("HUIKE_LOG_LEVEL", "ERROR")
# Models learn in one thread: several tests at once would wait for each other's.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# No test pulls the plug on the warehouse (test_power_loss.py does on the other files).
os.environ.setdefault("HUIKE_WAREHOUSE_FSYNC", "0")
# A stalled machine is no failure: what a person would not wait for, a test does.
os.environ.setdefault("HUIKE_QUESTION_SECONDS", "30")
os.environ["DJANGO_SETTINGS_MODULE"] = "huike.config.settings"
