extension UNet2DConditionModel {
  /// The names of the layers in which hidden states attend to each other.
  public var selfAttentionNames: [String] {
    let down = configuration.blocks.enumerated().flatMap { index, block in
      block.onlyCrossAttention
        ? [] : Self.names("down_blocks.\(index)", block.downTransformerLayers)
    }
    let up = configuration.blocks.reversed().enumerated().flatMap { index, block in
      block.onlyCrossAttention ? [] : Self.names("up_blocks.\(index)", block.upTransformerLayers)
    }
    let mid = Self.names("mid_block", configuration.mid?.transformerLayers ?? [])
    return down + mid + up
  }

  private static func names(_ block: String, _ transformerLayers: [Int]) -> [String] {
    transformerLayers.enumerated().flatMap { index, count in
      (0..<count).map { "\(block).attentions.\(index).transformer_blocks.\($0).attn1" }
    }
  }
}
