"""diffusers' side of a benchmark: a process that loads once and runs when it is told to, a line of JSON for each.

    python peer.py eager|compiled|openvino

`autopipeline benchmark` starts it beside the reference's own worker and lets them take turns.
"""

import json
import os
import sys
import time
from pathlib import Path

import diffusers
import torch
import transformers
from safetensors.torch import load_file, save_file

CHECKOUT = Path(__file__).resolve().parents[2]

#: What a component's method returns first.
RESULTS = {
    "encode": lambda output: output.latent_dist.mean,
    "decode": lambda output: output.sample,
    "forward": lambda output: output.last_hidden_state if hasattr(output, "last_hidden_state") else output.sample,
}


class Call(torch.nn.Module):
    """A method of a component as a module over its inputs in order, so that it can be compiled and converted."""

    def __init__(self, component, method: str, names: list[str]):
        super().__init__()
        self.component = component
        self.method = method
        self.names = names

    def forward(self, *tensors):
        arguments = {}
        for name, tensor in zip(self.names, tensors):
            target, keys = arguments, name.split(".")
            for key in keys[:-1]:
                target = target.setdefault(key, {})
            target[keys[-1]] = tensor
        return RESULTS[self.method](getattr(self.component, self.method)(**arguments))


class Worker:
    def __init__(self, kind: str):
        self.kind = kind
        self.work = None
        self.models = []

    def answer(self, line: dict) -> dict:
        if line["cmd"] == "load":
            # The libraries' lazy modules are no part of what is measured.
            if "class" in line:
                library_of(line["class"])
            before, start = memory("VmRSS"), time.perf_counter()
            self.work = self._load(line)
            seconds = time.perf_counter() - start
            self._touch()
            # The peak starts from what is resident now.
            Path("/proc/self/clear_refs").write_text("5")
            return {"seconds": seconds, "base_bytes": before}
        start = time.perf_counter()
        output = self.work()
        reply = {"seconds": time.perf_counter() - start, "peak_bytes": memory("VmHWM")}
        if "output" in line and output is not None:
            save_file({"output": output.contiguous()}, line["output"])
        return reply

    def _touch(self) -> None:
        """Brings mapped weights into memory, so that what is resident beyond them can be told."""
        for model in self.models:
            for weight in model.parameters():
                weight.sum()

    def _load(self, line: dict):
        if "requests" in line:
            return self._requests(line["requests"])
        if "request" in line:
            return self._pipeline(json.loads(Path(line["request"]).read_text()))
        return self._component(line)

    def _component(self, line: dict):
        component = library_of(line["class"]).from_pretrained(line["folder"], torch_dtype=torch.float32).eval()
        self.models = [component]
        if line.get("tiled"):
            component.enable_tiling()
        inputs = load_file(line["inputs"])
        call = Call(component, line["method"], list(inputs))
        tensors = tuple(inputs.values())
        if self.kind == "openvino":
            return converted(call, tensors)
        if self.kind == "compiled":
            call = torch.compile(call)
        return lambda: call(*tensors)

    def _pipeline(self, request: dict):
        if self.kind == "openvino":
            raise NotImplementedError("only components are converted")
        call = dict(request["call"])
        seed = call.pop("generator")["seed"]
        pipeline = diffusers.AutoPipelineForText2Image.from_pretrained(request["checkpoint"], torch_dtype=torch.float32)
        pipeline.set_progress_bar_config(disable=True)
        self.models = [part for part in pipeline.components.values() if isinstance(part, torch.nn.Module)]
        if self.kind == "compiled":
            pipeline.unet = torch.compile(pipeline.unet)
            pipeline.vae.decode = torch.compile(pipeline.vae.decode)

        def run():
            images = pipeline(**call, generator=torch.Generator().manual_seed(seed)).images
            return torch.from_numpy(images)

        return run

    def _requests(self, paths: list[str]):
        if self.kind != "eager":
            raise NotImplementedError("the tiny suite runs as it is")
        # Tiny tensors lose by threads.
        torch.set_num_threads(1)
        sys.path.insert(0, str(CHECKOUT / "ci/oracle"))
        from oracle.request import Request

        def run():
            for path in paths:
                try:
                    Request.read(path).answer()
                except Exception:  # A case may be about an error.
                    pass

        return run


def library_of(name: str):
    """The class of that name, of whichever library has it."""
    if name.startswith(("CLIP", "T5")):
        return getattr(transformers, name)
    return getattr(diffusers, name)


def converted(call: Call, tensors: tuple):
    """The call in OpenVINO, in float32."""
    import openvino

    model = openvino.convert_model(call, example_input=tensors)
    model.reshape({port: list(tensor.shape) for port, tensor in zip(model.inputs, tensors)})
    options = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
    compiled = openvino.Core().compile_model(model, "CPU", options)
    arrays = [tensor.numpy() for tensor in tensors]
    return lambda: torch.from_numpy(compiled(arrays)[0])


def memory(key: str) -> int:
    """A line of this process's status, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) * 1024
    return 0


def main(kind: str) -> None:
    replies, sys.stdout = sys.stdout, sys.stderr
    torch.set_num_threads(os.cpu_count())
    worker = Worker(kind)
    with torch.inference_mode(kind != "openvino"), torch.no_grad():
        for line in sys.stdin:
            try:
                reply = worker.answer(json.loads(line))
            except Exception as error:
                reply = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
