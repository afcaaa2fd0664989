import Testing

@testable import Tensors

/// Which operations write in place, and that large tensors, which several threads share, come out as
/// their parts do.
@Suite struct StorageTests {
  @Test func assignmentLeavesOtherCopiesAlone() {
    let a = Tensor<Double>([1, 2, 3, 4, 5, 6], shape: [2, 3])
    var b = a
    b += a
    b *= 3
    b -= 1
    b /= a
    #expect(b.values == [5, 5.5, 17 / 3.0, 5.75, 5.8, 35 / 6.0])
    #expect(a.values == [1, 2, 3, 4, 5, 6])
    var view = a[1]
    view += 1
    #expect(view.values == [5, 6, 7])
    #expect(a.values == [1, 2, 3, 4, 5, 6])
  }

  @Test func assignmentReusesItsOwnStorage() {
    var a = Tensor<Float>([1, 2, 3])
    let address = a.pointer
    a += Tensor<Float>([1, 1, 1])
    a *= 2
    #expect(a.pointer == address)
    #expect(a.values == [4, 6, 8])
  }

  @Test func mappedStorageIsNeverWritten() {
    final class Owner {
      let memory = UnsafeMutablePointer<Float>.allocate(capacity: 3)
      deinit { memory.deallocate() }
    }
    let owner = Owner()
    owner.memory.initialize(repeating: 1, count: 3)
    var a = Tensor<Float>(
      shape: [3], storage: TensorStorage(readOnly: owner.memory, count: 3, owner: owner))
    a += 1
    #expect(a.values == [2, 2, 2])
    #expect(owner.memory[0] == 1 && owner.memory[2] == 1)
  }

  @Test func broadcastAssignmentTakesTheLargerShape() {
    var a = Tensor<Double>([1, 2, 3])
    a += Tensor<Double>([10, 20], shape: [2, 1])
    #expect(a.shape == [2, 3])
    #expect(a.values == [11, 12, 13, 21, 22, 23])
  }

  typealias Consumer = @Sendable (consuming Tensor<Float>) -> Tensor<Float>
  static let row = Tensor<Float>((1...64).map { Float($0) })
  static let turning = Tensor<Float>((0..<256).map { Float($0 % 7) / 3 }, shape: [4, 64])
  static let consumers: [(name: String, apply: Consumer)] = [
    ("silu", { $0.silu() }), ("sum with a number", { 1 - $0 }), ("sum", { $0 + large4 }),
    ("difference", { large4 - $0 }), ("row", { $0 * row }), ("left row", { row / $0 }),
    ("column", { $0 - column }), ("layer norm", { layerNorm($0, size: 64, bias: row, eps: 1e-5) }),
    ("rms norm", { rmsNorm($0, weight: row, eps: 1e-5) }),
    ("group norm", { groupNorm($0, groups: 2, eps: 1e-5, activation: .silu) }),
    ("rotation", { $0.rotated(cosines: turning, sines: turning * 2) }),
  ]
  static let large4 = large.flattened()[0..<1536].reshaped([2, 4, 3, 64])
  static let column = Tensor<Float>((0..<24).map { Float($0) }, shape: [2, 4, 3, 1])

  @Test(arguments: consumers.indices)
  func operationsTakeThePlaceOfWhatNobodyElseUses(_ index: Int) {
    let (name, apply) = Self.consumers[index]
    let own = Tensor(Self.large4.values, shape: Self.large4.shape)
    let address = own.pointer
    let inPlace = apply(consume own)
    #expect(inPlace.pointer == address, "\(name)")
    let shared = Tensor(Self.large4.values, shape: Self.large4.shape)
    let apart = apply(shared)
    #expect(apart.pointer != shared.pointer, "\(name)")
    #expect(shared.values == Self.large4.values, "\(name)")
    #expect(inPlace.values == apart.values, "\(name)")
    let view = Self.large4.transposed(0, 1)
    #expect(apply(view.transposed(0, 1)).values == apart.values, "\(name)")
  }

  @Test func pairsOfFeaturesTurn() {
    let x = Tensor<Double>([1, 2, 3, 4], shape: [1, 2, 1, 2])
    let cosines = Tensor<Double>([0.5, 0.5, 2, 3], shape: [2, 2])
    let sines = Tensor<Double>([7, 7, 10, 100], shape: [2, 2])
    // a · cos - b · sin, b · cos + a · sin
    #expect(x.rotated(cosines: cosines, sines: sines).values == [-13.5, 8, -34, 312])
  }

  @Test func rowsComeOutAlikeInRuns() {
    let rows = Self.large.flattened()[0..<(2000 * 100)].reshaped([2000, 100])
    func widths(_ width: Int) -> (runs: [Range<Int>], result: Tensor<Float>) {
      var runs: [Range<Int>] = []
      let result = Tensor.byRows(2000, outputs: 50, width: width) { range in
        runs.append(range)
        return rows[range].narrowed(1, 0..<50) * 2
      }
      return (runs, result)
    }
    let (whole, few) = (widths(1), widths(1 << 20))
    #expect(whole.runs == [0..<2000])
    #expect(few.runs == [0..<667, 667..<1334, 1334..<2000])
    #expect(few.result.shape == [2000, 50])
    #expect(few.result.values == whole.result.values)
  }

  /// Rows of this many elements, so many of them that all cores take part.
  static let rows = 67
  static let columns = 5003
  static let large: Tensor<Float> = {
    var state: UInt32 = 1
    let values = (0..<rows * columns).map { _ -> Float in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / 8_388_608 - 1
    }
    return Tensor(values, shape: [rows, columns])
  }()

