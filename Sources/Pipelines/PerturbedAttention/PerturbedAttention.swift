import Checkpoints
import DiffusionModels
import Schedulers
import Tensors

/// Perturbed-attention guidance of a call: away from what the denoiser predicts when some of its
/// self-attention layers let every position see itself alone.
///
/// D. Ahn et al.: Self-Rectifying Diffusion Sampling with Perturbed-Attention Guidance (2024);
/// diffusers' `pipelines/pag/pag_utils.py`.
struct PerturbedAttention<Scalar: TensorScalar> {
  private let scale: Double
  private let adaptiveScale: Double
  private let layers: [String]

  /// The guidance that the call asks for; nil if its scale is 0 or no layers are named.
  init?(_ arguments: Arguments<Scalar>, layers: [String]) {
    scale = arguments.double("pag_scale") ?? 0
    adaptiveScale = arguments.double("pag_adaptive_scale") ?? 0
    self.layers = layers
    guard scale > 0, !layers.isEmpty else { return nil }
  }

  /// The scale at a timestep: less at earlier ones if it is adaptive.
  func scale(at timestep: Timestep) -> Scalar {
    guard adaptiveScale > 0 else { return Scalar(scale) }
    let signal = Scalar(scale) - Scalar(adaptiveScale) * Scalar(1000 - timestep.value)
    return max(signal, 0)
  }

  /// Processors for the self-attention layers among `names` that the patterns find.
  ///
  /// - Parameter copies: The copies of the batch, the last of which is perturbed.
  /// - Throws: `PythonError` as upstream for a pattern that finds none.
  func processors(
    for names: [String], copies: Int
  ) throws -> [String: any AttentionProcessor<Scalar>] {
    let processor = PerturbedSelfAttention<Scalar>(copies: copies)
    return Dictionary(uniqueKeysWithValues: try found(among: names).map { ($0, processor) })
  }

  /// The layers among `names` that the patterns find.
  ///
  /// - Throws: `PythonError` as upstream for a pattern that finds none.
  func found(among names: [String]) throws -> Set<String> {
    var all: Set<String> = []
    for layer in layers {
      let pattern = try Self.pattern(layer)
      let found = names.filter { $0.contains(pattern) && !Self.isFakeIntegralMatch(layer, $0) }
      guard !found.isEmpty else {
        throw PythonError.value("Cannot find PAG layer to set attention processor for: \(layer)")
      }
      all.formUnion(found)
    }
    return all
  }

  private static func pattern(_ text: String) throws -> Regex<AnyRegexOutput> {
    do {
      return try Regex(text)
    } catch {
      throw ArgumentError(
        className: "PAG", argument: "pag_applied_layers",
        problem: "should be a regular expression, not '\(text)': \(error)")
    }
  }

  /// `blocks.1` does not stand for a layer called 1 in another place.
  private static func isFakeIntegralMatch(_ layer: String, _ name: String) -> Bool {
    let (last, own) = (layer.split(separator: ".").last, name.split(separator: ".").last)
    return last == own && last.map { Int($0) != nil } ?? false
  }
}

/// Self-attention whose last copy of the batch attends to nothing but itself:
/// `PAGCFGIdentitySelfAttnProcessor2_0` and, for two copies, `PAGIdentitySelfAttnProcessor2_0`.
private struct PerturbedSelfAttention<Scalar: TensorScalar>: AttentionProcessor {
  let copies: Int

  func callAsFunction(
    _ attention: Attention<Scalar>, _ tokens: Tensor<Scalar>, encoderHiddenStates: Tensor<Scalar>?,
    bias: Tensor<Scalar>?
  ) -> Tensor<Scalar> {
    let size = tokens.extent(0) / copies
    let original = tokens[0..<(size * (copies - 1))]
    let perturbed = tokens[(size * (copies - 1))..<tokens.extent(0)]
    let attended = attention.attended(
      attention.toQ(original), key: attention.toK(original), value: attention.toV(original),
      bias: bias)
    return .concatenated(
      [attention.toOut(attended), attention.toOut(attention.toV(perturbed))], 0)
  }
}
