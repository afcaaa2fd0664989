import Checkpoints

/// The pipelines that releases of diffusers export, be they in a mapping or not.
enum ExportedPipelines {
  /// A release, what it exports for the first time, and what it exports no more.
  private struct Change {
    let version: DiffusersVersion
    let added: Set<String>
    let removed: Set<String>

    init(_ version: DiffusersVersion, added: String, removed: String = "") {
      self.version = version
      self.added = names(added)
      self.removed = names(removed)
    }
  }

  /// Whether `version` exports the class `name`.
  static func contains(_ name: String, _ version: DiffusersVersion) -> Bool {
    // Swift finds equal what Python tells apart, such as the letter K and the sign for kelvin.
    guard name.isASCII else { return false }
    var isExported = pinned.contains(name) || Mappings.pinned.key(of: name) != nil
    for change in changes where change.version <= version {
      if change.added.contains(name) { isExported = true }
      if change.removed.contains(name) { isExported = false }
    }
    return isExported
  }

  private static func names(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
  }

  private static let changes = [
    Change(
      DiffusersVersion(0, 36, 0),
      added: """
        BriaFiboPipeline BriaPipeline ChronoEditPipeline Flux2Pipeline \
        FluxKontextModularPipeline HunyuanImagePipeline HunyuanImageRefinerPipeline \
        HunyuanVideo15ImageToVideoPipeline HunyuanVideo15Pipeline Kandinsky5I2IPipeline \
        Kandinsky5I2VPipeline Kandinsky5T2IPipeline Kandinsky5T2VPipeline LucyEditPipeline \
        OvisImagePipeline PRXPipeline QwenImageControlNetInpaintPipeline \
        QwenImageControlNetPipeline QwenImageEditInpaintPipeline QwenImageEditModularPipeline \
        QwenImageEditPlusModularPipeline QwenImageEditPlusPipeline QwenImageModularPipeline \
        SanaImageToVideoPipeline SanaVideoPipeline WanAnimatePipeline ZImageImg2ImgPipeline \
        ZImagePipeline
        """),
    Change(
      DiffusersVersion(0, 37, 0),
      added: """
        BriaFiboEditPipeline ChromaInpaintPipeline Cosmos2_5_PredictBasePipeline \
        Cosmos2_5_TransferPipeline Flux2KleinBaseModularPipeline Flux2KleinModularPipeline \
        Flux2KleinPipeline Flux2ModularPipeline GlmImagePipeline HeliosPipeline \
        HeliosPyramidPipeline LTX2ConditionPipeline LTX2ImageToVideoPipeline \
        LTX2LatentUpsamplePipeline LTX2Pipeline LTXI2VLongMultiPromptPipeline \
        LongCatImageEditPipeline LongCatImagePipeline QwenImageLayeredModularPipeline \
        QwenImageLayeredPipeline Wan22Image2VideoModularPipeline Wan22ModularPipeline \
        WanImage2VideoModularPipeline ZImageControlNetInpaintPipeline ZImageControlNetPipeline \
        ZImageInpaintPipeline ZImageModularPipeline ZImageOmniPipeline
        """,
      removed: """
        StableDiffusionKDiffusionPipeline StableDiffusionXLKDiffusionPipeline
        """),
    Change(
      DiffusersVersion(0, 38, 0),
      added: """
        AceStepPipeline ErnieImageModularPipeline ErnieImagePipeline Flux2KleinInpaintPipeline \
        Flux2KleinKVPipeline HeliosModularPipeline HeliosPyramidDistilledModularPipeline \
        HeliosPyramidModularPipeline HunyuanVideo15ModularPipeline LLaDA2Pipeline \
        LTXModularPipeline LongCatAudioDiTPipeline NucleusMoEImagePipeline
        """),
    Change(
      DiffusersVersion(0, 39, 0),
      added: """
        AnimaModularPipeline AnyFlowFARPipeline AnyFlowPipeline Cosmos3OmniPipeline \
        DiffusionGemmaPipeline DreamLiteMobilePipeline DreamLitePipeline \
        Ideogram4ModularPipeline Ideogram4Pipeline JoyImageEditPipeline Krea2Pipeline \
        LTX2HDRPipeline LTX2InContextPipeline MotifVideoImage2VideoPipeline MotifVideoPipeline \
        PRXPixelPipeline StableDiffusion3ModularPipeline
        """),
    Change(
      DiffusersVersion(0, 40, 0),
      added: """
        Cosmos3DistilledModularPipeline Cosmos3OmniModularPipeline JoyImageEditPlusPipeline \
        Krea2ModularPipeline Krea2TurboModularPipeline LTX25ModularPipeline LTX2ModularPipeline \
        LTX2VideoDiffusionDecodePipeline MiniMaxH3ModularPipeline MiniMaxMusic3ModularPipeline \
        StableAudio3AudioToAudioPipeline StableAudio3InpaintPipeline StableAudio3Pipeline \
        WanAnimate2DistilledModularPipeline WanAnimate2ModularPipeline
        """,
      removed: """
        FlaxDiffusionPipeline FlaxStableDiffusionControlNetPipeline \
        FlaxStableDiffusionImg2ImgPipeline FlaxStableDiffusionInpaintPipeline \
        FlaxStableDiffusionPipeline FlaxStableDiffusionXLPipeline
        """),
    Change(
      DiffusersVersion(0, 41, 0),
      added: """
        EchoModularPipeline LTX2DFRPipeline LTX2DFRTemporalRefinePipeline QwenImage21Pipeline \
        Wan22VaceModularPipeline
        """,
      removed: """
        Lumina2Text2ImgPipeline LuminaText2ImgPipeline
        """),
    Change(
      DiffusersVersion(0, 42, 1),
      added: """
        BriaFibo2Pipeline Flux3DistilledModularPipeline Flux3ModularPipeline \
        Kandinsky6SRPipeline Kandinsky6TI2VAPipeline QwenImage21ModularPipeline \
        QwenImage21TurboModularPipeline RFD4ProteinaPipeline SanaWMPipeline
        """),
  ]

