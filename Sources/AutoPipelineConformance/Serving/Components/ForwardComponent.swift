import Checkpoints
import DiffusionModels
import Pipelines
import Tensors

/// The outputs of a method by their names in transcripts.
typealias ComponentOutputs<Scalar: TensorScalar> = [(name: String, entry: Transcript<Scalar>.Entry)]

/// A model whose `forward` can be called with the inputs of a transcript.
protocol ForwardComponent<Scalar> {
  associatedtype Scalar: TensorScalar

  /// What `forward` gives.
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar>
}

extension ComponentInputs {
  /// Calls the method of a component; nil if it cannot be called alone.
  func call(_ component: any Sendable, _ method: String) throws -> ComponentOutputs<Scalar>? {
    switch method {
    case "forward": try (component as? any ForwardComponent<Scalar>)?.forward(self)
    case "encode": try (component as? any LatentAutoencoder<Scalar>)?.encode(self)
    case "decode": try (component as? any LatentAutoencoder<Scalar>)?.decode(self)
    default: nil
    }
  }
}

/// Tensors of one name as `name.0`, `name.1` and on.
func numberedOutputs<Scalar>(_ name: String, _ tensors: [Tensor<Scalar>]) -> ComponentOutputs<
  Scalar
> {
  tensors.enumerated().map { ("\(name).\($0)", .floats($1)) }
}

extension LatentAutoencoder {
  fileprivate func encode(
    _ inputs: ComponentInputs<Scalar>
  ) throws -> ComponentOutputs<Scalar> {
    switch try encoding(of: inputs.tensor("x", rank: 4)) {
    case .distribution(let posterior):
      [("mean", .floats(posterior.mean)), ("logvar", .floats(posterior.logvar))]
    case .latents(let latents): [("latents", .floats(latents))]
    }
  }

  fileprivate func decode(
    _ inputs: ComponentInputs<Scalar>
  ) throws -> ComponentOutputs<Scalar> {
    let latents = try inputs.tensor(Self.latentsName, rank: 4)
    guard inputs.has("image"), let inpainting = self as? any InpaintingAutoencoder<Scalar> else {
      return [("sample", .floats(try decode(latents)))]
    }
    let pictures = try inpainting.decode(
      latents, image: inputs.tensor("image", rank: 4), mask: inputs.tensor("mask", rank: 4))
    return [("sample", .floats(pictures))]
  }
}
