import Checkpoints
public import Foundation

extension SuiteReport {
  /// The reports of the parts of a run as one, its cases sorted; of two reports of one case the later
  /// counts.
  ///
  /// The run is complete if every part is; its seconds are those of all parts.
  ///
  /// - Parameters:
  ///   - files: The reports.
  ///   - folder: The folder that the cases' folders are to be relative to.
  /// - Throws: `CheckpointError` if the reports are of several implementations or suites.
  public init(merging files: [ReportFile], in folder: URL) throws {
    guard let first = files.first else {
      throw CheckpointError(file: "report", problem: "there is nothing to merge")
    }
    for file in files.dropFirst() { try file.requireSameRun(as: first) }
    let cases = Self.latest(files.flatMap { $0.cases(from: folder) })
    let reports = files.map(\.report)
    let isInterrupted = reports.contains { $0.end?.isInterrupted != false }
    var run = first.report.run
    run.shard = ShardSet(reports.map(\.run.shard)).text
    let total = reports.reduce(0) { $0 + $1.run.total }
    run.total = isInterrupted ? max(total, cases.count) : cases.count
    self.init(
      run: run, cases: cases.sorted { $0.key < $1.key },
      end: End(
        isInterrupted: isInterrupted, seconds: reports.reduce(0) { $0 + ($1.end?.seconds ?? 0) }))
  }

  /// The parts that are missing, such as `3/8`; none if the report is of a whole run.
  public var missingShards: [String] { ShardSet([run.shard]).missing }
}

extension ReportFile {
  fileprivate func requireSameRun(as other: ReportFile) throws {
    let (own, others) = (report.run, other.report.run)
    guard (own.title, own.suite) == (others.title, others.suite) else {
      throw CheckpointError(
        file: url.path(percentEncoded: false), key: "run",
        problem: "is of \(own.title) by suite \(own.suite), the first of \(others.title) by"
          + " suite \(others.suite)",
        advice: "Merge the parts of one run; `report compare` compares two")
    }
  }
}

/// The parts of a run that reports are of.
struct ShardSet {
  private let shards: [SuitePlan.Shard]
  private let isWhole: Bool

  /// The parts named in reports, several of them with commas between; nil for a whole run.
  init(_ texts: [String?]) {
    let names = texts.map { $0.map { $0.split(separator: ",").map { $0.filter { $0 != " " } } } }
    isWhole = names.contains { $0 == nil }
    shards = names.compactMap { $0 }.joined().compactMap { SuitePlan.Shard($0) }
  }

  /// The parts that are missing where all are parts of one division.
  var missing: [String] {
    guard !isWhole, let count = shards.first?.count, shards.allSatisfy({ $0.count == count }),
      count <= 10_000
    else { return [] }
    let present = Set(shards.map(\.number))
    return (1...count).filter { !present.contains($0) }.map { "\($0)/\(count)" }
  }

  /// The parts, or nil if they are the whole.
  var text: String? {
    let counts = Set(shards.map(\.count))
    guard !isWhole, !shards.isEmpty, counts.count > 1 || !missing.isEmpty else { return nil }
    let sorted = Set(shards).sorted { ($0.count, $0.number) < ($1.count, $1.number) }
    return sorted.map(\.description).joined(separator: ", ")
  }
}
