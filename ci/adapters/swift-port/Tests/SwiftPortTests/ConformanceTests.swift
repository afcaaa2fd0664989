import AutoPipelineConformance
import Checkpoints
import Foundation
import Testing

#if canImport(SwiftPort)  // The suite's own package builds these files as one module.
  import SwiftPort
#endif

/// How a port in Swift holds itself against the suite, in its own `swift test`.
@Suite struct ConformanceTests {
  private static let plan = Result { try SuitePlan(for: Implementation(Port.implementation)) }

  /// The cases of everything that the port claims, as arguments of one test.
  static let cases = (try? plan.get().cases) ?? []

  @Test(arguments: cases) func conforms(_ item: SuiteCase) throws {
    let report = try item.judge(Port.answer)
    // The report says at which entry the port first goes wrong, and by how much.
    #expect(report.isPassed || report.verdict == .skipped, "\(report)")
  }

  /// A port that skips everything passes everything: so many cases have to count.
  @Test func enoughCasesCount() throws {
    let reports = try Self.plan.get().cases.map { try $0.judge(Port.answer) }
    #expect(reports.count { $0.level == .schedule && $0.isPassed } >= 15)
    #expect(reports.count { $0.level == .random && $0.isPassed } >= 15)
  }

  /// Whole runs hold schedules, too: the goldens and their fixtures are files of the suite's checkout.
  @Test(arguments: Suite(filter: "/euler").cases)
  func schedulesOfWholeRuns(_ item: ConformanceCase) throws {
    let request = try item.request()
    guard request.call["sigmas"] == nil, request.call["timesteps"] == nil,
      let steps = request.call["num_inference_steps"]?.intValue,
      case .fromConfig("EulerDiscreteScheduler", let changes)? = request.load.first(where: {
        $0.name == "scheduler"
      })?.component,
      let options = EulerSchedule.Options(try config(request, changes))
    else { return }
    let golden = try item.golden().transcript(float32: false)
    guard case .floats(let want)? = try golden.values("scheduler.set_timesteps.0.out.sigmas") else {
      Issue.record("the golden has no sigmas")
      return
    }
    let distance = Distance(EulerSchedule(options, steps: steps).sigmas, want)
    #expect(distance.max <= Limit(.float64, noise: 0, golden: want).maximum, "\(distance)")
  }

  /// The options of the checkpoint's own scheduler that Euler's has, with the request's changes.
  private func config(_ request: Request, _ changes: JSONObject) throws -> JSONObject {
    let file = request.checkpoint.appending(path: "scheduler/scheduler_config.json")
    let shared = [
      "num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "steps_offset",
      "timestep_spacing",
    ]
    let own = try JSONValue.load(contentsOf: file)
    let kept = shared.compactMap { key in own[key].map { (key, $0) } }
    return JSONObject(kept).merging(changes)
  }

  @Test func aMistakeIsFoundAndNamed() throws {
    let item = try #require(
      Self.cases.first { $0.id == "schedule/EulerDiscreteScheduler/defaults [float64]" })
    let report = try item.judge { line in
      guard case .schedule(let timesteps, let sigmas) = try Port.answer(line) else {
        return .skipped("")
      }
      return .schedule(timesteps: timesteps, sigmas: sigmas.map { $0.map { $0 * 1.001 } })
    }
    #expect(report.verdict == .wrong)
    #expect(report.divergence?.entry == "sigmas")
    #expect(report.divergence?.problem.hasPrefix("differs by") == true)
  }
}
