import Checkpoints
import Tensors
import TorchRandom

/// A replay of recorded random draws that does not fit the run.
public struct ReplayError: Error, CustomStringConvertible, Equatable {
  /// Which draw, and what was expected.
  public let description: String
}

/// Where the random tensors of one run come from: its generators, torch's global one, or a
/// recording of another run.
final class RandomDraws<Scalar: TensorScalar> {
  private let source: RandomSource
  private let replay: [Tensor<Scalar>]?
  private let transcript: Transcript<Scalar>?
  private var drawn = 0

  /// Draws from the caller's generators, or hands out the tensors of `replay` in order.
  init(_ source: RandomSource, replay: [Tensor<Scalar>]?, transcript: Transcript<Scalar>?) {
    self.source = source
    self.replay = replay
    self.transcript = transcript
  }

  /// The generators of a list; nil if the caller gave one or none.
  var list: [TorchGenerator]? {
    if case .perSample(let generators) = source { return generators }
    return nil
  }

  /// A normal tensor as diffusers' `randn_tensor` draws it: with a list of several generators, one
  /// draw of `[1, …]` from each.
  func randn(_ shape: [Int]) throws -> Tensor<Scalar> {
    guard let list, list.count > 1 else { return try draw(shape, from: source.first) }
    guard list.count >= shape[0] else { throw Self.missingGenerator }
    return .concatenated(
      try list.prefix(shape[0]).map { try draw([1] + shape.dropFirst(), from: $0) }, 0)
  }

  /// What Python says where a list has fewer generators than there are samples.
  static var missingGenerator: PythonError {
    PythonError(type: .indexError, message: "list index out of range")
  }

  /// A normal tensor from one generator of a list.
  func randn(_ shape: [Int], from generator: TorchGenerator) throws -> Tensor<Scalar> {
    try draw(shape, from: generator)
  }

  /// A normal tensor from torch's global generator, whatever the caller's generator is.
  func globalRandn(_ shape: [Int]) throws -> Tensor<Scalar> { try draw(shape, from: .global) }

  /// A seed from torch's global generator, `torch.randint(0, 2**63 - 1, [])`. In a replay its value
  /// does not matter, since what is drawn from it is replayed, too.
  func globalSeed() throws -> Int {
    let number = drawn
    drawn += 1
    guard replay == nil else { return 0 }
    let seed = TorchGenerator.global.integers(in: 0..<Int.max, count: 1)[0]
    transcript?.record("random.\(number).integers", .integers([seed], shape: []))
    return seed
  }

  /// Checks that a replay was used up.
  func finish() throws {
    guard let replay, drawn != replay.count else { return }
    throw ReplayError(
      description: "the run made \(drawn) random draws, the replayed file holds \(replay.count)")
  }

  private func draw(_ shape: [Int], from generator: TorchGenerator) throws -> Tensor<Scalar> {
    try checkTensorSize(shape)
    let number = drawn
    drawn += 1
    guard let replay else {
      let values = generator.normal(shape)
      transcript?.record("random.\(number).normal", .draws(values))
      return values.converted(to: Scalar.self)
    }
    guard number < replay.count else {
      throw ReplayError(
        description: "the run needs random.\(number), the replayed file ends before it")
    }
    guard replay[number].shape == shape else {
      throw ReplayError(
        description: "random.\(number) of the replayed file has shape \(replay[number].shape),"
          + " the run needs \(shape)")
    }
    transcript?.record("random.\(number).normal", .draws(replay[number].converted(to: Float.self)))
    return replay[number]
  }
}
