"""An adapter that only resolves: the smallest useful implementation of the protocol.

    autopipeline check --implementation "python3 ci/adapters/resolver.py"

It needs nothing but Python. `start` declares the one command it has, so the suite judges it on that level and on no other.
A port replaces `resolve` with a call of its own code.
"""

import json
import sys

# task -> [(key, class)], in the order in which diffusers searches them; the decoders come last.
MAPPINGS = {
    "text-to-image": [
        ("stable-diffusion", "StableDiffusionPipeline"),
        ("stable-diffusion-xl", "StableDiffusionXLPipeline"),
        ("stable-diffusion-3", "StableDiffusion3Pipeline"),
        ("stable-diffusion-3-pag", "StableDiffusion3PAGPipeline"),
        ("if", "IFPipeline"),
        ("hunyuan", "HunyuanDiTPipeline"),
        ("hunyuan-pag", "HunyuanDiTPAGPipeline"),
        ("kandinsky", "KandinskyCombinedPipeline"),
        ("kandinsky22", "KandinskyV22CombinedPipeline"),
        ("kandinsky3", "Kandinsky3Pipeline"),
        ("stable-diffusion-controlnet", "StableDiffusionControlNetPipeline"),
        ("stable-diffusion-xl-controlnet", "StableDiffusionXLControlNetPipeline"),
        ("stable-diffusion-xl-controlnet-union", "StableDiffusionXLControlNetUnionPipeline"),
        ("stable-diffusion-3-controlnet", "StableDiffusion3ControlNetPipeline"),
        ("wuerstchen", "WuerstchenCombinedPipeline"),
        ("cascade", "StableCascadeCombinedPipeline"),
        ("lcm", "LatentConsistencyModelPipeline"),
        ("pixart-alpha", "PixArtAlphaPipeline"),
        ("pixart-sigma", "PixArtSigmaPipeline"),
        ("sana", "SanaPipeline"),
        ("sana-pag", "SanaPAGPipeline"),
        ("stable-diffusion-pag", "StableDiffusionPAGPipeline"),
        ("stable-diffusion-controlnet-pag", "StableDiffusionControlNetPAGPipeline"),
        ("stable-diffusion-xl-pag", "StableDiffusionXLPAGPipeline"),
        ("stable-diffusion-xl-controlnet-pag", "StableDiffusionXLControlNetPAGPipeline"),
        ("pixart-sigma-pag", "PixArtSigmaPAGPipeline"),
        ("auraflow", "AuraFlowPipeline"),
        ("flux", "FluxPipeline"),
        ("flux-control", "FluxControlPipeline"),
        ("flux-controlnet", "FluxControlNetPipeline"),
        ("flux-kontext", "FluxKontextPipeline"),
        ("lumina", "LuminaPipeline"),
        ("lumina2", "Lumina2Pipeline"),
        ("chroma", "ChromaPipeline"),
        ("cogview3", "CogView3PlusPipeline"),
        ("cogview4", "CogView4Pipeline"),
        ("cogview4-control", "CogView4ControlPipeline"),
        ("kolors", "KolorsPipeline"),
        ("kolors-pag", "KolorsPAGPipeline"),
    ],
    "image-to-image": [
        ("stable-diffusion", "StableDiffusionImg2ImgPipeline"),
        ("stable-diffusion-xl", "StableDiffusionXLImg2ImgPipeline"),
        ("stable-diffusion-3", "StableDiffusion3Img2ImgPipeline"),
        ("stable-diffusion-3-pag", "StableDiffusion3PAGImg2ImgPipeline"),
        ("if", "IFImg2ImgPipeline"),
        ("kandinsky", "KandinskyImg2ImgCombinedPipeline"),
        ("kandinsky22", "KandinskyV22Img2ImgCombinedPipeline"),
        ("kandinsky3", "Kandinsky3Img2ImgPipeline"),
        ("stable-diffusion-controlnet", "StableDiffusionControlNetImg2ImgPipeline"),
        ("stable-diffusion-pag", "StableDiffusionPAGImg2ImgPipeline"),
        ("stable-diffusion-xl-controlnet", "StableDiffusionXLControlNetImg2ImgPipeline"),
        ("stable-diffusion-xl-controlnet-union", "StableDiffusionXLControlNetUnionImg2ImgPipeline"),
        ("stable-diffusion-xl-pag", "StableDiffusionXLPAGImg2ImgPipeline"),
        ("stable-diffusion-xl-controlnet-pag", "StableDiffusionXLControlNetPAGImg2ImgPipeline"),
        ("lcm", "LatentConsistencyModelImg2ImgPipeline"),
        ("flux", "FluxImg2ImgPipeline"),
        ("flux-controlnet", "FluxControlNetImg2ImgPipeline"),
        ("flux-control", "FluxControlImg2ImgPipeline"),
        ("flux-kontext", "FluxKontextPipeline"),
        ("kolors", "KolorsImg2ImgPipeline"),
    ],
    "inpainting": [
        ("stable-diffusion", "StableDiffusionInpaintPipeline"),
        ("stable-diffusion-xl", "StableDiffusionXLInpaintPipeline"),
        ("stable-diffusion-3", "StableDiffusion3InpaintPipeline"),
        ("if", "IFInpaintingPipeline"),
        ("kandinsky", "KandinskyInpaintCombinedPipeline"),
        ("kandinsky22", "KandinskyV22InpaintCombinedPipeline"),
        ("stable-diffusion-controlnet", "StableDiffusionControlNetInpaintPipeline"),
        ("stable-diffusion-controlnet-pag", "StableDiffusionControlNetPAGInpaintPipeline"),
        ("stable-diffusion-xl-controlnet", "StableDiffusionXLControlNetInpaintPipeline"),
        ("stable-diffusion-xl-controlnet-union", "StableDiffusionXLControlNetUnionInpaintPipeline"),
        ("stable-diffusion-3-controlnet", "StableDiffusion3ControlNetInpaintingPipeline"),
        ("stable-diffusion-xl-pag", "StableDiffusionXLPAGInpaintPipeline"),
        ("flux", "FluxInpaintPipeline"),
        ("flux-controlnet", "FluxControlNetInpaintPipeline"),
        ("flux-control", "FluxControlInpaintPipeline"),
        ("stable-diffusion-pag", "StableDiffusionPAGInpaintPipeline"),
    ],
    "text-to-image-decoder": [
        ("kandinsky", "KandinskyPipeline"),
        ("kandinsky22", "KandinskyV22Pipeline"),
        ("wuerstchen", "WuerstchenDecoderPipeline"),
        ("cascade", "StableCascadeDecoderPipeline"),
    ],
    "image-to-image-decoder": [
        ("kandinsky", "KandinskyImg2ImgPipeline"),
        ("kandinsky22", "KandinskyV22Img2ImgPipeline"),
    ],
    "inpainting-decoder": [
        ("kandinsky", "KandinskyInpaintPipeline"),
        ("kandinsky22", "KandinskyV22InpaintPipeline"),
    ],
}


