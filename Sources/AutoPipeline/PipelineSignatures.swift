/// The constructors of all classes in the pinned release's mappings, and of the priors. A component with `?` may be
/// absent, one with `=` too and has a default.
enum PipelineSignatures {
  private static let sd = """
    feature_extractor? image_encoder= safety_checker? scheduler text_encoder tokenizer \
    unet vae
    """
  private static let sdXL = """
    feature_extractor= image_encoder= scheduler text_encoder? text_encoder_2? tokenizer? \
    tokenizer_2? unet vae
    """
  private static let sd3 = """
    feature_extractor= image_encoder= scheduler text_encoder text_encoder_2 text_encoder_3 \
    tokenizer tokenizer_2 tokenizer_3 transformer vae
    """
  private static let sd3PAG = """
    scheduler text_encoder text_encoder_2 text_encoder_3 tokenizer tokenizer_2 tokenizer_3 \
    transformer vae
    """
  private static let sdControlNet = """
    controlnet feature_extractor? image_encoder= safety_checker? scheduler text_encoder \
    tokenizer unet vae
    """
  private static let sdXLControlNet = """
    controlnet feature_extractor= image_encoder= scheduler text_encoder? text_encoder_2? \
    tokenizer? tokenizer_2? unet vae
    """
  private static let sd3ControlNet = """
    controlnet feature_extractor= image_encoder= scheduler text_encoder text_encoder_2 \
    text_encoder_3 tokenizer tokenizer_2 tokenizer_3 transformer vae
    """