  typealias Function = @Sendable (Tensor<Float>) -> Tensor<Float>
  static let rowwise: [(name: String, apply: Function)] = [
    ("sum with itself", { $0 + $0 }), ("sum with a number", { 1 - $0 }), ("exp", { $0.exp() }),
    ("gelu", { $0.gelu() }), ("softmax", { $0.softmax() }),
    ("column", { $0 * $0.narrowed(1, 0..<1) }), ("sums", { $0.sum([1], keepDimensions: true) }),
    ("layer norm", { layerNorm($0, size: columns, eps: 1e-5) }),
    ("copy", { $0.transposed(0, 1).contiguous().transposed(0, 1) }),
    ("choice", { Tensor.where(condition: $0.greater(0), $0, 7) }),
    ("scaled sum", { x in scaledSum([(2, x), (-0.5, x)]) }),
    ("join", { Tensor.concatenated([$0, $0.narrowed(1, 0..<7)], 1) }),
  ]

  @Test(arguments: rowwise.indices)
  func largeTensorsComeOutAsTheirRows(_ index: Int) {
    let (name, apply) = Self.rowwise[index]
    let whole = apply(Self.large)
    for row in [0, 1, 33, Self.rows - 1] {
      let part = apply(Self.large.narrowed(0, row..<(row + 1)))
      #expect(whole[row].values == part[0].values, "\(name), row \(row)")
    }
  }

  @Test func largeProductsComeOutAsTheirRows() {
    let a = Self.large.narrowed(1, 0..<300)
    let b = Self.large.flattened().narrowed(0, 0..<(300 * 210)).reshaped([300, 210])
    let c = matmul(a, b)
    let d = matmul(b.transposed(0, 1), a.transposed(0, 1))
    let e = linear(a, b.transposed(0, 1), b[3])
    for row in [0, 31, 66] {
      let exact = matmul(a[row].converted(to: Double.self), b.converted(to: Double.self))
      let bias = b[3].converted(to: Double.self)
      #expect((c[row].converted(to: Double.self) - exact).maxAbs() < 1e-4)
      #expect((d.selected(1, row).converted(to: Double.self) - exact).maxAbs() < 1e-4)
      #expect((e[row].converted(to: Double.self) - (exact + bias)).maxAbs() < 1e-4)
    }
  }
}

/// The blocks of memory that large tensors pass on.
@Suite struct MemoryPoolTests {
  private func blocks(_ megabytes: [Int]) -> [FreeBlocks.Block] {
    megabytes.enumerated().map {
      FreeBlocks.Block(address: UInt($0.offset + 1), byteCount: $0.element << 20)
    }
  }

  @Test func largeBlocksReturnToWhoeverAsksForTheSize() {
    var free = FreeBlocks()
    let block = FreeBlocks.Block(address: 64, byteCount: 37_000_003)
    #expect(free.add(37_000_003).isEmpty)
    #expect(free.keep(block).isEmpty)
    #expect(free.take(37_000_004) == nil)
    #expect(free.take(20_000_000) == nil)
    #expect(free.take(36_000_003) == block)
    #expect(free.take(36_000_003) == nil)
  }

  @Test func theBlocksFreeForLongestGoFirst() {
    var free = FreeBlocks()
    let blocks = blocks([100, 100, 100, 100])
    for block in blocks { #expect(free.add(block.byteCount).isEmpty) }
    let evicted = blocks.map { free.keep($0) }
    #expect(evicted == [[], [], [], [blocks[0]]])
    #expect(free.take(100 << 20) == blocks[3])
  }

  /// What is free and what is in use stay within the most that was in use.
  @Test func freeBlocksMakeNothingLarger() {
    var free = FreeBlocks()
    let blocks = blocks([100, 50, 60, 40])
    #expect(free.add(100 << 20).isEmpty && free.add(50 << 20).isEmpty)
    #expect(free.keep(blocks[0]).isEmpty)
    #expect(free.add(60 << 20) == [blocks[0]])
    #expect(free.keep(blocks[2]).isEmpty)
    #expect(free.add(40 << 20).isEmpty)
    #expect(free.take(60 << 20) == blocks[2])
  }

  @Test func aFewBlocksAreAlwaysKept() {
    var free = FreeBlocks()
    let blocks = blocks([30, 20, 20])
    for block in blocks {
      #expect(free.add(block.byteCount).isEmpty)
      #expect(free.keep(block) == (block == blocks[2] ? [blocks[0]] : []))
    }
    #expect(free.take(20 << 20) == blocks[2])
  }

  @Test func theLargestBlocksAreNotKept() {
    var free = FreeBlocks()
    let block = FreeBlocks.Block(address: 1, byteCount: FreeBlocks.largestKept + 1)
    #expect(free.add(block.byteCount).isEmpty)
    #expect(free.keep(block) == [block])
  }

  @Test func blocksOfAllSizesCanBeWritten() {
    for size in [1, 4095, 1 << 20, 3 << 20, (5 << 20) + 1, 9 << 20] {
      let (memory, capacity) = allocateBytes(size)
      #expect(capacity >= size && Int(bitPattern: memory) % 64 == 0)
      memory.storeBytes(of: 7, toByteOffset: 0, as: UInt8.self)
      memory.storeBytes(of: 7, toByteOffset: size - 1, as: UInt8.self)
      recycleBytes(memory, capacity: capacity)
    }
  }

  @Test func nothingIsAlsoAllocated() {
    let empty = allocateBytes(0)
    #expect(empty.capacity == 1)
    recycleBytes(empty.memory, capacity: empty.capacity)
  }
}
