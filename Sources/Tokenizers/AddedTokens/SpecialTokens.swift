/// The special tokens of a tokenizer: those that its class has, with what the files say over them.
///
/// Upstream: `special_tokens_map_extended` and `all_special_tokens_extended` of transformers 4.57.
struct SpecialTokens: Sendable {
  /// The tokens that have a name, such as `eos_token`.
  private(set) var named: [String: TokenizerSettings.SpecialToken] = [:]
  /// `additional_special_tokens`, and those of `extra_special_tokens`.
  let additional: [TokenizerSettings.SpecialToken]
  /// All of them once, in the order in which they are registered.
  private(set) var all: [TokenizerSettings.SpecialToken] = []

  /// - Parameters:
  ///   - defaults: the named tokens that the tokenizer's class sets itself.
  ///   - registeredAsTokens: which plain texts the class makes into tokens.
  ///   - asSpecial: whether it makes them special ones.
  init(
    _ settings: TokenizerSettings, defaults: [String: TokenizerSettings.SpecialToken],
    registeredAsTokens: Set<String> = [], asSpecial: Bool = false
  ) {
    additional = (settings.additional ?? []) + settings.extra
    for name in TokenizerSettings.specialNames {
      var token = defaults[name]
      if let given = settings.named[name] { token = given }
      if registeredAsTokens.contains(name), case .plain(let content) = token {
        token = .configured(AddedToken(content, isSpecial: asSpecial))
      }
      guard let token, !token.content.isEmpty else { continue }
      named[name] = token
      if !all.contains(where: { ExactText($0.content) == ExactText(token.content) }) {
        all.append(token)
      }
    }
    let seen = Set(all.map { ExactText($0.content) })
    all += additional.filter { !seen.contains(ExactText($0.content)) }
  }
}
