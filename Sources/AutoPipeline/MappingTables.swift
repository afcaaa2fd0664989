/// The mappings of diffusers' `auto_pipeline.py` as plain tables, in its order, which decides where two
/// rows name the same class. Rows without `since` are those of the pinned release.
enum MappingTables {
  typealias Row = Mappings.Row

  /// All tables in the order in which diffusers searches them.
  static let all = [
    textToImage,
    imageToImage,
    inpainting,
    textToVideo,
    conditionToVideo,
    imageToVideo,
    videoToVideo,
    textToAudio,
    textToImageDecoders,
    imageToImageDecoders,
    inpaintingDecoders,
  ]
}

extension DiffusersVersion {
  static let v0_36 = DiffusersVersion(0, 36)
  static let v0_37 = DiffusersVersion(0, 37)
  static let v0_38 = DiffusersVersion(0, 38)
  static let v0_39 = DiffusersVersion(0, 39)
  static let v0_40 = DiffusersVersion(0, 40)
  static let v0_41 = DiffusersVersion(0, 41)
  static let v0_42 = DiffusersVersion(0, 42)
}

extension MappingTables {
  /// `AUTO_TEXT2IMAGE_PIPELINES_MAPPING`.
  static let textToImage = Mappings.Table(
    .textToImage, .whole,
    [
      Row("stable-diffusion", "StableDiffusionPipeline"),
      Row("stable-diffusion-xl", "StableDiffusionXLPipeline"),
      Row("stable-diffusion-3", "StableDiffusion3Pipeline"),
      Row("stable-diffusion-3-pag", "StableDiffusion3PAGPipeline"),
      Row("if", "IFPipeline"),
      Row("hunyuan", "HunyuanDiTPipeline"),
      Row("hunyuan-pag", "HunyuanDiTPAGPipeline"),
      Row("kandinsky", "KandinskyCombinedPipeline"),
      Row("kandinsky22", "KandinskyV22CombinedPipeline"),
      Row("kandinsky3", "Kandinsky3Pipeline"),
      Row("stable-diffusion-controlnet", "StableDiffusionControlNetPipeline"),
      Row("stable-diffusion-xl-controlnet", "StableDiffusionXLControlNetPipeline"),
      Row("stable-diffusion-xl-controlnet-union", "StableDiffusionXLControlNetUnionPipeline"),
      Row("stable-diffusion-3-controlnet", "StableDiffusion3ControlNetPipeline"),
      Row("wuerstchen", "WuerstchenCombinedPipeline"),
      Row("cascade", "StableCascadeCombinedPipeline"),
      Row("lcm", "LatentConsistencyModelPipeline"),
      Row("pixart-alpha", "PixArtAlphaPipeline"),
      Row("pixart-sigma", "PixArtSigmaPipeline"),
      Row("sana", "SanaPipeline"),
      Row("sana-pag", "SanaPAGPipeline"),
      Row("stable-diffusion-pag", "StableDiffusionPAGPipeline"),
      Row("stable-diffusion-controlnet-pag", "StableDiffusionControlNetPAGPipeline"),
      Row("stable-diffusion-xl-pag", "StableDiffusionXLPAGPipeline"),
      Row("stable-diffusion-xl-controlnet-pag", "StableDiffusionXLControlNetPAGPipeline"),
      Row("pixart-sigma-pag", "PixArtSigmaPAGPipeline"),
      Row("auraflow", "AuraFlowPipeline"),
      Row("flux", "FluxPipeline"),
      Row("flux-control", "FluxControlPipeline"),
      Row("flux-controlnet", "FluxControlNetPipeline"),
      Row("flux-kontext", "FluxKontextPipeline"),
      Row("flux2-klein", "Flux2KleinPipeline", since: .v0_37),
      Row("flux2", "Flux2Pipeline", since: .v0_37),
      Row("ideogram4", "Ideogram4Pipeline", since: .v0_39),
      Row("krea2", "Krea2Pipeline", since: .v0_39),
      Row("lumina", "LuminaPipeline"),
      Row("lumina2", "Lumina2Pipeline"),
      Row("chroma", "ChromaPipeline"),
      Row("cogview3", "CogView3PlusPipeline"),
      Row("cogview4", "CogView4Pipeline"),
      Row("glm_image", "GlmImagePipeline", since: .v0_37),
      Row("helios", "HeliosPipeline", since: .v0_37),
      Row("helios-pyramid", "HeliosPyramidPipeline", since: .v0_37),
      Row("cogview4-control", "CogView4ControlPipeline"),
      Row("nucleusmoe-image", "NucleusMoEImagePipeline", since: .v0_38),
      Row("qwenimage", "QwenImagePipeline", since: .v0_36),
      Row("qwenimage21", "QwenImage21Pipeline", since: .v0_42),
      Row("qwenimage-controlnet", "QwenImageControlNetPipeline", since: .v0_36),
      Row("z-image", "ZImagePipeline", since: .v0_36),
      Row("z-image-controlnet", "ZImageControlNetPipeline", since: .v0_37),
      Row("z-image-controlnet-inpaint", "ZImageControlNetInpaintPipeline", since: .v0_37),
      Row("z-image-omni", "ZImageOmniPipeline", since: .v0_37),
      Row("ovis", "OvisImagePipeline", since: .v0_37),
      Row("prx", "PRXPipeline", since: .v0_38),
      Row("kolors", "KolorsPipeline"),
      Row("kolors-pag", "KolorsPAGPipeline"),
    ])

  /// `_AUTO_TEXT2IMAGE_DECODER_PIPELINES_MAPPING`.
  static let textToImageDecoders = Mappings.Table(
    .textToImage, .decoder,
    [
      Row("kandinsky", "KandinskyPipeline"),
      Row("kandinsky22", "KandinskyV22Pipeline"),
      Row("wuerstchen", "WuerstchenDecoderPipeline"),
      Row("cascade", "StableCascadeDecoderPipeline"),
    ])
}
