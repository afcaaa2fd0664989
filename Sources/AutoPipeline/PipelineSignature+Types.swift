import Checkpoints
import Pipelines

extension PipelineSignature {
  /// The types that the constructor's annotation of `component` lists, as Python prints them; empty if it is not
  /// checked.
  public func types(of component: String) -> String {
    let classes = classes(of: component)
    guard let main = classes.first else { return "" }
    let names =
      component == "controlnet"
      ? ["\(main)", "typing.List[\(bare(main))]", "typing.Tuple[\(bare(main))]", classes[1]]
      : classes
    return "(\(names.joined(separator: ", "))\(names.count == 1 ? "," : ""))"
  }

  /// What diffusers warns of a component that is none of the types that the constructor says; nil if it is.
  func typeProblem(of component: String, _ className: String, _ library: String) -> String? {
    let found = PythonClass.text(className, library: library)
    let classes = classes(of: component)
    let base = Self.bases[className].map { PythonClass.text($0, library: library) }
    guard !classes.isEmpty, !classes.contains(found), !(base.map(classes.contains) ?? false) else {
      return nil
    }
    // Several ControlNets are passed as a list of them.
    guard component != "controlnet" || !className.contains("MultiControlNet") else { return nil }
    return "Expected types for \(component): \(types(of: component)), got \(found)."
  }

  /// The same for a plain option.
  func typeProblem(ofOption name: String, _ value: JSONValue) -> String? {
    guard !value.isNull, name != "pag_applied_layers" else { return nil }
    let expected = Self.floats.contains(name) ? "float" : "bool"
    let types =
      name == "add_watermarker" ? "<class 'bool'>, <class 'NoneType'>" : "<class '\(expected)'>,"
    guard value.pythonType != expected else { return nil }
    return "Expected types for \(name): (\(types)), got <class '\(value.pythonType)'>."
  }

  private func bare(_ type: String) -> String { String(type.dropFirst(8).dropLast(2)) }

  /// The classes in the annotation as Python prints them, `NoneType` among them.
  private func classes(of component: String) -> [String] {
    let row = Self.typeRows.first { row in
      row.component == component
        && (row.classes.isEmpty || row.classes.contains { className.hasPrefix($0) })
    }
    return (row?.types ?? []).map { name in
      name == "None" ? "<class 'NoneType'>" : PythonClass.text(name, library: "diffusers")
    }
  }

  private static let floats: Set = [
    "latent_dim_scale", "latent_mean", "latent_std", "resolution_multiple",
  ]

  /// Classes that stand for one of their base classes.
  private static let bases = [
    "CLIPFeatureExtractor": "CLIPImageProcessor", "GemmaModel": "GemmaPreTrainedModel",
    "Gemma2Model": "Gemma2PreTrainedModel",
  ]

  private struct TypeRow {
    let component: String
    let types: [String]
    let classes: [String]

    init(_ component: String, _ types: String, _ classes: String = "") {
      self.component = component
      self.types = types.split(separator: " ").map(String.init)
      self.classes = classes.split(separator: " ").map(String.init)
    }
  }

