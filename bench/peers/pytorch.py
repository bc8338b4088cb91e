"""The PyTorch peer: times one fit step, one-pass reconstruction or autoregressive decoding.

    pip install -r bench/peers/requirements.txt
    python bench/peers/pytorch.py --gguf FILE --batch 1 --tokens 16,32,64 --steps 10
    python bench/peers/pytorch.py --random-weights --mode onepass --tokens 64
    python bench/peers/pytorch.py --gguf FILE --interactive

One JSON line per measurement on stdout, talk on stderr. `--interactive` reads requests such as
{"B": 1, "N": 32, "steps": 5} from stdin, one a line, and answers each with one line, so that a
harness can take turns with it; it prints {"ready": true} once the model is loaded. A request may
also name "mode", "warmup" (untimed steps first), "proto" [B][2·D] and "targets" [B][N], and for
generate the one id "prompt", whose answer holds the first text's ids as "tokens".

Letters: B texts, N target tokens, D embedding width. A step is forward, loss, backward to e and m
alone (weights are frozen) and AdamW, with accuracy read back to the host as every fit does.
"""

import argparse
import json
import platform
import statistics
import sys
import time
from pathlib import Path

import torch
import transformers
from transformers import AutoModelForCausalLM, LlamaConfig

GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
MODES = ("fit", "onepass", "generate")


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    transformers.utils.logging.disable_progress_bar()
    model = load(options)
    measure = {"fit": fit_step, "onepass": one_pass, "generate": generate}
    if options.interactive:
        print(json.dumps({"ready": True, **about(options)}), flush=True)
        requests = (json.loads(line) for line in sys.stdin if line.strip())
    else:
        requests = ({"N": n} for n in options.tokens)
    for request in requests:
        mode = request.get("mode", options.mode)
        batch, n = request.get("B", options.batch), request["N"]
        work = {"steps": options.steps, "warmup": options.warmup, **request, "B": batch}
        try:
            result = measure[mode](model, work, options)
        except (AssertionError, KeyError, RuntimeError) as error:
            # A peer that runs out of memory at one size is still wanted at the next.
            result = {"error": f"Cannot run mode {mode} at B={batch}, N={n}: {error}"}
        print(json.dumps({**about(options), "mode": mode, "B": batch, "N": n, **result}), flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--gguf", type=gguf_file, help=f"file, or the folder that holds {GGUF}")
    source.add_argument("--checkpoint", help="folder with config.json and model.safetensors")
    source.add_argument("--random-weights", action="store_true", help="the default model's shape")
    parser.add_argument("--mode", choices=MODES, default="fit")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--tokens", type=lambda text: [int(n) for n in text.split(",")], default=[32])
    parser.add_argument("--steps", type=int, default=10, help="timed repetitions")
    parser.add_argument("--warmup", type=int, default=2, help="untimed repetitions before them")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), default="float32")
    parser.add_argument("--attention", choices=("eager", "sdpa"), default="eager")
    parser.add_argument("--compile", action="store_true", help="torch.compile the forward pass")
    parser.add_argument("--interactive", action="store_true")
    return parser.parse_args()


def gguf_file(path):
    path = Path(path)
    return path / GGUF if path.is_dir() else path


def about(options):
    compiled = " compile" if options.compile else " eager"
    return {
        "peer": "pytorch" + compiled,
        "threads": options.threads,
        "device": options.device,
        "dtype": options.dtype,
        "attention": options.attention,
        "weights": weights(options),
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
    }


def weights(options):
    if options.gguf:
        return options.gguf.name
    return Path(options.checkpoint).name if options.checkpoint else "random"


def load(options):
    settings = dict(dtype=getattr(torch, options.dtype), attn_implementation=options.attention)
    if options.gguf:
        model = AutoModelForCausalLM.from_pretrained(
            options.gguf.parent, gguf_file=options.gguf.name, **settings
        )
    elif options.checkpoint:
        model = AutoModelForCausalLM.from_pretrained(options.checkpoint, **settings)
    else:
        torch.manual_seed(0)
        model = AutoModelForCausalLM.from_config(smollm2_shape(), **settings)
    return model.eval().requires_grad_(False).to(options.device)


def smollm2_shape():
    return LlamaConfig(
        vocab_size=49152, hidden_size=576, num_hidden_layers=30, num_attention_heads=9,
        num_key_value_heads=3, intermediate_size=1536, max_position_embeddings=8192,
        rms_norm_eps=1e-5, tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": 100000.0},
    )


