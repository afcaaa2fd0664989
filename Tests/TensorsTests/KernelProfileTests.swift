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

  @Test func othersAreNotRecorded() async {
    let (_, profile) = KernelProfile.recording {
      KernelProfile.section("mine") { _ = x.exp() }
    }
    KernelProfile.section("later") { _ = x.exp() }
    #expect(profile.sections.map(\.name) == ["mine", ""])
  }
}
