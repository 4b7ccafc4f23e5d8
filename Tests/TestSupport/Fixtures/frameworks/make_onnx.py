#!/usr/bin/env python3
"""Recurrent networks in ONNX, exported by PyTorch and tf2onnx or made by hand, with onnxruntime's states.

    pip install torch==2.15.0 onnx==1.23.2 onnxruntime==1.32.0 onnxscript==0.7.2 numpy==2.4.6 safetensors==0.8.0
    pip install tensorflow-cpu==2.21.0 tf_keras==2.21.0 tf2onnx==1.17.0     (onnx_tf2onnx only)

Writes the folders onnx_* beside this file; in onnx_silero, whose model is another project's, only the states. Weights and inputs come from a seeded NumPy
generator. ONNX returns the hidden states of every step and only the last cell state; the cell states are
those of prefixes of the input. Where onnxruntime lacks a type, the states are those of onnx.reference.
"""
import contextlib
import io
import os
import pathlib
import shutil
import warnings
import zlib

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from onnxruntime.transformers.float16 import convert_float_to_float16
from safetensors.numpy import load_file
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
STEPS, INPUTS, UNITS, OUTPUTS = 15, 3, 4, 2
warnings.simplefilter("ignore")


def start(name):
    path = HERE / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    return path, np.random.default_rng(zlib.crc32(name.encode()))


def inputs(rng, dtype=np.float32):
    return rng.normal(0, 1, (STEPS, INPUTS)).astype(dtype)


def check(a, b, tolerance=2e-6):
    difference = np.abs(np.asarray(a) - np.asarray(b)).max()
    assert difference <= tolerance, difference


# Plain NumPy, to check the conventions.

def numpy_states(kind, x, w, r, b, p=None, h=None, activation=np.tanh, gate=None, linear_before_reset=0):
    """One direction by the operator's definition: W [gates*n, inputs], R [gates*n, n], B [2*gates*n], P [3*n]."""
    sigmoid = gate or (lambda a: 1 / (1 + np.exp(-a)))
    x, w, r, b = (v.astype(np.float64) for v in (x, w, r, b))
    n = r.shape[1]
    gates = r.shape[0] // n
    p = np.zeros(3 * n) if p is None else p.astype(np.float64)
    h = np.zeros(n) if h is None else h.astype(np.float64)
    c, hs, cs = np.zeros(n), [], []
    wb, rb = np.split(b, 2)
    for v in x:
        a, u = w @ v + wb, r @ h + rb
        if kind == "LSTM":  # i, o, f, c; P: i, o, f
            (ai, ao, af, ac), (pi, po, pf) = np.split(a + u, 4), np.split(p, 3)
            c_new = sigmoid(af + pf * c) * c + sigmoid(ai + pi * c) * np.tanh(ac)
            h = sigmoid(ao + po * c_new) * np.tanh(c_new)
            c = c_new
        elif kind == "GRU":  # z, r, h
            (az, ar, ah), (uz, ur, uh) = np.split(a, 3), np.split(u, 3)
            z, s = sigmoid(az + uz), sigmoid(ar + ur)
            if linear_before_reset:
                g = np.tanh(ah + s * uh)
            else:
                g = np.tanh(ah + r[2 * n:] @ (s * h) + rb[2 * n:])
            h = (1 - z) * g + z * h
        else:
            h = activation(a + u)
        hs.append(h)
        cs.append(c)
    return np.array(hs), np.array(cs)


def recurrent_nodes(graph):
    return [n for n in graph.node if n.op_type in ("LSTM", "GRU", "RNN")]


