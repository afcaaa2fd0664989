import Checkpoints
import Foundation
import Pipelines
import Tensors

extension AdapterSession {
  /// `component`: one method of one component, its inputs and outputs named as in transcripts.
  static func component(_ line: AdapterRequest) throws -> JSONObject {
    switch try line.arithmetic() {
    case .float32: try component(line, Float.self)
    case .float64: try component(line, Double.self)
    }
  }

  private static func component<Scalar: TensorScalar>(
    _ line: AdapterRequest, _: Scalar.Type
  ) throws -> JSONObject {
    let checkpoint = try line.url("checkpoint")
    let name = try line.string("component")
    let method = try line.string("method")
    let output = try line.url("output")
    let inputs = ComponentInputs<Scalar>(
      file: try SafetensorsFile(contentsOf: line.url("inputs")),
      arguments: AdapterRequest(try line.optionalObject("arguments")))
    let (className, folder) = try source(line, name, checkpoint)
    guard let loader = ComponentLoader<Scalar>(className) else {
      throw UnsupportedRequest(description: "the reference does not have \(className) yet")
    }
    let value = try loader.load(
      ComponentSource(folder: folder, variant: try line.optionalString("variant")))
    guard let call = try inputs.call(value, method) else {
      throw UnsupportedRequest(description: "\(className).\(method) cannot be called alone")
    }
    var writer = SafetensorsWriter()
    for (name, entry) in call { entry.add(as: name, to: &writer) }
    try ResultFolder(output).create()
    let file = output.appending(path: "outputs.safetensors")
    try writer.write(to: file)
    return ["file": .string(file.path(percentEncoded: false))]
  }

  /// The class and the folder: of the checkpoint's component, or what the line says.
  private static func source(
    _ line: AdapterRequest, _ name: String, _ checkpoint: URL
  ) throws -> (className: String, folder: ComponentFolder) {
    if line.members["folder"] != nil {
      return (try line.string("class"), ComponentFolder(try line.url("folder")))
    }
    let index = try ModelIndex(contentsOf: checkpoint.appending(path: ModelIndex.fileName))
    guard let className = index.component(name)?.className else {
      throw line.fail("component", "a component of the checkpoint")
    }
    return (className, try index.folder(of: name, in: checkpoint))
  }
}
