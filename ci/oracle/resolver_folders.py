"""Folders for rows of the resolver's tables: steps that make them, and tiny decoders and priors with random weights."""

import json
import shutil
from pathlib import Path

import diffusers
import torch
import transformers
from diffusers.pipelines.kandinsky.text_encoder import MCLIPConfig, MultilingualCLIP
from diffusers.pipelines.wuerstchen.modeling_paella_vq_model import PaellaVQModel
from diffusers.pipelines.wuerstchen.modeling_wuerstchen_diffnext import WuerstchenDiffNeXt
from diffusers.pipelines.wuerstchen.modeling_wuerstchen_prior import WuerstchenPrior


class Folders:
    """Makes what a row's steps say below `root`.

    Steps: `["fixture", name, path]` copies a fixture, `["tiny", name, path]` a tiny pipeline; `["write", path, text]`,
    `["remove", path]`, `["clear", path]` (an empty folder), `["index", path, members]` (changes a `model_index.json`).
    """

    def __init__(self, root, fixtures):
        self.root, self.fixtures, self.saved = Path(root), Path(fixtures), {}

    def text(self, value):
        return value.replace("FOLDER", str(self.root))

    def make(self, steps):
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        for kind, *arguments in steps:
            getattr(self, kind)(*arguments)

    def fixture(self, name, path):
        shutil.copytree(self.fixtures / name, self.root / path)

    def tiny(self, name, path):
        shutil.copytree(self.saved[name], self.root / path)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.text(text).encode())

    def remove(self, path):
        target = self.root / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()

    def clear(self, path):
        self.remove(path)
        (self.root / path).mkdir()

    def index(self, path, members):
        file = self.root / path / "model_index.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | members))


def listed(folder):
    """The files of a saved pipeline: the text of `model_index.json`, and what else is there."""
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name != "model_index.json")
    return {"model_index.json": (folder / "model_index.json").read_text(), "files": files}


def save_all(folder, tokenizer):
    """Saves a decoder and a prior of each family, and a combined pipeline of both."""
    torch.manual_seed(0)
    parts = {}
    for name, pipeline in _pipelines(transformers.CLIPTokenizer.from_pretrained(tokenizer)).items():
        parts[name] = folder / name
        pipeline.save_pretrained(parts[name])
    return parts


def _text_encoder(projection):
    config = transformers.CLIPTextConfig(hidden_size=8, intermediate_size=8, num_attention_heads=2, num_hidden_layers=1, vocab_size=10, projection_dim=8)
    return (transformers.CLIPTextModelWithProjection if projection else transformers.CLIPTextModel)(config)


def _image_encoder():
    return transformers.CLIPVisionModelWithProjection(transformers.CLIPVisionConfig(
        hidden_size=8, intermediate_size=8, num_attention_heads=2, num_hidden_layers=1, image_size=8, patch_size=4, projection_dim=8))


def _unet():
    return diffusers.UNet2DConditionModel(
        sample_size=8, in_channels=4, out_channels=8, block_out_channels=(8,), layers_per_block=1, down_block_types=("SimpleCrossAttnDownBlock2D",),
        up_block_types=("SimpleCrossAttnUpBlock2D",), mid_block_type="UNetMidBlock2DSimpleCrossAttn", cross_attention_dim=8, norm_num_groups=2,
        attention_head_dim=4, resnet_time_scale_shift="scale_shift", encoder_hid_dim=8, encoder_hid_dim_type="image_proj")


def _cascade(effnet):
    return diffusers.StableCascadeUNet(
        in_channels=4, out_channels=4, conditioning_dim=8, block_out_channels=(8,), num_attention_heads=(2,), down_num_layers_per_block=(1,),
        up_num_layers_per_block=(1,), down_blocks_repeat_mappers=(1,), up_blocks_repeat_mappers=(1,), block_types_per_layer=(("SDCascadeResBlock",),),
        clip_text_in_channels=8, clip_text_pooled_in_channels=8, clip_image_in_channels=8, clip_seq=1, effnet_in_channels=4 if effnet else None,
        pixel_mapper_in_channels=3 if effnet else None, self_attn=False, switch_level=None)


def _pipelines(tokenizer):
    text, movq = _text_encoder(True), diffusers.VQModel(norm_num_groups=2, block_out_channels=(8,), latent_channels=4, num_vq_embeddings=4)
    kandinsky = {
        "prior": diffusers.PriorTransformer(num_attention_heads=2, attention_head_dim=4, num_layers=1, embedding_dim=8, num_embeddings=4),
        "image_encoder": _image_encoder(), "text_encoder": text, "tokenizer": tokenizer, "scheduler": diffusers.UnCLIPScheduler(),
        "image_processor": transformers.CLIPImageProcessor(),
    }
    multilingual = MultilingualCLIP(MCLIPConfig(
        transformerDimensions=8, imageDimensions=8, numDims=8, hidden_size=8, intermediate_size=8, num_attention_heads=2, num_hidden_layers=1, vocab_size=10))
    vqgan, wuerstchen_scheduler = PaellaVQModel(in_channels=3, out_channels=3, embed_dim=4, bottleneck_blocks=1, num_vq_embeddings=4), diffusers.DDPMWuerstchenScheduler()
    plain = _text_encoder(False)
    decoder22 = {"unet": _unet(), "scheduler": diffusers.DDPMScheduler(), "movq": movq}
    return {
        "KandinskyPipeline": diffusers.KandinskyPipeline(text_encoder=multilingual, tokenizer=tokenizer, **decoder22),
        "KandinskyPriorPipeline": diffusers.KandinskyPriorPipeline(**kandinsky),
        "KandinskyV22Pipeline": diffusers.KandinskyV22Pipeline(**decoder22),
        "KandinskyV22PriorPipeline": diffusers.KandinskyV22PriorPipeline(**kandinsky),
        "KandinskyV22CombinedPipeline": diffusers.KandinskyV22CombinedPipeline(**decoder22, **{f"prior_{name}": part for name, part in kandinsky.items()}),
        "WuerstchenDecoderPipeline": diffusers.WuerstchenDecoderPipeline(
            tokenizer, plain, WuerstchenDiffNeXt(c_in=4, c_out=4, c_r=8, patch_size=2, c_cond=8, c_hidden=[8], nhead=[-1], blocks=[1], level_config=["CT"], effnet_embd=4,
                                                 inject_effnet=[True], clip_embd=8),
            wuerstchen_scheduler, vqgan),
        "WuerstchenPriorPipeline": diffusers.WuerstchenPriorPipeline(tokenizer, plain, WuerstchenPrior(c_in=4, c=8, c_cond=8, c_r=8, depth=1, nhead=2), wuerstchen_scheduler),
        "StableCascadeDecoderPipeline": diffusers.StableCascadeDecoderPipeline(_cascade(True), tokenizer, text, wuerstchen_scheduler, vqgan),
        "StableCascadePriorPipeline": diffusers.StableCascadePriorPipeline(tokenizer, text, _cascade(False), wuerstchen_scheduler),
    }
