"""The jobs in JAX: compiled, in double precision, derivatives by forward mode over all steps at once."""

from functools import partial

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def lstm_step(weights, state, x):
    w, u, b = weights
    h, c = jnp.split(state, 2)
    i, f, g, o = jnp.split(w @ x + u @ h + b, 4)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jnp.concatenate([jax.nn.sigmoid(o) * jnp.tanh(c), c])


def rnn_step(weights, state, x):
    w, u, b = weights
    return jnp.tanh(w @ x + u @ state + b)


@partial(jax.jit, static_argnames="step")
def step_jacobians(step, weights, states, inputs):
    return jax.vmap(jax.jacfwd(step, argnums=1), in_axes=(None, 0, 0))(weights, states, inputs)


@partial(jax.jit, static_argnames="n")
def hidden_blocks(jacobians, n):
    """The hidden state's Jacobians from the last of the steps back to each."""

    def extend(product, jacobian):
        product = product @ jacobian
        return product, product[:, :n]

    return jax.lax.scan(extend, jnp.eye(n, jacobians.shape[1]), jacobians, reverse=True)[1]


@partial(jax.jit, static_argnames=("step", "n"))
def all_lags(step, weights, states, inputs, n):
    blocks = hidden_blocks(step_jacobians(step, weights, states, inputs), n)[::-1]
    return jnp.log(jnp.linalg.svd(blocks, compute_uv=False))


@partial(jax.jit, static_argnames=("n", "lag"))
def spectra(jacobians, ends, n, lag):
    def of_one(end):
        window = jax.lax.dynamic_slice_in_dim(jacobians, end - lag, lag)
        return jnp.linalg.svd(hidden_blocks(window, n)[0], compute_uv=False)

    return jnp.log(jax.lax.map(of_one, ends))


@partial(jax.jit, static_argnames=("n", "lags"))
def norms(jacobians, ends, n, lags):
    def of_one(end):
        window = jax.lax.dynamic_slice_in_dim(jacobians, end - lags, lags)
        return jnp.linalg.norm(hidden_blocks(window, n), 2, axis=(1, 2))

    return jax.lax.map(of_one, ends)


@jax.jit
def radii(jacobians):
    return jnp.abs(jnp.linalg.eigvals(jacobians)).max(axis=-1)


@jax.jit
def lyapunov(jacobians):
    def advance(q, jacobian):
        q, r = jnp.linalg.qr(jacobian @ q)
        return q, jnp.log(jnp.abs(jnp.diag(r)))

    return jax.lax.scan(advance, jnp.eye(jacobians.shape[1]), jacobians)[1].mean(axis=0)


class Peer:
    def __init__(self, network):
        self.n = network.units
        self.step = lstm_step if network.cell == "lstm" else rnn_step
        self.weights = tuple(map(jnp.asarray, (network.weight_ih, network.weight_hh, network.bias)))
        states = [network.hidden, network.cells] if network.cell == "lstm" else [network.hidden]
        self.states = jnp.concatenate([jnp.asarray(s[:-1]) for s in states], axis=1)
        self.inputs = jnp.asarray(network.inputs)

    def step_jacobians(self):
        return step_jacobians(self.step, self.weights, self.states, self.inputs).block_until_ready()

    def all_lags(self):
        return all_lags(self.step, self.weights, self.states, self.inputs, self.n).block_until_ready()

    def norms(self, jacobians, steps, lags):
        return norms(jacobians, jnp.asarray(steps), self.n, lags).block_until_ready()

    def spectra(self, jacobians, steps, lag):
        return spectra(jacobians, jnp.asarray(steps), self.n, lag).block_until_ready()

    def radii(self, jacobians):
        return radii(jacobians).block_until_ready()

    def lyapunov(self, jacobians):
        return lyapunov(jacobians).block_until_ready()