  /// Stable Diffusion 1 to 3 and XL.
  static let stableDiffusion = [
    PipelineSignature(
      "StableDiffusionPipeline", "stable_diffusion.pipeline_stable_diffusion",
      sd, options: "requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionXLPipeline", "stable_diffusion_xl.pipeline_stable_diffusion_xl",
      sdXL, options: "add_watermarker force_zeros_for_empty_prompt"),
    PipelineSignature(
      "StableDiffusion3Pipeline", "stable_diffusion_3.pipeline_stable_diffusion_3",
      sd3),
    PipelineSignature(
      "StableDiffusion3PAGPipeline", "pag.pipeline_pag_sd_3",
      sd3PAG, options: "pag_applied_layers"),
    PipelineSignature(
      "StableDiffusionControlNetPipeline", "controlnet.pipeline_controlnet",
      sdControlNet, options: "requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionXLControlNetPipeline", "controlnet.pipeline_controlnet_sd_xl",
      sdXLControlNet, options: "add_watermarker force_zeros_for_empty_prompt"),
    PipelineSignature(
      "StableDiffusionXLControlNetUnionPipeline", "controlnet.pipeline_controlnet_union_sd_xl",
      sdXLControlNet, options: "add_watermarker force_zeros_for_empty_prompt"),
    PipelineSignature(
      "StableDiffusion3ControlNetPipeline", "controlnet_sd3.pipeline_stable_diffusion_3_controlnet",
      sd3ControlNet),
    PipelineSignature(
      "LatentConsistencyModelPipeline",
      "latent_consistency_models.pipeline_latent_consistency_text2img",
      sd, options: "requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionPAGPipeline", "pag.pipeline_pag_sd",
      sd, options: "pag_applied_layers requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionControlNetPAGPipeline", "pag.pipeline_pag_controlnet_sd",
      sdControlNet, options: "pag_applied_layers requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionXLPAGPipeline", "pag.pipeline_pag_sd_xl",
      sdXL, options: "add_watermarker force_zeros_for_empty_prompt pag_applied_layers"),
    PipelineSignature(
      "StableDiffusionXLControlNetPAGPipeline", "pag.pipeline_pag_controlnet_sd_xl",
      sdXLControlNet, options: "add_watermarker force_zeros_for_empty_prompt pag_applied_layers"),
    PipelineSignature(
      "StableDiffusionImg2ImgPipeline", "stable_diffusion.pipeline_stable_diffusion_img2img",
      sd, options: "requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionXLImg2ImgPipeline",
      "stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img",
      sdXL, options: "add_watermarker force_zeros_for_empty_prompt requires_aesthetics_score"),
    PipelineSignature(
      "StableDiffusion3Img2ImgPipeline", "stable_diffusion_3.pipeline_stable_diffusion_3_img2img",
      sd3),
    PipelineSignature(
      "StableDiffusion3PAGImg2ImgPipeline", "pag.pipeline_pag_sd_3_img2img",
      sd3PAG, options: "pag_applied_layers"),
    PipelineSignature(
      "StableDiffusionControlNetImg2ImgPipeline", "controlnet.pipeline_controlnet_img2img",
      sdControlNet, options: "requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionPAGImg2ImgPipeline", "pag.pipeline_pag_sd_img2img",
      sd, options: "pag_applied_layers requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionXLControlNetImg2ImgPipeline", "controlnet.pipeline_controlnet_sd_xl_img2img",
      sdXLControlNet,
      options: "add_watermarker force_zeros_for_empty_prompt requires_aesthetics_score"),
    PipelineSignature(
      "StableDiffusionXLControlNetUnionImg2ImgPipeline",
      "controlnet.pipeline_controlnet_union_sd_xl_img2img",
      sdXLControlNet,
      options: "add_watermarker force_zeros_for_empty_prompt requires_aesthetics_score"),
    PipelineSignature(
      "StableDiffusionXLPAGImg2ImgPipeline", "pag.pipeline_pag_sd_xl_img2img",
      sdXL,
      options:
        "add_watermarker force_zeros_for_empty_prompt pag_applied_layers requires_aesthetics_score"),
    PipelineSignature(
      "StableDiffusionXLControlNetPAGImg2ImgPipeline", "pag.pipeline_pag_controlnet_sd_xl_img2img",
      sdXLControlNet,
      options:
        "add_watermarker force_zeros_for_empty_prompt pag_applied_layers requires_aesthetics_score"),
    PipelineSignature(
      "LatentConsistencyModelImg2ImgPipeline",
      "latent_consistency_models.pipeline_latent_consistency_img2img",
      sd, options: "requires_safety_checker", recordsOptions: false),
    PipelineSignature(
      "StableDiffusionInpaintPipeline", "stable_diffusion.pipeline_stable_diffusion_inpaint",
      sd, options: "requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionXLInpaintPipeline",
      "stable_diffusion_xl.pipeline_stable_diffusion_xl_inpaint",
      sdXL, options: "add_watermarker force_zeros_for_empty_prompt requires_aesthetics_score"),
    PipelineSignature(
      "StableDiffusion3InpaintPipeline", "stable_diffusion_3.pipeline_stable_diffusion_3_inpaint",
      sd3),
    PipelineSignature(
      "StableDiffusionControlNetInpaintPipeline", "controlnet.pipeline_controlnet_inpaint",
      sdControlNet, options: "requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionControlNetPAGInpaintPipeline", "pag.pipeline_pag_controlnet_sd_inpaint",
      sdControlNet, options: "pag_applied_layers requires_safety_checker"),
    PipelineSignature(
      "StableDiffusionXLControlNetInpaintPipeline", "controlnet.pipeline_controlnet_inpaint_sd_xl",
      sdXLControlNet,
      options: "add_watermarker force_zeros_for_empty_prompt requires_aesthetics_score"),
    PipelineSignature(
      "StableDiffusionXLControlNetUnionInpaintPipeline",
      "controlnet.pipeline_controlnet_union_inpaint_sd_xl",
      sdXLControlNet,
      options: "add_watermarker force_zeros_for_empty_prompt requires_aesthetics_score"),
    PipelineSignature(
      "StableDiffusion3ControlNetInpaintingPipeline",
      "controlnet_sd3.pipeline_stable_diffusion_3_controlnet_inpainting",
      sd3ControlNet),
    PipelineSignature(
      "StableDiffusionXLPAGInpaintPipeline", "pag.pipeline_pag_sd_xl_inpaint",
      sdXL,
      options:
        "add_watermarker force_zeros_for_empty_prompt pag_applied_layers requires_aesthetics_score"),
    PipelineSignature(
      "StableDiffusionPAGInpaintPipeline", "pag.pipeline_pag_sd_inpaint",
      sd, options: "pag_applied_layers requires_safety_checker"),
  ]
}
