import Checkpoints

extension PipelineComponents {
  /// The constructor's `pag_applied_layers`: names or patterns of self-attention layers.
  ///
  /// - Parameter fallback: The constructor's default.
  /// - Throws: `PythonError` as upstream for anything but strings.
  func perturbedLayers(default fallback: String = "mid") throws -> [String] {
    guard let value = options["pag_applied_layers"] else { return [fallback] }
    let values = value.arrayValue ?? [value]
    return try values.map { element in
      guard let name = element.stringValue else {
        throw PythonError.value(
          "Expected either a string or a list of string but got type"
            + " <class '\(element.pythonType)'>")
      }
      return name
    }
  }
}
