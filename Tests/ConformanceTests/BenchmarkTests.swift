import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipelineConformance

@Suite struct BenchmarkTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var unet: URL {
    Repository.root.appending(path: "Fixtures/checkpoints/stable-diffusion/unet")
  }

  /// Copies the configuration of a tiny U-Net, without its weights.
  private func configurations() throws -> URL {
    let url = folder.url.appending(path: "configurations")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: unet.appending(path: "config.json"), to: url.appending(path: "config.json"))
    return url
  }

  @Test func weightsFollowFromTheConfiguration() throws {
    let made = folder.url.appending(path: "made")
    let checkpoint = RandomCheckpoint(configurations: try configurations())
    try checkpoint.make(in: made)
    let file = made.appending(path: "diffusion_pytorch_model.safetensors")
    let weights = try SafetensorsFile(contentsOf: file)
    let real = try SafetensorsFile(
      contentsOf: unet.appending(path: "diffusion_pytorch_model.safetensors"))
    #expect(Set(weights.names) == Set(real.names))
    for name in real.names { #expect(weights.entry(name)?.shape == real.entry(name)?.shape) }
    // What is there stays.
    let before = try modificationDate(of: file)
    try checkpoint.make(in: made)
    #expect(try modificationDate(of: file) == before)
  }

  private func modificationDate(of file: URL) throws -> Date {
    let attributes = try FileManager.default.attributesOfItem(
      atPath: file.path(percentEncoded: false))
    return try #require(attributes[.modificationDate] as? Date)
  }

  @Test func workerLoadsAndRuns() throws {
    let inputs = folder.url.appending(path: "inputs.safetensors")
    let width = try JSONValue.load(contentsOf: unet.appending(path: "config.json"))[
      "cross_attention_dim"]
    try BenchmarkInputs(specifications: [
      "sample": [1, 4, 8, 8], "timestep": ["values": [501]],
      "encoder_hidden_states": .array([1, 7, width ?? .null]),
    ]).write(to: inputs)
    let worker = BenchmarkWorker()
    #expect(worker.answer(["cmd": "run"])["error"] != nil)
    let loaded = worker.answer([
      "cmd": "load", "folder": .string(unet.path(percentEncoded: false)),
      "class": "UNet2DConditionModel", "method": "forward",
      "inputs": .string(inputs.path(percentEncoded: false)),
    ])
    #expect(loaded["error"] == nil)
    let output = folder.url.appending(path: "output.safetensors")
    let reply = worker.answer([
      "cmd": "run", "profile": true, "output": .string(output.path(percentEncoded: false)),
    ])
    #expect(reply["seconds"]?.doubleValue ?? 0 > 0)
    #expect(reply["profile"]?.arrayValue?.contains { $0["kernel"] == "conv2d" } == true)
    #expect(try SafetensorsFile(contentsOf: output).entry("output")?.shape == [1, 4, 8, 8])
    let products = worker.answer([
      "cmd": "load", "folder": .string(unet.path(percentEncoded: false)),
      "class": "UNet2DConditionModel", "method": "forward",
      "inputs": .string(inputs.path(percentEncoded: false)), "products": true,
    ])
    #expect(products["error"] == nil)
    #expect(worker.answer(["cmd": "run"])["seconds"]?.doubleValue ?? 0 > 0)
  }

  @Test func everyBenchmarkHasItsModel() throws {
    let sources = Repository.root.appending(path: "ci/benchmarks")
    let items = try BenchmarkItem.load(sources.appending(path: "benchmarks.json"))
    #expect(Set(items.map(\.id)).count == items.count)
    #expect(items.contains { $0.isQuick })
    #expect(items.contains { $0.comparesProducts })
    for item in items {
      guard let model = item.model else { continue }
      let folder = sources.appending(path: "models/\(model)")
      #expect(FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)))
    }
  }

  private func result(_ title: String, _ seconds: [BenchmarkImplementation: [Double]]) throws
    -> BenchmarkResult
  {
    let item = try #require(
      BenchmarkItem(["id": "a", "title": .string(title), "group": "whole", "every": 1]))
    return BenchmarkResult(
      item: item, weightBytes: 0,
      measurements: BenchmarkImplementation.allCases.compactMap { implementation in
        seconds[implementation].map {
          BenchmarkResult.Measurement(implementation: implementation, seconds: $0)
        }
      })
  }

  @Test func ratiosAreOfMedians() throws {
    let result = try result(
      "a < b", [.reference: [9, 2, 1, 2], .eager: [3, 3, 100], .openvino: []])
    #expect(result.ratio(.eager, .reference) == 1.5)
    #expect(result.ratio(.openvino, .reference) == nil)
    let table = BenchmarkTable([result])
    #expect(table.ratios.contains("| a < b | 1.50 |"))
    let picture = BenchmarkPlot([result]).svg(.light)
    #expect(picture.contains("a &lt; b"))
    #expect(picture.contains("1.50×"))
    #expect(!picture.contains(" %"))
  }

  @Test func memoryIsOfPyTorchs() throws {
    var result = try result("a", [.reference: [1], .eager: [2], .openblas: [1]])
    result.measurements[0].peakBytes = 30 << 20
    result.measurements[1].peakBytes = 31 << 20
    #expect(result.memoryRatio == nil)
    result.measurements[1].peakBytes = 40 << 20
    #expect(result.memoryRatio == 0.75)
    #expect(BenchmarkTable([result]).ratios.contains("| 75 % |"))
    let picture = BenchmarkPlot([result]).svg(.dark)
    #expect(picture.contains("75 %"))
    #expect(!picture.contains("OpenBLAS"))
  }

  @Test func differingOutputIsNoResult() throws {
    var result = try result("a", [.reference: [1], .eager: [2]])
    #expect(!BenchmarkReport(results: [result], isInterrupted: false).isWrong)
    result.measurements[0].difference = 0.1
    #expect(BenchmarkReport(results: [result], isInterrupted: false).isWrong)
  }
}
