#!/usr/bin/env python3
"""Products A1·A2·A3·A3⁻¹·A2⁻¹·A1⁻¹ of random matrices whose scales lie apart by 1e2 to 1e12 and come
together again, over factors of moderate condition, and ln of their singular values.

Entries are taken as they stand, in double precision; products and singular values come from mpmath
(`pip install mpmath numpy`, made with 1.3.0 and 2.4) with 300 digits. Each chain starts with as many
columns as `start` has.
"""
import json
import pathlib

import mpmath
import numpy

mpmath.mp.dps = 300
random = numpy.random.default_rng(11)
chains = []
for size, width in ((3, 3), (6, 6), (6, 3)):
    for digits in (2, 4, 6, 8, 12):
        def graded():
            left, _ = numpy.linalg.qr(random.normal(size=(size, size)))
            right, _ = numpy.linalg.qr(random.normal(size=(size, size)))
            scales = 10.0 ** (-digits / 3 * numpy.linspace(0, 1, size))
            return left * scales @ right

        factors = [graded() for _ in range(3)]
        factors += [numpy.linalg.inv(a) for a in reversed(factors)]
        product = mpmath.eye(size)[:, 0:width]
        references = []
        for lag, factor in enumerate(factors, 1):
            product = mpmath.matrix(factor.tolist()) * product
            if lag in (3, 5, 6):
                values = mpmath.eigsy(product.T * product, eigvals_only=True)
                logs = sorted((mpmath.log(abs(s)) / 2 for s in values), reverse=True)
                references.append({"lag": lag, "logSingularValues": [float(x) for x in logs]})
        chains.append(
            {
                "width": width,
                "factors": [factor.tolist() for factor in factors],
                "references": references,
            })
pathlib.Path(__file__).with_name("closing.json").write_text(json.dumps(chains) + "\n")
