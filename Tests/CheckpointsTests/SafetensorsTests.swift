import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  @Test func writesAndReadsFloats() throws {
    var writer = SafetensorsWriter()
    let values: [Float] = [0, 1, -2.5, 65504, 0x1p-24, 3.140625]
    for dtype in [SafetensorsType.float16, .bfloat16, .float32, .float64] {
      writer.add(dtype.rawValue, Tensor(values, shape: [2, 3]), as: dtype)
    }
    writer.metadata = ["order": "[\"é\"]"]
    let file = try SafetensorsFile(bytes: writer.serialized(), file: "test")
    #expect(file.names == ["F64", "F32", "BF16", "F16"])
    #expect(file.metadata == ["order": "[\"é\"]"])
    for name in ["F64", "F32", "F16"] {
      #expect(try file.tensor(name, as: Float.self).values == values)
      #expect(try file.tensor(name, as: Double.self).values == values.map(Double.init))
      #expect(file.entry(name)?.shape == [2, 3])
    }
    // 65504 rounds up to the next number of 8 bits.
    #expect(
      try file.tensor("BF16", as: Float.self).values == [0, 1, -2.5, 65536, 0x1p-24, 3.140625])
  }

  @Test(arguments: [
    (SafetensorsType.bool, [0, 1, 1]), (.uint8, [0, 7, 255]), (.int8, [-128, 0, 127]),
    (.int16, [-32768, 0, 32767]), (.int32, [-2_147_483_648, 5, 2_147_483_647]),
    (.int64, [.min, -1, .max]), (.uint16, [0, 1, 65535]), (.uint32, [0, 1, 4_294_967_295]),
  ])
  func writesAndReadsIntegers(_ dtype: SafetensorsType, _ values: [Int]) throws {
    var writer = SafetensorsWriter()
    writer.add("a", values, shape: [3, 1], as: dtype)
    let file = try SafetensorsFile(bytes: writer.serialized(), file: "test")
    let read = try file.integers("a")
    #expect(read.values == values)
    #expect(read.shape == [3, 1])
    #expect(try file.tensor("a", as: Double.self).values == values.map(Double.init))
  }

  @Test func mapsAFile() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    var writer = SafetensorsWriter()
    writer.add("weight", Tensor<Float>([1, 2, 3]))
    writer.add("empty", Tensor<Double>([], shape: [0, 4]))
    writer.add("scalar", Tensor<Double>([5], shape: []))
    try writer.write(to: url)
    let tensor: Tensor<Float>
    do {
      let file = try SafetensorsFile(contentsOf: url)
      tensor = try file.tensor("weight")
      #expect(try file.tensor("empty", as: Double.self).shape == [0, 4])
      #expect(try file.tensor("scalar", as: Float.self).item == 5)
    }
    // The mapping outlives the file object for as long as a tensor refers to it.
    #expect(tensor.values == [1, 2, 3])
  }

  @Test func halvesAreExact() throws {
    let bits = (UInt16.min...UInt16.max).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    var writer = SafetensorsWriter()
    writer.add("half", bytes: bits, shape: [65536], as: .float16)
    let file = try SafetensorsFile(bytes: writer.serialized(), file: "test")
    let values = try file.tensor("half", as: Float.self).values
    for (bits, value) in zip(UInt16.min...UInt16.max, values) {
      let expected = Float(Float16(bitPattern: bits))
      if value.bitPattern != expected.bitPattern, !(value.isNaN && expected.isNaN) {
        Issue.record("\(bits): \(value) instead of \(expected)")
      }
    }
  }

  /// Reading and writing a file of the safetensors library gives the same bytes.
  @Test func writesWhatTheLibraryWrites() throws {
    let url = Repository.golden.appending(path: "units/checkpoints/types.safetensors")
    let file = try SafetensorsFile(contentsOf: url)
    #expect(file.metadata == ["format": "pt"])
    #expect(Set(file.names.compactMap { file.entry($0)?.dtype }).count == 10)
    var writer = SafetensorsWriter()
    writer.metadata = file.metadata
    let wide = try file.tensor("z.weight", as: Double.self)
    for name in file.names.reversed() {
      let entry = try #require(file.entry(name))
      if name.hasSuffix("weight") || name == "half" || name == "brain" {
        writer.add(name, wide, as: entry.dtype)
      } else if entry.dtype.isFloatingPoint {
        writer.add(name, try file.tensor(name, as: Float.self))
      } else {
        let (values, shape) = try file.integers(name)
        writer.add(name, values, shape: shape, as: entry.dtype)
      }
    }
    #expect(try writer.serialized() == [UInt8](Data(contentsOf: url)))
  }

  @Test func refusesUnreadableTypes() throws {
    var writer = SafetensorsWriter()
    writer.add("a", bytes: [1], shape: [1], as: .float8E4M3)
    writer.add("b", [-1], as: .uint64)
    writer.add("c", Tensor<Float>([1]))
    let file = try SafetensorsFile(bytes: writer.serialized(), file: "f")
    #expect(throws: CheckpointError.self) { try file.tensor("a", as: Float.self) }
    #expect(throws: CheckpointError.self) { try file.integers("b") }
    #expect(throws: CheckpointError.self) { try file.integers("c") }
    #expect(throws: CheckpointError.self) { try file.tensor("d", as: Float.self) }
  }

  @Test(arguments: [SafetensorsType.float16, .bfloat16, .float32, .float64])
  func findsNonFiniteElements(_ dtype: SafetensorsType) throws {
    for bad in [Double.nan, .infinity, -.infinity, 1] {
      for position in [0, 4095, 4096, 9999] {
        var values = [Double](repeating: -65504, count: 10000)
        values[position] = bad
        var writer = SafetensorsWriter()
        writer.add("a", Tensor(values), as: dtype)
        let file = try SafetensorsFile(bytes: writer.serialized(), file: "f")
        #expect(try file.isFinite("a") == (bad == 1))
      }
    }
  }
}