  /// What the pinned release exports beside the classes of its mappings.
  private static let pinned = names(
    """
    AllegroPipeline AltDiffusionImg2ImgPipeline AltDiffusionPipeline AmusedImg2ImgPipeline \
    AmusedInpaintPipeline AmusedPipeline AnimateDiffControlNetPipeline AnimateDiffPAGPipeline \
    AnimateDiffPipeline AnimateDiffSDXLPipeline AnimateDiffSparseControlNetPipeline \
    AnimateDiffVideoToVideoControlNetPipeline AnimateDiffVideoToVideoPipeline \
    AudioDiffusionPipeline AudioLDM2Pipeline AudioLDMPipeline BlipDiffusionControlNetPipeline \
    BlipDiffusionPipeline ChromaImg2ImgPipeline CogVideoXFunControlPipeline \
    CogVideoXImageToVideoPipeline CogVideoXPipeline CogVideoXVideoToVideoPipeline \
    ConsisIDPipeline ConsistencyModelPipeline Cosmos2TextToImagePipeline \
    Cosmos2VideoToWorldPipeline CosmosTextToWorldPipeline CosmosVideoToWorldPipeline \
    CycleDiffusionPipeline DDIMPipeline DDPMPipeline DanceDiffusionPipeline DiTPipeline \
    DiffusionPipeline EasyAnimateControlPipeline EasyAnimateInpaintPipeline \
    EasyAnimatePipeline FlaxDiffusionPipeline FlaxStableDiffusionControlNetPipeline \
    FlaxStableDiffusionImg2ImgPipeline FlaxStableDiffusionInpaintPipeline \
    FlaxStableDiffusionPipeline FlaxStableDiffusionXLPipeline FluxFillPipeline \
    FluxKontextInpaintPipeline FluxModularPipeline FluxPriorReduxPipeline HiDreamImagePipeline \
    HunyuanDiTControlNetPipeline HunyuanSkyreelsImageToVideoPipeline \
    HunyuanVideoFramepackPipeline HunyuanVideoImageToVideoPipeline HunyuanVideoPipeline \
    I2VGenXLPipeline IFImg2ImgSuperResolutionPipeline IFInpaintingSuperResolutionPipeline \
    IFSuperResolutionPipeline KandinskyPriorPipeline KandinskyV22ControlnetImg2ImgPipeline \
    KandinskyV22ControlnetPipeline KandinskyV22PriorEmb2EmbPipeline KandinskyV22PriorPipeline \
    KarrasVePipeline LDMPipeline LDMSuperResolutionPipeline LDMTextToImagePipeline \
    LTXConditionPipeline LTXImageToVideoPipeline LTXLatentUpsamplePipeline LTXPipeline \
    LattePipeline Lumina2Text2ImgPipeline LuminaText2ImgPipeline MarigoldDepthPipeline \
    MarigoldIntrinsicsPipeline MarigoldNormalsPipeline MochiPipeline ModularPipeline \
    MusicLDMPipeline OmniGenPipeline OnnxStableDiffusionImg2ImgPipeline \
    OnnxStableDiffusionInpaintPipeline OnnxStableDiffusionPipeline \
    OnnxStableDiffusionUpscalePipeline PIAPipeline PNDMPipeline PaintByExamplePipeline \
    QwenImageEditPipeline QwenImageImg2ImgPipeline QwenImageInpaintPipeline QwenImagePipeline \
    RePaintPipeline SanaControlNetPipeline SanaSprintImg2ImgPipeline SanaSprintPipeline \
    ScoreSdeVePipeline SemanticStableDiffusionPipeline ShapEImg2ImgPipeline ShapEPipeline \
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
    StableDiffusionSAGPipeline StableDiffusionUpscalePipeline StableDiffusionXLAdapterPipeline \
    StableDiffusionXLControlNetXSPipeline StableDiffusionXLInstructPix2PixPipeline \
    StableDiffusionXLKDiffusionPipeline StableDiffusionXLModularPipeline \
    StableUnCLIPImg2ImgPipeline StableUnCLIPPipeline StableVideoDiffusionPipeline \
    TextToVideoSDPipeline TextToVideoZeroPipeline TextToVideoZeroSDXLPipeline \
    UnCLIPImageVariationPipeline UnCLIPPipeline UniDiffuserPipeline VQDiffusionPipeline \
    VersatileDiffusionDualGuidedPipeline VersatileDiffusionImageVariationPipeline \
    VersatileDiffusionPipeline VersatileDiffusionTextToImagePipeline VideoToVideoSDPipeline \
    VisualClozeGenerationPipeline VisualClozePipeline WanImageToVideoPipeline \
    WanModularPipeline WanPipeline WanVACEPipeline WanVideoToVideoPipeline \
    WuerstchenPriorPipeline
    """)
}