def states(path, x, name="model.onnx", reference=False):
    """Runs every recurrent node of a model and saves its states, aligned with the input; top layer last.

    Every node's outputs Y, Y_h and Y_c are made outputs of a copy of the model, which is not saved.
    """
    model = onnx.load(path / name)
    nodes = recurrent_nodes(model.graph)
    elem = model.graph.input[0].type.tensor_type.elem_type
    for k, node in enumerate(nodes):
        wanted = 3 if node.op_type == "LSTM" else 2
        while len(node.output) < wanted:
            node.output.append("")
        for j in range(wanted):
            if not node.output[j]:
                node.output[j] = f"probe_{k}_{j}"
        for j in range(wanted):
            if node.output[j] not in [o.name for o in model.graph.output]:
                model.graph.output.append(helper.make_tensor_value_info(node.output[j], elem, None))
    if reference:
        evaluator = ReferenceEvaluator(model)
        run = lambda names, feed: evaluator.run(names, feed)
    else:
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        run = session.run
    feed = lambda v: {model.graph.input[0].name: v[:, None, :]}
    np.save(path / "inputs.npy", x)
    for k, node in enumerate(nodes):
        hidden = np.asarray(run([node.output[0]], feed(x))[0])[:, :, 0]  # [steps, directions, n]
        cell = np.zeros_like(hidden)
        directions = hidden.shape[1]
        if node.op_type == "LSTM":
            for t in range(len(x)):
                cell[t] = last_cells(model, node, run, feed, x, t, directions)
        names = ([f"_l{k}"] if len(nodes) > 1 else []) + ([""] if k == len(nodes) - 1 else [])
        attribute = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        backward = attribute.get("direction", b"forward") == b"reverse"
        for suffix in names:
            for d in range(directions):
                ending = suffix + ("_reverse" if d == 1 or backward else "")
                np.save(path / f"hidden{ending}.npy", np.ascontiguousarray(hidden[:, d]))
                if node.op_type == "LSTM":
                    np.save(path / f"cell{ending}.npy", np.ascontiguousarray(cell[:, d]))


def last_cells(model, node, run, feed, x, t, directions):
    """c at step t of each direction: the last c after x[..t] forwards, and after x[t..] backwards."""
    if len(recurrent_nodes(model.graph)) == 1:
        forward = np.asarray(run([node.output[2]], feed(x[: t + 1]))[0])
        backward = np.asarray(run([node.output[2]], feed(x[t:]))[0])
        if directions == 2:
            return np.stack([forward[0, 0], backward[1, 0]])
        attribute = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        return (backward if attribute.get("direction", b"forward") == b"reverse" else forward)[:, 0]
    assert directions == 1  # a stack of forward layers: prefixes will do
    return np.asarray(run([node.output[2]], feed(x[: t + 1]))[0])[:, 0]


# ---- Exported by PyTorch


class Tagger(nn.Module):
    def __init__(self, rnn, width):
        super().__init__()
        self.rnn = rnn
        self.head = nn.Linear(width, OUTPUTS)

    def forward(self, x):
        states, _ = self.rnn(x)
        return self.head(states)


def exported(name, kind, folding=True, **options):
    path, rng = start(name)
    model = Tagger(kind(INPUTS, UNITS, **options), UNITS * (2 if options.get("bidirectional") else 1)).eval()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.from_numpy(rng.normal(0, 0.7, tuple(p.shape))))
    torch.onnx.export(model, torch.zeros(STEPS, 1, INPUTS), str(path / "model.onnx"), dynamo=False, opset_version=17,
                      do_constant_folding=folding, input_names=["signal"], output_names=["tags"], dynamic_axes={"signal": {0: "steps"}})
    x = inputs(rng)
    states(path, x)
    with torch.no_grad():
        top = model.rnn(torch.from_numpy(x)[:, None])[0][:, 0].numpy()
    saved = [np.load(path / "hidden.npy")]
    if options.get("bidirectional"):
        saved.append(np.load(path / "hidden_reverse.npy"))
    check(np.concatenate(saved, 1), top)


exported("onnx_lstm", nn.LSTM)
exported("onnx_gru", nn.GRU)
exported("onnx_rnn_tanh", nn.RNN)
exported("onnx_rnn_relu", nn.RNN, nonlinearity="relu")
exported("onnx_bidirectional", nn.LSTM, bidirectional=True)
exported("onnx_stacked2", nn.LSTM, num_layers=2)
exported("onnx_gru_stacked", nn.GRU, num_layers=2, bidirectional=True)
# W, R and B are computed by the graph, from initializers with PyTorch's names and order, by Slice, Concat and Unsqueeze.
exported("onnx_lstm_unfolded", nn.LSTM, folding=False)


