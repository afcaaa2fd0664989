import AutoPipelineConformance
import Checkpoints
import Foundation
import TestSupport
import Testing

/// What `inspect` says of whole and of broken checkpoints.
@Suite struct InspectionTests {
  private static let checkpoint = Repository.fixtures
    .appending(path: "checkpoints/stable-diffusion")

  @Test func wholeCheckpoint() throws {
    let inspection = try CheckpointInspection(Self.checkpoint)
    #expect(inspection.className == "StableDiffusionPipeline")
    #expect(inspection.warnings == [])
    #expect(
      inspection.tasks.map(\.className) == [
        "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline",
        "StableDiffusionInpaintPipeline",
      ])
    let unet = inspection.components.first { $0.name == "unet" }
    #expect(unet?.className == "UNet2DConditionModel")
    #expect(unet?.weights?.dtypes == ["F32"])
    #expect(unet?.weights.map { $0.bytes == 4 * $0.parameters } == true)
    #expect(
      inspection.parameters
        == inspection.components.reduce(0) { $0 + ($1.weights?.parameters ?? 0) })
  }

  @Test func singleComponent() throws {
    let inspection = try CheckpointInspection(Self.checkpoint.appending(path: "vae"))
    #expect(inspection.className == nil)
    #expect(inspection.components.map(\.className) == ["AutoencoderKL"])
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let says: String
    let make: @Sendable (URL) throws -> Void

    init(_ name: String, says: String, _ make: @escaping @Sendable (URL) throws -> Void) {
      testDescription = name
      self.says = says
      self.make = make
    }
  }

  private static func edit(_ file: URL, _ change: (inout JSONObject) -> Void) throws {
    var members = try Configuration(contentsOf: file).members
    change(&members)
    try Data(JSONValue.object(members).serialized().utf8).write(to: file)
  }

  static let faults = [
    Fault("missing folder", says: "vae: the folder") {
      try FileManager.default.removeItem(at: $0.appending(path: "vae"))
    },
    Fault("pickled weights", says: "Pickled files can run code") {
      try FileManager.default.moveItem(
        at: $0.appending(path: "unet/diffusion_pytorch_model.safetensors"),
        to: $0.appending(path: "unet/diffusion_pytorch_model.bin"))
    },
    Fault("unknown component", says: "extra: StableDiffusionPipeline has no such component") {
      try edit($0.appending(path: "model_index.json")) { $0["extra"] = ["a", "B"] }
    },
    Fault("component outside", says: "must be the name of a folder") {
      try edit($0.appending(path: "model_index.json")) { $0["../x"] = ["a", "B"] }
    },
    Fault("unlisted component", says: "vae: StableDiffusionPipeline needs this component") {
      try edit($0.appending(path: "model_index.json")) { $0["vae"] = nil }
    },
    Fault("unknown class", says: "the reference does not have the class Foo yet") {
      try edit($0.appending(path: "model_index.json")) { $0["vae"] = ["diffusers", "Foo"] }
    },
    Fault("no class name", says: "has no _class_name") {
      try edit($0.appending(path: "model_index.json")) { $0["_class_name"] = nil }
    },
    Fault("other class in the configuration", says: "the configuration DDIMScheduler") {
      try edit($0.appending(path: "scheduler/scheduler_config.json")) {
        $0["_class_name"] = "DDIMScheduler"
      }
    },
    Fault("unread key", says: "nothing reads new_option") {
      try edit($0.appending(path: "unet/config.json")) { $0["new_option"] = 3 }
    },
    Fault("other shapes", says: "of the wrong shape") {
      try edit($0.appending(path: "text_encoder/config.json")) { $0["intermediate_size"] = 7 }
    },
    Fault("broken configuration", says: "vae/config.json:1:1") {
      try Data("nonsense".utf8).write(to: $0.appending(path: "vae/config.json"))
    },
    Fault("broken weights", says: "diffusion_pytorch_model.safetensors") {
      try Data("nonsense".utf8).write(
        to: $0.appending(path: "vae/diffusion_pytorch_model.safetensors"))
    },
  ]

  @Test(arguments: faults) func faultIsNamed(_ fault: Fault) throws {
    let folder = try TemporaryFolder()
    let copy = folder.url.appending(path: "checkpoint")
    try FileManager.default.copyItem(at: Self.checkpoint, to: copy)
    try fault.make(copy)
    let warnings = try CheckpointInspection(copy).warnings
    #expect(warnings.contains { $0.contains(fault.says) }, "\(warnings)")
  }

  @Test func otherFoldersAreRefused() throws {
    let folder = try TemporaryFolder()
    #expect(throws: CheckpointError.self) { try CheckpointInspection(folder.url) }
  }
}
