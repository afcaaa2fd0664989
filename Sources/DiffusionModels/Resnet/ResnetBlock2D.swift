import Checkpoints
import Layers
import Tensors

/// How the time embedding acts on a residual block: `resnet_time_scale_shift`.
enum TimeScaleShift: String, Sendable {
  /// It is added before the second norm.
  case shift = "default"
  /// It scales and shifts the output of the second norm.
  case scaleShift = "scale_shift"
}

/// Two convolutions, each after a group norm and an activation, around a residual connection; the
/// time embedding comes in between them.
struct ResnetBlock2D<Scalar: TensorScalar>: Sendable {
  /// The options that a model sets alike for all of its blocks.
  struct Options: Sendable {
    /// The extent of the time embedding; `nil` for a block without one.
    var timeChannels: Int?
    var groups: Int
    var epsilon: Double
    var activation: Activation
    var timeScaleShift = TimeScaleShift.shift
    /// The time embedding has already passed the activation.
    var skipTimeActivation = false
    /// What the output is divided by.
    var outputScaleFactor = 1.0
  }

  /// What happens to the size of the feature map, before the first convolution.
  enum Resampling: Sendable {
    case up(Upsample2D<Scalar>)
    case down(Downsample2D<Scalar>)

    func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
      switch self {
      case .up(let up): up(x)
      case .down(let down): down(x)
      }
    }
  }

  private let options: Options
  private let resampling: Resampling?
  private let norm1: GroupNorm<Scalar>
  private let conv1: Conv2d<Scalar>
  private let timeEmbProj: Linear<Scalar>?
  private let norm2: GroupNorm<Scalar>
  private let conv2: Conv2d<Scalar>
  private let convShortcut: Conv2d<Scalar>?

  init(
    _ weights: WeightScope<Scalar>, _ inputs: Int, _ outputs: Int, options: Options,
    resampling: Resampling? = nil
  ) {
    self.options = options
    self.resampling = resampling
    norm1 = GroupNorm(
      weights["norm1"], groups: options.groups, channels: inputs, epsilon: options.epsilon)
    conv1 = Conv2d(weights["conv1"], inputs, outputs, kernel: 3, padding: 1)
    timeEmbProj = options.timeChannels.map { channels in
      Linear(
        weights["time_emb_proj"], channels,
        options.timeScaleShift == .scaleShift ? 2 * outputs : outputs)
    }
    norm2 = GroupNorm(
      weights["norm2"], groups: options.groups, channels: outputs, epsilon: options.epsilon)
    conv2 = Conv2d(weights["conv2"], outputs, outputs, kernel: 3, padding: 1)
    convShortcut =
      inputs == outputs ? nil : Conv2d(weights["conv_shortcut"], inputs, outputs, kernel: 1)
  }

  /// `x`: `[N, inputs, H, W]`; `temb`: `[N, timeChannels]`.
  func callAsFunction(
    _ x: consuming Tensor<Scalar>, _ temb: Tensor<Scalar>? = nil
  ) -> Tensor<Scalar> {
    // Every large tensor goes as soon as it is used: `x` ahead of the convolutions, or the norm takes
    // its place.
    let residual = shortcut(copy x)
    var hidden = norm1(consume x, then: options.activation)
    if let resampling { hidden = resampling(consume hidden) }
    hidden = conv1(consume hidden)
    hidden = normalized(consume hidden, temb)
    hidden = conv2(consume hidden)
    hidden += residual
    guard options.outputScaleFactor != 1 else { return hidden }
    return hidden / Scalar(options.outputScaleFactor)
  }

  private func shortcut(_ x: consuming Tensor<Scalar>) -> Tensor<Scalar> {
    if let resampling { x = resampling(x) }
    guard let convShortcut else { return x }
    return convShortcut(x)
  }

  /// The second norm and activation, under the influence of the time embedding.
  private func normalized(
    _ x: consuming Tensor<Scalar>, _ temb: Tensor<Scalar>?
  ) -> Tensor<Scalar> {
    guard let temb, let timeEmbProj else {
      return norm2(consume x, then: options.activation)
    }
    let time = timeEmbProj(options.skipTimeActivation ? temb : options.activation(temb))
      .unsqueezed(-1).unsqueezed(-1)
    switch options.timeScaleShift {
    case .shift:
      x += time
      return norm2(consume x, then: options.activation)
    case .scaleShift:
      let parts = time.chunked(2, 1)
      x = norm2(consume x)
      x *= Scalar(1) + parts[0]
      x += parts[1]
      return options.activation(consume x)
    }
  }
}
