import Checkpoints
import Foundation

/// The timesteps and noise levels of a scheduler: a row of `Golden/units/schedulers`.
struct ScheduleCheck: Check {
  let className: String
  let row: JSONObject
  let precision: Precision
  /// What diffusers computes for the rows of the class.
  let golden: SafetensorsFile

  private var name: String { row["name"]?.stringValue ?? "" }

  var blank: CaseReport {
    CaseReport(
      id: "schedule/\(className)/\(name)", level: .schedule, className: className,
      precision: precision, verdict: precision.required)
  }

  /// Whether the row says what `set_timesteps` alone gives, in numbers that every JSON has.
  var isUsable: Bool {
    let config = row["config"]?.objectValue ?? [:]
    return row["error"] == nil && row["shift"] == nil
      && !config.contains { $0.value.stringValue?.hasSuffix("inf") == true }
  }

  func judge(_ asking: any Asking, in _: URL) throws -> CaseReport {
    var report = blank
    let reply = try asking.ask([
      "cmd": "schedule", "class": .string(className), "config": row["config"] ?? [:],
      "arguments": row["set"] ?? [:], "dtype": .string(precision.rawValue),
    ])
    switch Reply(reply) {
    case .skipped(let reason): report.skip(reason)
    case .error(let type, let message): report.raised(type, message)
    case .result(let reply):
      try compare("timesteps", reply, &report)
      try compare("sigmas", reply, &report)
    }
    return report
  }

  private func compare(
    _ entry: String, _ reply: JSONObject, _ report: inout CaseReport
  ) throws {
    let narrow = "\(name).\(entry).float32"
    let stored =
      precision != .float64 && golden.entry(narrow) != nil ? narrow : "\(name).\(entry)"
    guard let expected = golden.entry(stored) else { return }
    report.entryCount += 1
    guard let have = reply[entry]?.arrayValue?.compactMap(\.doubleValue) else {
      return report.fail(entry, "is missing", .missing)
    }
    let want: [Double] = try golden.tensor(stored).values
    guard have.count == want.count else {
      return report.fail(entry, "has \(have.count) values, expected \(want.count)", .shape)
    }
    guard expected.dtype.isFloatingPoint else {
      if have != want {
        report.fail(entry, EntryJudge.firstDifference(have, want), .discrete)
      }
      return
    }
    try compare(entry, have, want, &report)
  }

  private func compare(
    _ entry: String, _ have: [Double], _ want: [Double], _ report: inout CaseReport
  ) throws {
    // Without a number, torch's own float32 runs break down here.
    let measured = row["noise"]?[entry]
    if let measured, measured.doubleValue == nil, precision != .float64 { return }
    if let fault = FloatFaults.find(have, want) {
      return report.fail(entry, fault.problem, fault.defect)
    }
    let float32 = measured?.doubleValue ?? 0
    let noise = precision.isHalf ? Limit.estimatedNoise(precision, float32: float32) : float32
    let limit = Limit(precision, noise: noise, golden: want)
    let distance = Distance(have, want)
    report.entries.append(EntryReport(entry, distance, limit))
    if distance.max > limit.maximum {
      report.fail(entry, TranscriptJudge.describe(distance, limit, precision), .value)
    }
  }
}
