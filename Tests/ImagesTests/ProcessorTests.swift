import Checkpoints
import Foundation
import Tensors
import Testing

@testable import Images

/// `VaeImageProcessor` gives the same numbers, pictures and errors as diffusers, in both precisions.
@Suite struct VaeImageProcessorTests {
  @Test(arguments: ProcessorGolden.cases("preprocess"))
  func preprocess(_ row: ProcessorGolden.Case) throws {
    try preprocess(row, Float.self)
    try preprocess(row, Double.self)
  }

  private func preprocess<Scalar: TensorScalar>(
    _ row: ProcessorGolden.Case, _: Scalar.Type
  ) throws {
    let file = try ProcessorGolden.file(Scalar.self)
    let tensors: [Tensor<Scalar>] = try (row.inputs ?? []).map { try file.tensor($0) }
    let images = try (row.images ?? []).map { try ImageGolden.input($0) }
    let input: ImageInput<Scalar> =
      switch row.values {
      case "tensor": .tensor(tensors[0])
      case "array": .array(tensors[0])
      case "tensor list": .tensors(tensors)
      case "array list": .arrays(tensors)
      default: .images(images)
      }
    let processor = try #require(row.config).processor
    try ProcessorGolden.expect(row) {
      try processor.preprocess(
        input, height: row.height, width: row.width,
        resizeMode: row.resize_mode.flatMap { ResizeMode(rawValue: $0) } ?? .default,
        cropCoordinates: row.crop.map(CropRegion.init))
    }
  }

  @Test func warnsOfValuesBelowZero() throws {
    let tensor = Tensor<Float>([-0.25, 1, 0.5, 0], shape: [1, 1, 2, 2])
    var warnings: [String] = []
    let processor = VaeImageProcessor(doResize: false)
    let result = try processor.preprocess(.tensor(tensor)) { warnings.append($0) }
    #expect(result.values == tensor.values)
    #expect(warnings.count == 1 && warnings[0].hasSuffix("value range [-0.25,1.0]"))
  }

  @Test(arguments: ProcessorGolden.cases("postprocess"))
  func postprocess(_ row: ProcessorGolden.Case) throws {
    try postprocess(row, Float.self)
    try postprocess(row, Double.self)
  }

  private func postprocess<Scalar: TensorScalar>(
    _ row: ProcessorGolden.Case, _: Scalar.Type
  ) throws {
    let name = try #require(row.inputs?.first)
    let stored: Tensor<Scalar> = try ProcessorGolden.file(Scalar.self).tensor(name)
    let input = row.clamped == true ? stored.clamped(0, 1) : stored
    let processor = try #require(row.config).processor
    let type = ImageOutputType(diffusersName: try #require(row.output))
    try ProcessorGolden.expect(row) {
      switch try processor.postprocess(input, outputType: type, doDenormalize: row.flags) {
      case .tensor(let tensor), .array(let tensor): return tensor
      case .images(let images):
        #expect(try processor.images(input, doDenormalize: row.flags) == images)
        let shape = [images.count, images[0].height, images[0].width, images[0].mode.channels]
        return Tensor(images.flatMap { $0.pixels.map { Scalar($0) } }, shape: shape)
      }
    }
  }

  @Test(arguments: ProcessorGolden.cases("region"))
  func cropRegion(_ row: ProcessorGolden.Case) throws {
    let (size, target) = (try #require(row.size), try #require(row.target))
    var mask = Image(width: size[0], height: size[1], mode: .gray)
    if let box = row.mask {
      let (width, height) = (box[2] - box[0], box[3] - box[1])
      let pixels = [UInt8](repeating: 200, count: width * height)
      try mask.paste(
        Image(width: width, height: height, mode: .gray, pixels: pixels), left: box[0], top: box[1])
    }
    try ProcessorGolden.expect(row) {
      let region = try VaeImageProcessor.cropRegion(
        mask: mask, width: target[0], height: target[1], pad: try #require(row.pad))
      return Tensor<Double>(
        [region.left, region.top, region.right, region.bottom].map { Double($0) })
    }
  }

  @Test(arguments: ImageGolden.cases("overlay"))
  func overlay(_ row: ImageGolden.Case) throws {
    let output = try VaeImageProcessor().applyOverlay(
      mask: ImageGolden.picture("overlay.mask", mode: "L"),
      original: ImageGolden.input(try #require(row.input)),
      image: ImageGolden.picture("overlay.\(row.crop == nil ? "whole" : "part")", mode: "RGB"),
      cropCoordinates: row.crop.map(CropRegion.init))
    try ImageGolden.expect(output, "overlay", row)
  }

  @Test func refusesImpossibleSizes() throws {
    let image = try ImageGolden.input("in.RGB")
    let tensor = Tensor<Float>.zeros([1, 3, 9, 9])
    let huge = 1 << 40
    #expect(throws: ImageError.self) {
      let _: Tensor<Float> = try VaeImageProcessor().preprocess(
        .images([image]), height: huge, width: huge)
    }
    #expect(throws: ImageError.self) {
      _ = try VaeImageProcessor().preprocess(.tensor(tensor), height: huge, width: 8)
    }
    for mode in ResizeMode.allCases {
      #expect(throws: PythonError.value("height and width must be > 0")) {
        _ = try VaeImageProcessor().resize(image, height: 8, width: -8, mode: mode)
      }
    }
    #expect(throws: PythonError(type: .indexError, message: "list index out of range")) {
      let _: Tensor<Float> = try VaeImageProcessor().preprocess(.images([]))
    }
    let region = try VaeImageProcessor.cropRegion(mask: image, width: .max, height: 1, pad: .max)
    #expect(region == CropRegion(left: 0, top: 0, right: 13, bottom: 11))
  }
}

