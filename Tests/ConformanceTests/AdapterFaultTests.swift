import AutoPipelineConformance
import Foundation
import TestSupport
import Testing

/// Whatever an adapter does, it costs the case that it does it to, and no other.
@Suite struct AdapterFaultTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let odd: String
    let verdict: Verdict
    var defect: Defect?
    var says = ""
    var timeout = 20.0

    init(
      _ name: String, _ odd: String, _ verdict: Verdict, _ defect: Defect? = nil, says: String = "",
      timeout: Double = 20
    ) {
      testDescription = name
      self.odd = odd
      self.verdict = verdict
      self.defect = defect
      self.says = says
      self.timeout = timeout
    }
  }

  static let failures = [
    Row("ends", "exit 3", .error, .crash, says: "ended with status 3"),
    Row("ends with status 0", "exit 0", .error, .crash, says: "ended with status 0"),
    Row("says why it ends", "echo boom >&2; exit 3", .error, .crash, says: "boom"),
    Row("is killed", "kill -9 $$", .error, .crash, says: "signal 9"),
    Row("closes its output", "exec >&-; sleep 60", .error, .crash, says: "closed its output"),
    Row("hangs", "sleep 60", .error, .hang, says: "within 0.5 s", timeout: 0.5),
    Row("answers late", "sleep 2; skip", .error, .hang, timeout: 0.5),
    Row("hangs with children", "sleep 60 & sleep 61", .error, .hang, timeout: 0.5),
    Row("floods with lines", "yes", .error, .garbage, says: "'y'"),
    Row("never ends a line", "tr '\\0' x </dev/zero", .error, .garbage, says: "more than 65536"),
    Row("writes text", "echo Loading…; skip", .error, .garbage, says: "Loading"),
    Row("writes a number", "echo 5", .error, .garbage, says: "no object"),
    Row("cuts a line", "printf '{\"seq\": '; exit 1", .error, .crash),
    Row("other seq", "n=12345; skip", .error, .sequence, says: "12345"),
    Row("no seq", "echo '{\"skipped\": {}}'", .error, .sequence, says: "none"),
    Row("says nothing", "echo \"{\\\"seq\\\": $n}\"", .error, .garbage, says: "lacks"),
    Row("answers twice at once", "r=$(skip); printf '%s\\n%s\\n' \"$r\" \"$r\"", .error, .garbage),
    Row("answers twice", "skip; skip; sleep 0.3", .error, .garbage, says: "without being asked"),
    Row("error of its own", errorReply("Unusable"), .error, nil, says: "Unusable: bad"),
    Row("exception", errorReply("ValueError"), .error, nil, says: "diffusers does not"),
  ]

  static func errorReply(_ type: String) -> String {
    #"echo "{\"seq\": $n, \"error\": {\"type\": \"\#(type)\", \"message\": \"bad\"}}""#
  }

  static let files = [
    Row("no transcript", "done_", .wrong, .file, says: "transcript.safetensors is missing"),
    Row("no tensors", "echo hello >\"$out/transcript.safetensors\"; done_", .wrong, .file),
    Row(
      "empty transcript", ": >\"$out/transcript.safetensors\"; done_", .wrong, .file,
      says: "is empty"),
    Row(
      "giant transcript", "truncate -s 20G \"$out/transcript.safetensors\"; done_", .wrong, .file,
      says: "more than"),
    Row(
      "giant header",
      "printf '\\377\\377\\377\\377\\377\\377\\377\\177' >\"$out/transcript.safetensors\"; done_",
      .wrong, .file, says: "header claims"),
    Row(
      "pipe for a transcript", "mkfifo \"$out/transcript.safetensors\"; done_", .wrong, .file,
      says: "no regular file"),
    Row(
      "link to a device", "ln -s /dev/zero \"$out/transcript.safetensors\"; done_", .wrong, .file,
      says: "no regular file"),
    Row(
      "no order", "cp '\(tensors)' \"$out/transcript.safetensors\"; done_", .wrong, .file,
      says: "order"),
    Row(
      "other class", "done_ | sed s/Stable/Unstable/", .wrong, .pipelineClass,
      says: "class UnstableDiffusionPipeline"),
  ]

  private static var tensors: String {
    Repository.golden.appending(path: "units/schedulers/inputs.safetensors").path
  }

  @Test(arguments: failures + files) func chargesTheOneCase(_ row: Row) throws {
    let folder = try TemporaryFolder()
    let run = try AdapterRun(ShellAdapter(odd: row.odd), in: folder.url) { options in
      options.limits.timeout = row.timeout
      options.limits.longestLine = 1 << 16
    }
    let report = try #require(run.odd)
    #expect(report.verdict == row.verdict, "\(report)")
    #expect(report.divergence?.defect == row.defect || row.defect == nil, "\(report)")
    let text = "\(report)"
    #expect(row.says.isEmpty || text.contains(row.says), "\(text)")
    #expect(!run.others.isEmpty)
    #expect(run.others.allSatisfy { $0.verdict == .skipped }, "\(run.others)")
    #expect(run.seconds < 15)
    #expect(!run.outcome.isInterrupted)
  }

  static let harmless = [
    Row(
      "splits lines",
      "skip | while IFS= read -r r; do for p in $(printf %s \"$r\" | fold -w 9 | tr ' ' '~'); do"
        + " printf %s \"$p\" | tr '~' ' '; sleep 0.02; done; echo; done", .skipped),
    Row(
      "progress lines restart the time",
      "for i in 1 2 3 4 5; do sleep 0.3; echo '{\"progress\": {}}'; done; skip", .skipped,
      timeout: 1),
    Row(
      "joins progress and reply", "r=$(skip); printf '{\"progress\": 1}\\n%s\\n' \"$r\"", .skipped),
    Row("floods its log", "head -c 20000000 /dev/zero >&2; skip", .skipped),
    Row("ends after a reply", "skip; exit 0", .skipped),
    Row("crashes after a reply", "skip; kill -9 $$", .skipped),
    Row("empty lines", "echo; echo '  '; skip", .skipped),
  ]

  @Test(arguments: harmless) func toleratesWhatDoesNoHarm(_ row: Row) throws {
    let folder = try TemporaryFolder()
    let run = try AdapterRun(ShellAdapter(odd: row.odd), in: folder.url) { options in
      options.limits.timeout = row.timeout
    }
    #expect(run.outcome.cases.allSatisfy { $0.verdict == .skipped }, "\(run.outcome.cases)")
    let log = folder.url.appending(path: "out/adapter-1.log")
    let size = try log.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    #expect(size <= 1 << 20)
  }

  @Test func endlessProgressEnds() throws {
    let folder = try TemporaryFolder()
    let odd = "while :; do echo '{\"progress\": {}}'; sleep 0.1; done"
    let run = try AdapterRun(ShellAdapter(odd: odd), in: folder.url) { options in
      options.limits.timeout = 0.5
      options.limits.progressFactor = 2
    }
    #expect(run.odd?.divergence?.defect == .hang)
    #expect(run.seconds < 10)
  }

  @Test func childrenOfAnAdapterEndWithIt() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "child").path
    let adapter = ShellAdapter(odd: "sleep 300 & echo $! >'\(file)'; exit 1")
    let run = try AdapterRun(adapter, in: folder.url)
    #expect(run.odd?.verdict == .error)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let child = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    var isGone = false
    for _ in 0..<50 where !isGone {
      // A child whose parent is gone stays a zombie where nobody collects it.
      let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
      isGone = kill(child, 0) != 0 || state?.contains(") Z ") == true
      usleep(20_000)
    }
    #expect(isGone)
  }

  @Test func severalAtOnceAnswerEverything() throws {
    let folder = try TemporaryFolder()
    let run = try AdapterRun(
      ShellAdapter(odd: "exit 1"), in: folder.url, filter: "/StableDiffusionPipeline/", jobs: 4)
    #expect(run.outcome.cases.count > 10)
    #expect(run.odd?.verdict == .error)
    #expect(run.others.allSatisfy { $0.verdict == .skipped })
  }
}
