import Checkpoints
import DiffusionModels
import Tensors

/// What Stable Diffusion XL is told of a picture besides the prompt: its size before training's
/// resizing, the crop, the size aimed at, and the refiner its aesthetic score (`_get_add_time_ids`).
///
/// Podell et al., SDXL: Improving Latent Diffusion Models for High-Resolution Image Synthesis, 2023,
/// section 2.2.
struct SizeConditioning<Scalar: TensorScalar> {
  let arguments: Arguments<Scalar>
  let unet: UNet2DConditionConfiguration
  /// The extent of the pooled text embedding.
  let projectionDim: Int
  let requiresAestheticsScore: Bool
  /// Height and width of the pictures made.
  let size: [Int]

  /// The numbers for each picture of a text-to-image call.
  ///
  /// With guidance the pair of rows is repeated, so the rows alternate between the negative ones and
  /// the positive ones where those of the other conditions do not. That is how upstream does it.
  func making(batch: Int, _ guidance: Guidance<Scalar>) throws -> Tensor<Scalar> {
    let positive = original + crops + target
    try checkExtent(positive.count)
    var negative = positive
    if let size = numbers("negative_original_size"), let target = numbers("negative_target_size") {
      negative = size + negativeCrops + target
      try checkExtent(negative.count)
    }
    return guidance.batch(row(negative), row(positive)).repeated(0, batch)
  }

  /// The numbers for each picture of a call that starts from a picture, in the rows' order of the
  /// other conditions.
  func editing(batch: Int, _ guidance: Guidance<Scalar>) throws -> Tensor<Scalar> {
    let negativeOriginal = numbers("negative_original_size") ?? original
    var positive = original + crops
    var negative: [Double]
    if requiresAestheticsScore {
      positive += [arguments.double("aesthetic_score") ?? 6]
      negative =
        negativeOriginal + negativeCrops + [arguments.double("negative_aesthetic_score") ?? 2.5]
    } else {
      positive += target
      // Upstream takes the positive crop here.
      negative = negativeOriginal + crops + (numbers("negative_target_size") ?? target)
    }
    try checkScores(positive.count)
    return guidance.batch(row(negative).repeated(0, batch), row(positive).repeated(0, batch))
  }

  private var original: [Double] { numbers("original_size") ?? size.map { Double($0) } }
  private var target: [Double] { numbers("target_size") ?? size.map { Double($0) } }
  private var crops: [Double] { numbers("crops_coords_top_left") ?? [] }
  /// A class that does not tell negative sizes apart takes the positive crop.
  private var negativeCrops: [Double] { numbers("negative_crops_coords_top_left") ?? crops }

  /// The numbers of a size or a crop; nil for `None` and for nothing at all.
  private func numbers(_ name: String) -> [Double]? {
    guard let numbers = arguments.numbers(name), !numbers.isEmpty else { return nil }
    return numbers
  }

  private func row(_ numbers: [Double]) -> Tensor<Scalar> {
    Tensor(numbers.map { Scalar($0) }, shape: [1, numbers.count])
  }

  private var embeddingDim: Int { unet.additionTimeEmbedDim ?? 0 }
  private var expected: Int { unet.additionEmbeddingInputs ?? 0 }

  /// The numbers fit the extent that the U-Net embeds.
  private func checkExtent(_ count: Int) throws {
    let passed = embeddingDim * count + projectionDim
    guard passed != expected else { return }
    throw PythonError.value(
      mismatch(passed)
        + " The model has an incorrect config. Please check `unet.config.time_embedding_type` and"
        + " `text_encoder_2.config.projection_dim`.")
  }

  /// As `checkExtent`, with advice where an aesthetic score is one number too few or too many.
  private func checkScores(_ count: Int) throws {
    let passed = embeddingDim * count + projectionDim
    if expected - passed == embeddingDim, embeddingDim > 0 {
      let scores = ["aesthetic_score", "negative_aesthetic_score"].map {
        "`\($0)` \(arguments[$0].pythonText)"
      }
      throw PythonError.value(
        mismatch(passed) + advice("enable", "True")
          + "\(scores[0]) and \(scores[1]) is correctly used by the model.")
    }
    if passed - expected == embeddingDim, embeddingDim > 0 {
      let size = (arguments["target_size"].isTrue ? arguments["target_size"].elements : []).map(
        \.pythonText)
      let target = size.isEmpty ? self.size.map(String.init) : size
      throw PythonError.value(
        mismatch(passed) + advice("disable", "False")
          + "`target_size` (\(target.joined(separator: ", "))) is correctly used by the model.")
    }
    try checkExtent(count)
  }

  private func mismatch(_ passed: Int) -> String {
    "Model expects an added time embedding vector of length \(expected), but a vector of \(passed)"
      + " was created."
  }

  private func advice(_ verb: String, _ value: String) -> String {
    " Please make sure to \(verb) `requires_aesthetics_score` with"
      + " `pipe.register_to_config(requires_aesthetics_score=\(value))` to make sure "
  }
}
