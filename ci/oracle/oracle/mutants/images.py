"""Pictures before and after: sizes, ranges, channels, overlays."""

from .edits import edit, replace
from .mutant import mutant
from .selections import argument, family, named

_PROCESSOR = ".image_processor:VaeImageProcessor"
_PICTURES = argument("image")
_CROPS = argument("padding_mask_crop", within="StableDiffusionInpaint|ControlNetInpaint")
_PIL = named("/(pil|negative-prompt-pil|crop|asymmetric-vae-crop|.*-crop)$")


def _convert_to_bgr(image):
    """The picture with its red and blue swapped."""
    import PIL.Image

    return PIL.Image.merge("RGB", image.convert("RGB").split()[::-1])


MUTANTS = [
    mutant(
        "resized-bicubically", "Pictures are resized by a bicubic filter instead of Lanczos'.", _PICTURES,
        edit(f"{_PROCESSOR}.resize", "resample=PIL_INTERPOLATION[self.config.resample]", 'resample=PIL_INTERPOLATION["bicubic"]'),
    ),
    mutant(
        "tensors-resized-bilinearly", "Tensors are resized bilinearly instead of by the nearest.", named("stable-diffusion/.*tensor[^/]*$"),
        edit(f"{_PROCESSOR}.resize", "image,\n            size=(height, width),", "image,\n            mode='bilinear', size=(height, width),", 2),
    ),
    mutant(
        "bgr", "Pictures are read with blue first.", argument("image"),
        replace(f"{_PROCESSOR}.convert_to_rgb", staticmethod(_convert_to_bgr)),
        edit(f"{_PROCESSOR}.pil_to_numpy", "np.array(image).astype", "np.array(image)[..., ::-1].astype"),
    ),
    mutant(
        "not-normalised", "Pictures stay in 0…1.", _PICTURES,
        edit(f"{_PROCESSOR}.normalize", "2.0 * images - 1.0", "images"),
    ),
    mutant(
        "divided-by-256", "Bytes are divided by 256.", _PICTURES,
        edit(f"{_PROCESSOR}.pil_to_numpy", "/ 255.0", "/ 256.0"),
    ),
    mutant(
        "normalised-twice", "Tensors in -1…1 are normalised once more.", argument("image", within="tensor|centred"),
        edit(f"{_PROCESSOR}.preprocess", "do_normalize = False\n", "pass\n"),
    ),
    mutant(
        "not-clamped", "Results are not clamped to 0…1.", family("stable-diffusion", "stable-diffusion-xl", "flux"),
        edit(f"{_PROCESSOR}.denormalize", "(images * 0.5 + 0.5).clamp(0, 1)", "(images * 0.5 + 0.5)"),
    ),
    mutant(
        "bytes-cut", "Results are cut to bytes instead of rounded.", _PIL,
        edit(f"{_PROCESSOR}.numpy_to_pil", "(images * 255).round()", "(images * 255)"),
    ),
    mutant(
        "sizes-rounded-up", "Sizes are rounded up to what the autoencoder can halve.", named("StableDiffusion.*/[^/]*odd[^/]*$"),
        edit(f"{_PROCESSOR}.get_default_height_width", "x - x % self.config.vae_scale_factor", "x + -x % self.config.vae_scale_factor"),
    ),
    mutant(
        "height-and-width-swapped", "A given size is taken for width and height.", _PICTURES,
        edit(f"{_PROCESSOR}.resize", "(width, height),\n", "(height, width),\n"),
    ),
    mutant(
        "crop-without-its-shape", "The region of padding_mask_crop keeps its own shape.", _CROPS,
        edit(
            f"{_PROCESSOR}.get_crop_region", "if ratio_crop_region > ratio_processing:",
            "if True:\n        pass\n    elif ratio_crop_region > ratio_processing:",
        ),
    ),
    mutant(
        "crop-padding", "padding_mask_crop pads on the left and above alone.", _CROPS,
        edit(f"{_PROCESSOR}.get_crop_region", "w - crop_right + pad", "w - crop_right"),
    ),
    mutant(
        "crop-stretched", "The cropped picture is stretched instead of filled.", _CROPS,
        edit(
            f"{_PROCESSOR}.resize", "image = self._resize_and_fill(image, width, height)",
            "image = image.resize((width, height), resample=PIL_INTERPOLATION['lanczos'])",
        ),
    ),
    mutant(
        "overlay-left-out", "What was not painted comes from the autoencoder instead of the picture.", _CROPS,
        edit(f"{_PROCESSOR}.apply_overlay", "image.alpha_composite(init_image_masked)", "pass"),
    ),
    mutant(
        "overlay-inverted", "The overlay shows the picture where it was painted.", _CROPS,
        edit(f"{_PROCESSOR}.apply_overlay", 'mask=ImageOps.invert(mask.convert("L"))', 'mask=mask.convert("L")'),
    ),
    mutant(
        "control-normalised", "Control pictures are brought to -1…1.", family("stable-diffusion-controlnet", "stable-diffusion-xl-controlnet"),
        edit(f"{_PROCESSOR}.preprocess", "do_normalize = self.config.do_normalize", "do_normalize = not self.config.do_binarize"),
    ),
    mutant(
        "grey-by-the-mean", "Masks in colour become grey by their mean instead of their luminance.",
        named("StableDiffusionInpaint.*/[^/]*mask[^/]*$"),
        edit(
            f"{_PROCESSOR}.convert_to_grayscale", 'image.convert("L")',
            "PIL.Image.fromarray(np.array(image.convert('RGB')).mean(-1).astype('uint8'))",
        ),
    ),
]
