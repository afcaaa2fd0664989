import Checkpoints
import Foundation

/// One of the threads of a run, with an adapter of its own.
struct SuiteWorker {
  let plan: SuitePlan
  let options: SuiteHarness.Options
  let board: ReportBoard
  let number: Int
  let reference: ReferenceAsking

  /// So many starts may fail after each other before the worker gives up.
  private static let patience = 3

  /// Judges cases until there are none left.
  func work() {
    guard let command = options.command else { return workInProcess() }
    let log = options.folder.appending(path: "adapter-\(number).log")
    try? ResultFolder(options.folder).create()
    let connection = AdapterConnection(
      command, limits: options.limits, log: log, isInterrupted: options.isInterrupted)
    var previous: Int?
    var failedStarts = 0
    while failedStarts < Self.patience, !options.isInterrupted(), let index = board.take() {
      if let previous, let failure = connection.unasked() { charge(previous, failure) }
      var report: CaseReport?
      do throws(AdapterFailure) {
        report = try judge(index, connection, previous)
        failedStarts = 0
      } catch .interrupted {
        break
      } catch {
        if case .notStarted = error { failedStarts += 1 }
        report = plan.checks[index].failed(error)
      }
      if let report { finish(index, report) }
      previous = index
    }
    if let previous, let failure = connection.unasked() { charge(previous, failure) }
    guard !options.isInterrupted() else { return connection.end() }
    abandon(failedStarts)
    connection.stop()
    if connection.ignoredStop {
      board.add(remark: "an adapter did not end when it was told to stop, and was ended")
    }
  }

  /// Without an adapter that starts, the rest of the cases is not judged one by one.
  private func abandon(_ failedStarts: Int) {
    guard failedStarts >= Self.patience else { return }
    while let index = board.take() {
      finish(
        index,
        plan.checks[index].failed(.notStarted("it failed \(failedStarts) times after each other")))
    }
  }

  /// Judges one case. A failure of an adapter that has answered before may come from an earlier case:
  /// a new one decides.
  private func judge(
    _ index: Int, _ connection: AdapterConnection, _ previous: Int?
  ) throws(AdapterFailure) -> CaseReport {
    let hadAnswered = connection.answered > 0
    let before = connection.answered
    let starts = connection.starts
    do throws(AdapterFailure) {
      return try attempt(index, connection)
    } catch {
      let isOwn =
        !hadAnswered || connection.starts != starts || connection.answered != before
      switch error {
      case .interrupted, .hung, .notStarted: throw error
      case .crashed, .garbage, .wrongSequence: if isOwn { throw error }
      }
      var report = try attempt(index, connection)
      report.remarks.append("judged on a new adapter: before, \(error)")
      if let previous, case .wrongSequence = error { charge(previous, .garbage("a second reply")) }
      return report
    }
  }

  private func attempt(
    _ index: Int, _ asking: any Asking
  ) throws(AdapterFailure) -> CaseReport {
    let check = plan.checks[index]
    let folder = self.folder(of: check.blank)
    let start = ContinuousClock.now
    do {
      try? FileManager.default.removeItem(at: folder)
      var report = try check.judge(asking, in: folder)
      if report.seconds == 0 { report.seconds = (ContinuousClock.now - start) / .seconds(1) }
      return report
    } catch let failure as AdapterFailure {
      throw failure
    } catch {
      var report = check.blank
      report.verdict = .error
      report.message = "the case cannot be judged: \(error)"
      return report
    }
  }

  private func folder(of report: CaseReport) -> URL {
    let folder = options.folder.appending(path: "cases").appending(path: report.level.rawValue)
      .appending(path: report.id)
    return report.precision.map { folder.appending(path: $0.rawValue) } ?? folder
  }

  /// A case that was judged turns out to have broken the protocol afterwards.
  private func charge(_ index: Int, _ failure: AdapterFailure) {
    finish(index, plan.checks[index].failed(failure))
  }

  private func finish(_ index: Int, _ report: CaseReport) {
    var report = report
    if options.quarantine.contains(report.id, report.precision) {
      report.expectation = .quarantined
    } else if options.expectedFailures.contains(report.id, report.precision) {
      report.expectation = .failure
    }
    let files = RunFiles(folder: folder(of: report), root: options.folder)
    report.folder = files.tidy(
      keeps: options.keepsFiles, isPassed: report.isPassed || report.verdict == .skipped,
      limit: options.limits.fileSlack)
    board.set(index, report)
  }

  private func workInProcess() {
    while !options.isInterrupted(), let index = board.take() {
      do throws(AdapterFailure) {
        finish(index, try attempt(index, reference))
      } catch {
        finish(index, plan.checks[index].failed(error))
      }
    }
  }
}
