extension PythonText {
  /// `clean_up_tokenization`.
  static func cleanedUp(_ text: String) -> String {
    let replacements = [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
      (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]
    return replacements.reduce(text) { replacing($1.0, with: $1.1, in: $0) }
  }
}

extension TokenizerSettings {
  /// A decoded text, cleaned up if `cleansUp` or, where that is nil, the configuration says so.
  func cleaned(_ text: String, _ cleansUp: Bool?) -> String {
    cleansUp ?? cleansUpSpaces ? PythonText.cleanedUp(text) : text
  }
}
