import Checkpoints
import Foundation
import Tensors
import Testing

@testable import Images

/// What the processors of diffusers and transformers made of pictures, arrays and tensors.
enum ProcessorGolden {
  /// One call; which fields are set depends on its kind.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    let config: Config?
    let images: [String]?
    let values: String?
    let inputs: [String]?
    let height: Int?
    let width: Int?
    let resize_mode: String?
    let crop: [Int]?
    let clamped: Bool?
    let flags: [Bool]?
    let output: String?
    let mask: [Int]?
    let size: [Int]?
    let target: [Int]?
    let pad: Int?
    let ratios: [String: [Double]]?
    let error: Failure?

    var testDescription: String { name }
  }

  struct Failure: Decodable, Sendable {
    let type: String
    let message: String
  }

  /// Options of `VaeImageProcessor`.
  struct Config: Decodable, Sendable {
    let vae_scale_factor: Int?
    let vae_latent_channels: Int?
    let do_resize: Bool?
    let do_normalize: Bool?
    let do_binarize: Bool?
    let do_convert_rgb: Bool?
    let do_convert_grayscale: Bool?
    let resample: Resample?
    let reducing_gap: Double?

    enum Resample: Decodable, Sendable {
      case name(String)
      case number(Int)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
          self = .number(number)
        } else {
          self = .name(try container.decode(String.self))
        }
      }
    }

    var processor: VaeImageProcessor {
      var result = VaeImageProcessor(
        doConvertRGB: do_convert_rgb ?? false, doConvertGrayscale: do_convert_grayscale ?? false)
      result.vaeScaleFactor = vae_scale_factor ?? result.vaeScaleFactor
      result.vaeLatentChannels = vae_latent_channels ?? result.vaeLatentChannels
      result.doResize = do_resize ?? result.doResize
      result.doNormalize = do_normalize ?? result.doNormalize
      result.doBinarize = do_binarize ?? result.doBinarize
      result.reducingGap = reducing_gap
      if case .name(let name) = resample {
        result.resample = ResamplingFilter(diffusersName: name) ?? .box
      }
      return result
    }
  }

  private struct Cases: Decodable { let processors: [Case] }

  private static let all: [Case] = {
    let data = try? Data(contentsOf: ImageGolden.folder.appending(path: "cases.json"))
    return data.flatMap { try? JSONDecoder().decode(Cases.self, from: $0).processors } ?? []
  }()

  /// The configurations as JSON, which CLIP's processor reads itself.
  static let rawConfigurations: [String: JSONObject] = {
    let url = ImageGolden.folder.appending(path: "cases.json")
    let rows = (try? JSONValue.load(contentsOf: url))?.objectValue?["processors"]?.arrayValue ?? []
    return Dictionary(
      rows.compactMap { row in
        guard let row = row.objectValue, let name = row["name"]?.stringValue else { return nil }
        return row["config"]?.objectValue.map { (name, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }()

  /// The calls of one kind, none if they cannot be read.
  static func cases(_ kind: String) -> [Case] { all.filter { $0.kind == kind } }

  private static let float32 = try? SafetensorsFile(
    contentsOf: ImageGolden.folder.appending(path: "processors-float32.safetensors"))
  private static let float64 = try? SafetensorsFile(
    contentsOf: ImageGolden.folder.appending(path: "processors-float64.safetensors"))

  /// What ran in the precision of `Scalar`.
  static func file<Scalar: TensorScalar>(_: Scalar.Type) throws -> SafetensorsFile {
    try #require(Scalar.self == Float.self ? float32 : float64)
  }

  /// Expects the error or the tensor of the row; `tolerance` relative to max(1, max|expected|).
  static func expect<Scalar: TensorScalar>(
    _ row: Case, tolerance: Scalar = 0, _ body: () throws -> Tensor<Scalar>
  ) throws {
    let result: Tensor<Scalar>
    do {
      result = try body()
    } catch let error as PythonError {
      #expect(error.type.rawValue == row.error?.type && error.message == row.error?.message)
      return
    }
    guard row.error == nil else {
      Issue.record("expected \(row.error?.message ?? "")")
      return
    }
    let expected: Tensor<Scalar> = try file(Scalar.self).tensor(row.name)
    #expect(result.shape == expected.shape)
    guard result.shape == expected.shape else { return }
    let error = zip(result.values, expected.values).map { abs($0 - $1) }.max() ?? 0
    #expect(error <= tolerance * max(1, expected.maxAbs()))
  }
}
