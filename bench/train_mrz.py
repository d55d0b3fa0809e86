"""Train the line recogniser of machine readable zones.

Two steps, so that drawing (project's environment) and training (any with torch and onnx) stay apart:

    python bench/train_mrz.py render --out DIR --lines 20000 --seed 1
    python bench/train_mrz.py train --data DIR --out mrz.onnx --minutes 20 [--start-from OLD.onnx]

The net sees a strip 24 pixels high, standardised, and says for every fourth column which of the 37
characters has its middle there, or none. Drawing knows where every middle is, so each column has its own
label and no alignment needs to be learnt. Needs Debian's fonts-ocr-b for drawing. The weights in the
project (SHA-256 in engine/document/mrz/net.py) came from torch 2.13.0 and onnx 1.23.2.

mrz_rough.onnx, the second net, came from this recipe as it stands: render with seed 3, 20000 lines; train
31 minutes with --threads 1, which on a busy processor made 4688 steps (some 8 minutes of processor time). On
the 1383 windows held out 91.3 % of the labelled columns were right, of the first net's 88.7 %: half of
these lines are rough, and some cannot be read at all.

mrz.onnx, the first, is older and has one convolution less (the last of kernel 1 x 5): render with seeds 1
and 2, 20000 lines each, drawn without rough lines, long numbers, cut names, open dates or special states
in particular; train 13 minutes (300 steps), then go on from there with --start-from for 11 minutes (1658
steps), all in 32 bits. On windows held out, as worn as those trained on, 92.7 % were right.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEIGHT, WINDOW, STEP = 24, 256, 4
Pair = tuple[int, int]
ALPHABET = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SEED = 7
_CORE = 0.3
"""Share of the pitch, to each side of a middle, that is labelled with the character."""


def render(folder: Path, lines: int, seed: int) -> None:
    """Draw lines and store windows (n x 24 x 256, uint8), labels (n x 64, 0 is none); 500 lines a file."""
    from mrz_render import sample, text  # noqa: PLC0415 - training runs without the project's environment

    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for part in range(0, lines, 500):
        pieces = [w for _ in range(500) for w in windows(sample(rng, text(rng), HEIGHT), rng)]
        strips, labels = (np.stack(x) for x in zip(*pieces, strict=True))
        np.savez(folder / f"part-{seed}-{part:06}.tmp.npz", strips=strips, labels=labels)
        (folder / f"part-{seed}-{part:06}.tmp.npz").rename(folder / f"part-{seed}-{part:06}.npz")


def windows(drawn: Any, rng: np.random.Generator) -> list[tuple[NDArray[np.uint8], NDArray[np.int8]]]:
    """Cut a strip into windows of equal width; a last piece narrower than half a window is dropped."""
    labels = labels_of(drawn)
    out = []
    for start in range(int(rng.integers(0, 16)) * STEP, drawn.strip.shape[1] - WINDOW // 2, WINDOW):
        strip = drawn.strip[:, start : start + WINDOW]
        label = labels[start // STEP : (start + WINDOW) // STEP]
        room = WINDOW - strip.shape[1]
        out.append(
            (np.pad(strip, ((0, 0), (0, room)), mode="edge"), np.pad(label, (0, WINDOW // STEP - len(label))))
        )
    return out


def labels_of(drawn: Any) -> NDArray[np.int8]:
    """One label per column of the net: 1 + index of the character whose core covers it, else 0."""
    columns = (np.arange(drawn.strip.shape[1] // STEP + 1) + 0.5) * STEP
    labels = np.zeros(len(columns), np.int8)
    pitch = np.gradient(drawn.middles)
    for character, middle, wide in zip(drawn.text, drawn.middles, pitch, strict=True):
        near = np.abs(columns - middle) < _CORE * wide
        labels[near] = ALPHABET.index(character) + 1
    return labels


def net() -> Any:
    """Seven convolutions, 24 rows down to one, two halvings of the width: 64 columns from 256."""
    from torch import nn  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - drawing runs without torch

    def block(into: int, out: int, kernel: Pair, stride: Pair, pad: Pair) -> list[Any]:
        conv = nn.Conv2d(into, out, kernel, stride, pad, bias=False)
        return [conv, nn.BatchNorm2d(out), nn.ReLU()]

    return nn.Sequential(
        *block(1, 24, (3, 3), (2, 2), (1, 1)),
        *block(24, 48, (3, 3), (2, 1), (1, 1)),
        *block(48, 64, (3, 3), (2, 2), (1, 1)),
        *block(64, 128, (3, 3), (1, 1), (0, 1)),
        *block(128, 128, (1, 5), (1, 1), (0, 2)),
        *block(128, 128, (1, 5), (1, 1), (0, 2)),
        nn.Conv2d(128, len(ALPHABET) + 1, 1),
    )


def standardised(strips: Any) -> Any:
    """Zero mean and unit deviation per window, as the reader does per strip."""
    mean, deviation = strips.mean((2, 3), keepdim=True), strips.std((2, 3), keepdim=True)
    return (strips - mean) / (deviation + 1)


def train(folder: Path, out: Path, minutes: float, start_from: Path | None = None, threads: int = 2) -> None:
    """Train on all parts but the first; parts that appear meanwhile are taken in at the next epoch.

    `start_from`: weights of an earlier run to go on from; their batch norms are folded already and stay
    as they are. Products are taken in bfloat16, sums and weights in 32 bits: on a processor that knows the
    type a step takes a third of the time.
    """
    import torch  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
    from torch.nn.functional import cross_entropy  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    torch.manual_seed(_SEED)
    torch.set_num_threads(threads)
    model = net().to(memory_format=torch.channels_last)
    if start_from is not None:
        restore(model, start_from)
    peak = 2e-3 if start_from is None else 1e-3
    optimiser = torch.optim.AdamW(model.parameters(), lr=peak, weight_decay=1e-3)
    start, held, step = time.monotonic(), None, 0
    while (spent := (time.monotonic() - start) / 60) < minutes:
        parts = sorted(folder.glob("part-*[0-9].npz"))
        held = held or parts[0]
        strips, labels = _loaded([p for p in parts if p != held])
        for index in torch.randperm(len(strips)).split(96):
            spent = (time.monotonic() - start) / 60
            for group in optimiser.param_groups:
                group["lr"] = peak * max(0.02, min(1.0, 1.5 * (1 - spent / minutes)))
            x = standardised(_jittered(strips[index]))
            with torch.autocast("cpu", torch.bfloat16):
                guess = model(x.contiguous(memory_format=torch.channels_last))
            loss = cross_entropy(guess.float()[:, :, 0], labels[index], label_smoothing=0.02)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
            if spent > minutes:
                break
        print(f"{spent:6.1f} min, {len(strips)} windows, step {step}, {_score(model, held)}", flush=True)
        model.train(start_from is None)
        export(model, out)


def restore(model: Any, weights: Path) -> None:
    """Put the convolutions of an exported net into `model`; its batch norms then only pass on."""
    import torch  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
    from onnx import load, numpy_helper  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    stored = {
        t.name: torch.from_numpy(numpy_helper.to_array(t).copy())
        for t in load(str(weights)).graph.initializer
    }
    convs = [m for m in model if m.__class__.__name__ == "Conv2d"]
    norms = [m for m in model if m.__class__.__name__ == "BatchNorm2d"]
    with torch.no_grad():
        for i, conv in enumerate(convs):
            conv.weight.copy_(stored[f"w{i}"])
            (norms[i].bias if i < len(norms) else conv.bias).copy_(stored[f"b{i}"])
    model.eval()


def _loaded(paths: list[Path]) -> tuple[Any, Any]:
    import torch  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    parts = [np.load(p) for p in paths]
    strips = torch.from_numpy(np.concatenate([p["strips"] for p in parts]))
    return strips[:, None], torch.from_numpy(np.concatenate([p["labels"] for p in parts])).long()


def _jittered(strips: Any) -> Any:
    import torch  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    strips = strips.float()
    return strips + torch.randn_like(strips) * (3 * torch.rand(len(strips), 1, 1, 1))


def _score(model: Any, path: Path) -> str:
    """Share of labelled columns of the held-out part that are right."""
    import torch  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    strips, labels = _loaded([path])
    model.eval()
    with torch.no_grad():
        best = model(standardised(strips.float())).argmax(1)[:, 0]
    inked = labels > 0
    right = (best == labels)[inked].float().mean()
    return f"held out: characters {right:.4f}, all columns {(best == labels).float().mean():.4f}"


def export(model: Any, out: Path) -> None:
    """Write the net as ONNX, batch norms folded into the convolutions, and print its SHA-256."""
    from onnx import TensorProto, checker, helper, numpy_helper, save  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    nodes, weights, name = [], [], "strip"
    layers = [m for m in model if m.__class__.__name__ == "Conv2d"]
    norms = [m for m in model if m.__class__.__name__ == "BatchNorm2d"]
    for i, conv in enumerate(layers):
        kernel, bias = _folded(conv, norms[i] if i < len(norms) else None)
        weights += [numpy_helper.from_array(kernel, f"w{i}"), numpy_helper.from_array(bias, f"b{i}")]
        pads = [*conv.padding, *conv.padding]
        nodes.append(
            helper.make_node(
                "Conv", [name, f"w{i}", f"b{i}"], [f"c{i}"], strides=list(conv.stride), pads=pads
            )
        )
        name = f"c{i}"
        if i < len(norms):
            nodes.append(helper.make_node("Relu", [name], [f"r{i}"]))
            name = f"r{i}"
    nodes.append(helper.make_node("LogSoftmax", [name], ["columns"], axis=1))
    shape = {"strip": ["n", 1, HEIGHT, "width"], "columns": ["n", len(ALPHABET) + 1, 1, "columns"]}
    ends = [helper.make_tensor_value_info(k, TensorProto.FLOAT, v) for k, v in shape.items()]
    graph = helper.make_graph(nodes, "mrz", ends[:1], ends[1:], weights)
    written = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    checker.check_model(written)
    out.parent.mkdir(parents=True, exist_ok=True)
    save(written, str(out))
    print(f"{out.name}: {out.stat().st_size} bytes, SHA-256 {hashlib.sha256(out.read_bytes()).hexdigest()}")


def _folded(conv: Any, norm: Any) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    kernel = conv.weight.detach().numpy()
    if norm is None:
        return kernel, conv.bias.detach().numpy()
    scale = (norm.weight / (norm.running_var + norm.eps).sqrt()).detach().numpy()
    bias = (norm.bias.detach().numpy() - norm.running_mean.numpy() * scale).astype(np.float32)
    return (kernel * scale[:, None, None, None]).astype(np.float32), bias


def main() -> None:
    """Run one of the two steps."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(dest="step", required=True)
    drawing, training = steps.add_parser("render"), steps.add_parser("train")
    drawing.add_argument("--out", type=Path, required=True)
    drawing.add_argument("--lines", type=int, default=20000)
    drawing.add_argument("--seed", type=int, default=1)
    training.add_argument("--data", type=Path, required=True)
    training.add_argument("--out", type=Path, required=True)
    training.add_argument("--minutes", type=float, default=20)
    training.add_argument("--start-from", type=Path)
    training.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    if given.step == "render":
        render(given.out, given.lines, given.seed)
    else:
        train(given.data, given.out, given.minutes, given.start_from, given.threads)


if __name__ == "__main__":
    main()
