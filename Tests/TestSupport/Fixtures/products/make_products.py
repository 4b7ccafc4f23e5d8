#!/usr/bin/env python3
"""Exact products of random matrices with entries j/8, and ln of their singular values.

The products are integers, exact; their singular values come from mpmath (`pip install mpmath`, made
with 1.3.0) with 700 digits, and are printed to 20.
"""
import json
import pathlib
import random

import mpmath

SIZE, COUNT, LAGS = 7, 60, (1, 5, 20, 60)


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


random.seed(2024)
factors = [[[random.randint(-8, 8) for _ in range(SIZE)] for _ in range(SIZE)] for _ in range(COUNT)]
# One factor with two nearly equal rows.
factors[30][6] = [x + (1 if j == 0 else 0) for j, x in enumerate(factors[30][5])]
mpmath.mp.dps = 700
references = []
for lag in LAGS:
    whole = factors[0]
    for factor in factors[1:lag]:
        whole = product(factor, whole)
    sigma = mpmath.svd_r(mpmath.matrix(whole), compute_uv=False)
    logs = [mpmath.nstr(mpmath.log(s) - lag * mpmath.log(8), 20) for s in sigma]
    references.append({"lag": lag, "logSingularValues": [float(x) for x in logs]})
path = pathlib.Path(__file__).with_name("products.json")
path.write_text(
    json.dumps([{"denominator": 8, "factors": factors, "references": references}]) + "\n")
