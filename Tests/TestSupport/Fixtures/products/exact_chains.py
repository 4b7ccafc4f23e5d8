"""What the generators of ties have in common: products of Jacobians in 1500 digits."""
import json
import pathlib

import mpmath

mpmath.mp.dps = 1500


def chain(factors):
    """The factors, and ln of the singular values of the products of the last 1, 2, … of them; None for exact zeros."""
    product, references = mpmath.eye(len(factors[0])), []
    for lag, factor in enumerate(reversed(factors), 1):
        product = product * mpmath.matrix(factor.tolist())
        values = mpmath.svd_r(product, compute_uv=False)
        logs = [float(mpmath.log(s)) if s > mpmath.mpf(10) ** -1300 else None for s in values]
        references.append({"lag": lag, "logSingularValues": logs})
    return {"factors": [f.tolist() for f in factors], "references": references}


def write(name, chains):
    pathlib.Path(__file__).with_name(name).write_text(json.dumps(chains) + "\n")
