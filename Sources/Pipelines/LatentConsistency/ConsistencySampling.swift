import Checkpoints
import Tensors

extension StableDiffusionParts {
  /// The components of a consistency model, whose configurations stay as they are.
  init(consistencyModel components: PipelineComponents<Scalar>, row: PipelineRow) throws {
    try self.init(components, row: row, schedulerChanges: [:], correctsSampleSize: false)
  }

  /// The multi-step sampling of a consistency model.
  ///
  /// - Returns: The last step's clean prediction, not its sample.
  func consistentLatents(
    _ run: PipelineRun<Scalar>, _ schedule: inout DenoisingSchedule<Scalar>,
    _ latents: Tensor<Scalar>, _ prompt: PromptEmbeddings<Scalar>
  ) throws -> Tensor<Scalar> {
    let guidance = Guidance<Scalar>.none(run.arguments)
    guard let size = unet.configuration.timeCondProjDim else {
      throw PythonError.type("unsupported operand type(s) for //: 'NoneType' and 'int'")
    }
    var tensors = LoopTensors(latents: latents, others: ["prompt_embeds": prompt.positive])
    tensors["w_embedding"] = guidanceScaleEmbedding(
      guidance.scale - 1, count: run.batchSize, size: size)
    let last = try run.denoise(&schedule, tensors, predict: denoiser(run, guidance).predict)
    return last["denoised"]
  }
}

extension PipelineRow {
  /// The row of a latent consistency class.
  ///
  /// - Parameters:
  ///   - module: The Python file.
  ///   - parameters: The parameters before `original_inference_steps`, in diffusers' order.
  static func latentConsistency(
    _ name: String, _ task: PipelineTask, module: String, parameters: [Parameter]
  ) -> PipelineRow {
    .stableDiffusion(
      name, task, family: "latent-consistency",
      module: "latent_consistency_models.\(module)",
      parameters: parameters + [
        Parameter("original_inference_steps", .int), .timesteps, .guidance(8.5), .imagesPerPrompt,
        .generator, .latents, .promptEmbeds, .ipAdapterImage,
        .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention, .clipSkip,
      ], callbackTensors: ["latents", "denoised", "prompt_embeds", "w_embedding"])
  }
}