# A cell that is stepped from outside: the states are inputs and outputs of the graph.
class Step(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(INPUTS, UNITS)

    def forward(self, x, h, c):
        h, c = self.cell(x, (h, c))
        return h, c


path, rng = start("onnx_lstm_cell")
model = Step().eval()
with torch.no_grad():
    for p in model.parameters():
        p.copy_(torch.from_numpy(rng.normal(0, 0.7, tuple(p.shape))))
zeros = torch.zeros(1, UNITS)
torch.onnx.export(model, (torch.zeros(1, INPUTS), zeros, zeros), str(path / "model.onnx"), dynamo=False,
                  opset_version=17, input_names=["x", "h", "c"], output_names=["hn", "cn"])
x, h, c, hs, cs = inputs(rng), zeros.numpy(), zeros.numpy(), [], []
session = onnxruntime.InferenceSession(str(path / "model.onnx"), providers=["CPUExecutionProvider"])
for v in x:
    h, c = session.run(["hn", "cn"], {"x": v[None], "h": h, "c": c})
    hs.append(h[0])
    cs.append(c[0])
np.save(path / "inputs.npy", x)
np.save(path / "hidden.npy", np.array(hs))
np.save(path / "cell.npy", np.array(cs))
h = c = zeros
with torch.no_grad():
    for t, v in enumerate(torch.from_numpy(x)):
        h, c = model(v[None], h, c)
        check(hs[t], h[0])



# PyTorch's default exporter since 2.9: the initial states are initializers, and an nn.RNN is unrolled into
# MatMul, Add and Tanh for as many steps as the example has. As exported but for the metadata that hold the
# paths of source files on the machine that exported it.
def exported_by_dynamo(name, kind, steps, **options):
    path, rng = start(name)
    directions = 2 if options.get("bidirectional") else 1
    model = Tagger(kind(INPUTS, UNITS, **options), directions * UNITS).eval()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.from_numpy(rng.normal(0, 0.7, tuple(p.shape))))
    x = inputs(rng)[:steps]
    v = torch.from_numpy(x)[:, None]
    with contextlib.redirect_stdout(io.StringIO()):
        torch.onnx.export(model, (v,), str(path / "model.onnx"), external_data=False)
    proto = onnx.load(path / "model.onnx")
    for node in proto.graph.node:
        kept = [p for p in node.metadata_props if p.key != "pkg.torch.onnx.stack_trace"]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
    onnx.save(proto, path / "model.onnx")
    session = onnxruntime.InferenceSession(str(path / "model.onnx"), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        hidden = model.rnn(v)[0]
        check(session.run(None, {session.get_inputs()[0].name: v.numpy()})[0], model.head(hidden))
        np.save(path / "inputs.npy", x)
        for d, suffix in enumerate(["", "_reverse"][:directions]):
            np.save(path / f"hidden{suffix}.npy", hidden[:, 0, d * UNITS:(d + 1) * UNITS].numpy())
        if kind is nn.LSTM and not options:
            np.save(path / "cell.npy", np.stack([model.rnn(v[: t + 1])[1][1][0, 0].numpy() for t in range(steps)]))


exported_by_dynamo("onnx_dynamo_lstm", nn.LSTM, STEPS)
exported_by_dynamo("onnx_dynamo_gru", nn.GRU, STEPS)
exported_by_dynamo("onnx_dynamo_unrolled", nn.RNN, 3)
# The shapes of Reshape between the layers are those of the example.
exported_by_dynamo("onnx_dynamo_stacked", nn.LSTM, STEPS, num_layers=2, bidirectional=True)


# The same exporter where the lengths of axes are free: it computes the shapes of Reshape between the layers. Without
# metadata and the shapes of values, which are most of such a file.
def exported_with_free_axes(name, kind, axes, **options):
    path, rng = start(name)
    directions = 2 if options.get("bidirectional") else 1
    model = Tagger(kind(INPUTS, UNITS, num_layers=2, **options), directions * UNITS).eval()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.from_numpy(rng.normal(0, 0.7, tuple(p.shape))))
    x = inputs(rng)
    example = torch.zeros(2, STEPS, INPUTS) if options.get("batch_first") else torch.zeros(STEPS, 1, INPUTS)
    with contextlib.redirect_stdout(io.StringIO()):
        torch.onnx.export(model, (example,), str(path / "model.onnx"), external_data=False,
                          dynamic_shapes=({axis: torch.export.Dim(a, min=1 if a == "batch" else 2) for axis, a in axes.items()},))
    proto = onnx.load(path / "model.onnx")
    del proto.graph.value_info[:], proto.graph.metadata_props[:], proto.metadata_props[:]
    for v in [*proto.graph.node, *proto.graph.input, *proto.graph.output]:
        del v.metadata_props[:]
    onnx.save(proto, path / "model.onnx")
    v = torch.from_numpy(x[None] if options.get("batch_first") else x[:, None])
    session = onnxruntime.InferenceSession(str(path / "model.onnx"), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        hidden = model.rnn(v)[0]
        check(session.run(None, {session.get_inputs()[0].name: v.numpy()})[0], model.head(hidden))
    np.save(path / "inputs.npy", x)
    for d, suffix in enumerate(["", "_reverse"][:directions]):
        np.save(path / f"hidden{suffix}.npy", hidden.reshape(STEPS, -1)[:, d * UNITS:(d + 1) * UNITS].numpy())


exported_with_free_axes("onnx_dynamo_free_lstm", nn.LSTM, {0: "steps"})
exported_with_free_axes("onnx_dynamo_free_gru", nn.GRU, {0: "batch", 1: "steps"}, bidirectional=True, batch_first=True)


# Initial states that are parameters of the model.
class Started(nn.Module):
    def __init__(self, rnn, rng):
        super().__init__()
        self.rnn = rnn
        count = rnn.num_layers * (2 if rnn.bidirectional else 1)
        draw = lambda: nn.Parameter(torch.from_numpy(rng.normal(0, 0.7, (count, 1, UNITS)).astype(np.float32)))
        self.h0 = draw()
        self.c0 = draw() if isinstance(rnn, nn.LSTM) else None

    def forward(self, x):
        return self.rnn(x, self.h0 if self.c0 is None else (self.h0, self.c0))[0]


def exported_with_states(name, kind, **options):
    path, rng = start(name)
    model = Started(kind(INPUTS, UNITS, num_layers=2, **options), rng).eval()
    with torch.no_grad():
        for p in model.rnn.parameters():
            p.copy_(torch.from_numpy(rng.normal(0, 0.7, tuple(p.shape))))
    torch.onnx.export(model, torch.zeros(STEPS, 1, INPUTS), str(path / "model.onnx"), dynamo=False, opset_version=17,
                      input_names=["signal"], dynamic_axes={"signal": {0: "steps"}})
    x = inputs(rng)
    states(path, x)
    with torch.no_grad():
        top = model(torch.from_numpy(x)[:, None])[:, 0].numpy()
    both = ["hidden.npy"] + (["hidden_reverse.npy"] if options.get("bidirectional") else [])
    check(np.concatenate([np.load(path / f) for f in both], 1), top)


exported_with_states("onnx_initial_lstm", nn.LSTM)
exported_with_states("onnx_initial_gru", nn.GRU, bidirectional=True)

# Half precision but for the LSTM nodes: a Cast before and after each. The states between the layers are rounded.
exported("onnx_mixed_precision", nn.LSTM, num_layers=2)
path = HERE / "onnx_mixed_precision"
onnx.save(convert_float_to_float16(onnx.load(path / "model.onnx"), keep_io_types=True, op_block_list=["LSTM"]), path / "model.onnx")
states(path, np.load(path / "inputs.npy"))

# ---- Made by hand


def weights(rng, gates, dtype=np.float32, directions=1, n=UNITS):
    draw = lambda *shape: rng.normal(0, 0.7, shape).astype(dtype)
    return draw(directions, gates * n, INPUTS), draw(directions, gates * n, n), draw(directions, 2 * gates * n)


def typed(a, name):
    """A tensor in the typed field (float_data, double_data), without raw_data."""
    kind = helper.np_dtype_to_tensor_dtype(a.dtype)
    return helper.make_tensor(name, kind, a.shape, a.ravel().tolist())


def by_hand(name, kind, tensors, x, rest=("", "", ""), make=numpy_helper.from_array, constants=False, reference=False, **attributes):
    """One node X, W, R, B, sequence_lens, initial_h, initial_c, P -> Y, Y_h, Y_c."""
    path = HERE / name
    elem = helper.np_dtype_to_tensor_dtype(x.dtype)
    count = 3 if kind == "LSTM" else 2
    shapes = [("steps", 1, 1, UNITS), (1, 1, UNITS), (1, 1, UNITS)]
    named = [n for n in tensors if tensors[n] is not None]
    operands = ["X"] + [n if n in named else "" for n in ("W", "R", "B")] + list(rest)
    while operands[-1] == "":
        operands.pop()
    node = helper.make_node(kind, operands, ["Y", "Y_h", "Y_c"][:count], name=f"the_{kind.lower()}",
                            hidden_size=tensors["R"].shape[2], **attributes)
    protos = [make(tensors[n], n) for n in named]
    nodes = [helper.make_node("Constant", [], [p.name], value=p) for p in protos] if constants else []
    graph = helper.make_graph(
        nodes + [node], "made_by_hand",
        [helper.make_tensor_value_info("X", elem, ["steps", 1, INPUTS])],
        [helper.make_tensor_value_info(o, elem, s) for o, s in zip(node.output, shapes)],
        [] if constants else protos)
    model = helper.make_model(graph, producer_name="make_onnx.py", opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, path / "model.onnx")
    states(path, x, reference=reference)
    return path


def agrees(path, expected, tolerance=2e-6):
    check(np.load(path / "hidden.npy"), expected[0], tolerance)
    if (path / "cell.npy").exists():
        check(np.load(path / "cell.npy"), expected[1], tolerance)


path, rng = start("onnx_gru_before")
w, r, b = weights(rng, 3)
x = inputs(rng)
by_hand(path.name, "GRU", dict(W=w, R=r, B=b), x, linear_before_reset=0)
agrees(path, numpy_states("GRU", x, w[0], r[0], b[0]))

path, rng = start("onnx_gru_after")
w, r, b = weights(rng, 3)
x = inputs(rng)
by_hand(path.name, "GRU", dict(W=w, R=r, B=b), x, linear_before_reset=1)
agrees(path, numpy_states("GRU", x, w[0], r[0], b[0], linear_before_reset=1))

path, rng = start("onnx_lstm_peepholes")
w, r, b = weights(rng, 4)
p = rng.normal(0, 0.7, (1, 3 * UNITS)).astype(np.float32)
x = inputs(rng)
by_hand(path.name, "LSTM", dict(W=w, R=r, B=b, P=p), x, rest=("", "", "", "P"))
agrees(path, numpy_states("LSTM", x, w[0], r[0], b[0], p[0]))

path, rng = start("onnx_lstm_constants")
w, r, b = weights(rng, 4)
x = inputs(rng)
by_hand(path.name, "LSTM", dict(W=w, R=r, B=b), x, constants=True)
agrees(path, numpy_states("LSTM", x, w[0], r[0], b[0]))

path, rng = start("onnx_lstm_float_data")
w, r, b = weights(rng, 4)
x = inputs(rng)
by_hand(path.name, "LSTM", dict(W=w, R=r, B=b), x, make=typed)
agrees(path, numpy_states("LSTM", x, w[0], r[0], b[0]))

path, rng = start("onnx_lstm_no_bias")
w, r, b = weights(rng, 4)
x = inputs(rng)
by_hand(path.name, "LSTM", dict(W=w, R=r, B=None), x)
agrees(path, numpy_states("LSTM", x, w[0], r[0], 0 * b[0]))

# The node inside the branches of an If, its weights outside, as in files of Silero VAD for several sampling rates.
path, rng = start("onnx_lstm_if")
w, r, b = weights(rng, 4)
x = inputs(rng)
branch = lambda name: helper.make_graph(
    [helper.make_node("LSTM", ["X", "W", "R", "B"], [f"{name}_Y", "", ""], name=f"{name}_lstm", hidden_size=UNITS)], name, [],
    [helper.make_tensor_value_info(f"{name}_Y", TensorProto.FLOAT, ["steps", 1, 1, UNITS])])
graph = helper.make_graph(
    [helper.make_node("If", ["flag"], ["Y"], name="choice", then_branch=branch("yes"), else_branch=branch("no"))], "made_by_hand",
    [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["steps", 1, INPUTS]),
     helper.make_tensor_value_info("flag", TensorProto.BOOL, [])],
    [helper.make_tensor_value_info("Y", TensorProto.FLOAT, ["steps", 1, 1, UNITS])],
    [numpy_helper.from_array(v, k) for k, v in dict(W=w, R=r, B=b).items()])
