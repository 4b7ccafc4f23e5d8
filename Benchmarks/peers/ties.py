#!/usr/bin/env python3
"""Searches networks with small whole or half numbers for weights for singular values beyond their bounds.

Sums of such numbers cancel exactly, or to rounding, beside rows that saturated units put far below. The library's
Jacobians are taken as they stand and multiplied exactly; singular values are from the characteristic polynomial.
Arguments: how many networks of each kind (500), and the first seed (0). Ends with 1 where a value is beyond its bound.
"""

import json
import os
import subprocess
import sys

from environment import PYTHON, ROOT, install

if not (PYTHON.exists() and os.path.samefile(sys.prefix, PYTHON.parent.parent)):
    install("numpy", "python-flint")
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])

import flint
import numpy

KINDS = ["lstm", "tanh", "relu"]
SATURATED = [15, 20, 26, 35, 60]


def block(random, rows, columns):
    choice = random.integers(4)
    if choice == 0:
        return random.integers(-1, 2, size=(rows, columns)).astype(float)
    if choice == 1:
        return random.integers(-4, 5, size=(rows, columns)) / 2
    if choice == 2:  # rows of a Hadamard matrix
        two = numpy.array([[1, 1], [1, -1.0]])
        return numpy.kron(numpy.kron(two, two), two)[:rows, :columns] / 2
    small = numpy.where(random.random((rows, columns)) < 0.15, 2.0 ** -random.integers(10, 40), 1)
    return random.integers(-1, 2, size=(rows, columns)) * small


def network(kind, seed):
    random = numpy.random.default_rng([KINDS.index(kind), seed])
    gates = 4 if kind == "lstm" else 1
    units, steps = int(random.integers(2, 6)), int(random.integers(2, 7))
    share = random.choice([0.1, 0.25, 0.4])
    inputs = numpy.where(
        random.random((steps, gates * units)) < share,
        random.choice(SATURATED, size=(steps, gates * units)) * random.choice([-1, 1], size=(steps, gates * units)),
        random.normal(size=(steps, gates * units)))
    return {
        "kind": kind,
        "inputWeights": numpy.eye(gates * units).tolist(),
        "recurrentWeights": numpy.concatenate([block(random, units, units) for _ in range(gates)]).tolist(),
        "bias": [0.0] * (gates * units),
        "inputs": inputs.tolist(),
    }


def exact(rows):
    """An integer matrix and the power of two that it is divided by."""
    ratios = [[float(entry).as_integer_ratio() for entry in row] for row in rows]
    power = max(d.bit_length() - 1 for row in ratios for _, d in row)
    return flint.fmpz_mat([[n << (power - (d.bit_length() - 1)) for n, d in row] for row in ratios]), power


def log_singular_values(matrix, power):
    """In descending order, None for exact zeros."""
    flint.ctx.prec = 128
    roots = (matrix.transpose() * matrix).charpoly().complex_roots()
    squares = [root.real for root, multiplicity in roots for _ in range(multiplicity) if root != 0]
    shift = flint.arb(2).log() * power
    logs = sorted((float((square.log() / 2 - shift).mid()) for square in squares), reverse=True)
    return logs + [None] * (matrix.nrows() - len(logs))


def block_of(quantity, product, hidden_count):
    size = product.nrows()
    rows = {"hidden": range(hidden_count), "cell": range(hidden_count, size), "state": range(size)}[quantity]
    return flint.fmpz_mat([[product[i, j] for j in rows] for i in rows])


def check(name, products):
    """The number of values that are resolved, and what is beyond its bound."""
    factors = [exact(factor) for factor in products["factors"]]
    blocks, product, power = {}, None, 0
    for lag, (factor, shift) in enumerate(reversed(factors), 1):
        product, power = (factor if product is None else product * factor), power + shift
        blocks[lag] = (product, power)
    truths, resolved, beyond = {}, 0, []
    for row in products["rows"]:
        quantity, lag = row["quantity"], row["lag"]
        if (quantity, lag) not in truths:
            product, power = blocks[lag]
            truths[quantity, lag] = log_singular_values(block_of(quantity, product, products["hiddenCount"]), power)
        for i, (value, bound, truth) in enumerate(zip(row["values"], row["bounds"], truths[quantity, lag])):
            if bound is None:
                continue
            resolved += 1
            error = abs(value - truth) if None not in (value, truth) else 0 if value == truth else float("inf")
            if error > bound + 1e-13:
                where = "alone" if row["isAlone"] else "among all lags"
                beyond.append(f"{name} {quantity} lag {lag} {where}, value {i}: {value}, truly {truth}, bound {bound:.1e}")
    return resolved, beyond


def main(count=500, first=0):
    # Reads and writes a line for each network.
    command = ["swift", "run", "-c", "release", "--package-path", "Benchmarks", "TiedProducts"]
    resolved, beyond, found = 0, 0, 0
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for kind in KINDS:
            for seed in range(first, first + count):
                print(json.dumps(network(kind, seed)), file=process.stdin, flush=True)
                values, lines = check(f"{kind} {seed}", json.loads(process.stdout.readline()))
                resolved, beyond, found = resolved + values, beyond + len(lines), found + bool(lines)
                for line in lines:
                    print(line, flush=True)
        process.stdin.close()
    print(f"{len(KINDS) * count} networks, {resolved} resolved values, {beyond} beyond their bounds in {found} networks")
    sys.exit(1 if beyond else 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
