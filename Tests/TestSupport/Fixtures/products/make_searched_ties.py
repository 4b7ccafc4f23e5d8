#!/usr/bin/env python3
"""Step Jacobians of gated networks in which `make ties` has found singular values beyond their bounds, and ln of the
singular values of their products over the last 1, 2, … steps.

Of long networks searched_slides.json has the products of one number of steps that end at every step, and searched_parts.json
derivatives of parts of the state, or of an output gate, by lag.

Networks are those of Benchmarks/peers/tied_networks.py, along a set of edges; Jacobians are the library's, as
Benchmarks/Sources/TiedProducts writes them, and stand as they are in double precision. Products and singular values come
from mpmath (`pip install mpmath numpy`, made with 1.4.1 and 2.4) with 1500 digits. A value below e^-3000 is null: an exact
zero.
"""
import json
import pathlib
import subprocess
import sys

import numpy

from exact_chains import chain, spectrum, write

ROOT = pathlib.Path(__file__).parents[4]
sys.path.append(str(ROOT / "Benchmarks" / "peers"))
from tied_networks import network  # noqa: E402

# Kind, seed, and which of its sets of edges.
NAMES = [
    # What rounding alone keeps from being zero.
    ("lstm-peepholes", 394, 1), ("lstm-peepholes", 20118, 1), ("lstm-peepholes", 20190, 1), ("lstm-peepholes", 20472, 1),
    ("lstm-peepholes", 20876, 1), ("lstm-peepholes", 21216, 1), ("lstm-projected", 21274, 1), ("gru-after", 20269, 1),
    # Rows that turn where scales do not err alike.
    ("lstm-projected", 20020, 0), ("lstm-projected", 21442, 1), ("lstm-peepholes", 20039, 0)]

# With the number of steps: what rounding in the core of joined panels leaves in smaller directions.
SLIDES = [("lstm", 21167, 1, 7), ("lstm", 23103, 1, 8), ("lstm-projected", 21455, 0, 8)]


# With the quantity.
PARTS = [
    # Rows that grow in reflections, and shrink again.
    ("lstm", 20164, 1, "hidden"), ("lstm-projected", 40196, 0, "cell"), ("lstm", 31595, 0, "state"),
    # What older errors do in columns that are no pivots.
    ("lstm-peepholes", 31778, 1, "hidden"), ("lstm-stack", 40354, 0, "state"),
    # One factorization that lost more than those around it.
    ("lstm-projected", 40013, 1, "output"),
    # Directions of large errors that overtake others.
    ("lstm-peepholes", 30663, 1, "state"), ("lstm", 50091, 1, "state")]


def products(kind, seed, edges):
    command = ["swift", "run", "-c", "release", "--package-path", "Benchmarks", "TiedProducts"]
    line = json.dumps(network(kind, seed)) + "\n"
    output = subprocess.run(command, cwd=ROOT, input=line, stdout=subprocess.PIPE, check=True, text=True).stdout
    return json.loads(output)[edges]


def total(summands):
    return sum(map(numpy.array, summands))


def factors(*name):
    return [total(summands) for summands in products(*name)["factors"]]


def part(*name, quantity):
    found = products(*name)
    steps = [total(summands) for summands in found["factors"]]
    ends = found["quantities"][quantity]
    sources = [summands and total(summands) for summands in ends["sources"]]
    target = numpy.array(ends["target"])
    rows = numpy.flatnonzero(target.any(axis=1)).tolist()
    assert rows == list(range(rows[0], rows[-1] + 1))
    first = 0 if quantity == "output" else 1
    return {
        "factors": [f.tolist() for f in steps], "sources": [s if s is None else s.tolist() for s in sources],
        "rows": [rows[0], len(rows)],
        "references": [
            {"lag": lag, "logSingularValues": spectrum([sources[-1 - lag], *steps[len(steps) - lag:], target.T])}
            for lag in range(first, len(steps) + first)]}


write("searched_ties.json", [chain(factors(*name)) for name in NAMES])
write("searched_slides.json", [
    {"factors": [f.tolist() for f in all_factors], "lag": lag,
     "logSingularValues": [spectrum(all_factors[s - lag:s]) for s in range(lag, len(all_factors) + 1)]}
    for *name, lag in SLIDES for all_factors in [factors(*name)]])
write("searched_parts.json", [part(*name, quantity=quantity) for *name, quantity in PARTS])
