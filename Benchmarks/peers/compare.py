#!/usr/bin/env python3
"""The Swift benchmark beside NumPy, JAX and PyTorch, which it installs into a virtual environment.

Each peer runs every case twice, with one BLAS thread and with all; the better time counts, job by
job. Arguments choose cases by name, none means all.
"""

import os
import subprocess
import sys

from environment import PYTHON, ROOT, install

PACKAGES = {"numpy": "NumPy", "jax": "JAX", "torch": "PyTorch"}
JOBS = ["W1", "W2", "W3", "W4", "W5", "W6"]


def ours(cases):
    """Seconds and MiB on all cores by case and job, from the table that the Swift benchmark prints."""
    command = ["swift", "run", "-c", "release", "--package-path", "Benchmarks", "Benchmarks", *cases]
    result = {}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            fields = line.split()
            if len(fields) == 10 and fields[1] in JOBS:  # rows with more threads come later
                result.setdefault(fields[0], {})[fields[1]] = (float(fields[3]), fields[9])
    if process.returncode:
        sys.exit(process.returncode)
    return result


def peer(name, case):
    """Seconds and MiB by job, the better of one BLAS thread and all."""
    best = {}
    time_limit = None
    for threads in ["1", str(os.cpu_count())]:
        names = ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"]
        environment = os.environ | dict.fromkeys(names, threads)
        command = [PYTHON, ROOT / "Benchmarks" / "peers" / "run_peer.py", name, case]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            try:
                output, _ = process.communicate(timeout=time_limit)
            except subprocess.TimeoutExpired:  # threads that wait for each other: not the better way
                process.kill()
                output, _ = process.communicate()
            else:
                if process.returncode:
                    sys.exit(f"{name} {case} failed")
        time_limit = 120
        for line in output.splitlines():
            job, seconds, memory = line.split()
            if job not in best or float(seconds) < best[job][0]:
                best[job] = (float(seconds), memory)
    return best


def main(cases):
    install(*PACKAGES)
    library = ours(cases)
    print("\nSeconds; how many times as long as this library on all cores; MiB. W3 to W6 of peers are")
    print("timed on some steps and scaled up. What lies 1e-16 below the largest in their W2 and W5 is rounding")
    print("noise.\n")
    print(f"{'case':8}{'job':4}{'here':>9}{'MiB':>6}", *(f"{n:>10}{'ratio':>7}{'MiB':>6}" for n in PACKAGES.values()))
    for case, jobs in library.items():
        peers = [peer(name, case) for name in PACKAGES]
        for job in JOBS:
            seconds, memory = jobs[job]
            columns = [f"{p[job][0]:10.3g}{p[job][0] / seconds:7.3g}{p[job][1]:>6}" for p in peers]
            print(f"{case:8}{job:4}{seconds:9.3g}{memory:>6}", *columns, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
