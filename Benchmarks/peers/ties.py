#!/usr/bin/env python3
"""Searches networks with small whole or half numbers for weights for singular values beyond their bounds.

Sums of such numbers cancel exactly, or to rounding, beside rows that saturated units put far below. The library's
Jacobians are taken as they stand and multiplied exactly. Ends with 1 where a value is beyond its bound.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys

from environment import PYTHON, ROOT, install

if not (PYTHON.exists() and os.path.samefile(sys.prefix, PYTHON.parent.parent)):
    install("numpy", "python-flint")
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])

from exact_spectra import ExactProducts
from tied_networks import KINDS, network

TOLERANCE = 1e-13  # rounding of the logs here
BUILD = ["swift", "build", "-c", "release", "--package-path", "Benchmarks", "--product", "TiedProducts"]


def errors(products):
    """For each value that is resolved how far it is off, its bound, and where it stands."""
    truth = ExactProducts(products["factors"], products["quantities"])
    for row in products["rows"]:
        place = [row["quantity"], f"step {row['step']}", f"lag {row['lag']}", row["way"]]
        exact = truth.spectrum(row["quantity"], row["step"], row["lag"])
        assert len(exact) == len(row["values"])
        for i, (value, bound, true) in enumerate(zip(row["values"], row["bounds"], exact)):
            if bound is not None:
                error = 0 if value == true else float("inf") if None in (value, true) else abs(value - true)
                yield error, bound, " ".join(["+".join(products["edges"]), *place, f"value {i}: {value}, truly {true}"])


def start(program):
    """Starts the library's side for this process: it reads and writes a line for each network."""
    global library
    library = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def check(name):
    """How many values of a network are resolved, and a line for each that is beyond its bound."""
    print(json.dumps(network(*name)), file=library.stdin, flush=True)
    found = [error for products in json.loads(library.stdout.readline()) for error in errors(products)]
    kind, seed = name
    return len(found), [
        f"{kind} {seed} off by {error:.1e}, bound {bound:.1e}: {place}"
        for error, bound, place in found if error > bound + TOLERANCE]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=500, help="how many networks of each kind")
    parser.add_argument("first", nargs="?", type=int, default=0, help="the seed of the first one")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    arguments = parser.parse_args()
    subprocess.run(BUILD, cwd=ROOT, check=True, stdout=sys.stderr)
    folder = subprocess.run([*BUILD, "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    seeds = range(arguments.first, arguments.first + arguments.count)
    names = [(kind, seed) for kind in arguments.kinds for seed in seeds]
    resolved, beyond, found = 0, 0, 0
    with multiprocessing.Pool(initializer=start, initargs=[os.path.join(folder.strip(), "TiedProducts")]) as pool:
        for values, lines in pool.imap(check, names):
            resolved, beyond, found = resolved + values, beyond + len(lines), found + bool(lines)
            for line in lines:
                print(line, flush=True)
    print(f"{len(names)} networks, {resolved} resolved values, {beyond} beyond their bounds in {found} networks")
    sys.exit(1 if beyond else 0)


if __name__ == "__main__":
    main()
