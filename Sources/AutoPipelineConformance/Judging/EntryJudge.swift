/// Compares one entry of a transcript with its golden.
struct EntryJudge {
  /// The outcome for an entry.
  enum Outcome {
    /// Equal, as discrete entries and draws must be.
    case equal
    /// Floating-point numbers at a distance, within or over the limit.
    case measured(Distance, Limit)
    /// Not comparable, or a discrete value that differs.
    case different(Defect, String)
  }

  let precision: Precision
  let golden: Golden
  let expected: RecordedTranscript
  let actual: RecordedTranscript
  let request: Request

  private var ownPixels: OwnPixels { OwnPixels(request: request, actual: actual) }

  /// The entry that is computed from 8-bit pictures.
  private static let clipInput = "safety_checker.forward.0.in.clip_input"

  /// Judges the entry called `name`.
  ///
  /// The shapes come first, so that no more is read of a file than the golden has.
  func judge(_ name: String) throws -> Outcome {
    guard let wantShape = expected.shape(name) else {
      return .different(.extra, "is not in the golden")
    }
    guard let haveShape = actual.shape(name) else {
      return .different(.missing, "is missing in the run")
    }
    guard wantShape == haveShape else {
      return .different(.shape, "has shape \(haveShape), expected \(wantShape)")
    }
    switch (try actual.values(name), try expected.values(name)) {
    case (.integers(let have)?, .integers(let want)?):
      return try integers(name, have, want)
    case (.floats(let have)?, .floats(let want)?):
      let pixels = name == Self.clipInput ? try ownPixels.clipInput() : nil
      return floats(name, have, pixels ?? want)
    case (.integers?, .floats?):
      return .different(.dtype, "holds integers, expected floating-point numbers")
    case (.floats?, .integers?):
      return .different(.dtype, "holds floating-point numbers, expected integers")
    case (nil, _), (_, nil): return .different(.missing, "is listed without a value")
    }
  }

  private func floats(_ name: String, _ have: [Double], _ want: [Double]) -> Outcome {
    if name.hasPrefix("random."), !precision.isHalf {
      return have == want ? .equal : .different(.discrete, Self.firstDifference(have, want))
    }
    if let fault = FloatFaults.find(have, want) { return .different(fault.defect, fault.problem) }
    return measured(name, have, want)
  }

  private func measured(_ name: String, _ have: [Double], _ want: [Double]) -> Outcome {
    .measured(Distance(have, want), limit(name, want))
  }

  /// How far the entry called `name` may be from the golden's `values`.
  func limit(_ name: String, _ values: [Double]) -> Limit {
    Limit(precision, noise: golden.noise(name, precision), golden: values)
  }

  /// Ids, flags and timesteps are equal. So are 8-bit samples, but for what rounding may do; they
  /// are the only integers with noise of 16 bits, many levels of it.
  private func integers(_ name: String, _ have: [Int], _ want: [Int]) throws -> Outcome {
    if have == want { return .equal }
    if precision.isHalf, golden.halfNoise[precision]?[name] != nil {
      return measured(name, have.map(Double.init), want.map(Double.init))
    }
    if precision != .float64 {
      if try QuantisationRule(judge: self).excuses(name, have, want) { return .equal }
      if name == "images", try have == ownPixels.overlaidPictures() { return .equal }
    }
    return .different(.discrete, Self.firstDifference(have, want))
  }

  /// Says where two lists of one length first differ.
  static func firstDifference<Value: Equatable>(_ have: [Value], _ want: [Value]) -> String {
    guard let index = want.indices.first(where: { have[$0] != want[$0] }) else { return "" }
    let count = want.indices.reduce(0) { $0 + (have[$1] != want[$1] ? 1 : 0) }
    return "has \(have[index]) at \(index), expected \(want[index])"
      + " (\(count) of \(want.count) differ)"
  }
}
