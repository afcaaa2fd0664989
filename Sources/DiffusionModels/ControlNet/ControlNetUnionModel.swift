public import Checkpoints
import Layers
public import Tensors

/// A ControlNet for several kinds of pictures at once, which a small transformer weighs up.
///
/// xinsir's ControlNet++ (2024). Upstream: `diffusers/models/controlnets/controlnet_union.py`.
public struct ControlNetUnionModel<Scalar: TensorScalar>: Sendable {
  /// The options that the model shares with a `ControlNetModel`.
  public let configuration: ControlNetConfiguration
  /// The number of kinds of pictures: `num_control_type`.
  public let controlTypes: Int

  private let layers: ControlNetLayers<Scalar>
  private let taskEmbedding: Tensor<Scalar>
  private let transformer: [ResidualAttentionBlock<Scalar>]
  private let spatialProjection: Linear<Scalar>
  private let typeProjection: Timesteps<Scalar>
  private let typeEmbedding: TimestepEmbedding<Scalar>

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key of an option that has an
  ///   impossible value or one that is not supported.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    if let type = try config.optionalString("encoder_hid_dim_type") {
      throw PythonError.value("encoder_hid_dim_type: \(type) must be None.")
    }
    configuration = try ControlNetConfiguration(config, embeddingChannels: [48, 96, 192, 384])
    let union = try ControlNetUnionConfiguration(config)
    controlTypes = union.controlTypes
    layers = ControlNetLayers(weights, configuration)
    taskEmbedding = weights.tensor("task_embedding", [union.controlTypes, union.channels])
    transformer = (0..<union.layers).map {
      ResidualAttentionBlock(weights["transformer_layes"][$0], union.channels, heads: union.heads)
    }
    spatialProjection = Linear(
      weights["spatial_ch_projs"], union.channels, union.projectionChannels)
    let time = configuration.unet.time
    typeProjection = Timesteps(
      channels: union.timeSize, flipSinToCos: time.flipSinToCos, freqShift: time.freqShift)
    typeEmbedding = TimestepEmbedding(
      weights["control_add_embedding"], union.timeSize * union.controlTypes, time.size)
  }

  /// What to add to a U-Net.
  ///
  /// - Parameters:
  ///   - sample: `[N, in_channels, h, w]`.
  ///   - timestep: One timestep for all of the batch.
  ///   - encoderHiddenStates: The text, `[N, S, cross_attention_dim]`.
  ///   - controlnetCond: The pictures, `[N, conditioning_channels, H, W]` each in 0…1.
  ///   - controlType: `[N, num_control_type]`: 1 for each kind among the pictures, else 0.
  ///   - controlTypeIdx: The kind of each picture.
  ///   - conditioningScale: A factor for each picture; of everything where there is one kind only.
  ///   - fromMulti: Whether this is one of several models, whose factor is always of everything.
  ///   - guessMode: Whether the residuals of the upper levels count less.
  ///   - added: What the additional embedding is made of.
  /// - Throws: What diffusers or torch raise for inputs that are missing or do not fit.
  public func callAsFunction(
    _ sample: Tensor<Scalar>, timestep: Double, encoderHiddenStates: Tensor<Scalar>,
    controlnetCond: [Tensor<Scalar>], controlType: Tensor<Scalar>, controlTypeIdx: [Int],
    conditioningScale: [Double], fromMulti: Bool = false, guessMode: Bool = false,
    added: AddedConditions<Scalar> = AddedConditions()
  ) throws -> ControlNetResiduals<Scalar> {
    guard configuration.channelOrder == .rgb else {
      throw PythonError.value(
        "unknown `controlnet_conditioning_channel_order`: \(configuration.channelOrder.rawValue)")
    }
    let embedding = try layers.embedding(
      sample, timestep: timestep, encoderHiddenStates: encoderHiddenStates, added,
      control: embedded(controlType, count: sample.extent(0)))
    let scalesAll = fromMulti || controlTypeIdx.count == 1
    let features = try layers.features(of: sample)
    let conditions = try zip(zip(controlnetCond, controlTypeIdx), conditioningScale).map {
      try condition(picture: $0.0, kind: $0.1, factor: scalesAll ? nil : Scalar($1))
    }
    let hidden = try features.adding(fused(conditions, features))
    guard let scale = scalesAll ? conditioningScale.first : 1 else {
      throw PythonError(type: .indexError, message: "list index out of range")
    }
    return layers.residuals(
      hidden, embedding, encoderHiddenStates: encoderHiddenStates, scale: scale,
      guessMode: guessMode)
  }

  /// The embedding of the kinds: `[N, …]`.
  private func embedded(_ types: Tensor<Scalar>, count: Int) throws -> Tensor<Scalar> {
    let rows = try inRows(typeProjection(types.flattened()), count)
    try checkProduct(rows, typeEmbedding.inputs, typeEmbedding.size)
    return typeEmbedding(rows)
  }

  /// What the model sees of one picture.
  private struct Condition {
    /// `[N, C, h, w]`.
    let features: Tensor<Scalar>
    /// `[N, 1, C]`.
    let token: Tensor<Scalar>
    /// What the transformer's part is multiplied by, as everything here is already.
    let factor: Scalar?
  }

  private func condition(
    picture: Tensor<Scalar>, kind: Int, factor: Scalar?
  ) throws -> Condition {
    let features = try layers.features(ofPicture: picture)
    let token = try features.mean([2, 3]).adding(taskEmbedding[kind].unsqueezed(0)).unsqueezed(1)
    guard let factor else { return Condition(features: features, token: token, factor: nil) }
    return Condition(features: features * factor, token: token * factor, factor: factor)
  }

  /// The sum of the pictures' features and what the transformer makes of each.
  private func fused(
    _ conditions: [Condition], _ sample: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    let tokens = conditions.map(\.token) + [sample.mean([2, 3]).unsqueezed(1)]
    let seen = transformer.reduce(Tensor.concatenated(tokens, 1)) { $1($0) }
    var sum = Tensor<Scalar>.zeros(sample.shape)
    for (index, condition) in conditions.enumerated() {
      var weight = spatialProjection(seen.selected(1, index))
      if let factor = condition.factor { weight = weight * factor }
      let added = try condition.features.adding(weight.unsqueezed(-1).unsqueezed(-1))
      sum = try sum.adding(added)
    }
    return sum
  }
}
