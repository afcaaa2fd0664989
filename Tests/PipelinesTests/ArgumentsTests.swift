import Checkpoints
import Tensors
import Testing

@testable import Pipelines

/// The checks of a call's arguments against the parameter table of its class.
@Suite struct ArgumentsTests {
  private func checked(
    _ arguments: Arguments<Float>, warn: (String) -> Void = { _ in }
  ) throws -> Arguments<Float> {
    try arguments.checked(against: StableDiffusionPipeline.row, warn: warn)
  }

  @Test func defaultsFillIn() throws {
    let arguments = try checked(["prompt": "a cat", "guidance_scale": 3])
    #expect(arguments.int("num_inference_steps") == 50)
    #expect(arguments.double("guidance_scale") == 3)
    #expect(arguments.string("output_type") == "pil")
    #expect(arguments.int("height") == nil)
  }

  @Test func unknownNamesAreSaid() throws {
    var warnings: [String] = []
    _ = try checked(["prompt": "a cat", "stepz": 3]) { warnings.append($0) }
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("'stepz'") == true)
  }

  @Test(arguments: ["ip_adapter_image", "cross_attention_kwargs"])
  func laterFeaturesAreRefused(_ name: String) {
    #expect(throws: UnsupportedError.self) { try checked([name: "x"]) }
  }

  static let wrongKinds: [(String, ArgumentValue<Float>)] = [
    ("height", "tall"), ("eta", "much"), ("generator", 5), ("latents", 1.5), ("timesteps", ["a"]),
  ]

  @Test(arguments: wrongKinds)
  func wrongKindsNameTheArgument(_ name: String, _ value: ArgumentValue<Float>) {
    let error = #expect(throws: ArgumentError.self) { try checked([name: value]) }
    #expect(error?.argument == name)
  }

  @Test func pythonText() {
    let list: ArgumentValue<Float> = ["a", 1, 2.0, nil, true, "it's"]
    #expect(list.pythonText == #"['a', 1, 2.0, None, True, "it's"]"#)
  }
}
