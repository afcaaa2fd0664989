/// The version of this package.
public enum AutoPipelineVersion {
  /// The version, as `--version` and adapters give it.
  public static let text = "0.1.0"
}
