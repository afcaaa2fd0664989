public import Checkpoints

/// What an AutoPipeline makes, by the names of the request protocol.
///
/// The first three are the tasks of the pinned release; later releases of diffusers added the others.
public enum AutoTask: String, Sendable, Hashable, CaseIterable {
  /// A picture from a prompt.
  case textToImage = "text-to-image"
  /// A picture from a picture and a prompt.
  case imageToImage = "image-to-image"
  /// The masked part of a picture from a prompt.
  case inpainting = "inpainting"
  /// A video from a prompt.
  case textToVideo = "text-to-video"
  /// A video from conditions of several kinds.
  case conditionToVideo = "condition-to-video"
  /// A video from a picture.
  case imageToVideo = "image-to-video"
  /// A video from a video.
  case videoToVideo = "video-to-video"
  /// Sound from a prompt.
  case textToAudio = "text-to-audio"

  /// The tasks of the pinned release.
  public static let pictures: [AutoTask] = [.textToImage, .imageToImage, .inpainting]

  /// diffusers' class for the task; nil for the video tasks, which have mappings but no class.
  public var autoClassName: String? {
    switch self {
    case .textToImage: "AutoPipelineForText2Image"
    case .imageToImage: "AutoPipelineForImage2Image"
    case .inpainting: "AutoPipelineForInpainting"
    case .textToAudio: "AutoPipelineForText2Audio"
    case .textToVideo, .conditionToVideo, .imageToVideo, .videoToVideo: nil
    }
  }

  /// What diffusers raises when somebody calls the class of the task itself.
  public var instantiationError: PythonError {
    let name = autoClassName ?? "AutoPipeline"
    return PythonError(
      type: .osError,
      message: "\(name) is designed to be instantiated using the"
        + " `\(name).from_pretrained(pretrained_model_name_or_path)` or"
        + " `\(name).from_pipe(pipeline)` methods.")
  }
}
