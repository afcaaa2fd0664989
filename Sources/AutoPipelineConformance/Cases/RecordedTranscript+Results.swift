import Checkpoints

extension RecordedTranscript {
  /// The results of a run without a transcript: the tensors of `output.safetensors`, and flags of the
  /// reply's `outputs`.
  ///
  /// - Parameter golden: Where its pictures are 8-bit and the run's are fractions of 255, the run's
  ///   are turned into samples.
  init(results file: SafetensorsFile, flags: JSONObject, like golden: RecordedTranscript) throws {
    var entries: [(name: String, values: Values, shape: [Int])] = []
    for name in golden.order where TranscriptJudge.isResult(name) {
      if let entry = file.entry(name) {
        // Nothing is read of a tensor that has another shape.
        guard golden.shape(name) == entry.shape else {
          entries.append((name, .floats([]), entry.shape))
          continue
        }
        let wantsSamples = if case .integers = try golden.values(name) { true } else { false }
        entries.append((name, try Self.values(of: file, name, wantsSamples), entry.shape))
      } else if let list = flags[name]?.arrayValue {
        let values = list.map { $0.boolValue.map { $0 ? 1 : 0 } ?? $0.intValue ?? -1 }
        entries.append((name, .integers(values), [values.count]))
      }
    }
    self.init(entries)
  }

  private static func values(
    of file: SafetensorsFile, _ name: String, _ wantsSamples: Bool
  ) throws -> Values {
    guard file.entry(name)?.dtype.isFloatingPoint == true else {
      return .integers(try file.integers(name).values)
    }
    let values = try file.tensor(name, as: Double.self).values
    guard wantsSamples else { return .floats(values) }
    let samples = values.map { ($0 * 255).rounded() }
    let areSamples = zip(values, samples).allSatisfy {
      abs($0 * 255 - $1) < 1e-2 && (0...255).contains($1)
    }
    return areSamples ? .integers(samples.map { Int($0) }) : .floats(values)
  }
}
