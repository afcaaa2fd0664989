import ArgumentParser
import AutoPipeline
import AutoPipelineConformance
import Foundation

/// Where the cases are.
struct CheckoutOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The checkout that holds the cases.", valueName: "folder"))
  var suite: String?

  /// The checkout that holds the cases.
  var checkout: URL { suite.map { URL(filePath: $0) } ?? Suite.checkout }
}

/// Which cases are run.
struct SelectionOptions: ParsableArguments {
  @Option(help: "Run only the cases whose id contains this text.")
  var filter: String?

  @Option(help: "float16, bfloat16, float32 or float64; all that the implementation has if absent.")
  var dtype: [Precision] = []

  @Option(
    help: """
      resolve, schedule, tokens, random, components, pipeline or image; those that the \
      implementation declares if absent, of the reference pipeline.
      """)
  var level: [Level] = []

  @Option(
    help: ArgumentHelp(
      """
      The release of diffusers, up to \(DiffusersVersion.newest), that decides which classes are to be \
      chosen; the one that the implementation follows if absent.
      """, valueName: "version"))
  var diffusersVersion: DiffusersVersion?

  @Option(
    help: ArgumentHelp("Run only one part of the cases, such as 2/8.", valueName: "part"),
    transform: { text in
      guard let shard = SuitePlan.Shard(text) else {
        throw ValidationError("--shard takes a part and their number, such as 2/8, not '\(text)'")
      }
      return shard
    })
  var shard: SuitePlan.Shard?

  @OptionGroup var source: CheckoutOptions

  /// Whether all cases are run.
  var isWhole: Bool { filter == nil && dtype.isEmpty && level.isEmpty && shard == nil }

  /// The cases for an implementation.
  ///
  /// - Parameter levels: The levels where none are asked for; nil for those that it declares.
  func plan(
    for implementation: Implementation, default levels: [Level]?, _ limits: AdapterLimits
  ) throws -> SuitePlan {
    var selection = SuitePlan.Selection()
    selection.levels = level.isEmpty ? levels : level
    selection.filter = filter
    selection.precisions = dtype.isEmpty ? nil : dtype
    selection.diffusersVersion = diffusersVersion
    selection.shard = shard
    selection.limits = limits
    let undeclared = level.filter { !implementation.levels.contains($0) }
    guard undeclared.isEmpty else {
      throw UsageError(
        "the implementation does not declare \(undeclared.map(\.rawValue).joined(separator: ", "));"
          + " its levels are \(implementation.levels.map(\.rawValue).joined(separator: ", "))")
    }
    let checkout = source.checkout
    let plan: SuitePlan
    do {
      plan = try SuitePlan(checkout: checkout, for: implementation, selection)
    } catch let error as UnknownVersionError {
      throw UsageError("\(error)")
    }
    guard plan.count > 0 else {
      throw UsageError(
        "no case matches in \(checkout.appending(path: "Golden").path(percentEncoded: false))")
    }
    return plan
  }
}

/// The implementation under test.
struct AdapterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The command of an adapter, run with /bin/sh; the reference if absent.",
      valueName: "command"))
  var implementation: String?

  @Option(help: "How many adapters run at once.")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "How long to wait for a reply; progress lines restart the time.", valueName: "seconds"))
  var timeout = AdapterLimits().timeout

  func validate() throws {
    guard timeout > 0, timeout <= 1e6 else {
      throw ValidationError("--timeout should be a number of seconds above 0, not \(timeout)")
    }
    guard (jobs ?? 1) >= 1, (jobs ?? 1) <= 1024 else {
      throw ValidationError("--jobs should be from 1 to 1024")
    }
  }

  func apply(to options: inout SuiteHarness.Options) throws {
    options.command = implementation
    options.jobs =
      jobs ?? (implementation == nil ? ProcessInfo.processInfo.activeProcessorCount : 1)
    options.limits.timeout = timeout
    options.limits.startTimeout = max(timeout, options.limits.startTimeout)
  }
}

/// What is expected of cases.
struct ExpectationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A list of cases that are expected to fail.", valueName: "file"))
  var expectFailures: String?

  @Option(help: ArgumentHelp("Write the list of cases that failed.", valueName: "file"))
  var writeExpectedFailures: String?

  @Option(help: ArgumentHelp("A list of cases that do not count.", valueName: "file"))
  var quarantine: String?

  func apply(to options: inout SuiteHarness.Options) throws {
    if let expectFailures { options.expectedFailures = try list(expectFailures) }
    if let quarantine { options.quarantine = try list(quarantine) }
  }

  private func list(_ path: String) throws -> ExpectationList {
    try ExpectationList(contentsOf: URL(filePath: path))
  }

  /// Lines that no case matches are probably mistakes; of a part of the cases nobody can tell.
  func warnOfUnusedLines(
    _ plan: SuitePlan, _ options: SuiteHarness.Options, isWhole: Bool
  ) {
    guard isWhole else { return }
    let lists = [(expectFailures, options.expectedFailures), (quarantine, options.quarantine)]
    for case (let path?, let list) in lists {
      for line in list.unusedLines(plan.ids) {
        warn("\(path):\(line): no case matches this line")
      }
    }
  }
}
