import Images
import Tensors
import TextEncoders

/// The last stage: decoding, the safety checker, the caller's form of picture.
struct PictureStage<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let processor: VaeImageProcessor
  var safetyChecker: StableDiffusionSafetyChecker<Scalar>?
  var featureExtractor: CLIPImageProcessor?

  /// The pipeline's output from its last latents, recorded as the end of the transcript.
  ///
  /// - Parameters:
  ///   - decode: Gives pictures `[N, 3, H, W]` in -1…1.
  ///   - overlay: What the class does with finished pictures.
  func finish(
    _ latents: Tensor<Scalar>, decode: (Tensor<Scalar>) throws -> Tensor<Scalar>,
    overlay: (ImageOutput<Scalar>) throws -> ImageOutput<Scalar> = { $0 }
  ) throws -> PipelineOutput<Scalar> {
    let output = try output(latents, decode, overlay)
    try run.random.finish()
    output.record(in: run.transcript)
    return output
  }

  private func output(
    _ latents: Tensor<Scalar>, _ decode: (Tensor<Scalar>) throws -> Tensor<Scalar>,
    _ overlay: (ImageOutput<Scalar>) throws -> ImageOutput<Scalar>
  ) throws -> PipelineOutput<Scalar> {
    let outputType = run.arguments.string("output_type") ?? "pil"
    guard outputType != "latent" else {
      return PipelineOutput(images: .tensor(latents), isLatent: true, nsfwContentDetected: nil)
    }
    let checked = try check(try decode(latents))
    let images = try processor.postprocess(
      checked.images, outputType: ImageOutputType(diffusersName: outputType),
      doDenormalize: checked.flags?.map { !$0 })
    return PipelineOutput(
      images: try overlay(images), isLatent: false, nsfwContentDetected: checked.flags)
  }

  /// The pictures with those that the checker flags turned black, and the flags.
  private func check(
    _ images: Tensor<Scalar>
  ) throws -> (images: Tensor<Scalar>, flags: [Bool]?) {
    guard let safetyChecker, let featureExtractor else { return (images, nil) }
    let pictures = try processor.images(images)
    let pixels: Tensor<Scalar> = try run.traced(
      "feature_extractor", "preprocess", inputs: [("images", .pictures(pictures))]
    ) {
      try featureExtractor.preprocess(pictures)
    } outputs: { _ in
      []  // the safety checker's input is the same tensor
    }
    return try run.traced(
      "safety_checker", "forward",
      inputs: [("clip_input", .floats(pixels)), ("images", .floats(images))]
    ) {
      let checked = try safetyChecker(images: images, clipInput: pixels)
      return (checked.images, checked.hasNSFWConcepts)
    } outputs: { images, flags in
      [
        ("images", .floats(images)),
        ("has_nsfw_concepts", .flags(flags ?? [], shape: [flags?.count ?? 0])),
      ]
    }
  }
}
