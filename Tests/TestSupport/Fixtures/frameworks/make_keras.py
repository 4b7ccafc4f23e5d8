#!/usr/bin/env python3
"""Recurrent networks as Keras saves them, with the states Keras computes; and HDF5 files to be wary of.

    pip install tensorflow-cpu==2.21.0 keras==3.15.1 tf_keras==2.21.0 h5py==3.14.0 numpy==2.4.6

Writes the folders keras_* (Keras 3), keras2_* (Keras 2) and hdf5_* beside this file. Weights and inputs
come from a seeded NumPy generator; the states are those of the frameworks' own cells, checked against
their layers. Only the weights of keras2_cudnn_* are random numbers in a layer that cannot run without
a GPU: their states are those of the LSTM and GRU layers into which Keras itself converts the file.
"""
import ctypes
import json
import os
import pathlib
import shutil
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import h5py
import keras
import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras.src.layers.rnn.cudnn_gru import CuDNNGRU
from tf_keras.src.layers.rnn.cudnn_lstm import CuDNNLSTM

HERE = pathlib.Path(__file__).resolve().parent
STEPS, INPUTS, UNITS, OUTPUTS = 15, 3, 4, 2


def folder(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    return path


def start(name, api=keras, dtype="float64"):
    """A fresh folder, a seeded generator, and Keras' names counted from the beginning."""
    api.backend.clear_session()
    api.backend.set_floatx(dtype)
    return folder(name), np.random.default_rng(zlib.crc32(name.encode()))


def fill(model, rng):
    """Normal weights, large enough that every gate matters."""
    model.set_weights([rng.normal(0, 0.7, w.shape) for w in model.get_weights()])
    return model


def inputs(rng, dtype="float64"):
    return rng.normal(0, 1, (STEPS, INPUTS)).astype(dtype)


def walk(layer, x):
    """The states of a layer's cell, step by step: h, and c for an LSTM."""
    count = 2 if "LSTM" in type(layer).__name__ else 1
    states = [tf.zeros((1, layer.units), x.dtype)] * count
    rows = []
    for v in x:
        _, states = layer.cell(tf.constant(v[None]), states)
        states = list(states) if isinstance(states, (list, tuple)) else [states]
        rows.append([np.asarray(s)[0] for s in states])
    return [np.array([r[k] for r in rows]) for k in range(count)]


def check(a, b, tolerance=1e-14):
    difference = np.abs(np.asarray(a) - np.asarray(b)).max()
    assert difference <= tolerance, difference


def states(path, layers, x, suffixes=None):
    """Saves the states of a stack of layers; a bidirectional one adds _reverse, at the index of its input."""
    np.save(path / "inputs.npy", x)
    tolerance = 1e-14 if x.dtype == np.float64 else 1e-6
    y = x
    for k, layer in enumerate(layers):
        names = ([f"_l{k}"] if len(layers) > 1 else []) + ([""] if k == len(layers) - 1 else [])
        directions = [("", layer, y)]
        if hasattr(layer, "forward_layer"):
            directions = [("", layer.forward_layer, y), ("_reverse", layer.backward_layer, y[::-1])]
        outputs = []
        for ending, one, v in directions:
            s = [a[::-1] if ending else a for a in walk(one, v)]
            for name in names:
                for kind, a in zip(("hidden", "cell"), s):
                    np.save(path / f"{kind}{name}{ending}.npy", np.ascontiguousarray(a))
            outputs.append(s[0])
        output = np.asarray(layer(tf.constant(y[None])))[0]
        y = np.concatenate(outputs, 1)
        if output.ndim == 2:
            check(y, output, tolerance)
        else:  # the last output of each direction
            ends = [o[0 if ending else -1] for (ending, _, _), o in zip(directions, outputs)]
            check(np.concatenate(ends), output, tolerance)


def save3(path, model, *formats):
    """Saves a model as model.keras, model.h5 (the layout of Keras 2) and model.weights.h5, as asked."""
    for ending in formats:
        (model.save_weights if ending == "weights.h5" else model.save)(path / f"model.{ending}")


# ---- Keras 3

K = keras.layers


def one(name, kind, *formats, dtype="float64", head=False, **options):
    path, rng = start(name, dtype=dtype)
    model = keras.Sequential([K.Input((STEPS, INPUTS)), kind(UNITS, return_sequences=True, **options)]
                             + ([K.Dense(OUTPUTS)] if head else []))
    fill(model, rng)
    save3(path, model, *formats)
    states(path, [model.layers[0]], inputs(rng, dtype))


one("keras_lstm", K.LSTM, "keras", "h5", "weights.h5", head=True)
one("keras_gru", K.GRU, "keras", "h5")
one("keras_gru_before", K.GRU, "keras", reset_after=False)
one("keras_gru_hard", K.GRU, "h5", reset_after=False, recurrent_activation="hard_sigmoid")
one("keras_lstm_hard", K.LSTM, "keras", recurrent_activation="hard_sigmoid")
one("keras_simple_rnn", K.SimpleRNN, "keras")
one("keras_simple_rnn_relu", K.SimpleRNN, "h5", dtype="float32", activation="relu")
one("keras_no_bias", K.LSTM, "keras", use_bias=False)

path, rng = start("keras_bidirectional")
model = fill(keras.Sequential([K.Input((STEPS, INPUTS)), K.Bidirectional(K.LSTM(UNITS, return_sequences=True))]), rng)
save3(path, model, "keras", "h5")
states(path, [model.layers[0]], inputs(rng))

# A backward layer by itself.
path, rng = start("keras_backwards")
model = fill(keras.Sequential([K.Input((STEPS, INPUTS)), K.LSTM(UNITS, go_backwards=True, return_sequences=True)]), rng)
model.save(path / "model.keras")
x = inputs(rng)
h, c = walk(model.layers[0], x[::-1])
check(h, np.asarray(model.layers[0](tf.constant(x[None])))[0])  # returned in the order of processing
np.save(path / "inputs.npy", x)
np.save(path / "hidden_reverse.npy", np.ascontiguousarray(h[::-1]))
np.save(path / "cell_reverse.npy", np.ascontiguousarray(c[::-1]))

path, rng = start("keras_stacked")
model = fill(keras.Sequential([
    K.Input((STEPS, INPUTS)), K.LSTM(UNITS, return_sequences=True), K.Dropout(0.5),
    K.LSTM(UNITS + 1)]), rng)
save3(path, model, "h5", "weights.h5")
states(path, [model.layers[0], model.layers[2]], inputs(rng))

# After two steps of training: the optimizer's state is in the files.
path, rng = start("keras_compiled")
keras.utils.set_random_seed(1)
model = fill(keras.Sequential([K.Input((STEPS, INPUTS)), K.LSTM(UNITS, return_sequences=True)]), rng)
model.compile("adam", "mse")
model.fit(rng.normal(0, 1, (4, STEPS, INPUTS)), rng.normal(0, 1, (4, STEPS, UNITS)), batch_size=2, epochs=1,
          shuffle=False, verbose=0)
save3(path, model, "keras")
states(path, [model.layers[0]], inputs(rng))

# bfloat16, which NumPy knows by an extension only; states in double precision, from the rounded weights.
path, rng = start("keras_bfloat16", dtype="bfloat16")
layer = K.LSTM(UNITS, return_sequences=True, recurrent_initializer="glorot_uniform")  # the usual one has no bfloat16
model = keras.Sequential([K.Input((STEPS, INPUTS)), layer])
rounded = [w.astype("float64") for w in fill(model, rng).get_weights()]
save3(path, model, "keras", "h5")
twin = keras.Sequential([K.Input((STEPS, INPUTS), dtype="float64"),
                         K.LSTM(UNITS, return_sequences=True, dtype="float64")])
twin.set_weights(rounded)
states(path, [twin.layers[0]], inputs(rng))

# Steps that the embedding masks are skipped: the states are those of a sequence without them.
path, rng = start("keras_masked")
model = fill(keras.Sequential([K.Input((STEPS,)), K.Embedding(3, INPUTS, mask_zero=True),
                               K.LSTM(UNITS, return_sequences=True)]), rng)
save3(path, model, "keras", "h5")
tokens = rng.integers(0, 3, STEPS)
kept = tokens != 0
assert 0 < kept.sum() < STEPS - 2
x = np.asarray(model.layers[0](tf.constant(tokens[kept])))
h, c = walk(model.layers[1], x)
check(h, np.asarray(model(tf.constant(tokens[None])))[0][kept])
for name, a in (("inputs", x), ("hidden", h), ("cell", c)):
    np.save(path / f"{name}.npy", a)

# A functional model: a layer with a name of its own, and another in a model inside the model.
path, rng = start("keras_functional")
inner_input = K.Input((STEPS, UNITS), name="inner_input")
inner = keras.Model(inner_input, K.GRU(UNITS, name="slow", return_sequences=True)(inner_input), name="encoder")
outer = K.Input((STEPS, INPUTS), name="signal")
y = K.LSTM(UNITS, name="fast", return_sequences=True)(outer)
model = keras.Model(outer, inner(y), name="tagger")
fill(model, rng)
save3(path, model, "keras", "h5")
states(path, [model.get_layer("fast"), inner.get_layer("slow")], inputs(rng))

# ---- Keras 2

L = tf_keras.layers


def old(name, layer, dtype="float64"):
    path, rng = start(name, tf_keras, dtype)
    model = tf_keras.Sequential([L.InputLayer(input_shape=(STEPS, INPUTS)), layer()])
    fill(model, rng)
    model.save(path / "model.h5")
    states(path, [model.layers[0]], inputs(rng, dtype))
    return path, model


path, model = old("keras2_lstm", lambda: L.LSTM(UNITS, return_sequences=True))
model.save_weights(path / "weights.h5")  # the layout of Keras 2: no model_config
model.save(path / "model.keras")
path, model = old("keras2_gru", lambda: L.GRU(UNITS, return_sequences=True))
path, model = old("keras2_gru_hard", lambda: L.GRU(UNITS, reset_after=False, recurrent_activation="hard_sigmoid",
                                                   return_sequences=True))
path, model = old("keras2_bidirectional", lambda: L.Bidirectional(L.GRU(UNITS, return_sequences=True)))
path, model = old("keras2_lstm_hard", lambda: L.LSTM(UNITS, recurrent_activation="hard_sigmoid", return_sequences=True))

# The same network as a file of Keras 2.1: other names, a list of layers for the Sequential model, a version
# and the settings of that time. It is put together with h5py and then loaded by tf_keras.
path = HERE / "keras2_lstm_hard"
config = [
    {"class_name": "LSTM", "config": {
        "name": "lstm_1", "trainable": True, "batch_input_shape": [None, STEPS, INPUTS], "dtype": "float64",
        "return_sequences": True, "return_state": False, "go_backwards": False, "stateful": False, "unroll": False,
        "units": UNITS, "activation": "tanh", "recurrent_activation": "hard_sigmoid", "use_bias": True,
        "unit_forget_bias": True, "dropout": 0.0, "recurrent_dropout": 0.0, "implementation": 1}},
]
values = model.get_weights()
(path / "model.h5").unlink()  # keras2_gru_hard shows that layout
names = {"lstm_1": ["kernel", "recurrent_kernel", "bias"]}
with h5py.File(path / "keras_2_1.h5", "w") as f:
    f.attrs["keras_version"] = b"2.1.6"
    f.attrs["backend"] = b"tensorflow"
    f.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": config}).encode()
    weights = f.create_group("model_weights")
    weights.attrs["layer_names"] = np.array([n.encode() for n in names])  # fixed length, as h5py 2 wrote
    weights.attrs["backend"] = b"tensorflow"
    weights.attrs["keras_version"] = b"2.1.6"
    for layer, parts in names.items():
        group = weights.create_group(layer)
        group.attrs["weight_names"] = np.array([f"{layer}/{p}:0".encode() for p in parts])
        for p in parts:
            group.create_dataset(f"{layer}/{p}:0", data=values.pop(0))
again = tf_keras.models.load_model(path / "keras_2_1.h5", compile=False)
check(np.asarray(again.layers[0](np.load(path / "inputs.npy")[None]))[0], np.load(path / "hidden.npy"))


# cuDNN layers. They run on a GPU only, but save, and Keras converts what they saved to LSTM and GRU.
def cudnn(name, kind, plain):
    path, rng = start(name, tf_keras)
    model = tf_keras.Sequential([L.InputLayer(input_shape=(STEPS, INPUTS)), kind(UNITS, return_sequences=True)])
    fill(model, rng)
    model.save(path / "model.h5")
    kernel, recurrent, bias = model.layers[0].get_weights()
    converted = tf_keras.Sequential([L.InputLayer(input_shape=(STEPS, INPUTS)), plain(UNITS, return_sequences=True)])
    converted.load_weights(path / "model.h5")
    x = inputs(rng)
    states(path, [converted.layers[0]], x)
    # The convention, spelled out: the memory of each gate's [inputs, units] block holds cuDNN's own matrix
    # [units, inputs], and each gate's [units, units] block is cuDNN's own matrix.
    gates = bias.size // (2 * UNITS)
    w = [k.reshape(UNITS, INPUTS) for k in np.hsplit(kernel, gates)]
    u = np.hsplit(recurrent, gates)
    b, d = (np.split(v, gates) for v in np.split(bias, 2))
    sigmoid = lambda a: 1 / (1 + np.exp(-a))
    h, c, rows = np.zeros(UNITS), np.zeros(UNITS), []
    for v in x:
        if gates == 4:
            i, f, g, o = (w[k] @ v + b[k] + u[k] @ h + d[k] for k in range(4))
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        else:
            z, r = (sigmoid(w[k] @ v + b[k] + u[k] @ h + d[k]) for k in range(2))
            h = (1 - z) * np.tanh(w[2] @ v + b[2] + r * (u[2] @ h + d[2])) + z * h
        rows.append(h)
    check(np.load(path / "hidden.npy"), rows, 1e-13)


cudnn("keras2_cudnn_lstm", CuDNNLSTM, L.LSTM)
cudnn("keras2_cudnn_gru", CuDNNGRU, L.GRU)

# ---- HDF5 itself

path, rng = folder("hdf5_features"), np.random.default_rng(1)
a = rng.normal(0, 1, (7, 5))
expected = {
    "contiguous": a, "big_endian": a.astype(">f8"), "half": a.astype("<f2"), "single": a.astype("<f4"),
    "int8": np.arange(-3, 4, dtype=np.int8), "int64": np.arange(5), "uint16": np.arange(6, dtype=">u2"),
    "scalar": np.float64(2.5), "empty": np.zeros((0, 3)),
    "chunked": a, "gzip": a, "shuffle_gzip": a, "fletcher": a, "partial": np.zeros((7, 5)), "filled": np.full((3, 2), 9.5),
    "compact": a[:2], "group/deep/weight:0": a, "resizable": a,
}
expected["partial"][:3, :4] = a[:3, :4]
for version in ("earliest", "latest"):
    with h5py.File(path / f"{version}.h5", "w", libver=version) as f:
        for name in ("contiguous", "big_endian", "half", "single", "int8", "int64", "uint16", "scalar", "empty",
                     "group/deep/weight:0"):
            f.create_dataset(name, data=expected[name])
        f.create_dataset("chunked", data=a, chunks=(3, 2))
        f.create_dataset("gzip", data=a, chunks=(3, 5), compression="gzip")
        f.create_dataset("shuffle_gzip", data=a, chunks=(4, 4), compression="gzip", shuffle=True)
        f.create_dataset("fletcher", data=a, chunks=(4, 4), fletcher32=True)
        f.create_dataset("resizable", data=a, chunks=(4, 4), maxshape=(None, 5))
        f.create_dataset("partial", (7, 5), "<f8", chunks=(3, 4))[:3, :4] = a[:3, :4]  # other chunks never written
        f.create_dataset("filled", (3, 2), "<f8", fillvalue=9.5)  # never written at all
        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        compact.set_layout(h5py.h5d.COMPACT)
        compact.set_obj_track_times(False)
        space = h5py.h5s.create_simple((2, 5))
        h5py.Dataset(h5py.h5d.create(f.id, b"compact", h5py.h5t.NATIVE_DOUBLE, space, compact))[...] = a[:2]
        f.attrs["fixed"] = np.bytes_("a fixed string")
        f.attrs["variable"] = "a string of variable length, é"
        f.attrs["fixed_list"] = [b"lstm", b"dense_1"]
        f.attrs.create("variable_list", ["lstm", "dense_1"], dtype=h5py.string_dtype())
        f.attrs["number"] = 3
        f.attrs["array"] = a[0]
        many = f.create_group("many")  # more links than one node or one message block holds
        for k in range(18):
            many.create_dataset(f"weight_{k}", data=np.float32(k))
            expected[f"many/weight_{k}"] = np.float32(k)
np.savez(path / "expected.npz", **{k: np.asarray(v, "float64") for k, v in expected.items()})


# Files that must not be believed, in the layout of Keras so that a reader is led to the trap.
path = folder("hdf5_evil")


def trap(name, build, weight="kernel"):
    with h5py.File(path / f"{name}.h5", "w") as f:
        f.attrs["keras_version"] = "3.15.1"
        f.attrs["backend"] = "tensorflow"
        f.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"name": "m", "layers": [
            {"class_name": "LSTM", "config": {"name": "lstm", "units": UNITS, "activation": "tanh", "recurrent_activation":
             "sigmoid", "use_bias": True, "return_sequences": True}}]}})
        group = f.create_group("model_weights")
        group.attrs["layer_names"] = [b"lstm"]
        layer = group.create_group("lstm")
        layer.attrs["weight_names"] = [b"lstm/kernel", b"lstm/recurrent_kernel", b"lstm/bias"]
        weights = layer.create_group("lstm")
        for part, shape in (("kernel", (INPUTS, 4 * UNITS)), ("recurrent_kernel", (UNITS, 4 * UNITS)), ("bias", (4 * UNITS,))):
            if part != weight:
                weights[part] = np.ones(shape)
        build(f, weights, weight)


