extension PipelineSignatures {
  private static let deepFloyd = """
    feature_extractor? safety_checker? scheduler text_encoder? tokenizer? unet \
    watermarker?
    """
  private static let hunyuanDiT = """
    feature_extractor? safety_checker? scheduler text_encoder? text_encoder_2= tokenizer? \
    tokenizer_2= transformer vae
    """
  private static let kandinskyCombined = """
    movq prior_image_encoder prior_image_processor prior_prior prior_scheduler \
    prior_text_encoder prior_tokenizer scheduler text_encoder tokenizer unet
    """
  private static let kandinskyV22Combined = """
    movq prior_image_encoder prior_image_processor prior_prior prior_scheduler \
    prior_text_encoder prior_tokenizer scheduler unet
    """
  private static let kandinsky = """
    movq scheduler text_encoder tokenizer unet
    """
  private static let pixArt = """
    scheduler text_encoder? tokenizer? transformer vae
    """
  private static let plainTransformer = """
    scheduler text_encoder tokenizer transformer vae
    """
  private static let flux = """
    feature_extractor= image_encoder= scheduler text_encoder text_encoder_2 tokenizer \
    tokenizer_2 transformer vae
    """
  private static let fluxControl = """
    scheduler text_encoder text_encoder_2 tokenizer tokenizer_2 transformer vae
    """
  private static let kolors = """
    feature_extractor= image_encoder= scheduler text_encoder tokenizer unet vae
    """
  private static let fluxControlNet = """
    controlnet scheduler text_encoder text_encoder_2 tokenizer tokenizer_2 transformer vae
    """
  private static let kandinskyV22 = """
    movq scheduler unet
    """
  private static let wuerstchenDecoder = """
    decoder scheduler text_encoder tokenizer vqgan
    """

  private static let kandinskyPrior = """
    image_encoder image_processor prior scheduler text_encoder tokenizer
    """