model = helper.make_model(graph, producer_name="make_onnx.py", opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
onnx.checker.check_model(model)
onnx.save(model, path / "model.onnx")
session = onnxruntime.InferenceSession(str(path / "model.onnx"), providers=["CPUExecutionProvider"])
np.save(path / "inputs.npy", x)
np.save(path / "hidden.npy", session.run(["Y"], {"X": x[:, None], "flag": np.array(True)})[0][:, 0, 0])
agrees(path, numpy_states("LSTM", x, w[0], r[0], b[0]))

# Double: double_data in the typed field, the states by onnx.reference in double precision.
path, rng = start("onnx_lstm_double")
w, r, b = weights(rng, 4, np.float64)
x = inputs(rng, np.float64)
by_hand(path.name, "LSTM", dict(W=w, R=r, B=b), x, make=typed, reference=True)
agrees(path, numpy_states("LSTM", x, w[0], r[0], b[0]), 1e-13)

# An initial state as a constant of the graph.
path, rng = start("onnx_initial_h")
w, r, b = weights(rng, 3)
h0 = rng.normal(0, 0.7, (1, 1, UNITS)).astype(np.float32)
x = inputs(rng)
by_hand(path.name, "GRU", dict(W=w, R=r, B=b, h0=h0), x, rest=("", "h0"), linear_before_reset=1)
agrees(path, numpy_states("GRU", x, w[0], r[0], b[0], h=h0[0, 0], linear_before_reset=1))

# Sequences that the model ends before the inputs end: the states after that are zero.
path, rng = start("onnx_lengths")
w, r, b = weights(rng, 3)
x = inputs(rng)
by_hand(path.name, "GRU", dict(W=w, R=r, B=b, lengths=np.array([9], np.int32)), x, rest=("lengths",), linear_before_reset=1)
expected = numpy_states("GRU", x, w[0], r[0], b[0], linear_before_reset=1)[0]
check(np.load(path / "hidden.npy"), np.where(np.arange(STEPS)[:, None] < 9, expected, 0))

# The direction "reverse", and things that a reader of plain cells is to refuse: another activation, clipping,
# coupled gates.
path, rng = start("onnx_reverse")
w, r, b = weights(rng, 1)
x = inputs(rng)
by_hand(path.name, "RNN", dict(W=w, R=r, B=b), x, direction="reverse", activations=["Relu"])
relu = lambda a: np.maximum(a, 0)
check(np.load(path / "hidden_reverse.npy"), numpy_states("RNN", x[::-1], w[0], r[0], b[0], activation=relu)[0][::-1])

path, rng = start("onnx_lstm_hard")
w, r, b = weights(rng, 4)
x = inputs(rng)
by_hand(path.name, "LSTM", dict(W=w, R=r, B=b), x, activations=["HardSigmoid", "Tanh", "Tanh"],
        activation_alpha=[0.2], activation_beta=[0.5])
agrees(path, numpy_states("LSTM", x, w[0], r[0], b[0], gate=lambda a: np.clip(0.2 * a + 0.5, 0, 1)))

path, rng = start("onnx_lstm_clip")
w, r, b = weights(rng, 4)
by_hand(path.name, "LSTM", dict(W=w, R=r, B=b), inputs(rng), clip=0.5)

path, rng = start("onnx_lstm_coupled")
w, r, b = weights(rng, 4)
by_hand(path.name, "LSTM", dict(W=w, R=r, B=b), inputs(rng), input_forget=1)

# Weights beside the model: the tensors are in another file. A reader is to refuse it, or to stay in the folder.
path, rng = start("onnx_external")
w, r, b = weights(rng, 4)
by_hand(path.name, "LSTM", dict(W=w, R=r, B=b), inputs(rng))
model = onnx.load(path / "model.onnx")
onnx.save(model, path / "model.onnx", save_as_external_data=True, location="model.weights", size_threshold=0)
for t in model.graph.initializer:
    for entry in t.external_data:
        if entry.key == "location":
            entry.value = "../../../../../../../../../../etc/passwd"
(path / "outside.onnx").write_bytes(model.SerializeToString())

# ---- From Keras, by tf2onnx

try:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf
    import tf2onnx
    import tf_keras
except ImportError:
    print("onnx_tf2onnx is not written: tensorflow, tf_keras or tf2onnx is not installed")
else:
    path, rng = start("onnx_tf2onnx")
    model = tf_keras.Sequential([tf_keras.layers.InputLayer(input_shape=(None, INPUTS), name="signal"),
                                 tf_keras.layers.LSTM(UNITS, return_sequences=True)])
    model.set_weights([rng.normal(0, 0.7, v.shape).astype(np.float32) for v in model.get_weights()])
    signature = (tf.TensorSpec((1, None, INPUTS), tf.float32, name="signal"),)
    tf2onnx.convert.from_keras(model, input_signature=signature, opset=17, output_path=str(path / "model.onnx"))
    x = inputs(rng)
    session = onnxruntime.InferenceSession(str(path / "model.onnx"), providers=["CPUExecutionProvider"])
    hidden = session.run(None, {session.get_inputs()[0].name: x[None]})[0][0]
    check(hidden, model(x[None])[0])
    np.save(path / "inputs.npy", x)
    np.save(path / "hidden.npy", hidden)
# ---- Silero VAD 6.2.3: silero_vad/data/silero_vad_16k_sequence.onnx of the wheel silero-vad, unchanged. Its LSTM is the
# example network; the inputs are those of the example, as the LSTM saw them, and the states are onnxruntime's.

path = HERE / "onnx_silero"
example = HERE.parents[3] / "Sources/RecurrentJacobians/Resources/silero_vad"
model = onnx.load(path / "silero_vad_16k_sequence.onnx")
node = recurrent_nodes(model.graph)[0]
held = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
w, r, b = (held[name] for name in node.input[1:4])
plain = load_file(example / "lstm.safetensors")
named = lambda part: next(v for k, v in plain.items() if part in k)
iofc = lambda v: np.concatenate([np.split(v, 4)[k] for k in (0, 3, 1, 2)])  # from i, f, g, o
check(w[0], iofc(named("weight_ih")), 0)
check(r[0], iofc(named("weight_hh")), 0)
check(b[0], np.concatenate([iofc(named("bias_ih")), iofc(named("bias_hh"))]), 0)
x = np.load(example / "inputs.npy")[:20].astype(np.float32)
alone = helper.make_model(
    helper.make_graph([helper.make_node("LSTM", ["X", "W", "R", "B"], ["Y", "Y_h", "Y_c"], hidden_size=r.shape[2])],
                      "lstm", [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["steps", 1, x.shape[1]])],
                      [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in ("Y", "Y_h", "Y_c")],
                      [numpy_helper.from_array(v, k) for k, v in dict(W=w, R=r, B=b).items()]),
    opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
run = onnxruntime.InferenceSession(alone.SerializeToString(), providers=["CPUExecutionProvider"]).run
hidden = run(["Y"], {"X": x[:, None]})[0][:, 0, 0]
cell = np.stack([run(["Y_c"], {"X": x[: t + 1, None]})[0][0, 0] for t in range(len(x))])
expected = numpy_states("LSTM", x, w[0], r[0], b[0])
check(hidden, expected[0], 2e-5)
check(cell, expected[1], 2e-4)
print("silero: largest differences from float64", np.abs(hidden - expected[0]).max(), np.abs(cell - expected[1]).max())
np.save(path / "inputs.npy", x)
np.save(path / "hidden.npy", hidden)
np.save(path / "cell.npy", cell)
print("torch", torch.__version__, "onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__, "numpy", np.__version__)
