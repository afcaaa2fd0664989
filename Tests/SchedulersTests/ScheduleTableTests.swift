import Checkpoints
import Foundation
import Tensors
import Testing

@testable import Schedulers

@Suite struct ScheduleTableTests {
  @Test func tableIsThere() {
    #expect(ScheduleRow.all.count >= 150)
    #expect(Set(ScheduleRow.all.map(\.scheduler)) == Set(SchedulerFactory.types.map(\.name)))
  }

  @Test(arguments: ScheduleRow.all) func idealArithmetic(_ row: ScheduleRow) throws {
    try check(row, as: Double.self) { _, largest in 1e-12 * max(1, largest) }
  }

  @Test(arguments: ScheduleRow.all) func float32(_ row: ScheduleRow) throws {
    try check(row, as: Float.self) { entry, largest in
      row.noise(entry).map { max(8 * $0, 8 * 0x1p-24 * largest) }
    }
  }

  /// Compares every entry of a run with the golden; `limit` says how far an entry, whose largest
  /// magnitude it is given, may be off.
  private func check<Scalar: TensorScalar>(
    _ row: ScheduleRow, as _: Scalar.Type, limit: (String, Double) -> Double?
  ) throws {
    if let error = row.error {
      let raised = #expect(throws: PythonError.self) { try ScheduleRun<Scalar>(row) }
      #expect(raised.map { "\($0.type.rawValue): \($0.message)" } == error)
      return
    }
    let run = try ScheduleRun<Scalar>(row)
    let golden = try SafetensorsFile(
      contentsOf: ScheduleRow.folder.appending(path: "\(row.scheduler).safetensors"))
    #expect(run.draws == row.draws)
    // In float32 the ends of a tree's intervals round to other millionths.
    if Scalar.self == Double.self { #expect(run.seeds == row.seeds) }
    try checkTimesteps(run, row, golden, limit)
    for name in [
      "sigmas", "init_noise_sigma", "noisy", "noisy_later", "scaled", "prev_sample",
      "pred_original_sample",
    ] {
      // Without an entry, `scaled` is the sample itself.
      guard golden.entry("\(row.name).\(name)") != nil else {
        #expect(name == "scaled" || run.entries[name] == nil, "\(name) is not in the golden")
        continue
      }
      let expected = try golden.tensor("\(row.name).\(name)", as: Double.self).values
      let actual = run.entries[name]?.map { Double($0) } ?? []
      compare(actual, expected, name, limit)
    }
  }

  private func checkTimesteps<Scalar: TensorScalar>(
    _ run: ScheduleRun<Scalar>, _ row: ScheduleRow, _ golden: SafetensorsFile,
    _ limit: (String, Double) -> Double?
  ) throws {
    let name = "\(row.name).timesteps"
    guard golden.entry(name)?.dtype == .int64 else {
      #expect(run.timesteps.allSatisfy { !$0.isInteger })
      let expected = try golden.tensor(name, as: Double.self).values
      compare(run.timesteps.map(\.value), expected, "timesteps", limit)
      return
    }
    let narrow = "\(name).float32"
    let hasNarrow = Scalar.self == Float.self && golden.entry(narrow) != nil
    let expected = try golden.integers(hasNarrow ? narrow : name).values
    #expect(run.timesteps == expected.map { .integer($0) })
  }

  private func compare(
    _ actual: [Double], _ expected: [Double], _ name: String, _ limit: (String, Double) -> Double?
  ) {
    guard actual.count == expected.count else {
      Issue.record("\(name): \(actual.count) values instead of \(expected.count)")
      return
    }
    let largest = expected.lazy.filter(\.isFinite).map(\.magnitude).max() ?? 0
    guard let allowed = limit(name, largest) else {
      #expect(actual.contains { !$0.isFinite }, "\(name) should break down as torch's does")
      return
    }
    let worst =
      zip(actual, expected).map { actual, expected in
        actual == expected || (actual.isNaN && expected.isNaN) ? 0 : (actual - expected).magnitude
      }.max { $1.isNaN || $0 < $1 } ?? 0
    #expect(worst <= allowed, "\(name) is off by \(worst), \(worst / allowed) times the limit")
  }
}
