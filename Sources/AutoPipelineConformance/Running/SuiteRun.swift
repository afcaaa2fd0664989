import Foundation
import Synchronization

/// Runs cases on several threads and collects the reports.
public struct SuiteRun: Sendable {
  /// The cases.
  public let cases: [ConformanceCase]
  /// The arithmetics to run each case in.
  public let arithmetics: [Limit.Arithmetic]

  /// A run of `cases` in each of `arithmetics`.
  public init(_ cases: [ConformanceCase], _ arithmetics: [Limit.Arithmetic]) {
    self.cases = cases
    self.arithmetics = arithmetics
  }

  /// Judges all cases; the reports come in the order of the cases.
  ///
  /// - Parameter onReport: Told of each report when it is there.
  public func judge(onReport: @Sendable (CaseReport) -> Void = { _ in }) -> [CaseReport] {
    let jobs = cases.flatMap { item in arithmetics.map { (item, $0) } }
    let results = Mutex<[Int: CaseReport]>([:])
    let float = CaseRunner<Float>()
    let double = CaseRunner<Double>()
    DispatchQueue.concurrentPerform(iterations: jobs.count) { index in
      let (item, arithmetic) = jobs[index]
      let report = Self.judge(item, arithmetic, float, double)
      results.withLock { $0[index] = report }
      onReport(report)
    }
    return results.withLock { results in jobs.indices.compactMap { results[$0] } }
  }

  private static func judge(
    _ item: ConformanceCase, _ arithmetic: Limit.Arithmetic, _ float: CaseRunner<Float>,
    _ double: CaseRunner<Double>
  ) -> CaseReport {
    do {
      switch arithmetic {
      case .float32: return try float.judge(item)
      case .float64: return try double.judge(item)
      }
    } catch {
      var report = CaseReport(
        id: item.id, level: .pipeline, className: item.className,
        precision: arithmetic.precision, verdict: .error)
      report.message = "the case cannot be read: \(error)"
      return report
    }
  }
}
