import Foundation
import Tensors
import TestSupport
import Testing

@testable import TorchRandom

/// Every draw that torch made, repeated: all bits of all values, and the state afterwards.
@Suite struct TorchRandomTests {
  @Test(arguments: RandomGolden.sequences("default"))
  func matchesTorch(_ sequence: RandomGolden.Sequence) throws {
    try sequence.check(.scalar)
  }

  @Test(arguments: RandomGolden.sequences("avx2"))
  func matchesTorchWithAVX2(_ sequence: RandomGolden.Sequence) throws {
    try sequence.check(.avx2)
  }

  @Test func vectorsAreThere() throws {
    #expect(try RandomGolden.load("default").sequences.count > 90)
    #expect(try RandomGolden.load("avx2").sequences.count > 15)
  }

  @Test func stateIsTorchs() throws {
    let golden = try #require(try RandomGolden.load("default").state)
    let bytes = try #require(golden.byteValues)
    let state = try TorchGenerator.State(torchBytes: bytes)
    #expect(state.torchBytes == bytes)
    #expect(
      TorchGenerator(state: state).normal([4]).values.map { Int32(bitPattern: $0.bitPattern) }
        == golden.normal)

    let generator = TorchGenerator(seed: (1 << 40) + 3)
    _ = generator.normal([3])
    #expect(generator.saveState() == state)
  }

  @Test(arguments: [
    ("too short", [UInt8](repeating: 1, count: 5055)),
    ("empty", []),
    ("zeros", [UInt8](repeating: 0, count: 5056)),
    ("ones", [UInt8](repeating: 255, count: 5056)),
  ])
  func refusesBytesThatAreNoState(_ row: (name: String, bytes: [UInt8])) {
    #expect(throws: TorchGenerator.State.InvalidBytes.self) {
      try TorchGenerator.State(torchBytes: row.bytes)
    }
  }

  @Test func continuesFromASavedState() {
    let generator = TorchGenerator(seed: 4)
    _ = generator.normal([5])
    let saved = generator.saveState()
    let first = generator.normal([9]).values + generator.uniform([3]).values
    generator.restore(saved)
    #expect(generator.normal([9]).values + generator.uniform([3]).values == first)
  }

  @Test func seedingForgetsTheKeptValue() {
    let generator = TorchGenerator(seed: 4)
    let first = generator.normal([3]).values
    generator.manualSeed(4)
    #expect(generator.normal([3]).values == first)
  }
}

@Suite struct RandomSourceTests {
  @Test func wideningKeepsTheFloatDraw() {
    let float: Tensor<Float> = randn([3, 7], TorchGenerator(seed: 9))
    let double: Tensor<Double> = randn([3, 7], TorchGenerator(seed: 9))
    #expect(double.shape == [3, 7])
    #expect(double.values == float.values.map(Double.init))
  }

  @Test func aListDrawsSampleBySample() {
    let generators = [TorchGenerator(seed: 1), TorchGenerator(seed: 2)]
    let noise: Tensor<Double> = randnTensor([2, 4, 5], .perSample(generators))
    let first: Tensor<Double> = randn([1, 4, 5], TorchGenerator(seed: 1))
    let second: Tensor<Double> = randn([1, 4, 5], TorchGenerator(seed: 2))
    #expect(noise.values == first.values + second.values)
  }

  @Test func aListOfOneDrawsTheWholeBatch() {
    let list: Tensor<Float> = randnTensor([2, 3, 3], .perSample([TorchGenerator(seed: 6)]))
    let one: Tensor<Float> = randnTensor([2, 3, 3], .generator(TorchGenerator(seed: 6)))
    #expect(list.values == one.values)
  }

  @Test func theGlobalGeneratorServesDrawsWithoutOne() {
    TorchGenerator.global.manualSeed(77)
    let noise: Tensor<Float> = randnTensor([2, 8], .global)
    #expect(noise.values == TorchGenerator(seed: 77).normal([2, 8]).values)
  }
}
