import Checkpoints
import DiffusionModels
import Foundation
import Images
import Schedulers
import Tensors
import TextEncoders
import Tokenizers

/// How a component is read from its folder.
public struct ComponentSource: Sendable {
  /// The folder.
  public let folder: ComponentFolder
  /// The `variant` of the weight files, such as `fp16`.
  public let variant: String?
  /// Told of options that nobody reads.
  public let warn: @Sendable (String) -> Void
  /// Whether the component is only held against its configuration, with zeros for weights.
  public let headersOnly: Bool
  /// When the weights of layers are converted if they are of another type.
  public let conversion: WeightConversion

  /// What is read instead of the configuration's own values.
  public let changes: JSONObject

  /// A component in `folder`.
  public init(
    folder: ComponentFolder, variant: String? = nil, changes: JSONObject = [:],
    headersOnly: Bool = false, conversion: WeightConversion = .once,
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.headersOnly = headersOnly
    self.conversion = conversion
    self.folder = folder
    self.variant = variant
    self.changes = changes
    self.warn = warn
  }

  /// Builds a model from the folder's `config.json` and weights, and audits both.
  fileprivate func model<Scalar: TensorScalar, Model>(
    _: Scalar.Type, rules: WeightRules = WeightRules(), ignoring keys: [String] = [],
    _ build: (Configuration, WeightScope<Scalar>) throws -> Model
  ) throws -> Model {
    let configuration = try folder.configuration().replacing(changes)
    let store = try folder.weights(
      variant: variant, rules: rules, headersOnly: headersOnly, conversion: conversion)
    let model = try build(configuration, store.scope())
    try store.audit()
    let unread = configuration.unreadKeys().filter { !keys.contains($0) }
    if !unread.isEmpty {
      warn(
        "\(configuration.file): nothing reads \(unread.joined(separator: ", "));"
          + " the model is built without them")
    }
    return model
  }
}

/// The component classes that the reference can load: one row each.
public struct ComponentLoader<Scalar: TensorScalar>: Sendable {
  /// Reads a component.
  public let load: @Sendable (ComponentSource) throws -> any Sendable

  /// The loader of the class `name`, if the reference has it.
  public init?(_ name: String) {
    if let load = Self.rows[name] {
      self.load = load
    } else if SchedulerFactory.type(named: name) != nil {
      load = { source in
        let configuration = try source.folder.configuration("scheduler_config.json")
        let scheduler: any Scheduler<Scalar> = try SchedulerFactory.make(
          name, configuration.members, file: configuration.file)
        scheduler.config.warnings.forEach(source.warn)
        return scheduler
      }
    } else {
      return nil
    }
  }

  /// The classes with a loader of their own; schedulers come from `SchedulerFactory`.
  private static var rows: [String: @Sendable (ComponentSource) throws -> any Sendable] {
    [
      "AutoencoderKL": {
        try $0.model(Scalar.self, rules: AutoencoderKL<Scalar>.weightRules) {
          try AutoencoderKL($0, $1)
        }
      },
      "AsymmetricAutoencoderKL": {
        try $0.model(Scalar.self, rules: AsymmetricAutoencoderKL<Scalar>.weightRules) {
          try AsymmetricAutoencoderKL($0, $1)
        }
      },
      "AutoencoderTiny": { try $0.model(Scalar.self) { try AutoencoderTiny($0, $1) } },
      "UNet2DConditionModel": {
        try $0.model(Scalar.self) { try UNet2DConditionModel($0, $1) }
      },
      "ControlNetModel": {
        try $0.model(Scalar.self) { try ControlNetModel($0, $1) }
      },
      "MultiControlNetModel": { source in
        MultiControlNetModel(
          try source.numbered.map { source in
            try source.model(Scalar.self) { try ControlNetModel<Scalar>($0, $1) }
          })
      },
      "FluxTransformer2DModel": {
        try $0.model(Scalar.self) { try FluxTransformer2DModel($0, $1) }
      },
      "FluxControlNetModel": {
        try $0.model(Scalar.self) { try FluxControlNetModel($0, $1) }
      },
      "ChromaTransformer2DModel": {
        try $0.model(Scalar.self) { try ChromaTransformer2DModel($0, $1) }
      },
      "ControlNetUnionModel": {
        try $0.model(Scalar.self) { try ControlNetUnionModel($0, $1) }
      },
      // diffusers saves this class in a pipeline but does not export it, and so cannot load it.
      "MultiControlNetUnionModel": { _ in
        throw PythonError(
          type: .attributeError,
          message: "module diffusers has no attribute MultiControlNetUnionModel",
          advice: "Name ControlNetUnionModel in model_index.json, or pass the ControlNets as a list"
        )
      },
      "SD3Transformer2DModel": {
        try $0.model(Scalar.self) { try SD3Transformer2DModel($0, $1) }
      },
      "SD3ControlNetModel": {
        try $0.model(Scalar.self) { try SD3ControlNetModel($0, $1) }
      },
      "CLIPTextModel": {
        try $0.model(Scalar.self, rules: WeightRules().ignoring("position_ids")) {
          try CLIPTextModel($0, $1)
        }
      },
      "CLIPTextModelWithProjection": {
        try $0.model(Scalar.self, rules: WeightRules().ignoring("position_ids")) {
          try CLIPTextModelWithProjection($0, $1)
        }
      },
      "T5EncoderModel": {
        try $0.model(Scalar.self, rules: T5EncoderModel<Scalar>.weightRules) {
          try T5EncoderModel($0, $1)
        }
      },
      "CLIPTokenizer": { try CLIPTokenizer(folder: $0.folder.url) },
      "CLIPTokenizerFast": { try CLIPTokenizerFast(folder: $0.folder.url) },
      "T5Tokenizer": { try T5Tokenizer(folder: $0.folder.url) },
      "MT5Tokenizer": { try T5Tokenizer(folder: $0.folder.url) },
      "T5TokenizerFast": { try T5TokenizerFast(folder: $0.folder.url) },
      "StableDiffusionSafetyChecker": {
        try $0.model(Scalar.self, rules: WeightRules().ignoring("position_ids")) {
          try StableDiffusionSafetyChecker($0, $1)
        }
      },
      "CLIPImageProcessor": {
        try CLIPImageProcessor($0.folder.configuration("preprocessor_config.json"))
      },
      "CLIPFeatureExtractor": {
        try CLIPImageProcessor($0.folder.configuration("preprocessor_config.json"))
      },
    ]
  }
}

extension ComponentSource {
  /// The folder, and as long as there are such, the ones beside it called `folder_1`, `folder_2`, …:
  /// how diffusers saves several models of one kind.
  fileprivate var numbered: [ComponentSource] {
    var sources = [self]
    while true {
      let url = folder.url.deletingLastPathComponent()
        .appending(path: "\(folder.url.lastPathComponent)_\(sources.count)")
      guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
        return sources
      }
      sources.append(
        ComponentSource(
          folder: ComponentFolder(url), variant: variant, conversion: conversion, warn: warn))
    }
  }
}