def fit_step(model, work, options):
    batch, n = work["B"], work["N"]
    vectors, targets = inputs(model, work)
    e, m = (torch.nn.Parameter(vector) for vector in vectors)
    optimizer = torch.optim.AdamW([e, m], lr=0.01, betas=(0.9, 0.9), eps=1e-8, weight_decay=0.01)
    losses = []

    def forward(e, m, targets):
        logits = model(inputs_embeds=arrange(e, m, n).to(model.dtype), use_cache=False).logits
        loss = torch.nn.functional.cross_entropy(logits.float().transpose(1, 2), targets, reduction="none")
        return loss.mean(dim=1).sum(), logits

    run = compiled(("fit", batch, n), forward, options)

    def step():
        optimizer.zero_grad()
        loss, logits = run(e, m, targets)
        loss.backward()
        optimizer.step()
        (logits.argmax(-1) == targets).float().mean(dim=1).tolist()
        losses.append(loss.item() / batch)

    samples = timed(step, work)
    return {"stepMilliseconds": summary(samples), "firstLoss": losses[0], "lastLoss": losses[-1]}


def one_pass(model, work, options):
    batch, n = work["B"], work["N"]
    (e, m), _ = inputs(model, work)

    @torch.no_grad()
    def forward(e, m):
        return model(inputs_embeds=arrange(e, m, n).to(model.dtype), use_cache=False).logits.argmax(-1)

    run = compiled(("onepass", batch, n), forward, options)
    samples = timed(lambda: run(e, m).tolist(), work)
    return {"milliseconds": summary(samples), "tokensPerSecond": rate(batch * n, samples)}


def generate(model, work, options):
    """Greedy, with the library's own KV cache, from a one-token prompt: N new tokens."""
    batch, n = work["B"], work["N"]
    prompt = torch.full((batch, 1), work.get("prompt", 1), device=model.device)
    said = []

    def decode():
        ids = model.generate(
            prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=n, min_new_tokens=n,
            do_sample=False, eos_token_id=None, pad_token_id=0, use_cache=True,
        )
        assert ids.shape[1] == n + 1, f"{ids.shape[1] - 1} tokens generated, {n} asked for"
        said.append(ids.tolist())
        assert said[-1] == said[0], f"said {said[-1]} where it had said {said[0]}"

    samples = timed(decode, work)
    return {
        "milliseconds": summary(samples),
        "tokensPerSecond": rate(batch * n, samples),
        "tokens": said[0][0][1:],
    }


def inputs(model, work):
    """e and m, [2, B, D], and targets [B, N]: the request's, or random ones (timing does not depend
    on which)."""
    batch, n, width = work["B"], work["N"], model.config.hidden_size
    generator = torch.Generator().manual_seed(1)
    vectors = torch.randn(2, batch, width, generator=generator)
    targets = torch.randint(100, model.config.vocab_size, (batch, n), generator=generator)
    if "proto" in work:
        vectors = torch.tensor(work["proto"]).reshape(batch, 2, width).transpose(0, 1).contiguous()
    if "targets" in work:
        targets = torch.tensor(work["targets"])
    return vectors.to(model.device), targets.to(model.device)


def arrange(e, m, n):
    return torch.cat([e[:, None], m[:, None].expand(-1, n - 1, -1)], dim=1)


COMPILED = {}


def compiled(key, function, options):
    """The function of an earlier request of the same key does the same; compiling takes minutes."""
    if not options.compile:
        return function
    if key not in COMPILED:
        COMPILED[key] = torch.compile(function, dynamic=False)
    return COMPILED[key]


def timed(once, work):
    """-> milliseconds of each repetition. Every piece of work ends by reading its result on the
    host, so a GPU has finished when the clock stops."""
    for _ in range(work["warmup"]):
        once()
    samples = []
    for _ in range(work["steps"]):
        start = time.perf_counter()
        once()
        samples.append((time.perf_counter() - start) * 1000)
    return samples


def summary(samples):
    return {"min": min(samples), "median": statistics.median(samples), "samples": samples}


def rate(tokens, samples):
    return {"best": tokens / min(samples) * 1000, "median": tokens / statistics.median(samples) * 1000}


if __name__ == "__main__":
    main()