  /// All other families.
  static let others = [
    PipelineSignature(
      "IFPipeline", "deepfloyd_if.pipeline_if",
      deepFloyd, options: "requires_safety_checker"),
    PipelineSignature(
      "HunyuanDiTPipeline", "hunyuandit.pipeline_hunyuandit",
      hunyuanDiT, options: "requires_safety_checker"),
    PipelineSignature(
      "HunyuanDiTPAGPipeline", "pag.pipeline_pag_hunyuandit",
      "feature_extractor= safety_checker= scheduler text_encoder? text_encoder_2= tokenizer?"
        + " tokenizer_2= transformer vae", options: "pag_applied_layers requires_safety_checker"),
    PipelineSignature(
      "KandinskyCombinedPipeline", "kandinsky.pipeline_kandinsky_combined",
      kandinskyCombined),
    PipelineSignature(
      "KandinskyV22CombinedPipeline", "kandinsky2_2.pipeline_kandinsky2_2_combined",
      kandinskyV22Combined),
    PipelineSignature(
      "Kandinsky3Pipeline", "kandinsky3.pipeline_kandinsky3",
      kandinsky),
    PipelineSignature(
      "WuerstchenCombinedPipeline", "wuerstchen.pipeline_wuerstchen_combined",
      "decoder prior_prior "
        + "prior_scheduler prior_text_encoder prior_tokenizer scheduler text_encoder tokenizer vqgan"
    ),
    PipelineSignature(
      "StableCascadeCombinedPipeline", "stable_cascade.pipeline_stable_cascade_combined",
      "decoder prior_feature_extractor= prior_image_encoder= "
        + "prior_prior prior_scheduler prior_text_encoder prior_tokenizer scheduler text_encoder tokenizer vqgan"
    ),
    PipelineSignature(
      "PixArtAlphaPipeline", "pixart_alpha.pipeline_pixart_alpha",
      pixArt),
    PipelineSignature(
      "PixArtSigmaPipeline", "pixart_alpha.pipeline_pixart_sigma",
      pixArt),
    PipelineSignature(
      "SanaPipeline", "sana.pipeline_sana",
      plainTransformer),
    PipelineSignature(
      "SanaPAGPipeline", "pag.pipeline_pag_sana",
      plainTransformer, options: "pag_applied_layers"),
    PipelineSignature(
      "PixArtSigmaPAGPipeline", "pag.pipeline_pag_pixart_sigma",
      pixArt, options: "pag_applied_layers"),
    PipelineSignature(
      "AuraFlowPipeline", "aura_flow.pipeline_aura_flow",
      plainTransformer),
    PipelineSignature(
      "FluxPipeline", "flux.pipeline_flux",
      flux),
    PipelineSignature(
      "FluxControlPipeline", "flux.pipeline_flux_control",
      fluxControl),
    PipelineSignature(
      "FluxControlNetPipeline", "flux.pipeline_flux_controlnet",
      "controlnet feature_extractor= image_encoder= scheduler text_encoder text_encoder_2 tokenizer"
        + " tokenizer_2 transformer vae"
    ),
    PipelineSignature(
      "FluxKontextPipeline", "flux.pipeline_flux_kontext",
      flux),
    // No mapping has it; a checkpoint may name it.
    PipelineSignature(
      "FluxKontextInpaintPipeline", "flux.pipeline_flux_kontext_inpaint",
      flux),
    PipelineSignature(
      "LuminaPipeline", "lumina.pipeline_lumina",
      plainTransformer),
    PipelineSignature(
      "Lumina2Pipeline", "lumina2.pipeline_lumina2",
      plainTransformer),
    PipelineSignature(
      "ChromaPipeline", "chroma.pipeline_chroma",
      "feature_extractor= image_encoder= scheduler text_encoder tokenizer transformer vae"),
    PipelineSignature(
      "CogView3PlusPipeline", "cogview3.pipeline_cogview3plus",
      plainTransformer),
    PipelineSignature(
      "CogView4Pipeline", "cogview4.pipeline_cogview4",
      plainTransformer),
    PipelineSignature(
      "CogView4ControlPipeline", "cogview4.pipeline_cogview4_control",
      plainTransformer),
    PipelineSignature(
      "KolorsPipeline", "kolors.pipeline_kolors",
      kolors, options: "force_zeros_for_empty_prompt"),
    PipelineSignature(
      "KolorsPAGPipeline", "pag.pipeline_pag_kolors",
      kolors, options: "force_zeros_for_empty_prompt pag_applied_layers"),
    PipelineSignature(
      "IFImg2ImgPipeline", "deepfloyd_if.pipeline_if_img2img",
      deepFloyd, options: "requires_safety_checker"),
    PipelineSignature(
      "KandinskyImg2ImgCombinedPipeline", "kandinsky.pipeline_kandinsky_combined",
      kandinskyCombined),
    PipelineSignature(
      "KandinskyV22Img2ImgCombinedPipeline", "kandinsky2_2.pipeline_kandinsky2_2_combined",
      kandinskyV22Combined),
    PipelineSignature(
      "Kandinsky3Img2ImgPipeline", "kandinsky3.pipeline_kandinsky3_img2img",
      kandinsky),
    PipelineSignature(
      "FluxImg2ImgPipeline", "flux.pipeline_flux_img2img",
      flux),
    PipelineSignature(
      "FluxControlNetImg2ImgPipeline", "flux.pipeline_flux_controlnet_image_to_image",
      fluxControlNet),
    PipelineSignature(
      "FluxControlImg2ImgPipeline", "flux.pipeline_flux_control_img2img",
      fluxControl),
    PipelineSignature(
      "KolorsImg2ImgPipeline", "kolors.pipeline_kolors_img2img",
      kolors, options: "force_zeros_for_empty_prompt"),
    PipelineSignature(
      "IFInpaintingPipeline", "deepfloyd_if.pipeline_if_inpainting",
      deepFloyd, options: "requires_safety_checker"),
    PipelineSignature(
      "KandinskyInpaintCombinedPipeline", "kandinsky.pipeline_kandinsky_combined",
      kandinskyCombined),
    PipelineSignature(
      "KandinskyV22InpaintCombinedPipeline", "kandinsky2_2.pipeline_kandinsky2_2_combined",
      kandinskyV22Combined),
    PipelineSignature(
      "FluxInpaintPipeline", "flux.pipeline_flux_inpaint",
      flux),
    PipelineSignature(
      "FluxControlNetInpaintPipeline", "flux.pipeline_flux_controlnet_inpainting",
      fluxControlNet),
    PipelineSignature(
      "FluxControlInpaintPipeline", "flux.pipeline_flux_control_inpaint",
      fluxControl),
    PipelineSignature(
      "KandinskyPipeline", "kandinsky.pipeline_kandinsky",
      kandinsky),
    PipelineSignature(
      "KandinskyV22Pipeline", "kandinsky2_2.pipeline_kandinsky2_2",
      kandinskyV22),
    PipelineSignature(
      "WuerstchenDecoderPipeline", "wuerstchen.pipeline_wuerstchen",
      wuerstchenDecoder, options: "latent_dim_scale"),
    PipelineSignature(
      "StableCascadeDecoderPipeline", "stable_cascade.pipeline_stable_cascade",
      wuerstchenDecoder, options: "latent_dim_scale"),
    PipelineSignature(
      "KandinskyImg2ImgPipeline", "kandinsky.pipeline_kandinsky_img2img",
      kandinsky),
    PipelineSignature(
      "KandinskyV22Img2ImgPipeline", "kandinsky2_2.pipeline_kandinsky2_2_img2img",
      kandinskyV22),
    PipelineSignature(
      "KandinskyInpaintPipeline", "kandinsky.pipeline_kandinsky_inpaint",
      kandinsky),
    PipelineSignature(
      "KandinskyV22InpaintPipeline", "kandinsky2_2.pipeline_kandinsky2_2_inpainting",
      kandinskyV22),
  ]
  /// The priors of combined pipelines, which no mapping lists.
  static let priors = [
    PipelineSignature(
      "KandinskyPriorPipeline", "kandinsky.pipeline_kandinsky_prior", kandinskyPrior),
    PipelineSignature(
      "KandinskyV22PriorPipeline", "kandinsky2_2.pipeline_kandinsky2_2_prior", kandinskyPrior),
    PipelineSignature(
      "WuerstchenPriorPipeline", "wuerstchen.pipeline_wuerstchen_prior",
      "prior scheduler text_encoder tokenizer",
      options: "latent_mean latent_std resolution_multiple"),
    PipelineSignature(
      "StableCascadePriorPipeline", "stable_cascade.pipeline_stable_cascade_prior",
      "feature_extractor= image_encoder= prior scheduler text_encoder tokenizer",
      options: "resolution_multiple"),
  ]
}
