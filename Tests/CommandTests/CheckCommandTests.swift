import AutoPipelineConformance
import Foundation
import TestSupport
import Testing

/// `check` with an implementation, as it is called from a shell.
@Suite struct CheckCommandTests {
  private static var reference: String {
    "'\(CommandLineTests.command.path(percentEncoded: false))' serve"
  }

  private static let plain = "stable-diffusion/StableDiffusionPipeline/plain"

  /// An adapter in shell that crashes on every request but the first `count`, which it skips.
  private static func script(skips count: Int, then: String) -> String {
    #"""
    n=0
    while IFS= read -r line; do
      case $line in
        *'"cmd": "start"'*) echo '{"version": 1, "implementation": {"name": "x"}}' ;;
        *'"cmd": "stop"'*) exit 0 ;;
        *)
          n=$((n + 1))
          s=$(printf '%s' "$line" | sed 's/.*"seq": *\([0-9]*\).*/\1/')
          [ $n -gt \#(count) ] && { \#(then); }
          echo "{\"seq\": $s, \"skipped\": {\"kind\": \"unsupported\", \"message\": \"no\"}}" ;;
      esac
    done
    """#
  }

  private static func adapter(_ script: String, in folder: TemporaryFolder) throws -> String {
    try folder.write(script, "adapter.sh")
    return "sh '\(folder.url.appending(path: "adapter.sh").path(percentEncoded: false))'"
  }

  @Test func theReferencePassesAsAnAdapter() throws {
    let folder = try TemporaryFolder()
    let report = folder.url.appending(path: "report")
    let outcome = try CommandLineTests.run([
      "check", "--implementation", Self.reference, "--filter", Self.plain, "--level", "pipeline",
      "--level", "image", "--jobs", "2", "--report", report.path(percentEncoded: false),
    ])
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
    #expect(outcome.output.contains("4 passed, 0 failed"))
    let read = try SuiteReport(contentsOf: report.appending(path: SuiteReport.fileName))
    #expect(read.isPassed)
    #expect(read.cases.count == 4)
    #expect(read.run.title == "autopipeline-reference \(AutoPipelineVersion.text)")
    #expect(read.cases.allSatisfy { $0.folder != nil })
  }

  @Test func componentsOfTheReferencePassForced() throws {
    let outcome = try CommandLineTests.run([
      "check", "--implementation", Self.reference, "--filter",
      "stable-diffusion.StableDiffusionPipeline.plain", "--level", "components",
    ])
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
    #expect(outcome.output.contains("6 passed, 0 failed"), "\(outcome.output)")
  }

  @Test func failuresCanBeExpected() throws {
    let folder = try TemporaryFolder()
    let list = folder.url.appending(path: "list").path(percentEncoded: false)
    let command = try Self.adapter(Self.script(skips: 0, then: "exit 7"), in: folder)
    func check(_ more: [String]) throws -> CommandLineTests.Outcome {
      try CommandLineTests.run(
        ["check", "--implementation", command, "--filter", Self.plain] + more)
    }
    let first = try check(["--write-expected-failures", list])
    #expect(first.status == 1)
    #expect(first.output.contains("ended with status 7"))
    #expect(try check(["--expect-failures", list]).status == 0)
    #expect(try check(["--quarantine", list]).status == 0)
    let passing = try CommandLineTests.run([
      "check", "--implementation", Self.reference, "--filter", Self.plain, "--dtype", "float32",
      "--expect-failures", list,
    ])
    #expect(passing.status == 1)
    #expect(passing.output.contains("unexpected pass"))
  }

  @Test func warnsOfLinesThatNameNoCase() throws {
    let folder = try TemporaryFolder()
    try folder.write("no/such/case\n", "list")
    let command = try Self.adapter(Self.script(skips: 100_000, then: ":"), in: folder)
    let outcome = try CommandLineTests.run([
      "check", "--implementation", command, "--expect-failures",
      folder.url.appending(path: "list").path(percentEncoded: false),
    ])
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("list:1: no case matches this line"))
  }

  static let refusals: [([String], String)] = [
    (["--implementation", "exit 3"], "ended with status 3"),
    (["--implementation", "/no/such/command"], "cannot be started"),
    (["--implementation", "echo hello"], "'hello'"),
    (["--shard", "9/8"], "such as 2/8"), (["--timeout", "0"], "above 0"),
    (["--jobs", "0"], "from 1"), (["--level", "vibes"], "is invalid for '--level"),
    (["--expect-failures", "no.txt"], "cannot be read"),
    (["--dtype", "float16", "--filter", "plain"], "no case matches"),
  ]

  @Test(arguments: refusals) func badUsageEndsWithTwo(_ arguments: [String], _ says: String) throws
  {
    let outcome = try CommandLineTests.run(["check"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func anInterruptedRunLeavesAReport() throws {
    let folder = try TemporaryFolder()
    let report = folder.url.appending(path: "report")
    let command = try Self.adapter(Self.script(skips: 3, then: "sleep 60"), in: folder)
    let process = Process()
    process.executableURL = CommandLineTests.command
    process.arguments = [
      "check", "--implementation", command, "--filter", "/StableDiffusionPipeline/", "--report",
      report.path(percentEncoded: false),
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let file = report.appending(path: SuiteReport.fileName)
    for _ in 0..<500 {
      let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      if text.split(separator: "\n").count >= 4 { break }
      usleep(20_000)
    }
    process.interrupt()
    for _ in 0..<500 where process.isRunning { usleep(20_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let read = try SuiteReport(contentsOf: file)
    #expect(read.cases.count == 3)
    #expect(read.end?.isInterrupted == true)
    #expect(!read.isPassed)
    #expect(read.run.total > 10)
  }

  @Test func writesNothingButTheReport() throws {
    let folder = try TemporaryFolder()
    let command = try Self.adapter(Self.script(skips: 100_000, then: ":"), in: folder)
    let temporary = folder.url.appending(path: "tmp")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: false)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c",
      "cd '\(folder.url.path(percentEncoded: false))' && TMPDIR='\(temporary.path)/'"
        + " '\(CommandLineTests.command.path)' check --implementation \"\(command)\" --filter plain"
        + " --report report >/dev/null",
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(Set(names) == ["adapter.sh", "report", "tmp"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
    let report = folder.url.appending(path: "report")
    let kept = Set(try FileManager.default.contentsOfDirectory(atPath: report.path))
    #expect(kept.isSubset(of: ["cases.jsonl", "report.md", "adapter-1.log", "cases"]))
  }

  @Test func goldensOfOnesOwn() throws {
    let folder = try TemporaryFolder()
    let output = folder.url.path(percentEncoded: false)
    let request = "Golden/\(Self.plain)/request.json"
    let recorded = try CommandLineTests.run(["golden", "record", request, "--output", output])
    #expect(recorded.status == 0, "\(recorded.errors)")
    let golden = folder.url.appending(
      path: "Golden/recorded/StableDiffusionPipeline/plain/golden.json")
    let text = try String(contentsOf: golden, encoding: .utf8)
    #expect(text.contains("\"made_by\": \"autopipeline-reference"))
    let verified = try CommandLineTests.run(["golden", "verify", output])
    #expect(verified.status == 0, "\(verified.output)")
    #expect(verified.output.contains("not by diffusers"))
    let checked = try CommandLineTests.run([
      "check", "--suite", output, "--implementation", Self.reference, "--level", "pipeline",
    ])
    #expect(checked.status == 0, "\(checked.output)")
    #expect(checked.output.contains("2 passed"))
    try text.replacing("StableDiffusionPipeline", with: "OtherPipeline").write(
      to: golden, atomically: true, encoding: .utf8)
    #expect(try CommandLineTests.run(["golden", "verify", output]).status == 1)
  }
}