def cycle(f, weights, part):
    weights[part] = np.ones((INPUTS, 4 * UNITS))
    weights["again"] = f["model_weights"]  # a hard link to a group above: a walk of the tree never ends
    f["self"] = f["/"]


trap("external_link", lambda f, w, part: w.__setitem__(part, h5py.ExternalLink("/etc/passwd", "/kernel")))
trap("cycle", cycle)
trap("huge", lambda f, w, part: w.create_dataset(part, (1 << 40, 1 << 20), "<f8", chunks=(16, 16)))
# The others in one file, to be asked for by name.
with h5py.File(path / "traps.h5", "w") as f:
    f["kept"] = np.ones((2, 3))
    f["soft_link_inside"] = h5py.SoftLink("/kept")  # the only one here that is harmless
    f["soft_link_dangling"] = h5py.SoftLink("/nowhere/at/all")
    f["soft_link_loop"] = h5py.SoftLink("/soft_link_pool")
    f["soft_link_pool"] = h5py.SoftLink("/soft_link_loop")
    f["soft_link_self"] = h5py.SoftLink("/soft_link_self")
    f["external_link"] = h5py.ExternalLink("cycle.h5", "/model_weights/lstm/lstm/kernel")  # a file that exists
    f.create_dataset("external_storage", (3, 16), "u1", external=[("/etc/passwd", 0, 48)])
    f.create_dataset("huge_chunked", (1 << 40, 1 << 20), "<f8", chunks=(16, 16))  # 2^60 values, no chunk written
    f.create_dataset("huge_contiguous", (1 << 30, 16), "<f8")  # declared, never written
    f.create_dataset("huge_chunk", (1 << 20, 4000), "<f8", chunks=(1 << 16, 4000), compression="gzip")
    f.create_dataset("bomb", data=np.zeros((1024, 512)), chunks=(1024, 512), compression="gzip")  # 4 MiB from 4 KiB
