"""Which class an AutoPipeline chooses."""

from .edits import edit
from .mutant import mutant
from .selections import level, named

_TABLE = (level("resolve", "resolver/0.35.2.json", "resolver/details-0.35.2.json"), named("/(from-|plain$|pipeline-of-checkpoint$)"))
_AUTO = ".pipelines.auto_pipeline"
_TEXT, _IMAGES, _INPAINTING = (f"{_AUTO}:AutoPipelineFor{task}" for task in ("Text2Image", "Image2Image", "Inpainting"))

MUTANTS = [
    mutant(
        "mappings-of-the-task-alone", "A class is looked up in its task's mapping alone.", _TABLE,
        edit(
            f"{_AUTO}:_get_task_class", "model_name = _get_model(pipeline_class_name)",
            "model_name = next((k for k, v in mapping.items() if v.__name__ == pipeline_class_name), None)",
        ),
    ),
    mutant(
        "without-decoders", "The mappings of decoders are not looked at.", _TABLE,
        edit(f"{_AUTO}:_get_model", "for task_mapping in SUPPORTED_TASKS_MAPPINGS:", "for task_mapping in SUPPORTED_TASKS_MAPPINGS[:3]:"),
    ),
    mutant(
        "loose-names", "Names are compared without their case, and Inpainting is Inpaint.", _TABLE,
        edit(
            f"{_AUTO}:_get_model", "pipeline.__name__ == pipeline_class_name",
            "pipeline.__name__.lower().replace('inpainting', 'inpaint') == pipeline_class_name.lower().replace('inpainting', 'inpaint')",
        ),
    ),
    mutant(
        "error-without-the-family", "The error does not name the family.", _TABLE,
        edit(f"{_AUTO}:_get_task_class", "linked to {pipeline_class_name} for {model_name}", "linked to {pipeline_class_name} for this task"),
    ),
    mutant(
        "controlnet-none-ignored", "controlnet=None chooses no ControlNet class.", _TABLE,
        edit(f"{_TEXT}.from_pretrained", 'if "controlnet" in kwargs:', 'if kwargs.get("controlnet") is not None:'),
        edit(f"{_IMAGES}.from_pretrained", 'if "controlnet" in kwargs:', 'if kwargs.get("controlnet") is not None:'),
        edit(f"{_INPAINTING}.from_pretrained", 'if "controlnet" in kwargs:', 'if kwargs.get("controlnet") is not None:'),
    ),
    mutant(
        "unions-in-lists", "A list of Union ControlNets chooses a Union class.", _TABLE,
        edit(
            f"{_TEXT}.from_pretrained", 'isinstance(kwargs["controlnet"], ControlNetUnionModel)',
            'isinstance((kwargs["controlnet"] if not isinstance(kwargs["controlnet"], list) else kwargs["controlnet"][0]), ControlNetUnionModel)',
        ),
    ),
    mutant(
        "union-as-controlnet", "A Union ControlNet chooses the ordinary ControlNet class.", _TABLE,
        edit(f"{_IMAGES}.from_pretrained", 'if isinstance(kwargs["controlnet"], ControlNetUnionModel):', "if False:"),
    ),
    mutant(
        "pag-before-controlnet", "PAG comes before ControlNet in names.", _TABLE,
        edit(f"{_IMAGES}.from_pretrained", '"PAG" + to_replace', '"PAG" + to_replace).replace("ControlNetPAG", "PAGControlNet"'),
    ),
    mutant(
        "pag-false-removes", "enable_pag=False removes PAG from a checkpoint's class.", _TABLE,
        edit(
            f"{_TEXT}.from_pretrained", 'if enable_pag:\n            orig_class_name = orig_class_name.replace(to_replace, "PAGPipeline")',
            'if enable_pag:\n            orig_class_name = orig_class_name.replace(to_replace, "PAGPipeline")\n        else:\n            orig_class_name = orig_class_name.replace("PAG", "")',
        ),
    ),
    mutant(
        "pag-twice", "PAG is not doubled where a checkpoint has it.", _TABLE,
        edit(
            f"{_TEXT}.from_pretrained", 'orig_class_name = orig_class_name.replace(to_replace, "PAGPipeline")',
            'orig_class_name = orig_class_name.replace("PAG", "").replace(to_replace, "PAGPipeline")',
        ),
    ),
    mutant(
        "control-kept", "Flux Control's name is not rewritten for inpainting.", _TABLE,
        edit(f"{_INPAINTING}.from_pretrained", 'if to_replace == "ControlPipeline":', "if False:"),
    ),
    mutant(
        "conversion-keeps-controlnet", "from_pipe with controlnet=None keeps the ControlNet class.", _TABLE,
        edit(f"{_TEXT}.from_pipe", 'text_2_image_cls.__name__.replace("ControlNet", ""),', "text_2_image_cls.__name__,"),
    ),
    mutant(
        "conversion-union", "from_pipe with controlnet=None makes an inpainting class of a Union class, too.", _TABLE,
        edit(
            f"{_INPAINTING}.from_pipe", '.replace("ControlNetInpaintPipeline", "InpaintPipeline")',
            '.replace("ControlNetInpaintPipeline", "InpaintPipeline").replace("ControlNetUnion", "")',
        ),
    ),
    mutant(
        "conversion-pag", "from_pipe of an image-to-image class puts PAG at the end of names.", _TABLE,
        edit(f"{_IMAGES}.from_pipe", '.replace("Img2ImgPipeline", "PAGImg2ImgPipeline")', '.replace("Img2ImgPipeline", "Img2ImgPAGPipeline")'),
    ),
    mutant(
        "class-of-the-checkpoint", "The class that the checkpoint names is loaded whatever the task.", _TABLE,
        edit(
            f"{_IMAGES}.from_pretrained", "image_2_image_cls = _get_task_class(AUTO_IMAGE2IMAGE_PIPELINES_MAPPING, orig_class_name)",
            "image_2_image_cls = _get_task_class(AUTO_TEXT2IMAGE_PIPELINES_MAPPING, orig_class_name)",
        ),
    ),
]