/// `CLIPImageProcessor` gives the same numbers and errors as transformers, in both precisions.
@Suite struct CLIPImageProcessorTests {
  @Test(arguments: ProcessorGolden.cases("clip"))
  func preprocess(_ row: ProcessorGolden.Case) throws {
    try preprocess(row, Float.self)
    try preprocess(row, Double.self)
  }

  private func preprocess<Scalar: TensorScalar>(
    _ row: ProcessorGolden.Case, _: Scalar.Type
  ) throws {
    let configuration = Configuration(try #require(ProcessorGolden.rawConfigurations[row.name]))
    let images = try #require(row.images).map { try ImageGolden.input($0) }
    let processor = try CLIPImageProcessor(configuration)
    #expect(configuration.unreadKeys() == [])
    try ProcessorGolden.expect(row) { () -> Tensor<Scalar> in try processor.preprocess(images) }
  }

  @Test(arguments: [
    "{\"size\": 0}", "{\"size\": [1]}", "{\"size\": \"big\"}", "{\"resample\": 9}",
    "{\"crop_size\": {\"shortest_edge\": 3}}", "{\"crop_size\": 1000000000}", "{\"do_resize\": 1}",
    "{\"image_mean\": \"x\"}", "{\"size\": {\"height\": 5}}",
  ])
  func refusesConfigurations(_ text: String) throws {
    let members = try #require(JSONValue.parse(Array(text.utf8), file: "x").objectValue)
    #expect(throws: CheckpointError.self) { try CLIPImageProcessor(Configuration(members)) }
  }
}

/// The sizes of PixArt.
@Suite struct PixArtImageProcessorTests {
  @Test(arguments: ProcessorGolden.cases("bin"))
  func bin(_ row: ProcessorGolden.Case) throws {
    let size = try #require(row.size)
    let bins = try #require(row.ratios).sorted { $0.key < $1.key }.map {
      PixArtImageProcessor.Bin(
        ratio: Double($0.key) ?? 0, height: Int($0.value[0]), width: Int($0.value[1]))
    }
    try ProcessorGolden.expect(row) {
      let (height, width) = PixArtImageProcessor.classifyHeightWidthBin(
        height: size[0], width: size[1], ratios: bins)
      return Tensor<Double>([Double(height), Double(width)])
    }
  }

  @Test(arguments: ProcessorGolden.cases("resize and crop"))
  func resizeAndCrop(_ row: ProcessorGolden.Case) throws {
    // Bilinear weights and their sums: a few roundings each.
    try resizeAndCrop(row, tolerance: Float.ulpOfOne * 8)
    try resizeAndCrop(row, tolerance: Double.ulpOfOne * 8)
  }

  private func resizeAndCrop<Scalar: TensorScalar>(
    _ row: ProcessorGolden.Case, tolerance: Scalar
  ) throws {
    let name = try #require(row.inputs?.first)
    let input: Tensor<Scalar> = try ProcessorGolden.file(Scalar.self).tensor(name)
    let (height, width) = (try #require(row.height), try #require(row.width))
    try ProcessorGolden.expect(row, tolerance: tolerance) {
      PixArtImageProcessor.resizeAndCrop(input, newWidth: width, newHeight: height)
    }
  }
}

extension CropRegion {
  init(_ sides: [Int]) {
    self.init(left: sides[0], top: sides[1], right: sides[2], bottom: sides[3])
  }
}
