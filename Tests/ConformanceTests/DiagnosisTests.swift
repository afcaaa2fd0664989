import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// A wrong entry is recognised by what was done to it.
@Suite struct DiagnosisTests {
  static let shape = [2, 3, 4, 5]
  static let golden = (0..<120).map { sin(Double($0) * 1.7) + Double($0 % 7) / 3 }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable ([Double]) -> [Double]
    let says: String
  }

  /// The elements of `values`, taken from other places.
  static func moved(_ values: [Double], _ source: ([Int]) -> [Int]) -> [Double] {
    let residual = Residual(entry: "", have: values, want: values, shape: shape, limit: 0)
    return values.indices.map { index in
      let place = zip(source(residual.position(of: index)), residual.strides)
      return values[place.reduce(0) { $0 + $1.0 * $1.1 }]
    }
  }

  static let rows = [
    Row(
      testDescription: "BGR", change: { moved($0) { [$0[0], 2 - $0[1], $0[2], $0[3]] } },
      says: "BGR"),
    Row(
      testDescription: "guidance order",
      change: { moved($0) { [1 - $0[0], $0[1], $0[2], $0[3]] } }, says: "halves of the batch"),
    Row(
      testDescription: "mirrored", change: { moved($0) { [$0[0], $0[1], $0[2], 4 - $0[3]] } },
      says: "left and right"),
    Row(
      testDescription: "upside down", change: { moved($0) { [$0[0], $0[1], 3 - $0[2], $0[3]] } },
      says: "upside down"),
    Row(
      testDescription: "no scale", change: { $0.map { $0 / 0.18215 } },
      says: "scaling_factor left out"),
    Row(
      testDescription: "scaled twice", change: { $0.map { $0 * 0.18215 } },
      says: "scaling_factor applied once too often"),
    Row(testDescription: "no shift", change: { $0.map { $0 + 0.0609 } }, says: "shift_factor"),
    Row(testDescription: "sign", change: { $0.map { -$0 } }, says: "sign"),
    Row(testDescription: "doubled", change: { $0.map { 2 * $0 } }, says: "2 × the golden's"),
    Row(testDescription: "range", change: { $0.map { 2 * $0 - 1 } }, says: "in −1…1"),
    Row(testDescription: "clamped", change: { $0.map { min(max($0, -1), 1) } }, says: "clamped"),
    Row(
      testDescription: "one sample", change: { $0.enumerated().map { $0 < 60 ? $1 : $1 * $1 } },
      says: "sample 1 alone"),
    Row(
      testDescription: "border",
      change: { values in
        let residual = Residual(entry: "", have: values, want: values, shape: shape, limit: 0)
        return values.indices.map { index in
          residual.position(of: index)[3] == 0 ? values[index] * 1.5 + 0.3 : values[index]
        }
      }, says: "padding"),
  ]

  @Test(arguments: rows) func recognises(_ row: Row) {
    let residual = Residual(
      entry: "vae.decode.0.in.z", have: row.change(Self.golden), want: Self.golden,
      shape: Self.shape, limit: 1e-9)
    let found = Relations(
      residual: residual,
      constants: [("scaling_factor", 0.18215), ("shift_factor", 0.0609)]
    ).explanations()
    #expect(found.first?.contains(row.says) == true, "\(found)")
  }

  @Test func sayNothingOfNoise() {
    let noisy = Self.golden.enumerated().map { $1 + sin(Double($0) * 3.1) / 10 }
    let residual = Residual(
      entry: "x", have: noisy, want: Self.golden, shape: Self.shape, limit: 1e-9)
    #expect(Relations(residual: residual, constants: []).explanations().isEmpty)
  }

  @Test func recognisesCutSamples() {
    let want = Self.golden.map { (($0 + 1) * 50).rounded() }
    let have = want.enumerated().map { $0.isMultiple(of: 3) ? $1 : $1 - 1 }
    let residual = Residual(
      entry: "images", have: have, want: want, shape: Self.shape, limit: 0)
    let found = Relations(residual: residual, constants: []).explanations()
    #expect(found.first?.contains("cut instead of rounded") == true, "\(found)")
  }

  /// An error that is hardly larger than the limit does not look like everything.
  @Test func sayNothingOfSmallErrors() {
    let noisy = Self.golden.enumerated().map { $1 + sin(Double($0) * 3.1) / 1e6 }
    let residual = Residual(
      entry: "x", have: noisy, want: Self.golden, shape: Self.shape, limit: 8e-7)
    #expect(Relations(residual: residual, constants: []).explanations().isEmpty)
  }

  static let ids: [(have: [Int], says: String)] = [
    ([1, 5, 6, 2, 0, 0], "padded with token 0 instead of 2"),
    ([5, 6, 2, 2, 2, 2], "start is missing"), ([1, 1, 5, 6, 2, 2], "too many"),
    ([1, 5, 6, 9, 2, 2], "at the end is 9"), ([1, 7, 6, 2, 2, 2], ""),
  ]

  @Test(arguments: ids) func recognisesIDs(_ row: (have: [Int], says: String)) {
    let relations = IDRelations(
      have: row.have, want: [1, 5, 6, 2, 2, 2], mask: [1, 1, 1, 1, 0, 0])
    let first = relations.explanations().first ?? ""
    #expect(row.says.isEmpty ? first.isEmpty : first.contains(row.says), "\(first)")
  }

  private static func item(_ variant: String) -> ConformanceCase {
    ConformanceCase(
      folder: Repository.golden.appending(path: "stable-diffusion/StableDiffusionPipeline")
        .appending(path: variant))
  }

  static let faults: [(KernelFault, String)] = [
    (.noCausalMask, "causal mask"), (.noAttentionScale, "without its scale"),
    (.largeEpsilon, "ten times their epsilon"), (.smallEpsilon, "a tenth of their epsilon"),
    (.tanhGELU, "tanh approximation"),
  ]

  /// The reference with a bug is caught, and the bug is named.
  @Test(arguments: faults) func recognisesBugs(_ fault: KernelFault, _ says: String) throws {
    let report = try KernelFault.$active.withValue(fault) {
      try CaseRunner<Double>().judge(Self.item("plain"))
    }
    #expect(!report.isPassed)
    #expect(report.diagnosis.first?.contains(says) == true, "\(report) \(report.diagnosis)")
  }

  /// Changes of a whole transcript, by the name of the entry.
  static let entries: [(String, @Sendable ([Double]) -> [Double], String)] = [
    ("scheduler.set_timesteps.0.out.timesteps", { $0.map { $0 - 1 } }, "timesteps are off by -1"),
    ("random.0.normal", { $0.reversed() }, "another order"),
    ("vae.decode.0.in.z", { $0.map { $0 * 0.18215 } }, "scaling_factor"),
    ("unet.forward.0.in.encoder_hidden_states", swapped, "halves of the batch"),
    (
      "unet.forward.2.out.sample", { $0.map { Double(Float16Rounding.rounded(Float($0))) } },
      "float16"
    ),
  ]

  private static func swapped(_ values: [Double]) -> [Double] {
    Array(values.suffix(values.count / 2) + values.prefix(values.count / 2))
  }

  @Test(arguments: entries) func recognisesEntries(
    _ name: String, _ change: @Sendable ([Double]) -> [Double], _ says: String
  ) throws {
    let report = try Self.report(changing: name, change)
    #expect(report.divergence?.entry == name)
    #expect(report.diagnosis.contains { $0.contains(says) }, "\(report.diagnosis)")
  }

  @Test func wholeNumbersAreNoNarrowFormat() throws {
    let report = try Self.report(changing: "scheduler.set_timesteps.0.out.timesteps") {
      $0.enumerated().map { $1 + Double($0 * $0) }
    }
    #expect(report.divergence?.entry == "scheduler.set_timesteps.0.out.timesteps")
    #expect(!report.diagnosis.contains { $0.contains("float16") }, "\(report.diagnosis)")
  }

  /// A case's own golden as its run, with one entry changed.
  private static func report(
    changing name: String, _ change: ([Double]) -> [Double]
  ) throws -> CaseReport {
    let item = item("plain")
    let golden = try item.golden()
    let expected = try golden.transcript(float32: false)
    let changed = try expected.order.map { entry in
      var values = try #require(try expected.values(entry))
      if entry == name {
        values =
          switch values {
          case .floats(let floats): .floats(change(floats))
          case .integers(let integers): .integers(change(integers.map(Double.init)).map { Int($0) })
          }
      }
      return (name: entry, values: values, shape: expected.shape(entry) ?? [])
    }
    let judge = CaseJudge(
      item: item, level: .pipeline, precision: .float64, golden: golden,
      request: try item.request(), extent: .full)
    return try judge.judge(.finished(pipelineClass: "StableDiffusionPipeline")) {
      RecordedTranscript(changed)
    }
  }
}
