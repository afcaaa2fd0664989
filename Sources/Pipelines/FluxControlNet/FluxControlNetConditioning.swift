import Checkpoints
import DiffusionModels
import Tensors

/// What ControlNets contribute to each prediction of a run.
struct FluxControlNetConditioning<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let nets: FluxControlNets<Scalar>
  let pictures: FluxControlPictures<Scalar>
  let modes: FluxControlModes<Scalar>
  let guidance: FluxGuidance<Scalar>
  /// The places of the latents' tokens, `[L, 3]`.
  let places: Tensor<Scalar>
  /// The number of steps of the schedule.
  let stepCount: Int

  /// Whether a transformer takes the residuals in turn.
  var repeats: Bool { nets.takesPixels }

  /// The picture of a single ControlNet, which callbacks may change.
  var onlyCondition: Tensor<Scalar>? { nets.isMultiple ? nil : pictures.conditions.first }

  /// What to add in the transformer at a step, for the loop's tensors and a prompt.
  func residuals(
    _ tensors: LoopTensors<Scalar>, _ prompt: FluxPrompt<Scalar>, _ step: DenoisingStep
  ) throws -> FluxControlNetResiduals<Scalar> {
    let latents = tensors.latents
    let scales = try self.scales(at: step.index)
    let time = Tensor(repeating: Scalar(step.timestep.value) / 1000, shape: [latents.shape[0]])
    let guidance = try nets.guidanceEmbeds ? self.guidance.rows(latents.shape[0]) : nil
    var conditions = pictures.conditions
    if let changed = tensors.optional("control_image") { conditions = [changed] }
    return try run.traced(
      "controlnet", "forward",
      inputs: inputs(latents, conditions, prompt, time, guidance?.entry)
    ) {
      try call(latents, conditions, prompt, time, guidance?.tensor, scales)
    } outputs: { residuals in
      residuals.entries.map { ($0.name, .floats($0.tensor)) }
    }
  }

  private func call(
    _ latents: Tensor<Scalar>, _ conditions: [Tensor<Scalar>], _ prompt: FluxPrompt<Scalar>,
    _ time: Tensor<Scalar>, _ guidance: Tensor<Scalar>?, _ scales: [Double]
  ) throws -> FluxControlNetResiduals<Scalar> {
    switch nets {
    case .single(let net):
      return try net(
        latents, controlnetCond: conditions[0], controlnetMode: modes.rows?.first,
        conditioningScale: scales[0], encoderHiddenStates: prompt.tokens,
        pooledProjections: prompt.pooled, timestep: time, imgIds: places, txtIds: prompt.places,
        guidance: guidance)
    case .multiple(let nets):
      let residuals = try nets(
        latents, controlnetCond: conditions, controlnetMode: modes.rows ?? [],
        conditioningScale: scales, encoderHiddenStates: prompt.tokens,
        pooledProjections: prompt.pooled, timestep: time, imgIds: places, txtIds: prompt.places,
        guidance: guidance)
      guard let residuals else {
        throw PythonError(
          type: .unboundLocalError,
          message: "cannot access local variable 'control_block_samples' where it is not associated"
            + " with a value")
      }
      return residuals
    }
  }

  private func inputs(
    _ latents: Tensor<Scalar>, _ conditions: [Tensor<Scalar>], _ prompt: FluxPrompt<Scalar>,
    _ time: Tensor<Scalar>, _ guidance: Transcript<Scalar>.Entry?
  ) -> [(name: String, entry: Transcript<Scalar>.Entry)] {
    let pictures = conditions.enumerated().map { index, condition in
      (
        name: nets.isMultiple ? "controlnet_cond.\(index)" : "controlnet_cond",
        entry: Transcript.Entry.floats(condition)
      )
    }
    return [("hidden_states", .floats(latents))] + pictures + modes.entries + [
      ("encoder_hidden_states", .floats(prompt.tokens)),
      ("pooled_projections", .floats(prompt.pooled)), ("timestep", .floats(time)),
      ("img_ids", .floats(places)), ("txt_ids", .floats(prompt.places)),
    ] + (guidance.map { [("guidance", $0)] } ?? [])
  }

  /// `controlnet_conditioning_scale` for each picture at step `index`, 0 outside of the part of the
  /// schedule in which the ControlNet counts.
  private func scales(at index: Int) throws -> [Double] {
    let value = run.arguments["controlnet_conditioning_scale"]
    let kept = ControlGuidanceSpan(run.arguments, count: nets.models.count)
      .kept(at: index, of: stepCount)
    if nets.isMultiple {
      guard case .list(let scales) = value else {
        throw value.notIterable
      }
      return zip(scales, kept).map { ($0.number ?? 0) * $1 }
    }
    guard let scale = value.elements.first?.number, let kept = kept.first else {
      throw PythonError(type: .indexError, message: "list index out of range")
    }
    return [scale * kept]
  }
}

extension FluxControlNetResiduals {
  /// The residuals by upstream's names.
  var entries: [(name: String, tensor: Tensor<Scalar>)] {
    func numbered(_ name: String, _ tensors: [Tensor<Scalar>]?) -> [(String, Tensor<Scalar>)] {
      (tensors ?? []).enumerated().map { ("\(name).\($0)", $1) }
    }
    return numbered("controlnet_block_samples", blocks)
      + numbered("controlnet_single_block_samples", singleBlocks)
  }
}
