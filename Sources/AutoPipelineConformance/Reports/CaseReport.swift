/// The result of one case in one number format: a line of `cases.jsonl`, and what every report is
/// made from.
public struct CaseReport: Sendable, Hashable {
  /// `family/Class/variant`; it never changes its meaning.
  public let id: String
  /// The level that the case belongs to.
  public let level: Level
  /// The class under test: of the pipeline, scheduler, tokenizer or component.
  public let className: String
  /// The number format of the run; nil where there are no numbers.
  public let precision: Precision?
  /// The verdict.
  public var verdict: Verdict
  /// Where the run first goes wrong.
  public var divergence: Divergence?
  /// Why the case was skipped, or what the implementation said when it failed.
  public var message: String?
  /// The floating-point entries that were compared, in call order.
  public var entries: [EntryReport] = []
  /// How many entries, discrete ones included, or how many questions were compared.
  public var entryCount = 0
  /// The seconds that the implementation took, loading included.
  public var seconds = 0.0
  /// What the fault looks like, the likeliest first.
  public var diagnosis: [String] = []
  /// What is to be known besides: noise that was not measured, a second attempt.
  public var remarks: [String] = []
  /// What was expected of the case.
  public var expectation = Expectation.pass
  /// The folder with the run's files, relative to the report; nil if nothing was kept.
  public var folder: String?

  /// What is expected of a case.
  public enum Expectation: String, Sendable, Hashable {
    /// To pass.
    case pass
    /// To fail: it is in the list of expected failures.
    case failure
    /// Nothing: it is in quarantine, and does not count.
    case quarantined
  }

  /// How a case counts.
  public enum Standing: String, Sendable, Hashable, CaseIterable {
    /// It passed.
    case passed
    /// It failed.
    case failed
    /// It failed as expected.
    case expectedFailure = "expected-failure"
    /// It passed, and was expected to fail.
    case unexpectedPass = "unexpected-pass"
    /// It does not count.
    case quarantined
    /// The implementation does not claim it.
    case skipped

    /// Whether the suite fails because of it.
    public var isUnexpected: Bool { self == .failed || self == .unexpectedPass }
  }

  /// A report without entries.
  public init(
    id: String, level: Level, className: String, precision: Precision?, verdict: Verdict
  ) {
    self.id = id
    self.level = level
    self.className = className
    self.precision = precision
    self.verdict = verdict
  }

  /// Whether the verdict is as good as the number format asks for.
  public var isPassed: Bool {
    verdict.isPassed && verdict.rank >= (precision?.required ?? .exact).rank
  }

  /// What tells the cases of a report apart.
  struct Key: Hashable, Comparable {
    let level: Level
    let id: String
    let precision: Precision?

    private var sortKey: (Int, String, String) {
      (Level.allCases.firstIndex(of: level) ?? 0, id, precision?.rawValue ?? "")
    }

    static func < (left: Key, right: Key) -> Bool { left.sortKey < right.sortKey }
  }

  var key: Key { Key(level: level, id: id, precision: precision) }

  /// The id, and the number format in brackets if there is one.
  public var title: String { precision.map { "\(id) [\($0.rawValue)]" } ?? id }

  /// ` at ` and the first divergent entry, if there is one.
  var place: String { divergence?.entry.map { " at \($0)" } ?? "" }

  /// What is wrong, or why the case was skipped.
  var reason: String? { divergence?.problem ?? message }

  /// How the case counts.
  public var standing: Standing {
    switch expectation {
    case .quarantined: .quarantined
    case _ where verdict == .skipped: .skipped
    case .pass: isPassed ? .passed : .failed
    case .failure: isPassed ? .unexpectedPass : .expectedFailure
    }
  }

  /// The entry that comes closest to its limit, or exceeds it the most.
  public var closest: EntryReport? { entries.max { $0.ratio < $1.ratio } }

  /// The decoded pictures or last latents.
  public var output: EntryReport? {
    entries.last { $0.name == "images" || $0.name == "latents" }
      ?? entries.last { $0.name.hasPrefix("vae.decode.") }
  }

  /// The command that repeats the case on the reference; `check --implementation` needs the
  /// adapter's command besides.
  public var repeatArguments: [String] {
    ["check", "--level", level.rawValue, "--filter", id]
      + (precision.map { ["--dtype", $0.rawValue] } ?? [])
  }
}

/// One floating-point entry of a run against its golden.
public struct EntryReport: Sendable, Hashable {
  /// The name, such as `unet.forward.3.out.sample`.
  public let name: String
  /// The largest error.
  public let max: Double
  /// The root mean square error.
  public let rms: Double
  /// The largest error that passes.
  public let limit: Double
  /// The measured noise of the golden in the run's number format; 0 where there is none.
  public let noise: Double

  /// An entry.
  public init(name: String, max: Double, rms: Double, limit: Double, noise: Double) {
    self.name = name
    self.max = max
    self.rms = rms
    self.limit = limit
    self.noise = noise
  }

  init(_ name: String, _ distance: Distance, _ limit: Limit) {
    self.init(
      name: name, max: distance.max, rms: distance.rms, limit: limit.maximum, noise: limit.noise)
  }

  /// The error as a multiple of the limit.
  public var ratio: Double { max == 0 ? 0 : max / limit }
  /// The error as a multiple of the noise; nil where none was measured.
  public var timesNoise: Double? { noise > 0 ? max / noise : nil }
}

extension CaseReport: CustomStringConvertible {
  /// The case, the first divergent entry, and by how much it misses which limit.
  public var description: String {
    "\(title) \(verdict.rawValue)\(place)" + (reason.map { ": \($0)" } ?? "")
  }
}
