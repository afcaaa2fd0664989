import Checkpoints

extension PipelineComponents {
  /// The constructor's `pag_applied_layers`: names or patterns of self-attention layers.
  ///
  /// - Throws: `PythonError` as upstream for anything but strings.
  func perturbedLayers() throws -> [String] {
    guard let value = options["pag_applied_layers"] else { return ["mid"] }
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
