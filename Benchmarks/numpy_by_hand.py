#!/usr/bin/env python3
"""The jobs of the Swift benchmark as one writes them by hand in NumPy: the same seeded networks."""
import time
import numpy as np

MASK = (1 << 64) - 1


class SeededGenerator:
    def __init__(self, seed):
        self.state = seed

    def uniform(self, *shape):
        count = int(np.prod(shape))
        values = np.empty(count)
        for i in range(count):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
            values[i] = (self.state >> 11) / (1 << 52) - 1
        return values.reshape(shape)


def lstm(n, steps):
    random = SeededGenerator(1)
    w = 0.15 * random.uniform(4 * n, 32)
    u = 1.2 * np.sqrt(3 / n) * random.uniform(4 * n, n)
    b = 0.1 * random.uniform(4 * n)
    b[n : 2 * n] += 1
    x = 1.7 * random.uniform(steps, 32)
    return w, u, b, x


def rnn_jacobians(n, steps):
    random = SeededGenerator(2)
    w = 0.15 * random.uniform(n, 32)
    u = 1.2 * np.sqrt(3 / n) * random.uniform(n, n)
    b = 0.1 * random.uniform(n)
    x = 1.7 * random.uniform(steps, 32)
    h, result = np.zeros(n), []
    for t in range(steps):
        h = np.tanh(w @ x[t] + u @ h + b)
        result.append((1 - h * h)[:, None] * u)
    return result


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(w, u, b, x):
    n = u.shape[1]
    h, c, run = np.zeros(n), np.zeros(n), []
    for t in range(len(x)):
        a = w @ x[t] + u @ h + b
        i, f, g, o = sigmoid(a[:n]), sigmoid(a[n : 2 * n]), np.tanh(a[2 * n : 3 * n]), sigmoid(a[3 * n :])
        c_new = f * c + i * g
        tanh_c = np.tanh(c_new)
        run.append((i, f, g, o, c, tanh_c))
        h, c = o * tanh_c, c_new
    return run


def step_jacobians(run, u):
    n = u.shape[1]
    result = []
    for i, f, g, o, c, tanh_c in run:
        a = (
            (g * i * (1 - i))[:, None] * u[:n]
            + (c * f * (1 - f))[:, None] * u[n : 2 * n]
            + (i * (1 - g * g))[:, None] * u[2 * n : 3 * n]
        )
        readout = o * (1 - tanh_c**2)
        hidden = (tanh_c * o * (1 - o))[:, None] * u[3 * n :] + readout[:, None] * a
        result.append(np.block([[hidden, np.diag(readout * f)], [a, np.diag(f)]]))
    return result


def all_lags(jacobians):
    n = len(jacobians[0]) // 2
    product, values = np.eye(2 * n)[:n], []
    for jacobian in jacobians[::-1]:
        product = product @ jacobian
        values.append(np.linalg.svd(product[:, :n], compute_uv=False))
    return values


def norm_map(jacobians, n, lags=32):
    norms = []
    for t in range(len(jacobians)):
        product = np.eye(len(jacobians[0]))[:n]
        for jacobian in jacobians[max(0, t + 1 - lags) : t + 1][::-1]:
            product = product @ jacobian
            norms.append(np.linalg.norm(product[:, :n], 2))
    return norms


def seconds(body, count=3):
    body()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return sorted(times)[count // 2]


if __name__ == "__main__":
    for n, steps in ((128, 256), (512, 64)):
        w, u, b, x = lstm(n, steps)
        run = forward(w, u, b, x)
        jacobians = step_jacobians(run, u)
        print(f"lstm n = {n}, T = {steps}")
        print(f"  dense step Jacobians: {seconds(lambda: step_jacobians(run, u)):.4f} s")
        print(f"  all lags, multiplied out: {seconds(lambda: all_lags(jacobians)):.4f} s, not exact")
        if n < 512:
            print(f"  norms of all steps, lags to 32: {seconds(lambda: norm_map(jacobians, n), 1):.2f} s")
    jacobians = rnn_jacobians(256, 256)
    print("rnn n = 256, T = 256")
    print(f"  norms of all steps, lags to 32: {seconds(lambda: norm_map(jacobians, 256), 1):.2f} s")
    radii = seconds(lambda: [abs(np.linalg.eigvals(j)).max() for j in jacobians], 1)
    print(f"  spectral radius of every step: {radii:.2f} s")
