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
