extension MappingTables {
  /// `AUTO_IMAGE2IMAGE_PIPELINES_MAPPING`.
  static let imageToImage = Mappings.Table(
    .imageToImage, .whole,
    [
      Row("stable-diffusion", "StableDiffusionImg2ImgPipeline"),
      Row("stable-diffusion-xl", "StableDiffusionXLImg2ImgPipeline"),
      Row("stable-diffusion-3", "StableDiffusion3Img2ImgPipeline"),
      Row("stable-diffusion-3-pag", "StableDiffusion3PAGImg2ImgPipeline"),
      Row("if", "IFImg2ImgPipeline"),
      Row("kandinsky", "KandinskyImg2ImgCombinedPipeline"),
      Row("kandinsky22", "KandinskyV22Img2ImgCombinedPipeline"),
      Row("kandinsky3", "Kandinsky3Img2ImgPipeline"),
      Row("stable-diffusion-controlnet", "StableDiffusionControlNetImg2ImgPipeline"),
      Row("stable-diffusion-pag", "StableDiffusionPAGImg2ImgPipeline"),
      Row("stable-diffusion-xl-controlnet", "StableDiffusionXLControlNetImg2ImgPipeline"),
      Row(
        "stable-diffusion-xl-controlnet-union", "StableDiffusionXLControlNetUnionImg2ImgPipeline"),
      Row("stable-diffusion-xl-pag", "StableDiffusionXLPAGImg2ImgPipeline"),
      Row("stable-diffusion-xl-controlnet-pag", "StableDiffusionXLControlNetPAGImg2ImgPipeline"),
      Row("lcm", "LatentConsistencyModelImg2ImgPipeline"),
      Row("flux", "FluxImg2ImgPipeline"),
      Row("flux-controlnet", "FluxControlNetImg2ImgPipeline"),
      Row("flux-control", "FluxControlImg2ImgPipeline"),
      Row("flux-kontext", "FluxKontextPipeline"),
      Row("flux2-klein", "Flux2KleinPipeline", since: .v0_37),
      Row("flux2", "Flux2Pipeline", since: .v0_37),
      Row("qwenimage", "QwenImageImg2ImgPipeline", since: .v0_36),
      Row("qwenimage-edit", "QwenImageEditPipeline", since: .v0_36),
      Row("qwenimage-edit-plus", "QwenImageEditPlusPipeline", since: .v0_36),
      Row("qwenimage-layered", "QwenImageLayeredPipeline", since: .v0_37),
      Row("z-image", "ZImageImg2ImgPipeline", since: .v0_36),
      Row("kolors", "KolorsImg2ImgPipeline"),
    ])

  /// `AUTO_INPAINT_PIPELINES_MAPPING`.
  static let inpainting = Mappings.Table(
    .inpainting, .whole,
    [
      Row("stable-diffusion", "StableDiffusionInpaintPipeline"),
      Row("stable-diffusion-xl", "StableDiffusionXLInpaintPipeline"),
      Row("stable-diffusion-3", "StableDiffusion3InpaintPipeline"),
      Row("if", "IFInpaintingPipeline"),
      Row("kandinsky", "KandinskyInpaintCombinedPipeline"),
      Row("kandinsky22", "KandinskyV22InpaintCombinedPipeline"),
      Row("stable-diffusion-controlnet", "StableDiffusionControlNetInpaintPipeline"),
      Row("stable-diffusion-controlnet-pag", "StableDiffusionControlNetPAGInpaintPipeline"),
      Row("stable-diffusion-xl-controlnet", "StableDiffusionXLControlNetInpaintPipeline"),
      Row(
        "stable-diffusion-xl-controlnet-union", "StableDiffusionXLControlNetUnionInpaintPipeline"),
      Row("stable-diffusion-3-controlnet", "StableDiffusion3ControlNetInpaintingPipeline"),
      Row("stable-diffusion-xl-pag", "StableDiffusionXLPAGInpaintPipeline"),
      Row("flux", "FluxInpaintPipeline"),
      Row("flux-controlnet", "FluxControlNetInpaintPipeline"),
      Row("flux-control", "FluxControlInpaintPipeline"),
      Row("stable-diffusion-pag", "StableDiffusionPAGInpaintPipeline"),
      Row("qwenimage", "QwenImageInpaintPipeline", since: .v0_36),
      Row("qwenimage-edit", "QwenImageEditInpaintPipeline", since: .v0_36),
      Row("z-image", "ZImageInpaintPipeline", since: .v0_37),
    ])

  /// `_AUTO_IMAGE2IMAGE_DECODER_PIPELINES_MAPPING`.
  static let imageToImageDecoders = Mappings.Table(
    .imageToImage, .decoder,
    [
      Row("kandinsky", "KandinskyImg2ImgPipeline"),
      Row("kandinsky22", "KandinskyV22Img2ImgPipeline"),
    ])

  /// `_AUTO_INPAINT_DECODER_PIPELINES_MAPPING`.
  static let inpaintingDecoders = Mappings.Table(
    .inpainting, .decoder,
    [
      Row("kandinsky", "KandinskyInpaintPipeline"),
      Row("kandinsky22", "KandinskyV22InpaintPipeline"),
    ])
}
