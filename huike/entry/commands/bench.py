"""`huike bench`: every figure of the design with its limit and its peer, from one run."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import click

from huike.base.kernel.errors import NotFound

FOLDER = Path(__file__).parents[3] / "bench"


def figures() -> dict[str, Path]:
    """The benchmarks of this checkout by name."""
    return {
        path.stem: path
        for path in sorted(FOLDER.glob("*.py"))
        if not path.stem.startswith("_") and "\nNAME" in path.read_text()
    }


def _load(name: str) -> ModuleType:
    known = figures()
    if name not in known:
        raise NotFound(
            f"No benchmark is named {name!r}", mend="List them with `huike bench --list`"
        )
    spec = importlib.util.spec_from_file_location(f"huike_bench_{name}", known[name])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    if str(FOLDER.parent) not in sys.path:
        sys.path.insert(0, str(FOLDER.parent))  # what benchmarks share is `bench._…`
    spec.loader.exec_module(module)
    return module


@click.command("bench")
@click.argument("names", nargs=-1)
@click.option("--list", "only_list", is_flag=True, help="List the benchmarks")
@click.option("--all", "run_all", is_flag=True, help="Run every one")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line")
def bench_command(names: tuple[str, ...], only_list: bool, run_all: bool, as_json: bool) -> None:
    """Run benchmarks; each line is: name value unit target peer peer_value."""
    if only_list or not (names or run_all):
        for name in figures():
            summary = (_load(name).__doc__ or "").strip().splitlines()[0]
            click.echo(f"{name}\t{summary}")
        return

    def report(
        name: str,
        value: float,
        unit: str,
        target: str = "",
        peer: str = "",
        peer_value: float | None = None,
    ) -> None:
        if as_json:
            line = {
                "name": name,
                "value": value,
                "unit": unit,
                "target": target,
                "peer": peer,
                "peer_value": peer_value,
            }
            click.echo(json.dumps(line, ensure_ascii=False))
            return
        beside = f"  peer {peer}: {peer_value:,.6g} {unit}" if peer_value is not None else ""
        click.echo(f"{name:<48}{value:>14,.6g} {unit:<14}{target:<22}{beside}")

    for name in names or figures():
        _load(name).run(report)


COMMANDS = [bench_command]