class Refused(Exception):
    """What diffusers raises as a ValueError."""


def key_of(name):
    return next((key for mapping in MAPPINGS.values() for key, pipeline in mapping if pipeline == name), None)


def look_up(task, name):
    found = dict(MAPPINGS[task]).get(key_of(name))
    if found is None:
        raise Refused(f"AutoPipeline can't find a pipeline linked to {name} for {key_of(name)}")
    return found


def stem(task, name):
    """The end of a class name that the options are put in front of."""
    special = {"image-to-image": "Img2Img", "inpainting": "Inpaint"}.get(task)
    if special and special in name:
        return special + "Pipeline"
    return "ControlPipeline" if "ControlPipeline" in name else "Pipeline"


def from_pretrained(task, name, options):
    old = stem(task, name)
    text_to_image = task == "text-to-image"
    if "controlnet" in options:
        word = "ControlNetUnion" if options["controlnet"] == "ControlNetUnionModel" else "ControlNet"
        name = name.replace(old, word + ("Pipeline" if text_to_image else old))
    if options.get("enable_pag"):
        name = name.replace(old, "PAG" + ("Pipeline" if text_to_image else old))
    if not text_to_image and old == "ControlPipeline":
        name = name.replace(old, "ControlImg2ImgPipeline" if task == "image-to-image" else "ControlInpaintPipeline")
    return look_up(task, name)


def from_pipe(task, name, options):
    found = look_up(task, name)
    end = {"text-to-image": "", "image-to-image": "Img2Img", "inpainting": "Inpaint"}[task] + "Pipeline"
    inpainting = task == "inpainting"
    if options.get("controlnet") is not None:
        old = "PAG" + end if "PAG" in found and not inpainting else end
        found = look_up(task, found.replace("ControlNet", "").replace(old, "ControlNet" + old))
    elif "controlnet" in options:
        old, new = ("ControlNet" + end, end) if inpainting else ("ControlNet", "")
        found = look_up(task, found.replace(old, new))
    if options.get("enable_pag") is True:
        found = look_up(task, found.replace("PAG", "").replace(end, "PAG" + end))
    elif options.get("enable_pag") is False:
        old, new = ("PAG" + end, end) if inpainting else ("PAG", "")
        found = look_up(task, found.replace(old, new))
    return found


def resolve(case):
    options = {key: case[key] for key in ("controlnet", "enable_pag") if key in case}
    if "from_pipe" in case:
        return from_pipe(case["task"], case["from_pipe"], options)
    return from_pretrained(case["task"], case["class_name"], options)


def answer(message):
    if message["cmd"] == "start":
        return {
            "version": 1,
            "implementation": {
                "name": "resolver-example", "version": "1", "language": "Python", "commands": ["resolve"],
                "homepage": None,
            },
        }
    reply = {"seq": message["seq"]}
    if message["cmd"] != "resolve":
        return reply | {"skipped": {"kind": "unsupported", "message": f"no command {message['cmd']}"}}
    if message["case"]["task"] not in MAPPINGS:
        return reply | {"skipped": {"kind": "unsupported", "message": f"no task {message['case']['task']}"}}
    try:
        return reply | {"pipeline_class": resolve(message["case"])}
    except Refused as error:
        return reply | {"error": {"type": "ValueError", "message": str(error)}}


for line in sys.stdin:
    message = json.loads(line)
    if message["cmd"] == "stop":
        break
    print(json.dumps(answer(message)), flush=True)
