import Foundation
import Synchronization

/// Runs cases on several threads and collects the judgements.
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

  /// Judges all cases; the judgements come in the order of the cases.
  ///
  /// - Parameter onJudgement: Told of each judgement when it is there.
  public func judge(onJudgement: @Sendable (Judgement) -> Void = { _ in }) -> [Judgement] {
    let jobs = cases.flatMap { item in arithmetics.map { (item, $0) } }
    let results = Mutex<[Int: Judgement]>([:])
    let float = CaseRunner<Float>()
    let double = CaseRunner<Double>()
    DispatchQueue.concurrentPerform(iterations: jobs.count) { index in
      let (item, arithmetic) = jobs[index]
      let judgement = Self.judge(item, arithmetic, float, double)
      results.withLock { $0[index] = judgement }
      onJudgement(judgement)
    }
    return results.withLock { results in jobs.indices.compactMap { results[$0] } }
  }

  private static func judge(
    _ item: ConformanceCase, _ arithmetic: Limit.Arithmetic, _ float: CaseRunner<Float>,
    _ double: CaseRunner<Double>
  ) -> Judgement {
    do {
      switch arithmetic {
      case .float32: return try float.judge(item)
      case .float64: return try double.judge(item)
      }
    } catch {
      return Judgement(
        id: item.id, arithmetic: arithmetic, verdict: .wrong,
        divergence: Divergence(entry: nil, problem: "the case cannot be read: \(error)"),
        closest: nil, output: nil, entryCount: 0, seconds: 0)
    }
  }
}
