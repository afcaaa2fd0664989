import AutoPipelineConformance
import Foundation
import TestSupport

/// An adapter in shell that does something odd when it is asked about one case, and skips all others.
struct ShellAdapter {
  /// What is said at the start of a run; by default one that runs requests.
  var start = #"{"version": 1, "implementation": {"name": "odd", "commands": ["run"]}}"#
  /// What is done for the case. `$n` is the number of the line, `$out` the output folder, and `skip`
  /// and `done_` reply.
  var odd = "skip"
  /// What is done when it is told to stop.
  var stop = "exit 0"
  /// What is done before the first line.
  var prelude = ":"
  /// The pattern of the lines that are odd.
  var pattern = "*/StableDiffusionPipeline/plain/*"

  /// The command that runs the script, which is written to `folder`.
  func command(in folder: URL) throws -> String {
    let script = """
      field() { printf '%s' "$line" | sed "s/.*\\"$1\\": *\\"\\{0,1\\}\\([^\\",}]*\\).*/\\1/"; }
      skip() { echo "{\\"seq\\": $n, \\"skipped\\": {\\"kind\\": \\"unsupported\\", \\"message\\": \\"no\\"}}"; }
      done_() {
        echo "{\\"seq\\": $n, \\"pipeline_class\\": \\"StableDiffusionPipeline\\", \\"outputs\\": {}}"
      }
      \(prelude)
      while IFS= read -r line; do
        case $line in
          *'"cmd": "start"'*) printf '%s\\n' '\(start)'; continue ;;
          *'"cmd": "stop"'*) \(stop); continue ;;
        esac
        n=$(field seq)
        out=$(field output)
        case $line in
          \(pattern)) \(odd) ;;
          *) skip ;;
        esac
      done
      """
    let file = folder.appending(path: "adapter.sh")
    try Data(script.utf8).write(to: file)
    return "exec sh '\(file.path(percentEncoded: false))'"
  }
}

/// A run of the suite over a few cases with a shell adapter.
struct AdapterRun {
  let outcome: SuiteHarness.Outcome
  let seconds: Double

  /// The report of the case that the adapter is odd about.
  let odd: CaseReport?
  /// The reports of all others.
  let others: [CaseReport]

  init(
    _ adapter: ShellAdapter, in folder: URL, filter: String = "/StableDiffusionPipeline/p",
    jobs: Int = 1, _ change: (inout SuiteHarness.Options) -> Void = { _ in }
  ) throws {
    var options = SuiteHarness.Options(folder: folder.appending(path: "out"))
    options.command = try adapter.command(in: folder)
    options.jobs = jobs
    options.limits.timeout = 20
    options.limits.startTimeout = 20
    options.limits.stopTimeout = 0.3
    change(&options)
    let implementation = try SuiteHarness.implementation(options)
    var selection = SuitePlan.Selection()
    selection.filter = filter
    selection.limits = options.limits
    let plan = try SuitePlan(checkout: Repository.root, for: implementation, selection)
    let start = ContinuousClock.now
    outcome = SuiteHarness(plan, options).run { _ in }
    seconds = (ContinuousClock.now - start) / .seconds(1)
    odd = outcome.cases.first { $0.id.hasSuffix("/StableDiffusionPipeline/plain") }
    others = outcome.cases.filter { !$0.id.hasSuffix("/StableDiffusionPipeline/plain") }
  }
}
