public import Tensors

/// Several ControlNets whose residuals are added up: diffusers' `FluxMultiControlNetModel`.
public struct FluxMultiControlNetModel<Scalar: TensorScalar>: Sendable {
  /// The models.
  public let nets: [FluxControlNetModel<Scalar>]

  /// The models together.
  public init(_ nets: [FluxControlNetModel<Scalar>]) { self.nets = nets }

  /// What to add to a transformer, each model with its own picture, mode and scale; a single model
  /// takes all pictures in turn.
  ///
  /// - Throws: What a model throws.
  public func callAsFunction(
    _ hiddenStates: Tensor<Scalar>, controlnetCond: [Tensor<Scalar>], controlnetMode: [[Int]?],
    conditioningScale: [Double], encoderHiddenStates: Tensor<Scalar>,
    pooledProjections: Tensor<Scalar>, timestep: Tensor<Scalar>, imgIds: Tensor<Scalar>,
    txtIds: Tensor<Scalar>, guidance: Tensor<Scalar>? = nil
  ) throws -> FluxControlNetResiduals<Scalar>? {
    var sum: FluxControlNetResiduals<Scalar>?
    let inputs = zip(controlnetCond, zip(controlnetMode, conditioningScale))
    for (index, (picture, (mode, scale))) in inputs.enumerated() {
      guard let net = nets.count == 1 ? nets.first : nets.dropFirst(index).first else { break }
      let residuals = try net(
        hiddenStates, controlnetCond: picture, controlnetMode: mode, conditioningScale: scale,
        encoderHiddenStates: encoderHiddenStates, pooledProjections: pooledProjections,
        timestep: timestep, imgIds: imgIds, txtIds: txtIds, guidance: guidance)
      sum = try sum.map { try $0 + residuals } ?? residuals
    }
    return sum
  }
}
