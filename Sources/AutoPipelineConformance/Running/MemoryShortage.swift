import Checkpoints
import Foundation
import Tensors

/// A request that needs more memory than there is.
public struct MemoryShortage: Error, Sendable, Hashable, CustomStringConvertible {
  /// What it needs at least.
  public let estimate: MemoryEstimate
  /// The bytes that are available.
  public let available: Int

  /// The environment variable that says how much memory may be used: `none` for no limit, or a number of
  /// bytes with K, M, G or T behind it.
  public static let variable = "AUTOPIPELINE_MEMORY"

  /// What is needed, what there is, and what to do.
  public var description: String {
    "not enough memory: the request needs at least \(Self.text(estimate.total)) (weights "
      + "\(Self.text(estimate.mappedBytes + estimate.convertedBytes)), activations "
      + "\(Self.text(estimate.activationBytes))), and \(Self.text(available)) are available. "
      + "Make smaller or fewer pictures at a time, call enable_vae_tiling, or set "
      + "\(Self.variable)=none to try all the same"
  }

  /// Checks that `request` can run; `known` has what was read of components before.
  ///
  /// - Throws: `MemoryShortage`.
  static func check<Scalar: TensorScalar>(
    _ request: Request, _: Scalar.Type, _ conversion: WeightConversion, _ known: FootprintCache
  ) throws {
    guard let available = limit() else { return }
    let estimate = MemoryEstimate(request, Scalar.self, conversion, known)
    guard estimate.total > available else { return }
    throw MemoryShortage(estimate: estimate, available: available)
  }

  /// What the environment allows, otherwise what the system has left; nil for no limit.
  static func limit(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Int? {
    guard let text = environment[variable], !text.isEmpty else { return SystemMemory.available }
    return bytes(text)
  }

  /// `8G`, `500M` or plain bytes; nil for anything else, such as `none`.
  static func bytes(_ text: String) -> Int? {
    let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
    let shift = text.last.flatMap { units[Character($0.uppercased())] }
    guard let number = Double(shift == nil ? text[...] : text.dropLast()), number >= 0 else {
      return nil
    }
    let bytes = number * Double(1 << (shift ?? 0))
    return bytes < 1e18 ? Int(bytes) : nil
  }

  private static func text(_ bytes: Int) -> String {
    let gibibytes = Double(bytes) / Double(1 << 30)
    return gibibytes < 0.1
      ? String(format: "%.1f MiB", Double(bytes) / Double(1 << 20))
      : String(format: "%.1f GiB", gibibytes)
  }
}
