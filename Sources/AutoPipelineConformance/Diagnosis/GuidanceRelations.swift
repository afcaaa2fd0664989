import Checkpoints

/// Explanations of the input of a scheduler's step by the denoiser's outputs: how guidance joins them.
struct GuidanceRelations {
  let residual: Residual
  let entries: EntryJudge

  func explanations() throws -> [String] {
    guard residual.entry == "scheduler.step.0.in.model_output" else { return [] }
    let name = entries.expected.order.first {
      $0.hasSuffix(".forward.0.out.sample") && $0.hasPrefix("unet")
        || $0.hasPrefix("transformer.forward.0.out")
    }
    guard let name, case .floats(let output)? = try entries.expected.values(name),
      output.count == 2 * residual.want.count
    else { return [] }
    let (plain, prompted) = (
      Array(output.prefix(output.count / 2)), Array(output.suffix(output.count / 2))
    )
    let scale = entries.request.call["guidance_scale"]?.doubleValue ?? 7.5
    func guided(_ from: [Double], _ to: [Double], _ scale: Double) -> [Double] {
      zip(from, to).map { $0 + scale * ($1 - $0) }
    }
    let known: [(String, [Double])] = [
      (
        "guidance takes the unconditional part for the conditional one",
        guided(prompted, plain, scale)
      ),
      ("there is no guidance: the conditional part alone", prompted),
      ("there is no guidance: the unconditional part alone", plain),
      (
        "guidance starts from the conditional part",
        zip(plain, prompted).map { $1 + scale * ($1 - $0) }
      ),
      ("guidance with a scale that is 1 too small", guided(plain, prompted, scale - 1)),
      ("guidance with the scale 7.5", guided(plain, prompted, 7.5)),
      ("guidance is not rescaled", guided(plain, prompted, scale)),
    ]
    return known.first { residual.isNear($0.1) }.map { [$0.0] } ?? []
  }
}
