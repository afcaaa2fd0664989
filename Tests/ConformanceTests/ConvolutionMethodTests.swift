import AutoPipelineConformance
import Testing

@testable import Tensors

/// The suite's checkpoints are tiny, so that most of their convolutions are too small for Winograd's
/// method, which real ones use everywhere. Here a case of each class goes through it.
@Suite struct ConvolutionMethodTests {
  static let cases: [ConformanceCase] = {
    var seen: Set<String> = []
    return AutoPipelineConformance.Suite().cases.filter { seen.insert($0.className).inserted }
  }()
  static let float = CaseRunner<Float>()
  static let double = CaseRunner<Double>()

  @Test(arguments: cases) func winograd(_ item: ConformanceCase) throws {
    try ConvolutionMethod.$current.withValue(.winograd) {
      let single = try Self.float.judge(item)
      #expect(single.isPassed, "\(single)")
      let double = try Self.double.judge(item)
      #expect(double.isPassed, "\(double)")
    }
  }
}
