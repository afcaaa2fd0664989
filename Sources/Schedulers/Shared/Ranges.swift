import Checkpoints
import Tensors

/// Ranges of numbers, rounded at the places where numpy and torch round.
enum Ranges {
  /// `numpy.linspace(start, stop, count)`.
  static func linspace(_ start: Double, _ stop: Double, _ count: Int) throws -> [Double] {
    guard count >= 0 else {
      throw PythonError.value("Number of samples, \(count), must be non-negative.")
    }
    guard count > 1 else { return count == 1 ? [start] : [] }
    let step = (stop - start) / Double(count - 1)
    return (0..<count).map { $0 == count - 1 ? stop : Double($0) * step + start }
  }

  /// `numpy.arange(start, stop, step)` of floating-point numbers.
  static func arange(_ start: Double, _ stop: Double, _ step: Double) -> [Double] {
    let count = ((stop - start) / step).rounded(.up)
    guard count > 0 else { return [] }
    let distance = (start + step) - start
    return (0..<Int(count)).map { start + Double($0) * distance }
  }

  /// `torch.linspace(start, stop, count)`: from both ends towards the middle.
  static func torchLinspace<Scalar: TensorScalar>(
    _ start: Double, _ stop: Double, _ count: Int
  ) -> [Scalar] {
    let start = Scalar(start)
    let stop = Scalar(stop)
    guard count > 1 else { return count == 1 ? [start] : [] }
    let step = (stop - start) / Scalar(count - 1)
    return (0..<count).map { index in
      index < count / 2
        ? start + step * Scalar(index) : stop - step * Scalar(count - index - 1)
    }
  }

  /// `numpy.interp(position, [0, 1, …], values)`: computed in float64, constant beyond the ends.
  static func interpolate<Scalar: TensorScalar>(_ position: Double, _ values: [Scalar]) -> Double {
    guard let first = values.first, let last = values.last else { return .nan }
    if position.isNaN { return position }
    if position <= 0 { return Double(first) }
    if position >= Double(values.count - 1) { return Double(last) }
    let index = Int(position)
    let low = Double(values[index])
    if Double(index) == position { return low }
    return (Double(values[index + 1]) - low) * (position - Double(index)) + low
  }
}
