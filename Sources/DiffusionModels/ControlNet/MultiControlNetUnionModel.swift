public import Tensors

/// Several union ControlNets whose residuals are added up: diffusers' `MultiControlNetUnionModel`.
public struct MultiControlNetUnionModel<Scalar: TensorScalar>: Sendable {
  /// The models.
  public let nets: [ControlNetUnionModel<Scalar>]

  /// The models together.
  public init(_ nets: [ControlNetUnionModel<Scalar>]) { self.nets = nets }

  /// What to add to a U-Net, each model with its own picture, kind and scale; nil if no model has a
  /// scale but 0, as those are left out.
  ///
  /// - Throws: What a model throws.
  public func callAsFunction(
    _ sample: Tensor<Scalar>, timestep: Double, encoderHiddenStates: Tensor<Scalar>,
    controlnetCond: [Tensor<Scalar>], controlType: [Tensor<Scalar>], controlTypeIdx: [Int],
    conditioningScale: [Double], guessMode: Bool = false,
    added: AddedConditions<Scalar> = AddedConditions()
  ) throws -> ControlNetResiduals<Scalar>? {
    let counts = [
      nets.count, controlnetCond.count, controlType.count, controlTypeIdx.count,
      conditioningScale.count,
    ]
    var sum: ControlNetResiduals<Scalar>?
    for index in 0..<(counts.min() ?? 0) where conditioningScale[index] != 0 {
      let residuals = try nets[index](
        sample, timestep: timestep, encoderHiddenStates: encoderHiddenStates,
        controlnetCond: [controlnetCond[index]], controlType: controlType[index],
        controlTypeIdx: [controlTypeIdx[index]], conditioningScale: [conditioningScale[index]],
        fromMulti: true, guessMode: guessMode, added: added)
      sum = sum.map { $0 + residuals } ?? residuals
    }
    return sum
  }
}
