import AutoPipelineConformance
import Foundation
import Synchronization
import TestSupport
import Testing

/// How adapters start and end, and what a run leaves behind.
@Suite struct AdapterLifeTests {
  struct Start: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let adapter: ShellAdapter
    let says: String
  }

  static let starts = [
    Start(testDescription: "ends", adapter: ShellAdapter(prelude: "exit 4"), says: "status 4"),
    Start(
      testDescription: "says why", adapter: ShellAdapter(prelude: "echo no torch >&2; exit 1"),
      says: "no torch"),
    Start(testDescription: "no JSON", adapter: ShellAdapter(start: "hi"), says: "'hi'"),
    Start(
      testDescription: "hangs", adapter: ShellAdapter(prelude: "sleep 60"), says: "did not answer"),
    Start(
      testDescription: "no name",
      adapter: ShellAdapter(start: #"{"version": 1, "implementation": {}}"#),
      says: "lacks 'name'"),
    Start(
      testDescription: "other version",
      adapter: ShellAdapter(start: #"{"version": 2, "implementation": {"name": "x"}}"#),
      says: "version 2"),
    Start(
      testDescription: "unknown level",
      adapter: ShellAdapter(
        start: #"{"version": 1, "implementation": {"name": "x", "levels": ["all"]}}"#),
      says: "'implementation.levels[0]' should be one of"),
  ]

  @Test(arguments: starts) func refusesToStart(_ row: Start) throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: AdapterFailure.self) {
      _ = try AdapterRun(row.adapter, in: folder.url) { $0.limits.startTimeout = 1 }
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("cannot be started"), "\(text)")
    #expect(text.contains(row.says), "\(text)")
  }

  @Test func givesUpOnAnAdapterThatNoLongerStarts() throws {
    let folder = try TemporaryFolder()
    let mark = folder.url.appending(path: "mark").path
    // It starts twice: to say what it is, and for the first case.
    let prelude = "echo x >>'\(mark)'; [ $(wc -l <'\(mark)') -gt 2 ] && exit 1"
    let run = try AdapterRun(
      ShellAdapter(odd: "exit 1", prelude: prelude, pattern: "*"), in: folder.url,
      filter: "/StableDiffusionPipeline/")
    #expect(run.outcome.cases.allSatisfy { $0.verdict == .error })
    #expect(run.outcome.cases.last?.message?.contains("times after each other") == true)
    let starts = try String(contentsOfFile: mark, encoding: .utf8).count / 2
    #expect(starts < 8)
  }

  @Test func endsAnAdapterThatIgnoresStop() throws {
    let folder = try TemporaryFolder()
    let run = try AdapterRun(
      ShellAdapter(stop: ":", prelude: "trap '' TERM HUP PIPE"), in: folder.url)
    #expect(run.outcome.remarks.contains { $0.contains("told to stop") } || run.seconds < 5)
    #expect(run.outcome.cases.allSatisfy { $0.verdict == .skipped })
    #expect(run.seconds < 5)
  }

  @Test func anInterruptedRunKeepsWhatItHas() throws {
    let folder = try TemporaryFolder()
    let start = ContinuousClock.now
    let run = try AdapterRun(
      ShellAdapter(odd: "sleep 60"), in: folder.url, filter: "/StableDiffusionPipeline/", jobs: 2
    ) { options in
      options.isInterrupted = { ContinuousClock.now - start > .seconds(1.5) }
    }
    #expect(run.outcome.isInterrupted)
    #expect(run.odd == nil)
    #expect(run.seconds < 5)
  }

  @Test func writesNothingButItsFolder() throws {
    let folder = try TemporaryFolder()
    _ = try AdapterRun(ShellAdapter(odd: "touch \"$out/image-0.png\"; done_"), in: folder.url)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(Set(names) == ["adapter.sh", "out"])
    let cases = folder.url.appending(path: "out/cases/pipeline/stable-diffusion")
    let kept = try FileManager.default.contentsOfDirectory(
      atPath: cases.appending(path: "StableDiffusionPipeline/plain/float32").path)
    #expect(kept == ["image-0.png"])
  }

  @Test func keepsNothingIfNotAskedTo() throws {
    let folder = try TemporaryFolder()
    let run = try AdapterRun(ShellAdapter(odd: "done_"), in: folder.url) { $0.keepsFiles = false }
    #expect(run.odd?.verdict == .wrong)
    #expect(run.odd?.folder == nil)
    let enumerator = FileManager.default.enumerator(
      at: folder.url.appending(path: "out/cases"), includingPropertiesForKeys: [.isRegularFileKey])
    let files = enumerator?.compactMap { $0 as? URL }.filter {
      (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false
    }
    #expect(files?.isEmpty ?? true)
  }
}
