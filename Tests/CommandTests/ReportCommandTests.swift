import AutoPipelineConformance
import Checkpoints
import Foundation
import TestSupport
import Testing

/// `report` and the flags of `check` that write reports, as they are called from a shell.
@Suite struct ReportCommandTests {
  private func write(
    _ verdict: Verdict, _ shard: String, in folder: TemporaryFolder, name: String = "port"
  ) throws -> String {
    var run = SuiteDescription(implementation: ["name": .string(name)])
    run.shard = shard
    let item = CaseReport(
      id: "a/B/c", level: .pipeline, className: "B", precision: .float32, verdict: verdict)
    let report = SuiteReport(
      run: run, cases: [item], end: .init(isInterrupted: false, seconds: 1))
    let file = folder.url.appending(path: "\(UUID()).jsonl")
    try report.write(to: file)
    return file.path(percentEncoded: false)
  }

  @Test func mergesComparesAndRenders() throws {
    let folder = try TemporaryFolder()
    let good = try write(.float32Class, "1/2", in: folder)
    let bad = try write(.wrong, "2/2", in: folder)
    let whole = folder.path + "/new/whole.jsonl"
    let merged = try CommandLineTests.run(["report", "merge", good, bad, "-o", whole])
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(merged.errors.isEmpty)
    #expect(merged.output.contains("0 passed, 1 failed"))
    let part = try CommandLineTests.run(["report", "merge", good, "-o", whole])
    #expect(part.errors.contains("parts are missing: 2/2"))
    for (reports, status, says) in [
      ([good, bad], Int32(1), "1 worse"), ([bad, good], 0, "1 better"),
      ([good, whole], 0, "1 the same"),
    ] {
      let outcome = try CommandLineTests.run(["report", "compare"] + reports)
      #expect(outcome.status == status)
      #expect(outcome.output.contains(says))
    }
    let outputs = ["html", "markdown", "junit"].flatMap { ["--\($0)", "\(folder.path)/new/\($0)"] }
    let rendered = try CommandLineTests.run(["report", "render", bad] + outputs)
    #expect(rendered.status == 0, "\(rendered.errors)")
    for (name, says) in [
      ("html", "<!DOCTYPE html>"), ("markdown", "## ❌ Conformance"), ("junit", "<testsuites "),
    ] {
      let text = try String(contentsOfFile: "\(folder.path)/new/\(name)", encoding: .utf8)
      #expect(text.contains(says))
    }
  }

  @Test func badUsageEndsWithTwo() throws {
    let folder = try TemporaryFolder()
    let good = try write(.float32Class, "1/2", in: folder)
    let other = try write(.float32Class, "2/2", in: folder, name: "other")
    let broken = try folder.write("nonsense\n", "broken").path(percentEncoded: false)
    let rows: [([String], String)] = [
      (["merge", good, other, "-o", "\(folder.path)/x"], "Merge the parts of one run"),
      (["merge", good], "--output"), (["compare", good, "no-such"], "cannot be opened"),
      (["compare", good, broken], "broken"), (["render", good], "at least one of"),
      (["render", good, "--html", "\(folder.path)/no/x"], "cannot be written"),
    ]
    for (arguments, says) in rows {
      let outcome = try CommandLineTests.run(["report"] + arguments)
      #expect(outcome.status == 2, "\(arguments)")
      #expect(outcome.errors.contains(says), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }

  @Test func checkWritesReportsWithoutAFolder() throws {
    let folder = try TemporaryFolder()
    let html = folder.path + "/page.html"
    let outcome = try CommandLineTests.run([
      "check", "--filter", "stable-diffusion/StableDiffusionPipeline/plain", "--dtype", "float32",
      "--html", html, "--junit", folder.path + "/junit.xml",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try String(contentsOfFile: html, encoding: .utf8)
    #expect(page.contains("data:image/png;base64,"))
    #expect(page.contains("a photo of an astronaut riding a horse"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(names) == ["page.html", "junit.xml"])
  }
}
