import Checkpoints
import Tensors
import TorchRandom

/// Explanations of random numbers.
struct DrawRelations {
  let residual: Residual
  let request: Request
  /// The golden's other draws, by name.
  let others: [(name: String, values: [Double])]

  func explanations() -> [String] {
    if let other = others.first(where: { $0.values == residual.have }) {
      return ["these are the numbers of \(other.name): draws in another order"]
    }
    if residual.have.sorted() == residual.want.sorted() {
      return ["the same numbers in another order: another layout"]
    }
    return wholeStream() + generators() + prefix()
  }

  /// The run drew all numbers at once, or the golden one sample after the other.
  private func wholeStream() -> [String] {
    let mine = Set(residual.have)
    let all = others.flatMap(\.values) + residual.want
    return all.count > residual.want.count && mine.isSubset(of: Set(all))
      ? ["numbers of several of the golden's draws: drawn in another order"] : []
  }

  private func generators() -> [String] {
    let seeds = (request.call["generator"]?.arrayValue ?? [request.call["generator"] ?? .null])
      .compactMap { $0["seed"]?.intValue }
    for seed in seeds {
      let seed = UInt64(bitPattern: Int64(seed))
      let wide = TorchGenerator(seed: seed, capability: .avx2).normal(residual.shape)
      if residual.isNear(wide.values.map { Double($0) }) {
        return ["torch's numbers on AVX2, which differ from those of ATEN_CPU_CAPABILITY=default"]
      }
      let double = TorchGenerator(seed: seed).normalDouble(residual.shape)
      if residual.isNear(double.values) { return ["drawn in float64 instead of float32"] }
      let uniform = TorchGenerator(seed: seed).uniform(residual.shape)
      if residual.isNear(uniform.values.map { Double($0) }) {
        return ["uniform instead of normal numbers"]
      }
    }
    return []
  }

  private func prefix() -> [String] {
    let common = zip(residual.have, residual.want).prefix { $0 == $1 }.count
    if common >= 8, common < residual.want.count {
      let rest = residual.want.count % 16
      return [
        "the first \(common) numbers are right"
          + (common >= residual.want.count - 16 && rest != 0
            ? ": torch draws the last 16 again where the count is no multiple of 16" : "")
      ]
    }
    return []
  }
}
