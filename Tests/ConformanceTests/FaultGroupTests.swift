import Testing

@testable import AutoPipelineConformance

/// What failures have in common, without what is different from case to case.
@Suite struct FaultGroupTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let level: Level
    let divergence: Divergence?
    let message: String?
    let says: String

    init(
      _ says: String, _ level: Level = .pipeline, at entry: String? = nil, _ problem: String? = nil,
      _ defect: Defect = .exception, message: String? = nil
    ) {
      (self.says, self.level, self.message, testDescription) = (says, level, message, says)
      divergence = problem.map { Divergence(entry: entry, problem: $0, defect: defect) }
    }
  }

  static let rows = [
    Row(
      "wrong at unet.forward.out.sample: differs by more than its limit",
      at: "unet.forward.12.out.sample", "differs by 1.3e-5, the limit is 4e-7", .value),
    Row(
      "wrong at scheduler.set_timesteps.out.timesteps: holds other values",
      at: "scheduler.set_timesteps.0.out.timesteps", "has 923.0 at 1, expected 922.0", .discrete),
    Row(
      "wrong at images: has shape […], expected […]", at: "images",
      "has shape [1, 8, 8, 3], expected [2, 8, 8, 3]", .shape),
    Row(
      "raised TypeError: ….__call__() got an unexpected keyword argument 'eta'", .pipeline,
      "raised TypeError: Class.__call__() got an unexpected keyword argument 'eta'; diffusers does not"
    ),
    Row(
      "raised OSError: no file '…' in …", .components,
      "raised OSError: no file 'a/b/model.bin' in /models/x-1/unet"),
    Row(
      "wrong: chose Other", .resolve,
      at: "inpainting from_pipe", "chose Other; diffusers raises ValueError: Class has none",
      .pipelineClass),
    Row("wrong: ended with status …", message: "ended with status 7"), Row("wrong"),
  ]

  @Test(arguments: rows) func likeness(_ row: Row) {
    var item = ReportSamples.item(.wrong, level: row.level, message: row.message)
    item.divergence = row.divergence
    #expect(item.likeness == row.says)
  }

  @Test func theLargestGroupComesFirst() {
    let cases =
      [ReportSamples.item(.exact), ReportSamples.item(.skipped, "absent", message: "no")]
      + ["images", "latents", "images", "ids", "latents", "images"].enumerated().map {
        ReportSamples.item(.wrong, "v\($0)", entry: $1)
      }
    let groups = FaultGroup.all(cases)
    #expect(groups.map(\.cases.count) == [3, 2, 1])
    #expect(groups.map { $0.cases[0].id.suffix(2) } == ["v0", "v1", "v3"])
  }

  @Test func manyFailuresAreSummedUp() {
    let few = (0..<9).map { ReportSamples.item(.wrong, "v\($0)", entry: "images") }
    let title = "What the failures have in common"
    #expect(!TerminalReport(few).text.contains(title))
    let many = few + [ReportSamples.item(.wrong, "v9", entry: "images")]
    let text = TerminalReport(many).text
    #expect(text.contains(title))
    #expect(text.contains("  10 × pipeline  wrong at images: differs by more than its limit"))
    #expect(MarkdownReport(ReportSamples.report(few)).text.contains("### " + title))
  }

  @Test func classesAreCounted() {
    let cases = ["A", "B", "B", "C", "D", "E"].map { name in
      CaseReport(id: name, level: .pipeline, className: name, precision: nil, verdict: .wrong)
    }
    #expect(cases.classes(limit: 3) == "B 2, A 1, C 1, 2 more")
    #expect(cases.classes() == "B 2, A 1, C 1, D 1, 1 more")
  }
}
