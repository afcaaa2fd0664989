import Checkpoints
import DiffusionModels
import Images
import Schedulers
import Tensors

/// What ControlNets contribute to each prediction of a run.
struct ControlNetConditioning<Scalar: TensorScalar> {
  private let run: PipelineRun<Scalar>
  private let nets: ControlNets<Scalar>
  private let guidance: Guidance<Scalar>
  private let span: ControlGuidanceSpan<Scalar>
  /// `control_type` and `control_mode` of union models.
  private let types: [Tensor<Scalar>]
  private let kinds: [Int]
  private let guessMode: Bool
  private let isPerturbed: Bool
  private let imageName: String
  /// The pictures, `[N, C, H, W]` in 0…1 for each ControlNet or each kind; `N` is that of the
  /// model's input.
  private(set) var pictures: [Tensor<Scalar>]
  /// The number of steps that starts and ends are parts of, if the schedule ends earlier.
  var stepCount: Int?

  /// Prepares the pictures of the argument `imageName`.
  ///
  /// - Parameters:
  ///   - guessMode: Whether guess mode is on, if that is not for the call and the model to say.
  ///   - isPerturbed: Whether the class has perturbed-attention guidance, be it on or off: its
  ///     ControlNets always see the whole batch.
  ///   - crop: With `padding_mask_crop`, the part of each picture to take.
  init(
    _ run: PipelineRun<Scalar>, _ nets: ControlNets<Scalar>, _ guidance: Guidance<Scalar>,
    imageName: String, size: (height: Int?, width: Int?), scaleFactor: Int,
    guessMode: Bool? = nil, isPerturbed: Bool = false, crop: CropRegion? = nil
  ) throws {
    self.run = run
    self.nets = nets
    self.guidance = guidance
    self.isPerturbed = isPerturbed
    self.imageName = imageName
    span = ControlGuidanceSpan(run.arguments, nets)
    self.guessMode =
      guessMode ?? ((run.arguments.bool("guess_mode") ?? false) || nets.poolsGlobally)
    let modes = ControlModes(run.arguments, nets)
    kinds = try modes?.indices() ?? []
    types = try modes?.types(rows: run.batchSize * guidance.copies) ?? []
    let processor = VaeImageProcessor(
      vaeScaleFactor: scaleFactor, doNormalize: false, doConvertRGB: true)
    let guessMode = self.guessMode
    pictures = try Self.values(run.arguments[imageName], nets).map { value in
      let picture: Tensor<Scalar> = try processor.preprocess(
        value.imageInput(), height: size.height, width: size.width,
        resizeMode: crop == nil ? .default : .fill, cropCoordinates: crop, warn: run.warn)
      let all = picture.repeatInterleaved(0, run.copies(of: picture))
      guard isPerturbed else { return guessMode ? all : guidance.copied(all) }
      // Upstream takes the first half of a batch that in guess mode was never doubled.
      let isHalved = guessMode && guidance.isEnabled
      return guidance.copied(isHalved ? all[0..<((all.extent(0) + 1) / 2)] : all)
    }
  }

  /// torch's error when residuals of the whole batch get a batch of zeros in front.
  private static func doubledResiduals(_ input: Tensor<Scalar>) -> PythonError {
    let count = input.extent(0)
    return PythonError(
      type: .runtimeError,
      message: "The size of tensor a (\(count)) must match the size of tensor b (\(2 * count)) at"
        + " non-singleton dimension 0")
  }

  private static func values(
    _ value: ArgumentValue<Scalar>, _ nets: ControlNets<Scalar>
  ) -> [ArgumentValue<Scalar>] {
    if nets.isUnion { return value.elements }
    guard nets.isMultiple else { return [value] }
    let values = value.elements
    return values.first?.isList ?? false ? transposed(values) : values
  }

  /// What each picture's scale comes to where it counts as much as `kept` says.
  ///
  /// - Throws: Python's errors for what cannot be multiplied.
  private func scales(_ kept: [Double]) throws -> [Double] {
    let value = run.arguments["controlnet_conditioning_scale"]
    switch value {
    case .list(let scales):
      return try zip(scales, kept).map { scale, kept in
        guard let number = scale.number else { throw Self.noFactor(scale) }
        return number * kept
      }
    case .int, .null:
      guard nets.isUnion else { fallthrough }
      throw value.notIterable
    default:
      let scale = value.number ?? 1
      return zip(repeatElement(scale, count: nets.conditionCount(run.arguments)), kept).map(*)
    }
  }

  private static func noFactor(_ scale: ArgumentValue<Scalar>) -> PythonError {
    switch scale {
    case .list, .string: .type("can't multiply sequence by non-int of type 'float'")
    default:
      .type("unsupported operand type(s) for *: '\(scale.pythonTypeName)' and 'float'")
    }
  }

  /// The size of the first picture.
  var size: (height: Int, width: Int) { (pictures[0].extent(-2), pictures[0].extent(-1)) }

  /// The loop's tensors with the pictures among them, so that a callback can see and change these.
  func offered(among tensors: LoopTensors<Scalar>) -> LoopTensors<Scalar> {
    var tensors = tensors
    for (index, picture) in pictures.enumerated() {
      tensors[imageName + suffix(index)] = picture
    }
    return tensors
  }

