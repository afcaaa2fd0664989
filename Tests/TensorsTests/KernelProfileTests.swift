import Tensors
import Testing

struct KernelProfileTests {
  private let x = Tensor<Float>.ones([3, 64])

  @Test func sectionsHoldTheirKernels() throws {
    let weight = Tensor<Float>.ones([5, 64])
    let (_, profile) = KernelProfile.recording {
      for _ in 0..<2 {
        KernelProfile.section("first") {
          _ = linear(x, weight)
          KernelProfile.section("second") { _ = x.transposed(0, 1).softmax() }
        }
      }
      _ = x.exp()
    }
    #expect(profile.sections.map(\.name) == ["first", "second", ""])
    let (first, second) = (profile.sections[0], profile.sections[1])
    #expect(first.total.calls == 2)
    #expect(first.kernels["linear"]?.calls == 2)
    #expect(first.kernels["linear"]?.operations == 2 * 2 * 3 * 64 * 5)
    #expect(first.kernels["softmax"] == nil)
    // The copy that softmax makes of the view is a part of it.
    #expect(Set(second.kernels.keys) == ["softmax"])
    #expect(Set(profile.sections[2].kernels.keys) == ["elementwise"])
    let sum = profile.sections.reduce(Duration.zero) { $0 + $1.total.duration }
    #expect(sum == profile.duration)
  }

  @Test func productsAreThoseOfThePlainAlgorithm() {
    let picture = Tensor<Float>.ones([2, 4, 5, 6])
    let kernels = Tensor<Float>.ones([8, 2, 3, 3])
    let heads = Tensor<Float>.ones([2, 3, 7, 4])
    let (_, profile) = KernelProfile.recording {
      _ = conv2d(picture, weight: kernels, padding: (1, 1), groups: 2)
      _ = scaledDotProductAttention(heads, heads, heads)
      _ = matmul(heads, heads[0].transposed(1, 2))
    }
    let products = profile.products.map { [$0.count, $0.rows, $0.columns, $0.terms] }
    #expect(products == [[4, 4, 30, 18], [6, 7, 7, 4], [6, 7, 4, 7], [6, 7, 7, 4]])
    let operations = profile.sections.flatMap(\.kernels.values).reduce(0) { $0 + $1.operations }
    #expect(operations == products.reduce(0) { $0 + 2 * $1.reduce(1, *) })
    #expect(PlainProducts(profile.products).perform() == 4)
    #expect(PlainProducts([]).perform() == 0)
  }

  @Test func othersAreNotRecorded() async {
    let (_, profile) = KernelProfile.recording {
      KernelProfile.section("mine") { _ = x.exp() }
    }
    KernelProfile.section("later") { _ = x.exp() }
    #expect(profile.sections.map(\.name) == ["mine", ""])
  }
}
