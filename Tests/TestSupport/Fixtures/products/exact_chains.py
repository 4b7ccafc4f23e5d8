"""What the generators of ties have in common: products of Jacobians in 1500 digits."""
import json
import pathlib

import mpmath

mpmath.mp.dps = 1500


def spectrum(factors):
    """ln of the singular values of the product of the factors, the last of which acts last; None for exact zeros."""
    product = mpmath.eye(len(factors[-1]))
    for factor in reversed(factors):
        product = product * mpmath.matrix(factor.tolist())
    values = mpmath.svd_r(product, compute_uv=False)
    return [float(mpmath.log(s)) if s > mpmath.mpf(10) ** -1300 else None for s in values]


def chain(factors):
    """The factors, and ln of the singular values of the products of the last 1, 2, … of them."""
    references = [
        {"lag": lag, "logSingularValues": spectrum(factors[-lag:])} for lag in range(1, len(factors) + 1)]
    return {"factors": [f.tolist() for f in factors], "references": references}


def write(name, chains):
    pathlib.Path(__file__).with_name(name).write_text(json.dumps(chains) + "\n")