  /// The residuals for the denoiser's input at a step.
  ///
  /// - Parameters:
  ///   - input: The U-Net's scaled latents of the guided batch.
  ///   - total: The number of steps.
  func residuals(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    _ input: Tensor<Scalar>, _ step: DenoisingStep
  ) throws -> ControlNetResiduals<Scalar>? {
    let embeds = tensors["prompt_embeds"]
    let guesses = guessMode && guidance.isEnabled && !isPerturbed
    let sample =
      guesses ? try schedule.scaledInput(tensors.latents, at: step.timestep) : input
    let kept = span.kept(at: step.index, of: stepCount ?? schedule.timesteps.count)
    let pictures = pictures.indices.map { tensors[imageName + suffix($0)] }
    let residuals = try call(
      pictures, sample, step.timestep, guesses ? embeds.chunked(2, 0)[1] : embeds,
      try scales(kept), guesses ? tensors.added.guided : tensors.added)
    if guessMode && guidance.isEnabled && isPerturbed { throw Self.doubledResiduals(input) }
    guard guesses else { return residuals }
    guard let residuals else { throw PythonError.type("'NoneType' object is not iterable") }
    return residuals.behindZeros
  }

  private func call(
    _ pictures: [Tensor<Scalar>], _ sample: Tensor<Scalar>, _ timestep: Timestep,
    _ embeds: Tensor<Scalar>, _ scales: [Double],
    _ added: AddedConditions<Scalar>
  ) throws -> ControlNetResiduals<Scalar>? {
    try run.traced(
      "controlnet", "forward", inputs: inputs(pictures, sample, timestep, embeds, added)
    ) {
      switch nets {
      case .single(let net):
        try net(
          sample, timestep: timestep.value, encoderHiddenStates: embeds,
          controlnetCond: pictures[0], conditioningScale: scales[0], guessMode: guessMode,
          added: added)
      case .multiple(let nets):
        try nets(
          sample, timestep: timestep.value, encoderHiddenStates: embeds,
          controlnetCond: pictures, conditioningScale: scales, guessMode: guessMode,
          added: added)
      case .union(let net):
        try net(
          sample, timestep: timestep.value, encoderHiddenStates: embeds,
          controlnetCond: pictures, controlType: types[0], controlTypeIdx: kinds,
          conditioningScale: scales, guessMode: guessMode, added: added)
      case .unions(let nets):
        try nets(
          sample, timestep: timestep.value, encoderHiddenStates: embeds,
          controlnetCond: pictures, controlType: types, controlTypeIdx: kinds,
          conditioningScale: scales, guessMode: guessMode, added: added)
      case .misplaced:
        throw PythonError.type(
          "ControlNetUnionModel.forward() missing 2 required positional arguments: 'control_type'"
            + " and 'control_type_idx'")
      }
    } outputs: { residuals in
      guard let residuals else { return [] }
      return residuals.down.enumerated().map {
        ("down_block_res_samples.\($0)", .floats($1))
      } + [("mid_block_res_sample", .floats(residuals.mid))]
    }
  }

  private func inputs(
    _ pictures: [Tensor<Scalar>], _ sample: Tensor<Scalar>, _ timestep: Timestep,
    _ embeds: Tensor<Scalar>,
    _ added: AddedConditions<Scalar>
  ) -> [(name: String, entry: Transcript<Scalar>.Entry)] {
    [
      ("sample", .floats(sample)),
      ("timestep", DenoisingSchedule<Scalar>.entry([timestep], shape: [])),
      ("encoder_hidden_states", .floats(embeds)),
    ]
      + pictures.enumerated().map { index, picture in
        ("controlnet_cond" + suffix(index), .floats(picture))
      }
      + types.enumerated().map { index, type in
        (nets.isMultiple ? "control_type.\(index)" : "control_type", .floats(type))
      } + added.entries
  }

  /// What follows the name of the argument that a picture is one of.
  private func suffix(_ index: Int) -> String {
    switch nets {
    case .single: ""
    case .multiple, .union, .misplaced: ".\(index)"
    case .unions: ".\(index).0"
    }
  }
}

extension ControlNetResiduals {
  /// Residuals of a batch twice as large, nothing for its first half.
  fileprivate var behindZeros: Self {
    func behind(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
      .concatenated([.zeros(tensor.shape), tensor], 0)
    }
    return Self(down: down.map(behind), mid: behind(mid))
  }
}

extension AddedConditions {
  /// The conditions of the guided half of the batch.
  fileprivate var guided: Self {
    Self(textEmbeds: textEmbeds?.chunked(2, 0)[1], timeIds: timeIds?.chunked(2, 0)[1])
  }

  /// The conditions as inputs of a transcript.
  var entries: [(name: String, entry: Transcript<Scalar>.Entry)] {
    [("text_embeds", textEmbeds), ("time_ids", timeIds)].compactMap { name, tensor in
      tensor.map { ("added_cond_kwargs.\(name)", .floats($0)) }
    }
  }
}
