import Foundation
import TestSupport
import Testing

@testable import Checkpoints
@testable import Tensors

/// Weights of layers in mapped files: converted at each use, they are those converted once.
@Suite struct LayerWeightTests {
  /// Numbers that rounding, subnormals and both ends of a format's range have a say in.
  private static let numbers: [Float] = [
    1, -2.718_281_8, 0.1, 1 / 3, 65_504, -6.1e-5, 5.96e-8, 1e-7, 0, -0.0, 12_345.678, 1e-3,
  ]
  private static let shape = [4, 3]

  /// A folder with a file of one matrix in three formats.
  private struct MappedWeights {
    let folder: TemporaryFolder
    let file: SafetensorsFile

    init() throws {
      folder = try TemporaryFolder()
      let url = folder.url.appending(path: "model.safetensors")
      let tensor = Tensor(LayerWeightTests.numbers, shape: LayerWeightTests.shape)
      var writer = SafetensorsWriter()
      for type in LayerWeightTests.formats { writer.add(type.rawValue, tensor, as: type) }
      writer.add("single.weight", tensor)
      try writer.write(to: url)
      file = try SafetensorsFile(contentsOf: url)
    }

    func scope<Scalar: TensorScalar>(_ conversion: WeightConversion) -> WeightScope<Scalar> {
      WeightStore([file], conversion: conversion).scope()
    }
  }

  private static let formats: [SafetensorsType] = [.float16, .bfloat16, .float64]

  private func bits<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) -> [UInt64] {
    tensor.values.map { Double($0).bitPattern }
  }

  private func comparesConversions<Scalar: TensorScalar>(
    _ format: SafetensorsType, _: Scalar.Type
  ) throws {
    let weights = try MappedWeights()
    let name = format.rawValue
    let once: WeightScope<Scalar> = weights.scope(.once)
    let perUse: WeightScope<Scalar> = weights.scope(.perUse)
    let expected = once.layerWeight(name, Self.shape)
    let weight = perUse.layerWeight(name, Self.shape)
    #expect(expected.tensor.shape == Self.shape && weight.tensor.shape == Self.shape)
    for _ in 0..<2 { #expect(bits(weight.tensor) == bits(expected.tensor)) }
    #expect(bits(weight.rows(1..<3).tensor) == bits(expected.tensor[1..<3]))
    #expect(bits(weight.rows(1..<4).rows(1..<2).tensor) == bits(expected.tensor[2..<3]))
  }

  @Test(arguments: formats)
  func conversionsPerUseAndOnceAgree(_ format: SafetensorsType) throws {
    try comparesConversions(format, Float.self)
    try comparesConversions(format, Double.self)
  }

  @Test func everyUseHasMemoryOfItsOwn() throws {
    let weights = try MappedWeights()
    let perUse: WeightScope<Float> = weights.scope(.perUse)
    let weight = perUse.layerWeight(SafetensorsType.float16.rawValue, Self.shape)
    let (first, second) = (weight.tensor, weight.tensor)
    #expect(first.pointer != second.pointer)
    let once: WeightScope<Float> = weights.scope(.once)
    let kept = once.layerWeight(SafetensorsType.float16.rawValue, Self.shape)
    #expect(kept.tensor.pointer == kept.tensor.pointer)
  }

  /// What is of the run's type is never copied, and the mapping outlives the file's name.
  @Test(arguments: WeightConversion.allCases)
  func weightsOfTheRunsTypeStayInTheFile(_ conversion: WeightConversion) throws {
    let weights = try MappedWeights()
    let scope: WeightScope<Float> = weights.scope(conversion)
    let weight = scope.layerWeight("single.weight", Self.shape)
    try FileManager.default.removeItem(at: weights.folder.url)
    var tensor = weight.tensor
    #expect(tensor.pointer == weight.tensor.pointer)
    #expect(tensor.values == Self.numbers)
    tensor += 1
    #expect(weight.tensor.values == Self.numbers)
  }

  @Test(arguments: WeightConversion.allCases)
  func auditsTheSame(_ conversion: WeightConversion) throws {
    var writer = SafetensorsWriter()
    let matrix = Tensor<Float>([1, 2, 3, 4], shape: [2, 2])
    writer.add("good", matrix, as: .float16)
    writer.add("infinite", Tensor<Float>([1, .infinity, 3, 4], shape: [2, 2]), as: .bfloat16)
    writer.add("wide", matrix, as: .float16)
    writer.add("spare", matrix, as: .float16)
    writer.add("eight", bytes: [1, 2, 3, 4], shape: [2, 2], as: .float8E4M3)
    let file = try SafetensorsFile(bytes: writer.serialized(), file: "model.safetensors")
    let store = WeightStore([file], conversion: conversion)
    let scope = store.scope(as: Float.self)
    #expect(scope.layerWeight("good", [2, 2]).tensor.values == [1, 2, 3, 4])
    for name in ["infinite", "absent", "eight"] { _ = scope.layerWeight(name, [2, 2]) }
    #expect(scope.layerWeight("wide", [2, 3]).tensor.shape == [2, 3])
    let error = try #require(throws: WeightAuditError.self) { try store.audit() }
    #expect(error.missing == [.init(name: "absent", shape: [2, 2])])
    #expect(error.mismatched == [.init(name: "wide", expected: [2, 3], found: [2, 2])])
    #expect(error.unused == ["spare"])
    #expect(error.nonFinite == ["infinite"])
    #expect(error.unreadable.map(\.key) == ["eight"])
    #expect(error.unreadable.first?.description.contains("F8_E4M3 is not supported") == true)
  }

  /// A model that is only held against its configuration reads no elements.
  @Test func headersAloneGiveZeros() throws {
    let weights = try MappedWeights()
    let store = WeightStore([weights.file], headersOnly: true, conversion: .perUse)
    let scope = store.scope(as: Float.self)
    let weight = scope.layerWeight(SafetensorsType.float16.rawValue, Self.shape)
    #expect(weight.tensor.values == [Float](repeating: 0, count: 12))
  }
}
