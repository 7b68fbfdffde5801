"""The table of training steps, made from what pytest-benchmark measured."""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

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
        return table(json.loads(result.read_text(encoding="utf-8"))["benchmarks"])


def table(benchmarks) -> str:
    """Return one row for each net and type, the libraries side by side."""
    turns = {}
    for one in benchmarks:
        info = one["extra_info"]
        seconds = one["stats"]["median"] / info.get("steps", 1)
        row = turns.setdefault((info["net"], info["batch_size"], info["dtype"]), {})
        row.setdefault(info["library"], []).append(1e6 * seconds)
    lines = [
        "| net | batch | type | ours, µs | PyTorch, µs | scikit-learn, µs "
        "| PyTorch / ours | scikit-learn / ours |",
        "|---|---:|---|---:|---:|---:|---:|---:|",
    ]
    for (net, batch_size, dtype), row in turns.items():
        ours, pytorch, sklearn = (statistics.median(row[library]) for library in LIBRARIES)
        lines.append(
            f"| {net} | {batch_size} | {dtype} | {ours:.0f} | {pytorch:.0f} | {sklearn:.0f} "
            f"| {pytorch / ours:.2f} | {sklearn / ours:.2f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())
