import Checkpoints
import Tensors
import Testing

@testable import Pipelines

/// What Flux's pipelines compute outside of their components.
@Suite struct FluxTests {
  /// Upstream's `min` over `PREFERRED_KONTEXT_RESOLUTIONS`.
  static let ratios: [(ratio: Double, width: Int, height: Int)] = [
    (1, 1024, 1024), (0.1, 672, 1568), (40, 1568, 672), (1.5, 1248, 832), (0.6, 800, 1328),
    // Halfway between two, as far as Python's numbers can tell: the narrower.
    ((1104 / 944 + 1024 / 1024) / 2, 1024, 1024),
  ]

  @Test(arguments: ratios)
  func kontextPrefersTheNearestShape(_ ratio: Double, _ width: Int, _ height: Int) {
    let size = preferredKontextSize(ratio: ratio)
    #expect(size.width == width && size.height == height)
  }

  @Test func packedLatentsAreUnpackedAgain() throws {
    let latents = Tensor<Double>.arange(2 * 3 * 4 * 6).reshaped([2, 3, 4, 6])
    let tokens = try latents.packed(2, channels: 3, height: 4, width: 6)
    #expect(tokens.shape == [2, 6, 12])
    // The first token is the upper left square of each channel.
    #expect(tokens[0][0].values == [0, 1, 6, 7, 24, 25, 30, 31, 48, 49, 54, 55])
    #expect(try tokens.unpacked(height: 4, width: 6).values == latents.values)
    let error = #expect(throws: PythonError.self) { try tokens.unpacked(height: 6, width: 6) }
    #expect(error?.message == "shape '[2, 3, 3, 3, 2, 2]' is invalid for input of size 144")
  }

  @Test func tokensHaveTheirPlaces() throws {
    let places: Tensor<Double> = try tokenPlaces(rows: 2, columns: 3, picture: 1)
    #expect(places.shape == [6, 3])
    #expect(places.values == [1, 0, 0, 1, 0, 1, 1, 0, 2, 1, 1, 0, 1, 1, 1, 1, 1, 2])
  }

  @Test(arguments: [
    "ip_adapter_image", "ip_adapter_image_embeds", "negative_ip_adapter_image",
    "negative_ip_adapter_image_embeds", "joint_attention_kwargs",
  ])
  func adaptersAreRefused(_ name: String) throws {
    let row = FluxPipeline.row
    #expect(throws: UnsupportedError.self) {
      try Arguments<Double>([name: "x"]).checked(against: row) { _ in }
    }
  }
}
