#!/usr/bin/env python3
"""Step Jacobians of tanh networks with small whole or half numbers for weights, of which units are saturated now and
then, and ln of the singular values of their products over the last 1, 2, … steps.

Sums of such numbers cancel exactly, or to rounding, beside rows that lie up to 120 nats below. Entries are taken as they
stand, in double precision; products and singular values come from mpmath (`pip install mpmath numpy`, made with 1.4.1
and 2.4) with 1500 digits. A value below e^-3000 is null: an exact zero.
"""
import numpy

from exact_chains import chain, write

SEEDS = {
    "ternary": [
        103, 129, 134, 146, 166, 167, 246, 257, 293, 330, 399, 475, 499, 542, 553, 558, 621, 697, 899, 1032, 1050,
        1159, 1204, 1296, 1339, 1399, 6091],
    "hadamard": [117, 140, 164, 317, 526, 597, 887, 906, 969, 1185],
    "half": [23, 200],
}


def network(mode, seed):
    random = numpy.random.default_rng(seed)
    size, steps = int(random.integers(3, 7)), int(random.integers(2, 6))
    if mode == "ternary":
        weights = random.integers(-1, 2, size=(size, size)).astype(float)
    elif mode == "half":
        weights = random.integers(-4, 5, size=(size, size)) / 2
    else:
        size = 4
        block = numpy.array([[1, 1], [1, -1.0]])
        weights = numpy.kron(block, block) / 2
    inputs = numpy.where(
        random.random((steps, size)) < 0.4,
        random.choice([15, 20, 26, 35, 60], size=(steps, size))
        * random.choice([-1, 1], size=(steps, size)),
        random.normal(size=(steps, size)))
    return weights, inputs


def jacobians(weights, inputs):
    state = numpy.zeros(len(weights))
    for row in inputs:
        activations = weights @ state + row
        state = numpy.tanh(activations)
        slopes = 4 * numpy.exp(-2 * abs(activations)) / (1 + numpy.exp(-2 * abs(activations))) ** 2
        yield slopes[:, None] * weights


write("ties.json", [
    chain(list(jacobians(*network(mode, seed)))) for mode, seeds in SEEDS.items() for seed in seeds])
