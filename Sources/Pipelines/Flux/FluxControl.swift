import Tensors

extension FluxParts {
  /// The control picture's latents as features of each token (`prepare_image`); a tensor that is no
  /// picture is taken as such features already. Nothing in classes without control.
  func control(
    _ run: PipelineRun<Scalar>, _ size: FluxSize
  ) throws -> FluxDenoiser<Scalar>.Companion {
    guard isControlled else { return .none }
    let image =
      try run.arguments.tensor("control_image")
      ?? imageProcessor.preprocess(
        run.arguments.imageInput("control_image"), height: size.height, width: size.width,
        warn: run.warn)
    let images = image.repeatInterleaved(0, run.copies(of: image))
    guard images.rank == 4 else { return .features(images) }
    return .features(try packed(latentImages(run).encode(images, .sampleTogether), run))
  }

  /// The denoiser of pictures of `size`.
  func denoiser(
    _ run: PipelineRun<Scalar>, _ size: FluxSize, _ prompts: FluxPrompts<Scalar>,
    _ companion: FluxDenoiser<Scalar>.Companion = .none
  ) throws -> FluxDenoiser<Scalar> {
    FluxDenoiser(
      run: run, transformer: transformer, prompts: prompts,
      places: try tokenPlaces(rows: size.rows, columns: size.columns), companion: companion,
      guidance: FluxGuidance(scale: run.arguments["guidance_scale"]))
  }
}
