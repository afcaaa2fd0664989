import Checkpoints
import Layers
import Tensors

/// Everything of a U-Net that becomes its time embedding: the timestep, class labels and additional
/// conditions.
struct UNetEmbeddings<Scalar: TensorScalar>: Sendable {
  private enum Projection: Sendable {
    case positional(Timesteps<Scalar>)
    case fourier(GaussianFourierProjection<Scalar>)

    func callAsFunction(_ timesteps: Tensor<Scalar>) -> Tensor<Scalar> {
      switch self {
      case .positional(let project): project(timesteps)
      case .fourier(let project): project(timesteps)
      }
    }
  }

  private enum ClassEmbedding: Sendable {
    case table(Embedding<Scalar>)
    case timestep(TimestepEmbedding<Scalar>)
    case identity
    case projection(TimestepEmbedding<Scalar>)
    case simpleProjection(Linear<Scalar>)
  }

  private enum AdditionEmbedding: Sendable {
    case text(TextTimeEmbedding<Scalar>)
    case textTime(Timesteps<Scalar>, TimestepEmbedding<Scalar>)
  }

  private let configuration: UNet2DConditionConfiguration
  private let timeProj: Projection
  private let timeEmbedding: TimestepEmbedding<Scalar>
  private let classEmbedding: ClassEmbedding?
  private let additionEmbedding: AdditionEmbedding?

  init(_ weights: WeightScope<Scalar>, _ configuration: UNet2DConditionConfiguration) {
    self.configuration = configuration
    let time = configuration.time
    switch time.kind {
    case .positional:
      timeProj = .positional(
        Timesteps(
          channels: time.inputs, flipSinToCos: time.flipSinToCos, freqShift: time.freqShift))
    case .fourier:
      timeProj = .fourier(
        GaussianFourierProjection(
          weights["time_proj"], time.size / 2, flipSinToCos: time.flipSinToCos))
    }
    timeEmbedding = TimestepEmbedding(
      weights["time_embedding"], time.inputs, time.size, activation: configuration.activation,
      postActivation: time.postActivation, conditionSize: time.conditionSize)
    classEmbedding = Self.classEmbedding(weights["class_embedding"], configuration)
    additionEmbedding = Self.additionEmbedding(weights["add_embedding"], configuration)
  }

  private static func classEmbedding(
    _ weights: WeightScope<Scalar>, _ configuration: UNet2DConditionConfiguration
  ) -> ClassEmbedding? {
    let time = configuration.time
    switch configuration.classEmbedding {
    case nil: return nil
    case .table(let count): return .table(Embedding(weights, count, time.size))
    case .timestep:
      return .timestep(
        TimestepEmbedding(weights, time.inputs, time.size, activation: configuration.activation))
    case .identity: return .identity
    case .projection(let inputs): return .projection(TimestepEmbedding(weights, inputs, time.size))
    case .simpleProjection(let inputs): return .simpleProjection(Linear(weights, inputs, time.size))
    }
  }

  private static func additionEmbedding(
    _ weights: WeightScope<Scalar>, _ configuration: UNet2DConditionConfiguration
  ) -> AdditionEmbedding? {
    let time = configuration.time
    switch configuration.additionEmbedding {
    case nil: return nil
    case .text(let size, let heads):
      return .text(TextTimeEmbedding(weights, size, time.size, heads: heads))
    case .textTime(let timeSize, let inputs):
      let project = Timesteps<Scalar>(
        channels: timeSize, flipSinToCos: time.flipSinToCos, freqShift: time.freqShift)
      return .textTime(project, TimestepEmbedding(weights, inputs, time.size))
    }
  }

  /// The embedding that the blocks take: `[N, blockTimeSize]`.
  ///
  /// - Parameter control: What a ControlNet adds of its own, `[N, time.size]`.
  /// - Throws: diffusers' `ValueError` if labels or conditions are missing that the model needs.
  func callAsFunction(
    timesteps: Tensor<Scalar>, condition: Tensor<Scalar>?, classLabels: Tensor<Scalar>?,
    encoderHiddenStates: Tensor<Scalar>, added: AddedConditions<Scalar>,
    control: Tensor<Scalar>? = nil
  ) throws -> Tensor<Scalar> {
    var embedding = timeEmbedding(timeProj(timesteps), condition: condition)
    if let labels = try embedded(classLabels) {
      embedding =
        configuration.classEmbeddingsConcat
        ? .concatenated([embedding, labels], -1) : embedding + labels
    }
    if let control { embedding = embedding + control }
    if let additional = try additional(encoderHiddenStates, added) {
      embedding = embedding + additional
    }
    return configuration.time.activation?(embedding) ?? embedding
  }

  private func embedded(_ labels: Tensor<Scalar>?) throws -> Tensor<Scalar>? {
    guard let classEmbedding else { return nil }
    guard let labels else {
      throw PythonError.value("class_labels should be provided when num_class_embeds > 0")
    }
    switch classEmbedding {
    case .table(let table): return table(try indices(labels, below: table.weight.extent(0)))
    case .timestep(let embedding): return embedding(timeProj(labels))
    case .identity: return labels
    case .projection(let embedding): return embedding(labels)
    case .simpleProjection(let linear): return linear(labels)
    }
  }

  private func indices(_ labels: Tensor<Scalar>, below count: Int) throws -> [Int] {
    try labels.values.map { label in
      guard let index = Int(exactly: label), (0..<count).contains(index) else {
        throw PythonError(type: .indexError, message: "index out of range in self")
      }
      return index
    }
  }

  private func additional(
    _ encoderHiddenStates: Tensor<Scalar>, _ added: AddedConditions<Scalar>
  ) throws -> Tensor<Scalar>? {
    switch additionEmbedding {
    case nil: return nil
    case .text(let embedding): return embedding(encoderHiddenStates)
    case .textTime(let project, let embedding):
      guard let texts = added.textEmbeds else { throw missing("text_time", "text_embeds") }
      guard let ids = added.timeIds else { throw missing("text_time", "time_ids") }
      let times = try inRows(project(ids.flattened()), texts.extent(0))
      let joined = Tensor.concatenated([texts, times], -1)
      try checkProduct(joined, embedding.inputs, embedding.size)
      return embedding(joined)
    }
  }

  private func missing(_ type: String, _ argument: String) -> PythonError {
    .value(
      "\(UNet2DConditionModel<Scalar>.pythonClass) has the config param `addition_embed_type` set "
        + "to '\(type)' which requires the keyword argument `\(argument)` to be passed in "
        + "`added_cond_kwargs`")
  }
}
