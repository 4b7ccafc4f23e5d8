#!/usr/bin/env python3
"""State Jacobians of a small LSTM with large weights, of condition 4e2 to 2e10, and ln of the singular
values of their products.

Entries are taken as they stand, in double precision; products and singular values come from mpmath
(`pip install mpmath numpy`, made with 1.3.0 and 2.4) with 900 digits.
"""
import json
import pathlib

import mpmath
import numpy

UNITS, INPUTS, COUNT, GAIN, LAGS = 5, 4, 24, 2.5, (1, 2, 4, 8, 12, 16, 24)

random = numpy.random.default_rng(7)
recurrent = random.normal(0, GAIN / UNITS**0.5, (4 * UNITS, UNITS))
inputs = random.normal(0, GAIN, (4 * UNITS, INPUTS))
bias = random.normal(0, GAIN / 2, 4 * UNITS)
bias[UNITS : 2 * UNITS] += 1
hidden, cell, factors = numpy.zeros(UNITS), numpy.zeros(UNITS), []


def sigmoid(a):
    return 1 / (1 + numpy.exp(-a))


for x in random.normal(0, 1, (COUNT, INPUTS)):
    i, f, g, o = numpy.split(inputs @ x + recurrent @ hidden + bias, 4)
    u_i, u_f, u_g, u_o = numpy.split(recurrent, 4)
    di, df, do = (sigmoid(a) * sigmoid(-a) for a in (i, f, o))
    i, f, o, dg, g = sigmoid(i), sigmoid(f), sigmoid(o), 1 / numpy.cosh(g) ** 2, numpy.tanh(g)
    gates = (cell * df)[:, None] * u_f + (g * di)[:, None] * u_i + (i * dg)[:, None] * u_g
    cell = f * cell + i * g
    read = o / numpy.cosh(cell) ** 2
    output = (numpy.tanh(cell) * do)[:, None] * u_o
    hidden = o * numpy.tanh(cell)
    factors.append(
        numpy.block([[output + read[:, None] * gates, numpy.diag(read * f)], [gates, numpy.diag(f)]])
    )

mpmath.mp.dps = 900
product, references = mpmath.eye(2 * UNITS), []
for lag, factor in enumerate(factors, 1):
    product = mpmath.matrix(factor.tolist()) * product
    if lag in LAGS:
        squares = mpmath.eigsy(product.T * product, eigvals_only=True)
        logs = sorted((mpmath.log(abs(s)) / 2 for s in squares), reverse=True)
        references.append({"lag": lag, "logSingularValues": [float(x) for x in logs]})
factors = [factor.tolist() for factor in factors]
path = pathlib.Path(__file__).with_name("jacobians.json")
path.write_text(
    json.dumps([{"denominator": 1, "factors": factors, "references": references}]) + "\n")
