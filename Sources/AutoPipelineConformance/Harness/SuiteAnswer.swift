public import Checkpoints

/// What an implementation in this process answers to a line of the protocol.
///
/// An exception of diffusers is thrown as a `PythonError`.
public enum SuiteAnswer {
  /// `resolve`: the class that is chosen.
  case pipelineClass(String)
  /// `schedule`: timesteps and noise levels, nil where the scheduler has none.
  case schedule(timesteps: [Double], sigmas: [Double]?)
  /// `tokens`: a list for each text.
  case tokens(ids: [[Int]], mask: [[Int]])
  /// `random` and `component`: tensors by the names of transcripts.
  case tensors(SafetensorsWriter)
  /// `run`: the class, `images` or `latents`, flags such as `nsfw_content_detected`, and every call,
  /// where the line asks for it, with its order in the metadata.
  case run(
    pipelineClass: String, outputs: SafetensorsWriter, flags: JSONObject = [:],
    transcript: SafetensorsWriter? = nil)
  /// The implementation does not do it.
  case skipped(String)
}
