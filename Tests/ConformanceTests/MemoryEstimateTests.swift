import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipelineConformance

@Suite struct MemoryEstimateTests {
  private func request(_ call: JSONObject, setup: [JSONValue] = []) throws -> Request {
    try Request(
      [
        "checkpoint": "Fixtures/checkpoints/stable-diffusion", "task": "text-to-image",
        "call": .object((["prompt": "a"] as JSONObject).merging(call)), "setup": .array(setup),
      ], folder: Repository.root)
  }

  private func activations(_ call: JSONObject, setup: [JSONValue] = []) throws -> Int {
    MemoryEstimate(try request(call, setup: setup), Float.self).activationBytes
  }

  @Test func activationsGrowWithThePicture() throws {
    let small = try activations(["height": 256, "width": 256])
    #expect(small > 0)
    #expect(try activations(["height": 512, "width": 256]) == 2 * small)
    let four: JSONObject = ["height": 256, "width": 256, "num_images_per_prompt": 4]
    #expect(try activations(four) == 4 * small)
    #expect(try activations(four.merging(["output_type": "latent"])) < 4 * small)
    let large: JSONObject = ["height": 2048, "width": 2048]
    let tiled = try activations(large, setup: [["method": "enable_vae_tiling"]])
    #expect(try tiled < activations(large))
  }

  @Test func weightsOfTheOtherTypeAreConverted() throws {
    let request = try request([:])
    let single = MemoryEstimate(request, Float.self)
    let double = MemoryEstimate(request, Double.self)
    #expect(single.convertedBytes == 0)
    #expect(single.mappedBytes > 0)
    #expect(double.mappedBytes == 0)
    #expect(double.convertedBytes > single.mappedBytes)
  }

  @Test func whatCannotFitIsRefusedBeforeItStarts() throws {
    let result = ReferenceRunner<Float>().run(
      try request(["height": 1_048_576, "width": 1_048_576]))
    guard case .tooLarge(let shortage) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(shortage.estimate.total > shortage.available)
    #expect("\(shortage)".contains("AUTOPIPELINE_MEMORY=none"))
    #expect(result.summary["skipped"]?["kind"] == "resource")
  }

  @Test(
    arguments: [
      ("8G", 8 << 30), ("500m", 500 << 20), ("1.5K", 1536), ("77", 77), ("none", nil), ("-1", nil),
      ("1e30", nil),
    ] as [(String, Int?)])
  func limitsAreRead(_ text: String, _ bytes: Int?) {
    #expect(MemoryShortage.limit([MemoryShortage.variable: text]) == bytes)
  }
}
