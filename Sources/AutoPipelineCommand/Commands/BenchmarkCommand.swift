import ArgumentParser
import AutoPipelineConformance
import Checkpoints
import Foundation

/// `benchmark`: the reference at real sizes, beside what else there is.
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Measure the reference at real sizes, beside diffusers in the same run.",
    discussion: """
      Makes checkpoints of real size with random weights (19 GB in all), lets every
      implementation load, warms up, and then lets them take turns. Outputs are
      compared, too. What one run says about another machine are its ratios.

      Without --python the reference is measured alone.

      Exit statuses: 0 measured; 1 the reference's output differs from diffusers';
      2 bad usage or unreadable input; 130 interrupted.

      Examples:
        autopipeline benchmark --quick
        autopipeline benchmark --python venv/bin/python --only sd15
        autopipeline benchmark --only sd15/unet --profile
      """,
    subcommands: [BenchmarkWorkerCommand.self])

  @Option(help: ArgumentHelp("A Python interpreter with diffusers.", valueName: "command"))
  var python: String?

  @Option(
    name: .customLong("peer"),
    help: """
      eager, compiled, openvino or openblas (the matrix products alone), all if absent. What is \
      not installed is left out.
      """)
  var peers: [BenchmarkImplementation] = []

  @Option(help: "Measure only what has this text in its name, such as sd15 or unet@.")
  var only: [String] = []

  @Flag(help: "Only what is done in seconds, in few rounds.")
  var quick = false

  @Flag(help: "Show where the reference's time went, by kernel.")
  var profile = false

  @Option(help: "Rounds of each benchmark; fewer where they take minutes.")
  var rounds = 7

  @Option(help: ArgumentHelp("Where checkpoints are kept.", valueName: "folder"))
  var cache: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "folder"))
  var output: String?

  @OptionGroup var source: CheckoutOptions

  func validate() throws {
    guard (1...1000).contains(rounds) else {
      throw ValidationError("--rounds should be from 1 to 1000")
    }
  }

  func run() throws {
    Interruption.handle()
    let checkout = source.checkout
    let cache = cache.map { URL(filePath: $0) } ?? checkout.appending(path: ".build/benchmark")
    let output = output.map { URL(filePath: $0) } ?? checkout.appending(path: "reports/benchmark")
    let options = try options(checkout, cache, log: output.appending(path: "peers.log"))
    let result = try measure(options, output)
    if profile { Terminal.output.show(result.profiles) }
    Terminal.output.show(result.report)
    for file in try result.write(to: output) { print(file.relativePath) }
    if result.isInterrupted { throw ExitCode(130) }
    if result.isWrong {
      complain("the output differs from diffusers'")
      throw ExitCode(1)
    }
  }

  private func options(_ checkout: URL, _ cache: URL, log: URL) throws -> Benchmark.Options {
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    var options = Benchmark.Options(
      checkout: checkout, cache: cache, worker: [program, "benchmark", "worker"])
    options.python = python
    if !peers.isEmpty { options.peers = peers }
    options.only = only
    options.isQuick = quick
    options.rounds = rounds
    options.log = log
    options.isInterrupted = { Interruption.isRequested }
    try ResultFolder(log.deletingLastPathComponent()).create()
    return options
  }

  private func measure(_ options: Benchmark.Options, _ output: URL) throws -> BenchmarkReport {
    let benchmark = try Benchmark(options)
    guard benchmark.count > 0 else { throw UsageError("no benchmark matches") }
    let progress = ProgressLine(total: benchmark.count, unit: "benchmark")
    defer { progress.finish() }
    return try benchmark.run { done, _ in
      progress.advance(to: done)
    } onResult: { report in
      _ = try report.write(to: output)
    }
  }
}

extension BenchmarkImplementation: ExpressibleByArgument {
  /// A peer: the reference always takes part.
  public init?(argument: String) {
    self.init(rawValue: argument)
    if self == .reference { return nil }
  }

  /// The peers.
  public static var allValueStrings: [String] {
    allCases.filter { $0 != .reference }.map(\.rawValue)
  }
}

/// `benchmark worker`: the reference's side, a process of its own.
struct BenchmarkWorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Load and run what lines of JSON on standard input say.",
    shouldDisplay: false)

  func run() throws {
    let worker = BenchmarkWorker()
    var input = LineReader(STDIN_FILENO, limit: AdapterSession.longestLine)
    while let line = input.next() {
      let members = try JSONValue.parse(line, file: "line").objectValue ?? [:]
      let reply = worker.answer(members)
      Terminal.output.write(JSONValue.object(reply).serialized() + "\n")
    }
  }
}