  /// For each component the types, and the classes (how their names begin) whose constructor says so; the first row
  /// that fits counts.
  private static let typeRows: [TypeRow] = [
    TypeRow(
      "controlnet", "ControlNetUnionModel MultiControlNetUnionModel",
      "StableDiffusionXLControlNetUnion"),
    TypeRow("controlnet", "SD3ControlNetModel SD3MultiControlNetModel", "StableDiffusion3"),
    TypeRow("controlnet", "FluxControlNetModel FluxMultiControlNetModel", "Flux"),
    TypeRow("controlnet", "ControlNetModel MultiControlNetModel"),
    TypeRow("decoder", "StableCascadeUNet", "StableCascade"),
    TypeRow("decoder", "WuerstchenDiffNeXt"),
    TypeRow("feature_extractor", "SiglipImageProcessor", "StableDiffusion3Pipeline"),
    TypeRow("feature_extractor", "SiglipImageProcessor None", "StableDiffusion3"),
    TypeRow(
      "feature_extractor", "CLIPImageProcessor None",
      "IF HunyuanDiTPAG StableDiffusionXLControlNetInpaint StableDiffusionXLControlNetUnionInpaint StableCascade"
    ),
    TypeRow("feature_extractor", "CLIPImageProcessor"),
    TypeRow("image_encoder", "SiglipVisionModel", "StableDiffusion3Pipeline"),
    TypeRow("image_encoder", "SiglipModel", "StableDiffusion3ControlNetInpainting"),
    TypeRow("image_encoder", "SiglipVisionModel None", "StableDiffusion3"),
    TypeRow(
      "image_encoder", "CLIPVisionModelWithProjection None",
      "LatentConsistency StableDiffusionXLControlNetInpaint StableDiffusionXLControlNetUnionInpaint StableCascade"
    ),
    TypeRow("image_encoder", "CLIPVisionModelWithProjection"),
    TypeRow("image_processor", "CLIPImageProcessor"),
    TypeRow("movq", "VQModel"),
    TypeRow("prior", "WuerstchenPrior", "Wuerstchen"),
    TypeRow("prior", "StableCascadeUNet", "StableCascade"),
    TypeRow("prior", "PriorTransformer"),
    TypeRow("prior_feature_extractor", "CLIPImageProcessor None"),
    TypeRow("prior_image_encoder", "CLIPVisionModelWithProjection None", "StableCascade"),
    TypeRow("prior_image_encoder", "CLIPVisionModelWithProjection"),
    TypeRow("prior_image_processor", "CLIPImageProcessor"),
    TypeRow("prior_prior", "WuerstchenPrior", "Wuerstchen"),
    TypeRow("prior_prior", "StableCascadeUNet", "StableCascade"),
    TypeRow("prior_prior", "PriorTransformer"),
    TypeRow("prior_text_encoder", "CLIPTextModel", "Wuerstchen"),
    TypeRow("prior_text_encoder", "CLIPTextModelWithProjection"),
    TypeRow("safety_checker", "IFSafetyChecker None", "IF"),
    TypeRow("safety_checker", "StableDiffusionSafetyChecker None", "HunyuanDiTPAG"),
    TypeRow("safety_checker", "StableDiffusionSafetyChecker"),
    TypeRow(
      "text_encoder", "CLIPTextModelWithProjection",
      "StableDiffusion3 StableCascade KandinskyPrior KandinskyV22Prior"),
    TypeRow("text_encoder", "T5EncoderModel", "IF Kandinsky3 PixArt CogView3Plus Chroma"),
    TypeRow("text_encoder", "BertModel", "HunyuanDiT"),
    TypeRow("text_encoder", "MultilingualCLIP", "Kandinsky"),
    TypeRow("text_encoder", "Gemma2PreTrainedModel", "Sana Lumina2"),
    TypeRow("text_encoder", "GemmaPreTrainedModel", "Lumina"),
    TypeRow("text_encoder", "UMT5EncoderModel", "AuraFlow"),
    TypeRow("text_encoder", "GlmModel", "CogView4"),
    TypeRow("text_encoder", "ChatGLMModel", "Kolors"),
    TypeRow("text_encoder", "CLIPTextModel"),
    TypeRow("text_encoder_2", "T5EncoderModel None", "HunyuanDiT"),
    TypeRow("text_encoder_2", "T5EncoderModel", "Flux"),
    TypeRow("text_encoder_2", "CLIPTextModelWithProjection"),
    TypeRow("text_encoder_3", "T5EncoderModel"),
    TypeRow("transformer", "SD3Transformer2DModel", "StableDiffusion3"),
    TypeRow("transformer", "HunyuanDiT2DModel", "HunyuanDiT"),
    TypeRow("transformer", "PixArtTransformer2DModel", "PixArt"),
    TypeRow("transformer", "SanaTransformer2DModel", "Sana"),
    TypeRow("transformer", "AuraFlowTransformer2DModel", "AuraFlow"),
    TypeRow("transformer", "Lumina2Transformer2DModel", "Lumina2"),
    TypeRow("transformer", "LuminaNextDiT2DModel", "Lumina"),
    TypeRow("transformer", "ChromaTransformer2DModel", "Chroma"),
    TypeRow("transformer", "CogView3PlusTransformer2DModel", "CogView3Plus"),
    TypeRow("transformer", "CogView4Transformer2DModel", "CogView4"),
    TypeRow("transformer", "FluxTransformer2DModel"),
    TypeRow("unet", "Kandinsky3UNet", "Kandinsky3"),
    TypeRow("unet", "UNet2DConditionModel"),
    TypeRow("vae", "AutoencoderDC", "Sana"),
    TypeRow("vae", "AutoencoderKL AsymmetricAutoencoderKL", "StableDiffusionInpaintPipeline"),
    TypeRow("vae", "AutoencoderKL"),
    TypeRow("vqgan", "PaellaVQModel"),
    TypeRow("watermarker", "IFWatermarker None"),
  ]
}
