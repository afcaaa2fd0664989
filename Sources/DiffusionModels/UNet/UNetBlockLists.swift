import Checkpoints

/// The options of a U-Net that may be given once or per block, brought to one value per block, with
/// the checks of upstream's `_check_config`.
struct UNetBlockLists: Sendable {
  let downTypes: [String]
  let upTypes: [String]
  let channels: [Int]
  let onlyCrossAttention: [Bool]
  /// The heads of each level. The option is called after the extent of a head, but holds their
  /// number, and always has: diffusers' issue 2011.
  let heads: [Int]
  let crossAttentionDim: [Int?]
  let layers: [Int]
  /// Per level from the top, the transformer blocks after each residual block.
  let downTransformerLayers: [[Int]]
  /// Per up block from the bottom, the transformer blocks after each residual block.
  let upTransformerLayers: [[Int]]

  init(_ config: Configuration) throws {
    if let heads = config.value("num_attention_heads"), !heads.isNull {
      throw PythonError.value(Self.headsMessage)
    }
    downTypes = try config.strings("down_block_types", default: Self.defaultDownTypes)
    upTypes = try config.strings("up_block_types", default: Self.defaultUpTypes)
    let count = downTypes.count
    let check = BlockCountCheck(config: config, count: count)
    try check("up_block_types", default: .array(Self.defaultUpTypes.map { .string($0) }))
    channels = try config.sizes("block_out_channels", default: [320, 640, 1280, 1280])
    try check("block_out_channels", default: [320, 640, 1280, 1280])
    try check("only_cross_attention")
    try check("attention_head_dim", named: "num_attention_heads")
    try check("cross_attention_dim")
    try check("layers_per_block")
    onlyCrossAttention = try config.flags("only_cross_attention", count)
    heads = try config.ints("attention_head_dim", count: count, default: 8, in: 1...65536)
    crossAttentionDim = try config.optionalSizes("cross_attention_dim", count, default: 1280)
    layers = try config.ints("layers_per_block", count: count, default: 2, in: 1...256)
    (downTransformerLayers, upTransformerLayers) = try Self.transformerLayers(config, layers)
  }

  private static func transformerLayers(
    _ config: Configuration, _ layers: [Int]
  ) throws -> (down: [[Int]], up: [[Int]]) {
    let key = "transformer_layers_per_block"
    let given = try config.nested(key, layers.count) ?? layers.map { _ in .each(1) }
    let reversed = try config.nested("reverse_\(key)", layers.count)
    if reversed == nil, given.contains(where: \.isList), config.value(key)?.arrayValue != nil {
      throw PythonError.value(
        "Must provide 'reverse_transformer_layers_per_block` if using asymmetrical UNet.")
    }
    let down = try zip(given, layers).map { try $0.filled($1, config, key) }
    let up = try zip(reversed ?? given.reversed(), layers.reversed()).map {
      try $0.filled($1 + 1, config, reversed == nil ? key : "reverse_\(key)")
    }
    return (down, up)
  }

  private static let defaultDownTypes = [
    "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D",
  ]

  private static let defaultUpTypes = [
    "UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D",
  ]

  private static let headsMessage =
    "At the moment it is not possible to define the number of attention heads via "
    + "`num_attention_heads` because of a naming issue as described in "
    + "https://github.com/huggingface/diffusers/issues/2011#issuecomment-1547958131. Passing "
    + "`num_attention_heads` will only be supported in diffusers v0.19."
}

/// The transformer blocks after the residual blocks of a level: one number for all, or one for each.
private enum TransformerLayers {
  case each(Int)
  case list([Int])

  var isList: Bool { if case .list = self { true } else { false } }

  /// `count` numbers.
  func filled(_ count: Int, _ config: Configuration, _ key: String) throws -> [Int] {
    switch self {
    case .each(let number): return Array(repeating: number, count: count)
    case .list(let numbers):
      guard numbers.count >= count else {
        throw config.error(
          key, "\(numbers) has \(numbers.count) numbers for a block of \(count) layers",
          advice: "Give one number for each layer, or one for all")
      }
      return Array(numbers.prefix(count))
    }
  }
}

/// Upstream's demand that lists have as many elements as there are down blocks.
private struct BlockCountCheck {
  let config: Configuration
  let count: Int

  func callAsFunction(
    _ key: String, default fallback: JSONValue? = nil, named name: String? = nil
  ) throws {
    let value = config.value(key)
    guard let elements = (value ?? fallback)?.arrayValue, elements.count != count else { return }
    let shown = value?.pythonDescription ?? fallback?.pythonTuple ?? "None"
    let types = config.value("down_block_types")?.pythonDescription ?? Self.defaultTypes
    let name = name ?? key
    throw PythonError.value(
      "Must provide the same number of `\(name)` as `down_block_types`. `\(name)`: \(shown). "
        + "`down_block_types`: \(types).")
  }

  private static let defaultTypes =
    "('CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D')"
}

extension Configuration {
  /// `count` booleans under `key`, or one that stands for all of them.
  fileprivate func flags(_ key: String, _ count: Int) throws -> [Bool] {
    guard value(key)?.arrayValue != nil else {
      return Array(repeating: try bool(key, default: false), count: count)
    }
    return try bools(key)
  }

  /// `count` sizes or nulls under `key`, or one size that stands for all of them.
  fileprivate func optionalSizes(
    _ key: String, _ count: Int, default fallback: Int
  ) throws -> [Int?] {
    guard let values = value(key)?.arrayValue else {
      return Array(repeating: try size(key, default: fallback), count: count)
    }
    return try values.map { value in
      if value.isNull { return nil }
      guard let size = value.intValue, (1...65536).contains(size) else {
        throw error(key, "expected an integer or an array of \(count) integers")
      }
      return size
    }
  }

  /// A number for all blocks, or for each block a number or a list of numbers; nil if absent or null.
  fileprivate func nested(_ key: String, _ count: Int) throws -> [TransformerLayers]? {
    func number(_ value: JSONValue) throws -> Int {
      guard let number = value.intValue, (1...256).contains(number) else {
        throw error(key, "expected integers from 1 to 256, one for each of \(count) blocks")
      }
      return number
    }
    guard let value = value(key), !value.isNull else { return nil }
    guard let values = value.arrayValue else {
      return Array(repeating: .each(try number(value)), count: count)
    }
    guard values.count == count else {
      throw error(key, "has \(values.count) elements for \(count) blocks")
    }
    return try values.map { value in
      guard let list = value.arrayValue else { return .each(try number(value)) }
      return .list(try list.map(number))
    }
  }
}
