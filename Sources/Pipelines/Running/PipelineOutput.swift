public import Images
public import Tensors

/// What a pipeline returns.
public struct PipelineOutput<Scalar: TensorScalar>: Sendable {
  /// The pictures in the form that `output_type` asked for, or the latents.
  public let images: ImageOutput<Scalar>
  /// Whether `images` are latents.
  public let isLatent: Bool
  /// Whether the safety checker flagged each picture; nil without a checker.
  public let nsfwContentDetected: [Bool]?
}

extension PipelineOutput {
  /// The output under the name and in the layout that transcripts and result files give it:
  /// `images` `[N, H, W, C]`, or `latents` as they are.
  public var named: (name: String, entry: Transcript<Scalar>.Entry) {
    switch images {
    case .tensor(let latents) where isLatent: ("latents", .floats(latents))
    case .tensor(let images): ("images", .floats(images.permuted([0, 2, 3, 1]).contiguous()))
    case .array(let images): ("images", .floats(images))
    case .images(let pictures): ("images", .pictures(pictures))
    }
  }

  /// Adds the output to the end of a transcript.
  func record(in transcript: Transcript<Scalar>?) {
    transcript?.record(named.name, named.entry)
    guard let flags = nsfwContentDetected else { return }
    transcript?.record("nsfw_content_detected", .flags(flags, shape: [flags.count]))
  }
}

extension Transcript.Entry {
  /// The samples of pictures of one size, `[N, H, W, C]`.
  static func pictures(_ pictures: [Image]) -> Self {
    guard let first = pictures.first else { return .bytes([], shape: [0]) }
    let channels = first.mode.channels
    let shape = [pictures.count, first.height, first.width] + (channels > 1 ? [channels] : [])
    return .bytes(pictures.flatMap(\.pixels), shape: shape)
  }
}
