/// Compares one entry of a transcript with its golden.
struct EntryJudge {
  /// The outcome for an entry.
  enum Outcome {
    /// Equal, as discrete entries and draws must be.
    case equal
    /// Floating-point numbers at a distance, within or over the limit.
    case measured(Distance, Limit)
    /// Not comparable, or a discrete value that differs.
    case different(String)
  }

  let arithmetic: Limit.Arithmetic
  let golden: Golden
  let expected: RecordedTranscript
  let actual: RecordedTranscript
  let request: Request

  private var ownPixels: OwnPixels { OwnPixels(request: request, actual: actual) }

  /// The entry that is computed from 8-bit pictures.
  private static let clipInput = "safety_checker.forward.0.in.clip_input"

  /// Judges the entry called `name`.
  func judge(_ name: String) throws -> Outcome {
    guard let want = try expected.values(name), let wantShape = expected.shape(name) else {
      return .different("is not in the golden")
    }
    guard let have = try actual.values(name), let haveShape = actual.shape(name) else {
      return .different("is missing in the run")
    }
    guard wantShape == haveShape else {
      return .different("has shape \(haveShape), expected \(wantShape)")
    }
    switch (have, want) {
    case (.integers(let have), .integers(let want)):
      return try integers(name, have, want)
    case (.floats(let have), .floats(let want)):
      let pixels = name == Self.clipInput ? try ownPixels.clipInput() : nil
      return floats(name, have, pixels ?? want)
    case (.integers, .floats):
      return .different("holds integers, expected floating-point numbers")
    case (.floats, .integers):
      return .different("holds floating-point numbers, expected integers")
    }
  }

  private func floats(_ name: String, _ have: [Double], _ want: [Double]) -> Outcome {
    if name.hasPrefix("random.") {
      return have == want ? .equal : .different(Self.firstDifference(have, want))
    }
    if let fault = FloatFaults.name(have, want) { return .different(fault) }
    let largest = want.reduce(0) { max($0, $1.isFinite ? abs($1) : 0) }
    let limit = Limit(arithmetic, noise: golden.noise[name]?.max ?? 0, largest: largest)
    return .measured(Distance(have, want), limit)
  }

  private func integers(_ name: String, _ have: [Int], _ want: [Int]) throws -> Outcome {
    if have == want { return .equal }
    if arithmetic == .float32 {
      if try QuantisationRule(judge: self).excuses(name, have, want) { return .equal }
      if name == "images", try have == ownPixels.overlaidPictures() { return .equal }
    }
    return .different(Self.firstDifference(have, want))
  }

  private static func firstDifference<Value: Equatable>(_ have: [Value], _ want: [Value]) -> String
  {
    guard let index = want.indices.first(where: { have[$0] != want[$0] }) else { return "" }
    let count = want.indices.reduce(0) { $0 + (have[$1] != want[$1] ? 1 : 0) }
    return "has \(have[index]) at \(index), expected \(want[index])"
      + " (\(count) of \(want.count) differ)"
  }
}