# The length of each chunk, where the file says it besides, says 8 MiB; zeros behind make the file as long as that. A
# chunk of 2 GiB of which nothing is written, and a dataset without a dataspace.
with h5py.File(path / "chunks.h5", "w") as f:
    f["nothing"] = h5py.Empty("<f8")
    f.create_dataset("wide", (4,), "<f8", maxshape=(None,), chunks=(1 << 28,))
    f.create_dataset("small", data=np.ones((20, 20)), chunks=(1, 1))
    f["padding"] = np.zeros(5 << 18)
whole = bytearray((path / "chunks.h5").read_bytes())
node = whole.find(b"TREE\1\0")
while node >= 0:
    for k in range(int.from_bytes(whole[node + 6 : node + 8], "little")):
        key = node + 24 + k * (8 + 3 * 8 + 8)
        assert whole[key : key + 4] == (8).to_bytes(4, "little")
        whole[key : key + 4] = (1 << 23).to_bytes(4, "little")
    node = whole.find(b"TREE\1\0", node + 1)
(path / "chunks.h5").write_bytes(whole.rstrip(b"\0"))
# A group whose names are compressed, for which h5py has no call of its own.
library = ctypes.CDLL(str(next((pathlib.Path(h5py.__file__).parent.parent / "h5py.libs").glob("libhdf5-*"))))
library.H5Pset_deflate.argtypes = [ctypes.c_int64, ctypes.c_uint]
with h5py.File(path / "compressed_names.h5", "w", libver="latest") as f:
    creation = h5py.h5p.create(h5py.h5p.GROUP_CREATE)
    library.H5Pset_deflate(creation.id, 9)
    names = h5py.Group(h5py.h5g.create(f.id, b"names", gcpl=creation))
    for k in range(9):
        names[f"weight_{k}"] = np.ones(1)
good = (HERE / "keras_lstm" / "model.h5").read_bytes()
(path / "truncated.h5").write_bytes(good[: len(good) // 3])
print("keras", keras.__version__, "tf_keras", tf_keras.__version__, "tensorflow", tf.__version__,
      "h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version, "numpy", np.__version__)
