#!/usr/bin/env python3
"""Step Jacobians of LSTMs (state h, C) with small whole or half numbers or Hadamard blocks for weights, of which
gates are saturated now and then, and ln of the singular values of their products over the last 1, 2, … steps.

As in make_ties.py; besides, rows of h and C are multiples of each other but for rounding, so that directions 36 nats
below their neighbours are rounding alone, beside others that are as small and are not. Entries are taken as they stand,
in double precision; products and singular values come from mpmath (`pip install mpmath numpy`, made with 1.4.1 and 2.4)
with 1500 digits. A value below e^-3000 is null: an exact zero.
"""
import numpy

from exact_chains import chain, write

SEEDS = [
    941, 2538, 3281, 6126, 6235, 6757, 7522, 7861, 8158, 10904, 12244, 13173, 14049, 15342, 16229, 16541, 18371, 19141,
    20555, 23867]


def weights(random, mode, shape):
    if mode == "ternary":
        return random.integers(-1, 2, size=shape).astype(float)
    if mode == "binary":
        return random.integers(0, 2, size=shape).astype(float)
    if mode == "half":
        return random.integers(-4, 5, size=shape) / 2
    block = numpy.array([[1, 1], [1, -1.0]])
    return numpy.kron(block, numpy.kron(block, block))[: shape[0], : shape[1]] / 2


def sigmoid(a):
    e = numpy.exp(-abs(a))
    return numpy.where(a < 0, e, 1) / (1 + e)


def sigmoid_slope(a):
    e = numpy.exp(-abs(a))
    return e / (1 + e) ** 2


def tanh_slope(a):
    e = numpy.exp(-2 * abs(a))
    return 4 * e / (1 + e) ** 2


def lstm(gates, inputs):
    n = gates[0].shape[0]
    h, c = numpy.zeros(n), numpy.zeros(n)
    for row in inputs:
        i, f, g, o = (u @ h + x for u, x in zip(gates, row))
        paths = (c * sigmoid_slope(f))[:, None] * gates[1]
        paths = paths + (numpy.tanh(g) * sigmoid_slope(i))[:, None] * gates[0]
        paths = paths + (sigmoid(i) * tanh_slope(g))[:, None] * gates[2]
        c = sigmoid(f) * c + sigmoid(i) * numpy.tanh(g)
        h = sigmoid(o) * numpy.tanh(c)
        readout = sigmoid(o) * tanh_slope(c)
        shown = (numpy.tanh(c) * sigmoid_slope(o))[:, None] * gates[3] + readout[:, None] * paths
        yield numpy.block([
            [shown, numpy.diag(readout * sigmoid(f))], [paths, numpy.diag(sigmoid(f))]])


def jacobians(seed):
    random = numpy.random.default_rng(seed)
    mode = ["ternary", "binary", "half", "hadamard"][random.integers(4)]
    n, steps = int(random.integers(2, 5)), int(random.integers(2, 6))
    gates = [weights(random, mode, (n, n)) for _ in range(4)]
    shape = (steps, 4, n)
    inputs = numpy.where(
        random.random(shape) < random.choice([0.1, 0.25, 0.4]),
        random.choice([15, 20, 26, 35, 60], size=shape) * random.choice([-1, 1], size=shape),
        random.normal(size=shape))
    return list(lstm(gates, inputs))


write("gated_ties.json", [chain(jacobians(seed)) for seed in SEEDS])
