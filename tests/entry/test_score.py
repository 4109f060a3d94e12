"""`huike score` on files of strangers: found columns, clear refusals, published figures."""

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from huike.base.kernel.errors import HuikeError, Invalid
from huike.entry.commands.score import score
from tests.support.server import installation

DATA = Path(os.environ.get("HUIKE_DATA", Path(__file__).parents[3] / "shared" / "data"))
CDNOW = DATA / "cdnow" / "CDNOW_sample.txt"
NAMED = ("--customer", "客户", "--date", "日期", "--amount", "金额")
PLACED = ("--customer", "1", "--date", "2", "--amount", "3")
END = ("--calibration-end", "2025-09-01")


def scored(*words: str) -> dict[str, Any]:
    """What the command says as JSON."""
    done = CliRunner().invoke(score, [*words, "--json"])
    if done.exception is not None:
        raise done.exception
    told: dict[str, Any] = json.loads(done.output)
    return told


def refused(*words: str) -> HuikeError:
    with pytest.raises(HuikeError) as caught:
        scored(*words)
    return caught.value


def orders(count: int = 300) -> list[tuple[str, str, str]]:
    """Invented purchases of a year."""
    chance = np.random.default_rng(7)
    rows = []
    for person in range(count):
        for day in {0, *chance.integers(1, 330, chance.integers(0, 6)).tolist()}:
            on = date(2025, 1, 1) + timedelta(days=int(day))
            rows.append((f"c{person}", on.isoformat(), f"{chance.gamma(4.0, 20.0):.2f}"))
    return rows


def written(
    path: Path, rows: list[tuple[str, ...]], sign: str = ",", encoding: str = "utf-8"
) -> str:
    path.write_bytes("".join(sign.join(row) + "\r\n" for row in rows).encode(encoding))
    return str(path)


@pytest.mark.skipif(not CDNOW.exists(), reason="set HUIKE_DATA to the folder that holds cdnow")
def test_the_published_figures_of_cdnow_come_by_one_command() -> None:
    """Cells parted by blanks and no header, as the file has always been given."""
    with installation(is_new=True) as home:
        told = json.loads(
            home.huike(
                "score", "clv", str(CDNOW), "--customer", "2", "--date", "3", "--amount", "5",
                "--calibration-end", "1997-09-30", "--json",
            )
        )  # fmt: skip
        assert not (home.home / "huike.db").exists()
    frequency, worth = told["bg_nbd"], told["gamma_gamma"]
    assert [f"{frequency['parameters'][one]:.3f}" for one in ("r", "alpha", "a", "b")] == [
        "0.243", "4.414", "0.793", "2.426",
    ]  # fmt: skip
    assert f"{frequency['log_likelihood']:.2f}" == "-9582.43"
    assert [f"{worth['parameters'][one]:.2f}" for one in ("p", "q", "gamma")] == [
        "6.25", "3.74", "15.44",
    ]  # fmt: skip
    assert told["file"]["rows"] == 6919
    assert told["file"]["has_header"] is False
    assert told["holdout"]["best_by_rmse"] == {
        "purchases": "bg_nbd_gamma_gamma", "value": "bg_nbd_gamma_gamma",
    }  # fmt: skip


def test_one_table_in_every_dress_gives_one_answer(tmp_path: Path) -> None:
    head, rows = ("客户", "日期", "金额"), orders()
    first = scored("clv", written(tmp_path / "a.csv", [head, *rows]), *NAMED, *END)
    assert first["calibration"]["customers"] == 300
    dresses = [
        (written(tmp_path / "b.csv", [head, *rows], ";", "gb18030"), NAMED),
        (written(tmp_path / "c.tsv", [head, *rows], "\t", "utf-16"), NAMED),
        (written(tmp_path / "d.csv", [head, *rows]), PLACED),
        (written(tmp_path / "e.csv", rows), PLACED),
        (written(tmp_path / "f.txt", [(" " + a, b, c) for a, b, c in rows], "   "), PLACED),
        (
            written(tmp_path / "g.csv", [(a, b.replace("-", "/"), f"¥{c}") for a, b, c in rows]),
            PLACED,
        ),
    ]  # fmt: skip
    for path, columns in dresses:
        told = scored("clv", path, *columns, *END)
        assert {name: told[name] for name in ("calibration", "bg_nbd", "gamma_gamma")} == {
            name: first[name] for name in ("calibration", "bg_nbd", "gamma_gamma")
        }, path
        assert told["holdout"] == first["holdout"], path


def test_rows_that_are_no_purchases_are_left_out_and_counted(tmp_path: Path) -> None:
    bad = [
        ("", "2025-02-01", "3"),
        ("c1", "soon", "3"),
        ("c1", "2025-02-01", "x"),
        ("c1", "2025-02-01", "-3"),
    ]
    path = written(tmp_path / "a.csv", [("客户", "日期", "金额"), *orders(), *bad])
    told = scored("clv", path, *NAMED, *END)
    assert told["file"]["left_out"] == {
        "without_customer": 1, "date_unreadable": 1, "amount_unreadable": 1, "amount_negative": 1,
    }  # fmt: skip


