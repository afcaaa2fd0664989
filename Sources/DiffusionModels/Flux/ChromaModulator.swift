import Checkpoints
import Layers
import Tensors

/// Makes the modulations of all blocks from the time: upstream's
/// `ChromaCombinedTimestepTextProjEmbeddings` and `ChromaApproximator`.
struct ChromaModulator<Scalar: TensorScalar>: Sendable {
  private let channels: Int
  private let layers: Int
  private let singleLayers: Int
  private let inProj: Linear<Scalar>
  private let steps: [PixArtAlphaTextProjection<Scalar>]
  private let norms: [RMSNorm<Scalar>]
  private let outProj: Linear<Scalar>

  /// Reads `distilled_guidance_layer`.
  init(
    _ config: Configuration, _ configuration: FluxConfiguration, _ weights: WeightScope<Scalar>
  ) throws {
    let inputs = try config.size("approximator_num_channels", default: 64)
    guard inputs % 4 == 0 else {
      throw config.error("approximator_num_channels", "expected a multiple of 4, found \(inputs)")
    }
    let hidden = try config.size("approximator_hidden_dim", default: 5120)
    let count = try config.int("approximator_layers", default: 5, in: 0...1024)
    let weights = weights["distilled_guidance_layer"]
    channels = inputs / 4
    layers = configuration.layers
    singleLayers = configuration.singleLayers
    inProj = Linear(weights["in_proj"], inputs, hidden)
    steps = (0..<count).map {
      PixArtAlphaTextProjection(weights["layers"][$0], hidden, hidden, activation: .silu)
    }
    // torch's RMSNorm without an epsilon takes the one of the arithmetic.
    norms = (0..<count).map {
      RMSNorm(weights["norms"][$0], hidden, epsilon: Double(Scalar.ulpOfOne))
    }
    outProj = Linear(weights["out_proj"], hidden, configuration.innerDim)
  }

  /// The rows of all modulations for times `[N]` in 0…1000: `[N, rows, C]`.
  func callAsFunction(_ timestep: Tensor<Scalar>) -> Tensor<Scalar> {
    let batch = timestep.count
    let rowCount = 3 * singleLayers + 12 * layers + 2
    let time = Timesteps<Scalar>(channels: channels, flipSinToCos: true, freqShift: 0)
    let row = Timesteps<Scalar>(channels: 2 * channels, flipSinToCos: true, freqShift: 0)
    let timeAndGuidance = Tensor.concatenated([time(timestep), time(.zeros([batch]))], 1)
    let places = row(.arange(rowCount) * Scalar(1000))
    let input = Tensor.concatenated(
      [
        timeAndGuidance.unsqueezed(1).expanded(to: [batch, rowCount, 2 * channels]),
        places.expanded(to: [batch, rowCount, 2 * channels]),
      ], 2)
    let hidden = zip(steps, norms).reduce(inProj(input)) { $0 + $1.0($1.1($0)) }
    return outProj(hidden)
  }

  /// The modulations of the blocks: the single blocks' come first, then the picture's and the text's.
  func modulations(_ rows: Tensor<Scalar>) -> FluxModulations<Scalar> {
    func cut(_ first: Int, _ size: Int, _ count: Int) -> [Modulation<Scalar>] {
      (0..<count).map { index in
        let start = first + size * index
        return Modulation(rows: rows.narrowed(1, start..<(start + size)))
      }
    }
    let image = 3 * singleLayers
    return FluxModulations(
      image: cut(image, 6, layers), text: cut(image + 6 * layers, 6, layers),
      single: cut(0, 3, singleLayers))
  }

  /// Shift and scale behind the last block.
  func last(_ rows: Tensor<Scalar>) -> Modulation<Scalar> {
    Modulation(rows: rows.narrowed(1, (rows.extent(1) - 2)..<rows.extent(1)))
  }
}
