import Testing

@testable import AutoPipelineConformance

/// What errors may say of tensors in formats of 16 bits.
@Suite struct ErrorTextTests {
  /// Not a number that a format of 16 bits has, in two lines.
  private static let golden = """
    `latents`: tensor([[ 0.3350,  1.0773],
            [-1.5000,  0.0312]]), of 2 rows
    """

  private func isLegal(
    _ text: String, golden: String = golden, in format: Precision = .bfloat16
  ) -> Bool {
    ErrorText.isLegal(text, golden: golden, in: format)
  }

  @Test(arguments: [Precision.float16, .bfloat16, .float32, .float64])
  func theGoldensOwnTextIsLegal(_ format: Precision) {
    #expect(isLegal(Self.golden, in: format))
    #expect(isLegal("another", in: format) == false)
  }

  /// 0.3350 and 1.0773 as bfloat16 has them: 0.333984375 or 0.3359375, and 1.078125.
  @Test(arguments: [Precision.float16, .bfloat16, .float32, .float64])
  func tensorsAreRoundedToTheFormat(_ format: Precision) {
    let rounded = """
      `latents`: tensor([[ 0.3359,  1.0781],
              [-1.5000,  0.0312]], dtype=torch.\(format.rawValue)), of 2 rows
      """
    #expect(isLegal(rounded, in: format) == (format == .bfloat16))
  }

  @Test(arguments: [
    ("1.0773", "1.0816", true), ("1.0773", "1.0817", false), ("1.0773", "1.073", true),
    ("1.0773", "1.07", false), ("1.0773", "1.", false), ("1.0000", "1.", true),
    ("-1.0773", "1.0773", false), ("0.0312", "3.1250e-02", true), ("0.0312", "3.1250e-03", false),
    ("1.5911e-04", "1.5926e-04", true), ("1.5911e-04", "1.5980e-04", false),
    ("1.5911e-04", "1.5e-04", false), ("1.5911e-04", "0.0002", true), ("0.0000", "-0.0000", true),
    ("0.5000", "nan", false), ("0.5000", "inf", false),
  ])
  func aNumberMovesByRoundingAlone(golden: String, text: String, isLegal: Bool) {
    #expect(
      self.isLegal("it is tensor(\(text))", golden: "it is tensor(\(golden))") == isLegal)
  }

  @Test func smallNumbersMoveByMoreInFloat16() {
    let golden = "tensor([1.0020e-06])"
    #expect(isLegal("tensor([1.0133e-06])", golden: golden, in: .float16))
    #expect(!isLegal("tensor([1.0700e-06])", golden: golden, in: .float16))
    #expect(!isLegal("tensor([1.0133e-06])", golden: golden, in: .bfloat16))
  }

  @Test(arguments: [
    "`latents`: tensor([[ 0.3350,  1.0773], [-1.5000,  0.0312]]), of 3 rows",
    "`latent`: tensor([[ 0.3350,  1.0773], [-1.5000,  0.0312]]), of 2 rows",
    "`latents`: tensor([[ 0.3350,  1.0773]]), of 2 rows",
    "`latents`: tensor([[ 0.3350,  1.0773, -1.5000,  0.0312]]), of 2 rows",
    "`latents`: tensor([[ 0.3350,  1.0773], [-1.5000]]), of 2 rows",
    "`latents`: tensor([[ 0.3350,  1.0773], [-1.5000,  0.0312]], dtype=torch.float16), of 2 rows",
    "`latents`: tensor([[ 0.3350,  1.0773], [-1.5000,  0.0312]]),  of 2 rows",
    "`latents`: [[ 0.3350,  1.0773], [-1.5000,  0.0312]], of 2 rows",
  ])
  func everythingElseIsComparedToTheLetter(_ text: String) {
    #expect(!isLegal(text))
  }

  @Test func numbersOutsideOfTensorsAreComparedToTheLetter() {
    let golden = "the strength is 1.0773 of tensor(1.0773)"
    #expect(isLegal("the strength is 1.0773 of tensor(1.0781)", golden: golden))
    #expect(!isLegal("the strength is 1.0781 of tensor(1.0773)", golden: golden))
  }

  @Test func integersOfTensorsAreComparedToTheLetter() {
    #expect(isLegal("tensor([999, 7])", golden: "tensor([999,   7])"))
    #expect(!isLegal("tensor([1000, 7])", golden: "tensor([999, 7])"))
    #expect(!isLegal("tensor([], size=(0, 5))", golden: "tensor([], size=(0, 4))"))
  }
}
