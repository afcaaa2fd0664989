import Checkpoints
public import Foundation
import Synchronization

/// Runs a plan: on adapters of an implementation, several at once, or on the reference in this process.
public struct SuiteHarness: Sendable {
  /// How a plan is run.
  public struct Options: Sendable {
    /// The command of the adapter; nil for the reference in this process.
    public var command: String?
    /// How many adapters, or threads, work at once.
    public var jobs = 1
    /// What an adapter may take.
    public var limits = AdapterLimits()
    /// The folder for the files of runs and the adapters' logs.
    public var folder: URL
    /// Whether files of runs are kept: pictures of all, everything of those that failed.
    public var keepsFiles = true
    /// The cases that are expected to fail.
    public var expectedFailures = ExpectationList()
    /// The cases that do not count.
    public var quarantine = ExpectationList()
    /// Whether the run should stop.
    public var isInterrupted: @Sendable () -> Bool = { false }

    /// Options for runs whose files go to `folder`.
    public init(folder: URL) { self.folder = folder }
  }

  /// What a run gives.
  public struct Outcome: Sendable {
    /// The reports in the order of the plan.
    public let cases: [CaseReport]
    /// Whether the run was stopped before all cases were judged.
    public let isInterrupted: Bool
    /// What is to be known of the adapters.
    public let remarks: [String]
  }

  private let plan: SuitePlan
  private let options: Options

  /// A run of `plan`.
  public init(_ plan: SuitePlan, _ options: Options) {
    self.plan = plan
    self.options = options
  }

  /// Starts an adapter to ask what it is.
  ///
  /// - Throws: `AdapterFailure`.
  public static func implementation(
    _ options: Options
  ) throws(AdapterFailure) -> Implementation {
    guard let command = options.command else {
      do { return try Implementation.reference.get() } catch { throw .notStarted("\(error)") }
    }
    let connection = AdapterConnection(
      command, limits: options.limits, isInterrupted: options.isInterrupted)
    let implementation = try connection.start()
    connection.stop()
    return implementation
  }

  /// Runs all cases.
  ///
  /// - Parameter onReport: Told of each report as soon as it is there; a later report of one case
  ///   replaces the earlier one.
  public func run(onReport: @escaping @Sendable (CaseReport) -> Void) -> Outcome {
    let board = ReportBoard(count: plan.count, onReport: onReport)
    let workers = max(1, min(options.jobs, plan.count))
    let reference = ReferenceAsking()
    let done = DispatchGroup()
    for number in 0..<workers {
      done.enter()
      let thread = Thread {
        SuiteWorker(
          plan: plan, options: options, board: board, number: number + 1, reference: reference
        ).work()
        done.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    done.wait()
    return board.outcome()
  }
}

/// What the workers of a run share: the next case, and the reports.
final class ReportBoard: Sendable {
  private struct State {
    var next = 0
    var reports: [Int: CaseReport] = [:]
    var remarks: [String] = []
  }

  private let count: Int
  private let onReport: @Sendable (CaseReport) -> Void
  private let state = Mutex(State())

  init(count: Int, onReport: @escaping @Sendable (CaseReport) -> Void) {
    self.count = count
    self.onReport = onReport
  }

  /// The next case to judge; nil if there is none.
  func take() -> Int? {
    state.withLock { state in
      guard state.next < count else { return nil }
      state.next += 1
      return state.next - 1
    }
  }

  func report(of index: Int) -> CaseReport? { state.withLock { $0.reports[index] } }

  func set(_ index: Int, _ report: CaseReport) {
    state.withLock { $0.reports[index] = report }
    onReport(report)
  }

  func add(remark: String) {
    state.withLock { if !$0.remarks.contains(remark) { $0.remarks.append(remark) } }
  }

  func outcome() -> SuiteHarness.Outcome {
    state.withLock { state in
      SuiteHarness.Outcome(
        cases: (0..<count).compactMap { state.reports[$0] },
        isInterrupted: state.reports.count < count, remarks: state.remarks)
    }
  }
}
