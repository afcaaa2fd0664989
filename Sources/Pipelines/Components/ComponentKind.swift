import Checkpoints

/// The base classes that diffusers tells components apart by (`ALL_IMPORTABLE_CLASSES`).
enum ComponentKind: String {
  case model = "diffusers.models.modeling_utils.ModelMixin"
  case scheduler = "diffusers.schedulers.scheduling_utils.SchedulerMixin"
  case tokenizer = "transformers.tokenization_utils.PreTrainedTokenizer"
  case fastTokenizer = "transformers.tokenization_utils_fast.PreTrainedTokenizerFast"
  case imageProcessor = "transformers.image_processing_base.ImageProcessingMixin"
  case pretrainedModel = "transformers.modeling_utils.PreTrainedModel"

  /// The kind of a class, by its name; nil for classes of libraries that diffusers does not know.
  init?(_ className: String, library: String) {
    if className.hasSuffix("Scheduler") {
      self = .scheduler
    } else if className.hasSuffix("TokenizerFast") {
      self = .fastTokenizer
    } else if className.hasSuffix("Tokenizer") {
      self = .tokenizer
    } else if className.hasSuffix("ImageProcessor") || className.hasSuffix("FeatureExtractor") {
      self = .imageProcessor
    } else if library == "transformers" || Self.pretrained.contains(className) {
      self = .pretrainedModel
    } else if library == "diffusers" || Self.isPipelineModule(library) {
      self = .model
    } else {
      return nil
    }
  }

  /// Models of diffusers' own that come with transformers' way of loading.
  private static let pretrained: Set = [
    "StableDiffusionSafetyChecker", "IFSafetyChecker", "MultilingualCLIP", "ChatGLMModel",
  ]

  /// Whether `library` is a folder of `diffusers/pipelines`.
  static func isPipelineModule(_ library: String) -> Bool { pipelineModules.contains(library) }

  private static let pipelineModules = Set(
    """
    allegro amused animatediff audioldm audioldm2 aura_flow blip_diffusion chroma cogvideo \
    cogview3 cogview4 consisid consistency_models controlnet controlnet_hunyuandit \
    controlnet_sd3 controlnet_xs cosmos dance_diffusion ddim ddpm deepfloyd_if deprecated dit \
    easyanimate flux hidream_image hunyuan_video hunyuandit i2vgen_xl kandinsky kandinsky2_2 \
    kandinsky3 kolors latent_consistency_models latent_diffusion latte ledits_pp ltx lumina \
    lumina2 marigold mochi musicldm omnigen pag paint_by_example pia pixart_alpha qwenimage \
    sana semantic_stable_diffusion shap_e skyreels_v2 stable_audio stable_cascade \
    stable_diffusion stable_diffusion_3 stable_diffusion_attend_and_excite \
    stable_diffusion_diffedit stable_diffusion_gligen stable_diffusion_k_diffusion \
    stable_diffusion_ldm3d stable_diffusion_panorama stable_diffusion_safe \
    stable_diffusion_sag stable_diffusion_xl stable_video_diffusion t2i_adapter \
    text_to_video_synthesis unclip unidiffuser visualcloze wan wuerstchen
    """.split(separator: " ").map(String.init))
}

extension ComponentKind {
  /// Checks that `passed` may stand in the place of a class of the checkpoint
  /// (`maybe_raise_or_warn`). How Python prints the object is left out.
  ///
  /// - Throws: `PythonError` with diffusers' text for an object of another kind.
  static func check(
    _ passed: (library: String, className: String), inPlaceOf stored: IndexedComponent,
    warn: (String) -> Void
  ) throws(PythonError) {
    if isPipelineModule(stored.library) {
      warn(
        "You have passed a non-standard module \(passed.className). We cannot verify whether it has"
          + " the correct type")
      return
    }
    let isList = passed.className.contains("MultiControlNet")
    guard let kind = ComponentKind(stored.className, library: stored.library),
      isList || ComponentKind(passed.className, library: passed.library) != kind
    else { return }
    let type =
      isList ? "<class 'list'>" : PythonClass.text(passed.className, library: passed.library)
    throw PythonError(
      type: .valueError,
      message: "\(passed.className) is of type: \(type), but should be <class '\(kind.rawValue)'>",
      advice: "The checkpoint's \(stored.name) is a \(stored.className)")
  }
}
