import Checkpoints
import DiffusionModels
import Foundation
import Pipelines
import Tensors
import TextEncoders

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
    let inputs = ComponentInputs<Scalar>(file: try SafetensorsFile(contentsOf: line.url("inputs")))
    let index = try ModelIndex(contentsOf: checkpoint.appending(path: ModelIndex.fileName))
    guard let className = index.component(name)?.className else {
      throw line.fail("component", "a component of the checkpoint")
    }
    guard let loader = ComponentLoader<Scalar>(className) else {
      throw UnsupportedRequest(description: "the reference does not have \(className) yet")
    }
    let value = try loader.load(
      ComponentSource(folder: try index.folder(of: name, in: checkpoint)))
    guard let call = try inputs.call(value, method) else {
      throw UnsupportedRequest(description: "\(className).\(method) cannot be called alone")
    }
    var writer = SafetensorsWriter()
    for (name, tensor) in call { writer.add(name, tensor) }
    try ResultFolder(output).create()
    let file = output.appending(path: "outputs.safetensors")
    try writer.write(to: file)
    return ["file": .string(file.path(percentEncoded: false))]
  }
}

/// The inputs of a component's method, by the names that transcripts give them.
private struct ComponentInputs<Scalar: TensorScalar> {
  let file: SafetensorsFile

  /// Calls the method; nil if the component does not have it.
  func call(_ component: any Sendable, _ method: String) throws -> [(String, Tensor<Scalar>)]? {
    switch (component, method) {
    case (let unet as UNet2DConditionModel<Scalar>, "forward"):
      let sample = try unet(
        tensor("sample", rank: 4), timestep: tensor("timestep").values.map { Double($0) },
        encoderHiddenStates: tensor("encoder_hidden_states", rank: 3),
        timestepCond: optionalTensor("timestep_cond"),
        added: AddedConditions(
          textEmbeds: optionalTensor("added_cond_kwargs.text_embeds"),
          timeIds: optionalTensor("added_cond_kwargs.time_ids")))
      return [("sample", sample)]
    case (let vae as any LatentAutoencoder<Scalar>, "encode"):
      switch try vae.encoding(of: tensor("x", rank: 4)) {
      case .distribution(let posterior):
        return [("mean", posterior.mean), ("logvar", posterior.logvar)]
      case .latents(let latents): return [("latents", latents)]
      }
    case (let vae as any InpaintingAutoencoder<Scalar>, "decode") where has("image"):
      let sample = try vae.decode(
        tensor(type(of: vae).latentsName, rank: 4), image: tensor("image", rank: 4),
        mask: tensor("mask", rank: 4))
      return [("sample", sample)]
    case (let vae as any LatentAutoencoder<Scalar>, "decode"):
      return [("sample", try vae.decode(tensor(type(of: vae).latentsName, rank: 4)))]
    case (let encoder as CLIPTextModel<Scalar>, "forward"):
      let output = try encoder(
        ids("input_ids"), attentionMask: has("attention_mask") ? ids("attention_mask") : nil)
      return [
        ("last_hidden_state", output.lastHiddenState), ("pooler_output", output.poolerOutput),
      ]
    case (let encoder as CLIPTextModelWithProjection<Scalar>, "forward"):
      let output = try encoder(
        ids("input_ids"), attentionMask: has("attention_mask") ? ids("attention_mask") : nil)
      return [("last_hidden_state", output.lastHiddenState)]
        + (output.textEmbeds.map { [("text_embeds", $0)] } ?? [])
    case (let encoder as T5EncoderModel<Scalar>, "forward"):
      let output = try encoder(
        ids("input_ids"), attentionMask: has("attention_mask") ? ids("attention_mask") : nil)
      return [("last_hidden_state", output.lastHiddenState)]
    default: return nil
    }
  }

  private func has(_ name: String) -> Bool { file.entry(name) != nil }

  private func tensor(_ name: String, rank: Int? = nil) throws -> Tensor<Scalar> {
    let tensor: Tensor<Scalar> = try file.tensor(name)
    guard rank == nil || tensor.shape.count == rank else { throw wrongShape(name, tensor.shape) }
    return tensor
  }

  private func optionalTensor(_ name: String) throws -> Tensor<Scalar>? {
    has(name) ? try tensor(name) : nil
  }

  private func ids(_ name: String) throws -> [[Int]] {
    let (values, shape) = try file.integers(name)
    guard shape.count == 2 else { throw wrongShape(name, shape) }
    return (0..<shape[0]).map { Array(values[($0 * shape[1])..<(($0 + 1) * shape[1])]) }
  }

  private func wrongShape(_ name: String, _ shape: [Int]) -> CheckpointError {
    CheckpointError(
      file: file.file, key: name, problem: "the shape \(shape) does not fit this input")
  }
}
