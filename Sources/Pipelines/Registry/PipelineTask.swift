/// What a pipeline is for; the raw values are those of requests and of Hugging Face's task names.
public enum PipelineTask: String, Sendable, CaseIterable, Codable {
  /// A picture from a prompt: `AutoPipelineForText2Image`.
  case textToImage = "text-to-image"
  /// A picture from a picture and a prompt: `AutoPipelineForImage2Image`.
  case imageToImage = "image-to-image"
  /// The masked part of a picture filled in: `AutoPipelineForInpainting`.
  case inpainting = "inpainting"
}
