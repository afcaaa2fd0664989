public import Tensors

/// Several ControlNets whose residuals are added up: diffusers' `MultiControlNetModel`.
public struct MultiControlNetModel<Scalar: TensorScalar>: Sendable {
  /// The models.
  public let nets: [ControlNetModel<Scalar>]

  /// The models together.
  public init(_ nets: [ControlNetModel<Scalar>]) { self.nets = nets }

  /// What to add to a U-Net, each model with its own picture and scale.
  ///
  /// - Throws: What a model throws.
  public func callAsFunction(
    _ sample: Tensor<Scalar>, timestep: Double, encoderHiddenStates: Tensor<Scalar>,
    controlnetCond: [Tensor<Scalar>], conditioningScale: [Double], guessMode: Bool = false,
    added: AddedConditions<Scalar> = AddedConditions()
  ) throws -> ControlNetResiduals<Scalar>? {
    var sum: ControlNetResiduals<Scalar>?
    for (net, (picture, scale)) in zip(nets, zip(controlnetCond, conditioningScale)) {
      let residuals = try net(
        sample, timestep: timestep, encoderHiddenStates: encoderHiddenStates,
        controlnetCond: picture, conditioningScale: scale, guessMode: guessMode, added: added)
      sum = sum.map { $0 + residuals } ?? residuals
    }
    return sum
  }
}

extension ControlNetResiduals {
  static func + (left: Self, right: Self) -> Self {
    Self(down: zip(left.down, right.down).map { $0 + $1 }, mid: left.mid + right.mid)
  }
}
