public import Tensors

/// When weights of another type than the run's are converted.
public enum WeightConversion: String, Sendable, CaseIterable {
  /// When they are loaded: fastest, and all of them take the memory of the run's type.
  case once
  /// Each time a layer uses its weight: only the files and one weight at a time take memory.
  case perUse = "per-use"
}

/// The weight of a layer: a tensor, or a place in a mapped file whose elements are converted each time.
public struct LayerWeight<Scalar: TensorScalar>: Sendable {
  private enum Source {
    case tensor(Tensor<Scalar>)
    case file(SafetensorsFile, name: String, rows: Range<Int>?)
  }

  private let source: Source

  /// A weight in memory.
  public init(_ tensor: Tensor<Scalar>) { source = .tensor(tensor) }

  /// The tensor `name` of `file`; nil if it can never be read.
  init?(_ file: SafetensorsFile, _ name: String) {
    guard let entry = file.entry(name), entry.dtype.isFloatingPoint, entry.dtype.size > 1 else {
      return nil
    }
    source = .file(file, name: name, rows: nil)
  }

  private init(_ source: Source) { self.source = source }

  /// The weight, converted now if it is not in memory.
  public var tensor: Tensor<Scalar> {
    switch source {
    case .tensor(let tensor): return tensor
    case .file(let file, let name, let rows):
      guard let tensor: Tensor<Scalar> = try? file.tensor(name, rows: rows) else {
        preconditionFailure("\(name) could be read when it was loaded")
      }
      return tensor
    }
  }

  /// The weight of some of the first dimension's indices.
  public func rows(_ range: Range<Int>) -> LayerWeight {
    switch source {
    case .tensor(let tensor): LayerWeight(tensor[range])
    case .file(let file, let name, let rows):
      LayerWeight(
        .file(
          file, name: name,
          rows: rows.map { ($0.lowerBound + range.lowerBound)..<($0.lowerBound + range.upperBound) }
            ?? range))
    }
  }
}
