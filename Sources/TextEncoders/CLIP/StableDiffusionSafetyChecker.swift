public import Checkpoints
import Layers
public import Tensors

/// Stable Diffusion's check of finished pictures against 17 concepts, three more making it stricter.
///
/// Upstream: `diffusers/pipelines/stable_diffusion/safety_checker.py`.
public struct StableDiffusionSafetyChecker<Scalar: TensorScalar>: Sendable {
  /// What the check says about one picture.
  public struct Verdict: Sendable {
    /// `special_scores`: how far the picture is above the threshold of each concept of special care.
    public let specialScores: [Scalar]
    /// `concept_scores`: how far it is above the threshold of each concept.
    public let conceptScores: [Scalar]
    /// Whether any concept was found: the picture is to be replaced by a black one.
    public var hasConcept: Bool { conceptScores.contains { $0 > 0 } }
  }

  private let vision: CLIPVisionModel<Scalar>
  private let projection: Linear<Scalar>
  private let concepts: Tensor<Scalar>
  private let conceptThresholds: Tensor<Scalar>
  private let specialConcepts: Tensor<Scalar>
  private let specialThresholds: Tensor<Scalar>

  /// Builds the checker that `config`, a `CLIPConfig`, describes from the weights of its folder.
  ///
  /// - Throws: an error about the configuration; problems of weights are left to the store's audit.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    let size = try config.int("projection_dim", default: 512, in: 1...(1 << 16))
    let visionConfig = try Self.visionConfiguration(config)
    config.ignoreTransformersKeys()
    config.ignore("text_config", "text_config_dict", "logit_scale_init_value", "vision_config")
    vision = try CLIPVisionModel(visionConfig, weights["vision_model"])
    projection = Linear(
      weights["visual_projection"], vision.configuration.tower.hiddenSize, size, bias: false)
    concepts = weights.tensor("concept_embeds", [17, size])
    conceptThresholds = weights.tensor("concept_embeds_weights", [17])
    specialConcepts = weights.tensor("special_care_embeds", [3, size])
    specialThresholds = weights.tensor("special_care_embeds_weights", [3])
  }

  /// The configuration of the picture encoder: the older `vision_config_dict` counts, with defaults
  /// for what it leaves out, before `vision_config`.
  private static func visionConfiguration(_ config: Configuration) throws -> Configuration {
    if let part = try config.nested("vision_config_dict") { return part }
    return try config.nested("vision_config") ?? Configuration([:], file: config.file)
  }

  /// The height and width of the pictures that the checker looks at.
  public var imageSize: Int { vision.configuration.imageSize }

  /// What the check says about pictures `[N, 3, image size, image size]` from the feature extractor.
  public func verdicts(_ clipInput: Tensor<Scalar>) throws -> [Verdict] {
    let embeds = projection(try vision(clipInput).poolerOutput)
    let special = Self.cosineSimilarity(embeds, specialConcepts)
    let similarity = Self.cosineSimilarity(embeds, concepts)
    let thresholds = conceptThresholds.values
    return (0..<embeds.shape[0]).map { index in
      var adjustment: Scalar = 0
      var specialScores: [Scalar] = []
      for (value, threshold) in zip(special[index].values, specialThresholds.values) {
        specialScores.append(Self.rounded(value - threshold + adjustment))
        // A concept of special care makes everything that is looked at after it stricter.
        if let score = specialScores.last, score > 0 { adjustment = 0.01 }
      }
      let scores = zip(similarity[index].values, thresholds).map {
        Self.rounded($0 - $1 + adjustment)
      }
      return Verdict(specialScores: specialScores, conceptScores: scores)
    }
  }

  /// `images`, of any layout with the batch first, with those that show a concept replaced by black
  /// ones, and which these are.
  public func callAsFunction(
    images: Tensor<Scalar>, clipInput: Tensor<Scalar>
  ) throws -> (images: Tensor<Scalar>, hasNSFWConcepts: [Bool]) {
    let flags = try verdicts(clipInput).map(\.hasConcept)
    guard flags.contains(true) else { return (images, flags) }
    let black = Tensor<Scalar>.zeros([1] + images.shape.dropFirst())
    let parts = flags.enumerated().map { $1 ? black : images[$0..<$0 + 1] }
    return (Tensor.concatenated(parts, 0), flags)
  }

  /// `[N, size]` and `[M, size]` to `[N, M]`.
  private static func cosineSimilarity(
    _ first: Tensor<Scalar>, _ second: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    linear(normalized(first), normalized(second))
  }

  private static func normalized(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x / x.squared().sum([1], keepDimensions: true).sqrt().clamped(minimum: 1e-12)
  }

  /// numpy's `round(value, 3)`.
  private static func rounded(_ value: Scalar) -> Scalar {
    (value * 1000).rounded(.toNearestOrEven) / 1000
  }
}
