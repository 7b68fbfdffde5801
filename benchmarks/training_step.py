"""The table of training steps, made from what pytest-benchmark measured."""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.markdown import table

MEASURED = Path(__file__).with_name("test_training_step.py")
LIBRARIES = ["ours", "pytorch", "scikit-learn"]


def report() -> str:
    """Run the benchmark and return Markdown: microseconds a step, and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder, "result.json")
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", MEASURED, "-q", "-p", "no:xdist"),
                *("--benchmark-timer=time.process_time", f"--benchmark-json={result}"),
            ],
            check=True,
            stdout=sys.stderr,
        )
        return compared(json.loads(result.read_text(encoding="utf-8"))["benchmarks"])


def compared(benchmarks) -> str:
    """Return one row for each net and type, the libraries side by side."""
    turns = {}
    for one in benchmarks:
        info = one["extra_info"]
        seconds = one["stats"]["median"] / info.get("steps", 1)
        row = turns.setdefault((info["net"], info["batch_size"], info["dtype"]), {})
        row.setdefault(info["library"], []).append(1e6 * seconds)
    rows = []
    for (net, batch_size, dtype), row in turns.items():
        ours, pytorch, sklearn = (statistics.median(row[library]) for library in LIBRARIES)
        times = [f"{ours:.0f}", f"{pytorch:.0f}", f"{sklearn:.0f}"]
        ratios = [f"{pytorch / ours:.2f}", f"{sklearn / ours:.2f}"]
        net = net.replace("-", "\N{NON-BREAKING HYPHEN}")
        rows.append([net, f"{batch_size}", dtype, *times, *ratios])
    times = ["ours, µs", "PyTorch, µs", "scikit-learn, µs"]
    ratios = ["PyTorch / ours", "scikit-learn / ours"]
    return table(["net", "batch", "type", *times, *ratios], rows)


if __name__ == "__main__":
    print(report())
