"""How heavy each screen of the built console is against its budget: gzip kB of JavaScript.

    python console/budget.py [huike/console_dist]

A screen is an entry with everything it imports, and the Chinese words. A page's own weight is what
it adds to the shell. The drawing of charts and the calendar come later, by themselves.
"""

import gzip
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

LOGIN, SHELL, PAGE, LATER = 250, 310, 120, 200
ENTRY = "index.html"
ALWAYS = ["antd/es/locale/zh_CN.js", "src/shared/i18n/words.zh.ts"]
DIST = Path(__file__).parents[1] / "huike" / "console_dist"


class Weights:
    """The manifest of a build, and what its parts weigh."""

    def __init__(self, dist: Path) -> None:
        self._dist = dist
        self.chunks: dict[str, dict[str, Any]] = json.loads(
            (dist / ".vite" / "manifest.json").read_text()
        )

    def closure(self, *keys: str) -> frozenset[str]:
        """These chunks and all they import, without what is loaded later."""
        found: set[str] = set()
        open_keys = [self._key(name) for name in keys]
        while open_keys:
            key = open_keys.pop()
            if key not in found:
                found.add(key)
                open_keys += self.chunks[key].get("imports", [])
        return frozenset(found)

    def _key(self, end: str) -> str:
        """The chunk whose source ends so; where packages lie differs from machine to machine."""
        return next(key for key in self.chunks if key.endswith(end))

    def kilobytes(self, keys: frozenset[str]) -> float:
        """Their weight on the wire."""
        files = {self.chunks[key]["file"] for key in keys}
        return sum(_gzipped(self._dist / file) for file in files if file.endswith(".js")) / 1000


@cache
def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def report(dist: Path) -> list[tuple[str, float, int]]:
    """Every screen with its weight and its budget, heaviest pages first."""
    weights = Weights(dist)
    app, login = "src/app/words.zh.ts", "src/app/login/words.zh.ts"
    sign_in = weights.closure(ENTRY, "src/app/login/index.tsx", login, *ALWAYS)
    shell = weights.closure(ENTRY, "src/app/console.tsx", app, *ALWAYS)
    later = []
    for key, chunk in weights.chunks.items():
        source = chunk.get("src", "")
        if not chunk.get("isDynamicEntry") or key in shell or key in sign_in or "words." in source:
            continue
        budget = PAGE if "/features/" in source else LATER
        later.append((source, weights.kilobytes(weights.closure(key) - shell), budget))
    return [
        ("login", weights.kilobytes(sign_in), LOGIN),
        ("shell", weights.kilobytes(shell), SHELL),
        *sorted(later, key=lambda row: -row[1]),
    ]


def main() -> int:
    """Print the weights; 1 when one is over."""
    rows = report(Path(sys.argv[1]) if len(sys.argv) > 1 else DIST)
    for name, kilobytes, budget in rows:
        mark = "" if kilobytes <= budget else "  OVER"
        print(f"{kilobytes:7.1f} of {budget:3d} kB  {name}{mark}")
    return int(any(kilobytes > budget for _, kilobytes, budget in rows))


if __name__ == "__main__":
    sys.exit(main())
