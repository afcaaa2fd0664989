import AutoPipelineConformance
import Testing

/// Every case of the suite on the reference, in both arithmetics.
@Suite struct SuiteTests {
  static let cases = AutoPipelineConformance.Suite().cases
  static let float = CaseRunner<Float>()
  static let double = CaseRunner<Double>()

  @Test func thereAreCases() {
    #expect(Self.cases.count >= 10)
  }

  @Test(arguments: cases) func float32(_ item: ConformanceCase) throws {
    try expectPassed(Self.float.judge(item))
  }

  @Test(arguments: cases) func float64(_ item: ConformanceCase) throws {
    try expectPassed(Self.double.judge(item))
  }

  private func expectPassed(_ report: CaseReport) {
    #expect(report.isPassed, "\(report)")
  }
}
