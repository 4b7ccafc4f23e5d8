"""Times the jobs of one peer on one case: `run_peer.py jax lstm128` prints `W1 seconds MiB` and so on."""

import importlib
import sys
import time
import warnings

import numpy as np
from networks import CASES, seeded

BUDGET = 2.0  # seconds after which nothing more is repeated
LAGS = 32


def timed(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def seconds(body):
    """Median of up to five runs after one that is not counted."""
    body()
    times = [timed(body)]
    while len(times) < 5 and sum(times) < BUDGET:
        times.append(timed(body))
    return sorted(times)[len(times) // 2]


def seconds_each(body, steps, chunk):
    """Mean seconds a step over as many chunks of `steps`, spread evenly, as the budget holds."""
    chunks = [steps[i : i + chunk] for i in range(0, len(steps) - chunk + 1, chunk)]
    stride = next(s for s in range(1, len(chunks) + 1) if 1.618 * s >= len(chunks) and np.gcd(s, len(chunks)) == 1)
    body(chunks[0])
    times = []
    while len(times) < len(chunks) and sum(times) < BUDGET:
        place = chunks[len(times) * stride % len(chunks)]
        times.append(timed(lambda: body(place)))
    return sum(times) / len(times) / chunk


def reset_peak_memory():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak_memory():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


def main(peer, case):
    warnings.simplefilter("ignore", FutureWarning)
    net = seeded(*CASES[case])
    peer = importlib.import_module(f"with_{peer}").Peer(net)

    def report(job, time):
        print(job, f"{time:.4g}", f"{peak_memory():.0f}", flush=True)

    report("W2", seconds(peer.all_lags))
    reset_peak_memory()
    w1 = seconds(peer.step_jacobians)
    report("W1", w1)
    jacobians = peer.step_jacobians()
    reset_peak_memory()
    each = seconds_each(lambda steps: peer.norms(jacobians, steps, LAGS), range(LAGS, net.steps + 1), 4)
    pairs = sum(min(t, LAGS) for t in range(1, net.steps + 1))
    report("W3", w1 + each * pairs / LAGS)
    reset_peak_memory()
    each = seconds_each(lambda steps: peer.radii(jacobians[steps.start : steps.stop]), range(net.steps), 2)
    report("W4", w1 + each * net.steps)
    reset_peak_memory()
    each = seconds_each(lambda steps: peer.spectra(jacobians, steps, LAGS), range(LAGS, net.steps + 1), 4)
    report("W5", w1 + each * (net.steps + 1 - LAGS))
    reset_peak_memory()
    each = seconds_each(lambda steps: peer.lyapunov(jacobians[steps.start : steps.stop]), range(net.steps), 16)
    report("W6", w1 + each * net.steps)


if __name__ == "__main__":
    main(*sys.argv[1:])
