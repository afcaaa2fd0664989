public import Checkpoints
import Foundation
public import Tensors

/// The memory that a request needs at least, from configurations, the headers of weight files and the
/// size of the picture: nothing is loaded for it.
///
/// What is counted has to be there at the same time, so a request that fits is never refused. Weights
/// of the run's own type stay in their mapped files and count as far as one component uses them.
public struct MemoryEstimate: Sendable, Hashable {
  /// The weights of the largest component that is used as it lies in its files.
  public private(set) var mappedBytes = 0
  /// All weights that are converted when they are loaded.
  public private(set) var convertedBytes = 0
  /// What the widest layer reads and writes.
  public private(set) var activationBytes = 0

  /// All of it.
  public var total: Int { mappedBytes + convertedBytes + activationBytes }

  /// An estimate for `request` in the arithmetic of `Scalar`; what cannot be read counts as nothing,
  /// because loading will say so.
  public init<Scalar: TensorScalar>(
    _ request: Request, _: Scalar.Type, _ conversion: WeightConversion = .once
  ) {
    self.init(request, Scalar.self, conversion, FootprintCache())
  }

  /// The same with what is known of components already.
  init<Scalar: TensorScalar>(
    _ request: Request, _: Scalar.Type, _ conversion: WeightConversion, _ known: FootprintCache
  ) {
    let folder = request.checkpoint
    let replaced = Set(request.load.map(\.name))
    let components =
      (try? ModelIndex(contentsOf: folder.appending(path: ModelIndex.fileName)))?
      .components.filter { !$0.isAbsent && !replaced.contains($0.name) } ?? []
    var folders = components.map { folder.appending(path: $0.name) }
    folders += request.load.flatMap { Self.folders($0.component) }
    let footprints = folders.map {
      known.footprint(ComponentFolder($0), variant: request.variant)
    }
    for footprint in footprints {
      addWeights(footprint, MemoryLayout<Scalar>.size, conversion)
    }
    let picture = PictureSize(request)
    let activations = footprints.map { $0.configuration.map(picture.activations) ?? 0 }
    activationBytes = (activations.max() ?? 0) * MemoryLayout<Scalar>.size
  }

  private static func folders(_ component: Request.Component) -> [URL] {
    switch component {
    case .checkpoint(let folder): [folder]
    case .list(let components): components.flatMap(folders)
    default: []
    }
  }

  private mutating func addWeights(
    _ footprint: ComponentFootprint, _ size: Int, _ conversion: WeightConversion
  ) {
    let own: SafetensorsType = size == 8 ? .float64 : .float32
    var mapped = 0
    for (type, count) in footprint.elements {
      if type == own || conversion == .perUse {
        mapped += count * type.size
      } else {
        convertedBytes += count * size
      }
    }
    mappedBytes = max(mappedBytes, mapped)
  }
}

/// The pictures that a request asks for.
private struct PictureSize {
  private let height: Int
  private let width: Int
  private let count: Int
  private let isDecoded: Bool
  private let isTiled: Bool
  private let isSliced: Bool

  init(_ request: Request) {
    let call = request.call
    height = call["height"]?.intValue ?? 0
    width = call["width"]?.intValue ?? 0
    let prompts = call["prompt"]?.arrayValue?.count ?? 1
    count = max(1, prompts * (call["num_images_per_prompt"]?.intValue ?? 1))
    isDecoded = call["output_type"]?.stringValue != "latent"
    let methods = Set(request.setup.map(\.method))
    isTiled = methods.contains("enable_vae_tiling")
    isSliced = methods.contains("enable_vae_slicing")
  }

  /// The elements that the widest layer of the model with `config` reads and writes at least.
  func activations(of config: JSONObject) -> Int {
    // A call refuses larger sides itself, and says so better.
    guard height > 0, width > 0, max(height, width) <= 1 << 20 else { return 0 }
    return switch config["_class_name"]?.stringValue {
    case "AutoencoderKL": isDecoded ? autoencoder(config) : 0
    case "UNet2DConditionModel": unet(config)
    case "FluxTransformer2DModel", "ChromaTransformer2DModel", "SD3Transformer2DModel":
      transformer(config)
    default: 0
    }
  }

  /// The first residual block at full size: its input, which the sum needs later, normalised, and the
  /// output of its convolution.
  private func autoencoder(_ config: JSONObject) -> Int {
    guard let channels = Self.channels(config), channels.count > 1 else { return 0 }
    let tile = isTiled ? config["sample_size"]?.intValue ?? 512 : Int.max
    let area = min(height, tile).multipliedSafely(min(width, tile))
    return area.multipliedSafely((2 * channels[1] + channels[0]) * (isSliced ? 1 : count))
  }

  /// The same of the last level of the U-Net, which joins what comes from below and from the side.
  private func unet(_ config: JSONObject) -> Int {
    guard let channels = Self.channels(config), channels.count > 1 else { return 0 }
    let area = (height / 8).multipliedSafely(width / 8)
    return area.multipliedSafely((2 * (channels[0] + channels[1]) + channels[0]) * count)
  }

  /// The inner layer of a block's feed-forward part, four times as wide as the block.
  private func transformer(_ config: JSONObject) -> Int {
    guard let heads = config["num_attention_heads"]?.intValue,
      let size = config["attention_head_dim"]?.intValue
    else { return 0 }
    return (height / 16).multipliedSafely(width / 16).multipliedSafely(5 * heads * size * count)
  }

  private static func channels(_ config: JSONObject) -> [Int]? {
    config["block_out_channels"]?.arrayValue?.compactMap(\.intValue)
  }
}

extension Int {
  /// The product, or a number that no machine's memory comes to.
  fileprivate func multipliedSafely(_ other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows || product > 1 << 56 ? 1 << 56 : Swift.max(0, product)
  }
}
