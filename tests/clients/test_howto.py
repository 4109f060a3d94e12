"""What docs/howto/send-events.md tells people to copy works, and both languages say the same."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import Place

ROOT = Path(__file__).parents[2]
HOWTO = ROOT / "docs" / "howto" / "send-events.md"
CHINESE = HOWTO.with_name("send-events.zh-CN.md")


def blocks(path: Path) -> list[tuple[str, str]]:
    """The pieces of code in a page: their language and text."""
    return re.findall(r"^```(\w*)\n(.*?)^```", path.read_text(encoding="utf-8"), re.S | re.M)


def mine(code: str, place: Place) -> str:
    """The code with the address and the key filled in, as a reader would."""
    filled = code.replace("https://crm.example.com", place.url)
    return filled.replace("YOUR_WRITE_KEY", place.write_key)


def block(kind: str, word: str) -> str:
    (found,) = [text for language, text in blocks(HOWTO) if language == kind and word in text]
    return found


def run(*words: str, cwd: Path = ROOT) -> None:
    done = subprocess.run(
        list(words), capture_output=True, text=True, check=False, timeout=60, cwd=cwd
    )
    assert done.returncode == 0, done.stderr


def test_both_languages_show_the_same_code() -> None:
    assert blocks(CHINESE) == blocks(HOWTO)
    headings = [re.findall(r"^##", one.read_text("utf-8"), re.M) for one in (HOWTO, CHINESE)]
    rows = [re.findall(r"^\|", one.read_text("utf-8"), re.M) for one in (HOWTO, CHINESE)]
    points = [re.findall(r"^- ", one.read_text("utf-8"), re.M) for one in (HOWTO, CHINESE)]
    for english, chinese in (headings, rows, points):
        assert len(english) == len(chinese)


def test_what_is_to_be_copied_works(place: Place, tmp_path: Path) -> None:
    node = shutil.which("node")
    packages = ROOT / "console" / "node_modules"
    if node is None or not (packages / "@segment").exists():
        pytest.skip("needs Node and the packages of console/ (make console)")
    (tmp_path / "node_modules").symlink_to(packages)
    (tmp_path / "send.mjs").write_text(mine(block("js", "analytics-node"), place))
    run(node, "send.mjs", cwd=tmp_path)
    run(sys.executable, "-c", mine(block("python", "segment"), place))
    run("sh", "-c", mine(block("", "curl"), place))
    bought, first, second = sorted(place.arrived(3), key=lambda one: (one.event, one.message_id))
    assert [one.event for one in (bought, first, second)] == [
        "Order Completed",
        "Product Viewed",
        "Product Viewed",
    ]
    assert "a-1" in {first.message_id, second.message_id}
    user = place.customer("email", "shopper@example.com")
    assert {one.customer_id for one in (bought, first, second)} == {user}
    orders = place.rows(
        "SELECT order_no, amount FROM orders FINAL WHERE workspace_id = {workspace:UInt32}"
    )
    assert orders == [["A1", 5970]]
