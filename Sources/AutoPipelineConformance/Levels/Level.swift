/// The parts of an implementation that the suite judges by themselves.
public enum Level: String, Sendable, Hashable, CaseIterable {
  /// Which class an AutoPipeline chooses.
  case resolve
  /// Timesteps and noise levels of schedulers.
  case schedule
  /// Ids of texts.
  case tokens
  /// torch's random numbers.
  case random
  /// Components by themselves, each given the golden's inputs: one wrong operation shows alone.
  case components
  /// Whole runs with every component call: it shows where an error starts and how it grows.
  case pipeline
  /// Whole runs by their pictures or latents alone.
  case image

  /// The command of the protocol that the level needs.
  public var command: String {
    switch self {
    case .components: "component"
    case .pipeline, .image: "run"
    default: rawValue
    }
  }
}
