"""The safety checker and its eyes."""

from .edits import edit, edit_copies
from .mutant import mutant
from .selections import named

_ALL = named("/[^/]*safety-checker[^/]*$")
_CHECKER = ".pipelines.stable_diffusion.safety_checker:StableDiffusionSafetyChecker.forward"
_PROCESSOR = "transformers.models.clip.image_processing_clip:CLIPImageProcessor"

MUTANTS = [
    mutant("never-flags", "No picture is ever flagged.", _ALL, edit(_CHECKER, 'len(res["bad_concepts"]) > 0', "False")),
    mutant("flagged-not-black", "Flagged pictures stay.", _ALL, edit(_CHECKER, "images[idx] = torch.zeros_like(images[idx])", "pass")),
    mutant(
        "flagged-grey", "Flagged pictures become grey: their zeros are taken for -1…1.", _ALL,
        edit_copies(
            "__call__", "do_denormalize = [not has_nsfw for has_nsfw in has_nsfw_concept]", "do_denormalize = [True for _ in has_nsfw_concept]", 15,
        ),
    ),
    mutant(
        "thresholds-ignored", "Concepts are held against 0 instead of their thresholds.", _ALL,
        edit(
            _CHECKER, "round(concept_cos - concept_threshold + adjustment, 3)\n            if result_img[\"concept_scores\"]",
            "round(concept_cos + adjustment, 3)\n            if result_img[\"concept_scores\"]",
        ),
    ),
    mutant(
        "special-care-ignored", "Concepts of special care do not make the others stricter.", _ALL,
        edit(_CHECKER, "adjustment = 0.01", "adjustment = 0.0"),
    ),
    mutant(
        "not-normalised", "Embeddings are not normalised.", _ALL,
        edit(".pipelines.stable_diffusion.safety_checker:cosine_distance", "nn.functional.normalize(image_embeds)", "image_embeds"),
    ),
    mutant(
        "sees-bilinearly", "The checker's processor resizes bilinearly.", _ALL,
        edit(f"{_PROCESSOR}.preprocess", "resample = resample if resample is not None else self.resample", "resample = 2"),
    ),
    mutant(
        "sees-without-crop", "The checker's processor does not crop.", _ALL,
        edit(
            f"{_PROCESSOR}.preprocess", "do_center_crop = do_center_crop if do_center_crop is not None else self.do_center_crop",
            "do_center_crop, do_resize, size = False, True, {'height': self.crop_size['height'], 'width': self.crop_size['width']}",
        ),
    ),
    mutant(
        "sees-without-mean", "The checker's processor does not subtract the mean.", _ALL,
        edit(f"{_PROCESSOR}.preprocess", "image_mean = image_mean if image_mean is not None else self.image_mean", "image_mean = [0.0, 0.0, 0.0]"),
    ),
    mutant(
        "pooled-by-the-mean", "The checker's vision model pools by the mean instead of the class token.", _ALL,
        edit("transformers.models.clip.modeling_clip:CLIPVisionTransformer.forward", "last_hidden_state[:, 0, :]", "last_hidden_state.mean(1)"),
    ),
]
