import Checkpoints
import Tensors

/// What is done to a predicted original sample so that it stays in range.
struct SampleLimit<Scalar: TensorScalar>: Sendable {
  private enum Rule { case none, clip(Scalar), threshold(ratio: Scalar, maximum: Scalar) }
  private let rule: Rule

  /// The parameters that all classes with dynamic thresholding have.
  static var thresholdingParameters: JSONObject {
    ["thresholding": false, "dynamic_thresholding_ratio": 0.995, "sample_max_value": 1.0]
  }

  /// The rule that `config` names: `thresholding` goes before `clip_sample`. A key that the class
  /// `type` does not have says nothing, even if another class has left it in the configuration.
  init(_ config: SchedulerConfig, _ type: SchedulerType) throws {
    func isSet(_ key: String) throws -> Bool {
      try type.parameters[key] != nil && config.bool(key)
    }
    if try isSet("thresholding") {
      self.rule = .threshold(
        ratio: Scalar(try config.double("dynamic_thresholding_ratio")),
        maximum: Scalar(try config.double("sample_max_value")))
    } else if try isSet("clip_sample") {
      self.rule = .clip(Scalar(try config.double("clip_sample_range")))
    } else {
      self.rule = .none
    }
  }

  /// Whether anything is done at all.
  var isActive: Bool { if case .none = rule { false } else { true } }

  /// `sample` `[N, C, …]` in range.
  func callAsFunction(_ sample: Tensor<Scalar>) -> Tensor<Scalar> {
    switch rule {
    case .none: sample
    case .clip(let range): sample.clamped(-range, range)
    case .threshold(let ratio, let largest): threshold(sample, ratio, largest)
    }
  }

  /// Imagen's dynamic thresholding: each sample is clipped to a quantile of its magnitudes, if that is
  /// above 1, and divided by it.
  private func threshold(
    _ sample: Tensor<Scalar>, _ ratio: Scalar, _ largest: Scalar
  ) -> Tensor<Scalar> {
    let magnitudes = sample.reshaped([sample.extent(0), -1]).abs()
    let limits = perSample(
      magnitudes.quantile(ratio).clamped(1, largest).values, like: sample)
    return minimum(maximum(sample, -limits), limits) / limits
  }
}
