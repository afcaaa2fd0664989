import AutoPipeline
import Checkpoints
import Foundation
import Pipelines
import TestSupport
import Testing

@Suite struct AutoPipelineTests {
  private let checkpoint = CheckpointLocation(
    Repository.fixtures.appending(path: "checkpoints/stable-diffusion")
      .path(percentEncoded: false))

  /// Loading and converting, with what Python prints for the same pipelines.
  @Test func printsLoadedAndConvertedPipelinesAsPython() throws {
    let golden = try JSONValue.load(
      contentsOf: Repository.golden.appending(path: "resolver/details-0.35.2.json"))
    var rows = try #require(golden["live"]?.arrayValue)[...]
    func check(_ pipeline: inout LoadedPipeline<Float>) {
      let text = pipeline.description.replacing(checkpoint.name, with: "CHECKPOINT")
      #expect(.string(text) == rows.popFirst()?[1])
      pipeline.notePrinting()
    }
    var arguments = LoadArguments<Float>()
    arguments.cache = ComponentCache()
    var loaded: [LoadedPipeline<Float>] = []
    for task in [AutoTask.textToImage, .imageToImage, .inpainting] {
      var pipeline = try AutoPipeline<Float>(task).fromPretrained(checkpoint, arguments)
      check(&pipeline)
      loaded.append(pipeline)
    }
    var requiring = arguments
    requiring.options = ["requires_safety_checker": true]
    var plain = try AutoPipeline<Float>(nil).fromPretrained(checkpoint, requiring)
    check(&plain)
    var converted = try AutoPipeline<Float>(.imageToImage).fromPipe(loaded[0], requiring)
    check(&converted)
    var twice = try AutoPipeline<Float>(.inpainting).fromPipe(converted)
    check(&twice)
    let fresh = try AutoPipeline<Float>(.inpainting).fromPretrained(checkpoint, arguments)
    let scheduler = try #require(loaded[0].pipeline.components["scheduler"])
    arguments.components = ["scheduler": .component(scheduler)]
    var back = try AutoPipeline<Float>(.textToImage).fromPipe(fresh, arguments)
    check(&back)
    #expect(rows.isEmpty)
    #expect(back.pipeline.components.names == loaded[0].pipeline.components.names)
  }

  /// The constructor's options follow a pipeline that is converted, as far as the new class has them.
  @Test func optionsReachTheComponents() throws {
    let refiner = CheckpointLocation(
      Repository.fixtures.appending(path: "checkpoints/stable-diffusion-xl-refiner")
        .path(percentEncoded: false))
    var arguments = LoadArguments<Float>()
    arguments.options = ["force_zeros_for_empty_prompt": true]
    let loaded = try AutoPipeline<Float>(.imageToImage).fromPretrained(refiner, arguments)
    let inpainting = try AutoPipeline<Float>(.inpainting).fromPipe(loaded)
    let making = try AutoPipeline<Float>(.textToImage).fromPipe(loaded)
    for pipeline in [loaded, inpainting] {
      let options = pipeline.pipeline.components.options
      #expect(options["requires_aesthetics_score"] == true)
      #expect(options["force_zeros_for_empty_prompt"] == true)
    }
    #expect(making.pipeline.components.options["requires_aesthetics_score"] == nil)
  }

  @Test func raisesWhatDiffusersRaises() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "{\"_class_name\": \"StableDiffusionPipeline\", \"unet\": [null, null]}", "model_index.json")
    let empty = CheckpointLocation(folder.path)
    let missing = #expect(throws: PythonError.self) {
      try AutoPipeline<Float>(.imageToImage).fromPretrained(empty)
    }
    #expect(missing?.message.hasSuffix("'unet', 'vae'], but only set() were passed.") == true)
    let version = #expect(throws: PythonError.self) {
      try AutoPipeline<Float>(.inpainting).fromPretrained(empty)
    }
    #expect(version?.description == "KeyError: '_diffusers_version'")
    var arguments = LoadArguments<Float>()
    arguments.variant = "fp16"
    let variant = #expect(throws: PythonError.self) {
      try AutoPipeline<Float>(.textToImage).fromPretrained(checkpoint, arguments)
    }
    #expect(variant?.message.contains("`variant=fp16`") == true)
    let file = CheckpointLocation(folder.path + "/model_index.json")
    let notFolder = #expect(throws: PythonError.self) {
      try AutoPipeline<Float>(.textToImage).fromPretrained(file)
    }
    #expect(
      notFolder?.message.contains("is neither a valid local path nor a valid repo id") == true)
  }

  @Test func agreesWithTheRegistry() throws {
    for row in PipelineRegistry.rows {
      let signature = try #require(PipelineSignature.of(row.name))
      #expect(row.pythonClass == signature.pythonClass)
      #expect(row.components.map(\.name).sorted() == signature.components)
      #expect(
        Set(row.components.filter(\.isOptional).map(\.name)) == signature.optionalComponents)
      #expect(row.configuration.map(\.name).sorted() == signature.options)
    }
  }
}
