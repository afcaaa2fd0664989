import Checkpoints

/// The pipelines that the pinned release exports beside those of its mappings.
public enum ExportedPipelines {
  /// Their class names.
  public static let unmapped = Set(names.split(separator: " ").map(String.init))

  static func contains(_ name: String) -> Bool { name.isASCII && unmapped.contains(name) }

  private static let names = """
    AllegroPipeline AltDiffusionImg2ImgPipeline AltDiffusionPipeline AmusedImg2ImgPipeline \
    AmusedInpaintPipeline AmusedPipeline AnimateDiffControlNetPipeline \
    AnimateDiffPAGPipeline AnimateDiffPipeline AnimateDiffSDXLPipeline \
    AnimateDiffSparseControlNetPipeline AnimateDiffVideoToVideoControlNetPipeline \
    AnimateDiffVideoToVideoPipeline AudioDiffusionPipeline AudioLDM2Pipeline \
    AudioLDMPipeline BlipDiffusionControlNetPipeline BlipDiffusionPipeline \
    ChromaImg2ImgPipeline CogVideoXFunControlPipeline CogVideoXImageToVideoPipeline \
    CogVideoXPipeline CogVideoXVideoToVideoPipeline ConsisIDPipeline \
    ConsistencyModelPipeline Cosmos2TextToImagePipeline Cosmos2VideoToWorldPipeline \
    CosmosTextToWorldPipeline CosmosVideoToWorldPipeline CycleDiffusionPipeline DDIMPipeline \
    DDPMPipeline DanceDiffusionPipeline DiTPipeline DiffusionPipeline \
    EasyAnimateControlPipeline EasyAnimateInpaintPipeline EasyAnimatePipeline \
    FlaxDiffusionPipeline FlaxStableDiffusionControlNetPipeline \
    FlaxStableDiffusionImg2ImgPipeline FlaxStableDiffusionInpaintPipeline \
    FlaxStableDiffusionPipeline FlaxStableDiffusionXLPipeline FluxFillPipeline \
    FluxKontextInpaintPipeline FluxModularPipeline FluxPriorReduxPipeline \
    HiDreamImagePipeline HunyuanDiTControlNetPipeline HunyuanSkyreelsImageToVideoPipeline \
    HunyuanVideoFramepackPipeline HunyuanVideoImageToVideoPipeline HunyuanVideoPipeline \
    I2VGenXLPipeline IFImg2ImgSuperResolutionPipeline IFInpaintingSuperResolutionPipeline \
    IFSuperResolutionPipeline KandinskyPriorPipeline KandinskyV22ControlnetImg2ImgPipeline \
    KandinskyV22ControlnetPipeline KandinskyV22PriorEmb2EmbPipeline \
    KandinskyV22PriorPipeline KarrasVePipeline LDMPipeline LDMSuperResolutionPipeline \
    LDMTextToImagePipeline LTXConditionPipeline LTXImageToVideoPipeline \
    LTXLatentUpsamplePipeline LTXPipeline LattePipeline Lumina2Text2ImgPipeline \
    LuminaText2ImgPipeline MarigoldDepthPipeline MarigoldIntrinsicsPipeline \
    MarigoldNormalsPipeline MochiPipeline ModularPipeline MusicLDMPipeline OmniGenPipeline \
    OnnxStableDiffusionImg2ImgPipeline OnnxStableDiffusionInpaintPipeline \
    OnnxStableDiffusionPipeline OnnxStableDiffusionUpscalePipeline PIAPipeline PNDMPipeline \
    PaintByExamplePipeline QwenImageEditPipeline QwenImageImg2ImgPipeline \
    QwenImageInpaintPipeline QwenImagePipeline RePaintPipeline SanaControlNetPipeline \
    SanaSprintImg2ImgPipeline SanaSprintPipeline ScoreSdeVePipeline \
    SemanticStableDiffusionPipeline ShapEImg2ImgPipeline ShapEPipeline \
    SkyReelsV2DiffusionForcingImageToVideoPipeline SkyReelsV2DiffusionForcingPipeline \
    SkyReelsV2DiffusionForcingVideoToVideoPipeline SkyReelsV2ImageToVideoPipeline \
    SkyReelsV2Pipeline SpectrogramDiffusionPipeline StableAudioPipeline \
    StableCascadePriorPipeline StableDiffusionAdapterPipeline \
    StableDiffusionAttendAndExcitePipeline StableDiffusionControlNetXSPipeline \
    StableDiffusionDepth2ImgPipeline StableDiffusionDiffEditPipeline \
    StableDiffusionGLIGENPipeline StableDiffusionGLIGENTextImagePipeline \
    StableDiffusionImageVariationPipeline StableDiffusionInstructPix2PixPipeline \
    StableDiffusionKDiffusionPipeline StableDiffusionLDM3DPipeline \
    StableDiffusionLatentUpscalePipeline StableDiffusionModelEditingPipeline \
    StableDiffusionOnnxPipeline StableDiffusionPanoramaPipeline \
    StableDiffusionParadigmsPipeline StableDiffusionPix2PixZeroPipeline \
    StableDiffusionSAGPipeline StableDiffusionUpscalePipeline \
    StableDiffusionXLAdapterPipeline StableDiffusionXLControlNetXSPipeline \
    StableDiffusionXLInstructPix2PixPipeline StableDiffusionXLKDiffusionPipeline \
    StableDiffusionXLModularPipeline StableUnCLIPImg2ImgPipeline StableUnCLIPPipeline \
    StableVideoDiffusionPipeline TextToVideoSDPipeline TextToVideoZeroPipeline \
    TextToVideoZeroSDXLPipeline UnCLIPImageVariationPipeline UnCLIPPipeline \
    UniDiffuserPipeline VQDiffusionPipeline VersatileDiffusionDualGuidedPipeline \
    VersatileDiffusionImageVariationPipeline VersatileDiffusionPipeline \
    VersatileDiffusionTextToImagePipeline VideoToVideoSDPipeline \
    VisualClozeGenerationPipeline VisualClozePipeline WanImageToVideoPipeline \
    WanModularPipeline WanPipeline WanVACEPipeline WanVideoToVideoPipeline \
    WuerstchenPriorPipeline
    """
}
