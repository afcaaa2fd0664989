import Checkpoints
import Foundation

/// What `from_pretrained` of a slow tokenizer gathers from the JSON files beside the vocabulary.
///
/// Upstream: `PreTrainedTokenizerBase._from_pretrained` of transformers 4.57.
struct TokenizerSettings: Sendable {
  /// A special token as it was given: a plain string is registered only if it is new.
  enum SpecialToken: Sendable {
    case plain(String)
    case configured(AddedToken)

    var content: String {
      switch self {
      case .plain(let content): content
      case .configured(let token): token.content
      }
    }

    /// Whether it is a plain string.
    var isPlain: Bool {
      if case .plain = self { true } else { false }
    }
  }

  /// The special tokens that have a name, in the order in which they are registered.
  static let specialNames = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
  ]

  /// Added tokens with their ids, in the files' order.
  var addedTokens: [(id: Int, token: AddedToken)] = []
  /// The named special tokens that the files mention; nil stands for a null.
  var named: [String: SpecialToken?] = [:]
  /// `additional_special_tokens`; nil if there are none, or a null.
  var additional: [SpecialToken]?
  /// The values of `extra_special_tokens`.
  var extra: [SpecialToken] = []
  /// All of `tokenizer_config.json`, empty if there is none.
  var config: JSONObject = [:]
  var modelMaxLength: Int?
  var padsLeft = false
  var truncatesLeft = false
  var cleansUpSpaces = false
  var splitsSpecialTokens = false

  init(folder: URL) throws {
    let configURL = folder.appending(path: "tokenizer_config.json")
    let config = try Self.object(configURL)
    let file = configURL.path(percentEncoded: false)
    self.config = config ?? [:]
    var values: [String: (value: JSONValue, file: String, isObjectAllowed: Bool)] = [:]
    for (key, value) in config ?? [:] { values[key] = (value, file, false) }

    if let decoder = values["added_tokens_decoder"]?.value {
      try readDecoder(decoder, file)
    } else {
      try readLegacyFiles(folder, &values)
    }
    try readSpecialTokens(values)
    try readOptions(config ?? [:], file)
  }

  private mutating func readDecoder(_ decoder: JSONValue, _ file: String) throws {
    let key = "added_tokens_decoder"
    guard let decoder = decoder.objectValue else {
      throw CheckpointError(
        file: file, key: key, problem: "expected an object, found \(decoder.kind)")
    }
    for (name, value) in decoder {
      guard let id = Int(name), id >= 0, let token = value.objectValue else {
        throw CheckpointError(
          file: file, key: "\(key).\(name)",
          problem: "expected an id with an object that describes a token")
      }
      addedTokens.append((id, try AddedToken(token, file: file, key: "\(key).\(name)")))
    }
  }

  /// Older checkpoints keep special and added tokens in files of their own; a fast tokenizer's file
  /// holds added tokens too.
  private mutating func readLegacyFiles(
    _ folder: URL,
    _ values: inout [String: (value: JSONValue, file: String, isObjectAllowed: Bool)]
  ) throws {
    let mapURL = folder.appending(path: "special_tokens_map.json")
    let mapFile = mapURL.path(percentEncoded: false)
    for (key, value) in try Self.object(mapURL) ?? [:] {
      var value = value
      if key == "additional_special_tokens", let tokens = value.arrayValue {
        let known = values[key]?.value.arrayValue ?? []
        value = .array(known + tokens.filter { !known.contains($0) })
      }
      values[key] = (value, mapFile, true)
    }

    let special = Self.contents(values)
    let addedURL = folder.appending(path: "added_tokens.json")
    let addedFile = addedURL.path(percentEncoded: false)
    for (content, id) in try Self.object(addedURL) ?? [:] {
      guard let id = id.intValue, id >= 0 else {
        throw CheckpointError(
          file: addedFile, key: content, problem: "expected an id, found \(id.kind)")
      }
      addedTokens.append((id, AddedToken(content, isSpecial: special.contains(content))))
    }

    let fastURL = folder.appending(path: "tokenizer.json")
    let fastFile = fastURL.path(percentEncoded: false)
    for value in try Self.object(fastURL)?["added_tokens"]?.arrayValue ?? [] {
      guard let object = value.objectValue, let id = object["id"]?.intValue, id >= 0 else {
        throw CheckpointError(
          file: fastFile, key: "added_tokens", problem: "every added token needs an \"id\"")
      }
      addedTokens.append((id, try AddedToken(object, file: fastFile, key: "added_tokens")))
    }
  }

  /// The texts of all special tokens.
  private static func contents(
    _ values: [String: (value: JSONValue, file: String, isObjectAllowed: Bool)]
  ) -> Set<String> {
    let named = specialNames.compactMap { values[$0]?.value }
    let additional = values["additional_special_tokens"]?.value.arrayValue ?? []
    return Set((named + additional).compactMap { $0.stringValue ?? $0["content"]?.stringValue })
  }

  private mutating func readSpecialTokens(
    _ values: [String: (value: JSONValue, file: String, isObjectAllowed: Bool)]
  ) throws {
    let described = Dictionary(
      addedTokens.map { (ExactText($0.token.content), $0.token) }, uniquingKeysWith: { $1 })

    func token(_ value: JSONValue, _ key: String, _ file: String, _ isObjectAllowed: Bool) throws
      -> SpecialToken
    {
      if let content = value.stringValue { return .plain(content) }
      if let object = value.objectValue,
        isObjectAllowed || object["__type"]?.stringValue == "AddedToken"
      {
        return .configured(try AddedToken(object, file: file, key: key))
      }
      throw CheckpointError(
        file: file, key: key, problem: "expected a token, found \(value.kind)",
        advice: "write the token as a string, or as an object with \"__type\": \"AddedToken\"")
    }

    for name in Self.specialNames {
      guard let (value, file, isObjectAllowed) = values[name] else { continue }
      if value.isNull {
        named[name] = .some(nil)
        continue
      }
      let plain = try token(value, name, file, isObjectAllowed)
      let configured = described[ExactText(plain.content)].map(SpecialToken.configured)
      named[name] = .some(configured ?? plain)
    }
    if let (value, file, isObjectAllowed) = values["additional_special_tokens"], !value.isNull {
      guard let tokens = value.arrayValue else {
        throw CheckpointError(
          file: file, key: "additional_special_tokens",
          problem: "expected an array, found \(value.kind)")
      }
      additional = try tokens.map {
        try token($0, "additional_special_tokens", file, isObjectAllowed)
      }
    }
    if let (value, file, _) = values["extra_special_tokens"] {
      extra = try (value.objectValue ?? [:]).map {
        try token($0.value, "extra_special_tokens", file, false)
      }
    }
  }

  private mutating func readOptions(_ config: JSONObject, _ file: String) throws {
    modelMaxLength = try Self.maximumLength(config, file)
    padsLeft = try Self.isLeft(config, "padding_side", "Padding", file)
    truncatesLeft = try Self.isLeft(config, "truncation_side", "Truncation", file)
    cleansUpSpaces = try Self.flag(config, "clean_up_tokenization_spaces", file)
    splitsSpecialTokens = try Self.flag(config, "split_special_tokens", file)
  }

  /// `model_max_length`; from 10²⁰ on it means none.
  private static func maximumLength(_ config: JSONObject, _ file: String) throws -> Int? {
    let key = config["model_max_length"] == nil ? "max_len" : "model_max_length"
    guard let value = config[key], !value.isNull else { return nil }
    guard let length = value.doubleValue, length >= 0 else {
      throw CheckpointError(
        file: file, key: key, problem: "expected a length, found \(value.kind)")
    }
    return length > 1e18 ? nil : Int(length)
  }

  private static func isLeft(
    _ config: JSONObject, _ key: String, _ name: String, _ file: String
  ) throws -> Bool {
    switch config[key]?.stringValue {
    case nil where config[key] == nil, "right": return false
    case "left": return true
    case let side:
      throw PythonError(
        type: .valueError,
        message: "\(name) side should be selected between 'right' and 'left', current value: "
          + (side ?? "None"))
    }
  }

  private static func flag(_ config: JSONObject, _ key: String, _ file: String) throws -> Bool {
    guard let value = config[key], !value.isNull else { return false }
    guard let flag = value.boolValue else {
      throw CheckpointError(
        file: file, key: key, problem: "expected true or false, found \(value.kind)")
    }
    return flag
  }

  /// A flag of the configuration that only some tokenizers have; nil if it is absent or null.
  func flag(_ key: String, _ folder: URL) throws -> Bool? {
    guard let value = config[key], !value.isNull else { return nil }
    return try Self.flag(config, key, Self.configFile(folder))
  }

  /// What errors about the configuration name.
  static func configFile(_ folder: URL) -> String {
    folder.appending(path: "tokenizer_config.json").path(percentEncoded: false)
  }

  /// The object in a JSON file, nil if there is no such file.
  static func object(_ url: URL) throws -> JSONObject? {
    let file = url.path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    let value = try JSONValue.load(contentsOf: url)
    guard let object = value.objectValue else {
      throw CheckpointError(file: file, problem: "expected an object, found \(value.kind)")
    }
    return object
  }
}
