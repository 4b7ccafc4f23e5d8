#!/usr/bin/env python3
"""Writes the table of HowExact.md: ln of the smallest singular value of dh_T/dh_{T-k} of a small RNN.

The truth is what make_oracles.py computes in multiple precision.
"""

import csv
import io
import json
import os
import subprocess
import sys

from environment import PYTHON, ROOT, install

CASE = ROOT / "Tests" / "TestSupport" / "Fixtures" / "oracles" / "rnn_tanh_16"
ARTICLE = ROOT / "Sources" / "RecurrentJacobians" / "RecurrentJacobians.docc" / "HowExact.md"
START, END = "<!-- make accuracy-table -->\n", "<!-- end of the table -->\n"
LAGS = [1, 2, 5, 8, 10, 12, 15, 20, 40, 60, 80, 100]
WRONG = 0.01  # nats


def this_library():
    command = [ROOT / ".build" / "release" / "rjac", "trace", CASE / "weights.safetensors", CASE / "inputs.npy"]
    command += ["--quantity", "hidden", "--steps", "end", "--lags", ",".join(map(str, LAGS))]
    output = subprocess.run([*command, "--measures", "sigma", "--csv", "-"], capture_output=True, check=True, text=True)
    return [float(row[-1]) for row in list(csv.reader(io.StringIO(output.stdout)))[1:]]


def truth(weights, inputs):
    sys.path.append(str(CASE.parent))
    import gmpy2
    import make_oracles

    gmpy2.get_context().precision = json.loads((CASE / "oracle.json").read_text())["precisionBits"]
    requests = [(len(inputs), lag) for lag in LAGS]
    references = make_oracles.rnn_case(weights, inputs, len(inputs), "tanh", requests)[1]
    return [reference["logSingularValues"][-1] for reference in references]


def peer(name, weights, inputs):
    import importlib

    from networks import Network

    bias = weights["bias_ih_l0"] + weights["bias_hh_l0"]
    network = Network("rnn", weights["weight_ih_l0"], weights["weight_hh_l0"], bias, inputs)
    values = importlib.import_module(f"with_{name}").Peer(network).all_lags()
    return [float(values[lag - 1][-1]) for lag in LAGS]


def main():
    import numpy as np
    from safetensors.numpy import load_file

    weights, inputs = load_file(CASE / "weights.safetensors"), np.load(CASE / "inputs.npy")
    columns = {"truth": truth(weights, inputs), "this library": this_library()}
    for name, title in {"numpy": "NumPy", "torch": "PyTorch", "jax": "JAX"}.items():
        columns[title] = peer(name, weights, inputs)

    def cell(value, true):
        return f"{value:.6f}" if abs(value - true) <= WRONG else f"*{value:.2f}*"

    lines = ["lag | " + " | ".join(columns), " | ".join(["---:"] * (1 + len(columns)))]
    for row, lag in enumerate(LAGS):
        lines.append(" | ".join([str(lag), *(cell(c[row], columns["truth"][row]) for c in columns.values())]))
    table = "".join(f"| {line} |\n" for line in lines)
    text = ARTICLE.read_text()
    before, rest = text.split(START)
    ARTICLE.write_text(before + START + "\n" + table + "\n" + END + rest.split(END)[1])
    print(table, end="")


if __name__ == "__main__":
    if sys.executable != str(PYTHON):
        install("numpy", "jax", "torch", "gmpy2", "safetensors")
        os.execv(PYTHON, [PYTHON, *sys.argv])
    main()