def test_what_cannot_be_scored_is_answered_with_what_is_there(tmp_path: Path) -> None:
    head, rows = ("客户", "日期", "金额"), orders()
    named = written(tmp_path / "a.csv", [head, *rows])
    bare = written(tmp_path / "b.csv", rows)
    few = written(tmp_path / "c.csv", [head, *orders(40)])
    none = written(tmp_path / "d.csv", [head])
    dates = written(tmp_path / "e.csv", [head, *[(a, "soon", c) for a, _, c in rows]])
    (tmp_path / "f.csv").write_text("")

    wrong = refused("clv", named, *NAMED[:4], "--amount", "price", *END)
    assert (wrong.where, wrong.mend) == ("--amount", "The columns are: 客户, 日期, 金额")
    assert "a place from 1 to 3" in refused("clv", bare, *NAMED, *END).mend
    assert refused("clv", bare, *PLACED[:4], "--amount", "4", *END).where == "--amount"
    assert (
        "2025-01-01 to 2025-11"
        in refused("clv", named, *NAMED, "--calibration-end", "2026-01-01").detail
    )
    assert refused("clv", few, *NAMED, *END).code == "not_yet"
    assert refused("clv", none, *NAMED, *END).detail == "The file has no rows"
    assert "'soon'" in refused("clv", dates, *NAMED, *END).detail
    assert refused("clv", str(tmp_path / "f.csv"), *NAMED, *END).code == "file_empty"
    assert isinstance(wrong, Invalid)


def customers(count: int = 400) -> list[tuple[str, ...]]:
    """Invented customers; who has been away for long leaves more often."""
    chance = np.random.default_rng(11)
    days, spend = chance.integers(0, 200, count), chance.gamma(2.0, 90.0, count)
    left = chance.random(count) < days / 220
    return [
        (f"u{place}", str(days[place]), f"{spend[place]:.2f}", str(int(left[place])))
        for place in range(count)
    ]


def test_churn_is_scored_beside_baselines_and_refusals_name_what_is_there(tmp_path: Path) -> None:
    head, rows = ("user_id", "days", "spend", "churned"), customers()
    path = written(tmp_path / "a.csv", [head, *rows], encoding="gb18030")
    told = scored("churn", path, "--label", "churned")
    assert told["label"]["positive"] == "1"
    assert told["columns"] == {
        "used": {"days": "number", "spend": "number"}, "left_out": {"user_id": "identifier"},
    }  # fmt: skip
    assert told["rows"] == {"learned_from": 320, "held_out": 80, "twins": 0}
    assert told["held_out"]["auc"] > 0.65
    assert [one["name"] for one in told["baselines"]] == ["logistic_regression", "share_of_all"]
    assert sum(one["rows"] for one in told["calibration"]) == 80
    bare = scored("churn", written(tmp_path / "b.csv", rows), "--label", "4")
    assert bare["held_out"] == told["held_out"]

    assert refused("churn", path, "--label", "lost").mend == (
        "The columns are: user_id, days, spend, churned"
    )
    assert refused("churn", path, "--label", "churned", "--ignore", "x").where == "--ignore"
    one = written(tmp_path / "c.csv", [head, *[(*row[:3], "0") for row in rows]])
    assert refused("churn", one, "--label", "churned").code == "not_yet"
    few = written(tmp_path / "d.csv", [head, *rows[:50]])
    assert "50 rows have a label" in refused("churn", few, "--label", "churned").detail


def test_sentiment_is_scored_against_stars_kept_and_used_again(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    praise, blame = (
        ("很好吃", "送得快", "very good", "推荐"),
        ("不好吃", "太慢了", "broken", "差评"),
    )
    rows = [("星级", "评价")]
    for place in range(300):
        stars = int(chance.integers(1, 6))
        said = chance.choice(praise if stars > 3 else blame)
        rows.append((str(stars), f"第{place}次买 {said}"))
    path = written(tmp_path / "a.csv", [*rows, rows[1]], encoding="gb18030")
    kept = tmp_path / "own.model"
    words = ("sentiment", path, "--text", "评价", "--label", "星级")
    told = scored(*words, "--save", str(kept))
    assert told["labels"]["3"] == "neither"
    neither = sum(row[0] == "3" for row in rows)
    assert told["reviews"]["neither"] >= neither
    assert told["reviews"]["scored"] == 300 - neither
    assert told["model"] == "learned_here"
    assert told["accuracy"] > 0.99
    first = told["ways"][0]
    assert (first["name"], first["accuracy"], first["protocol"]) == (
        "packaged_words", 1.0, "learned nothing",
    )  # fmt: skip
    again = scored(*words, "--model", str(kept))
    assert (again["model"], again["accuracy"]) == ("own_model", 1.0)

    assert refused(*words, "--positive", "9").where == "--label"
    assert refused(*words, "--model", path).where == "--model"
    assert refused("sentiment", path, "--text", "评价", "--label", "分").mend == (
        "The columns are: 星级, 评价"
    )
    one = written(tmp_path / "b.csv", [rows[0], *[("5", text) for _, text in rows[1:]]])
    assert refused("sentiment", one, *words[2:]).code == "not_yet"
