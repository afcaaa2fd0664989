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
    let method = try line.string("method")
    let output = try line.url("output")
    let inputs = ComponentInputs<Scalar>(
      file: try SafetensorsFile(contentsOf: line.url("inputs")),
      arguments: AdapterRequest(try line.optionalObject("arguments")))
    let component = try loaded(line, Scalar.self)
    guard let call = try inputs.call(component.value, method) else {
      throw UnsupportedRequest(
        description: component.value is UnbuiltComponent
          ? "the reference does not have \(component.className) yet"
          : "\(component.className).\(method) cannot be called alone")
    }
    var writer = SafetensorsWriter()
    for (name, entry) in call { entry.add(as: name, to: &writer) }
    try ResultFolder(output).create()
    let file = output.appending(path: "outputs.safetensors")
    try writer.write(to: file)
    return ["file": .string(file.path(percentEncoded: false))]
  }

  /// The checkpoint's component, or what the line's folders hold.
  private static func loaded<Scalar: TensorScalar>(
    _ line: AdapterRequest, _: Scalar.Type
  ) throws -> PipelineComponent<Scalar> {
    let name = try line.string("component")
    var loader = try CheckpointLoader<Scalar>(line.url("checkpoint"))
    loader.variant = try line.optionalString("variant")
    if line.members["folder"] != nil {
      loader.overrides[name] = .folder(try line.url("folder"))
    } else if line.members["folders"] != nil {
      loader.overrides[name] = .folders(try line.urls("folders"))
    }
    if let passed = try loader.passed(name) { return passed }
    guard let value = loader.index.members[name], !value.isNull else {
      throw line.fail("component", "a component of the checkpoint")
    }
    return try loader.stored(IndexedComponent(name, value))
  }
}
