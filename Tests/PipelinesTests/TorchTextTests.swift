import Tensors
import Testing

@testable import Pipelines

/// What `print(tensor)` gives in Python, as error messages of diffusers quote it.
@Suite struct TorchTextTests {
  static let rows: [(Tensor<Double>, String)] = [
    (Tensor(scalar: 1.5), "tensor(1.5000)"),
    (Tensor([]), "tensor([])"),
    (.zeros([2, 0]), "tensor([], size=(2, 0))"),
    (Tensor([1, 2, -30]), "tensor([  1.,   2., -30.])"),
    (Tensor([0, 0]), "tensor([0., 0.])"),
    (Tensor([1e-6, 1]), "tensor([1.0000e-06, 1.0000e+00])"),
    (
      Tensor([0.25, -1.5, .nan, .infinity]),
      "tensor([ 0.2500, -1.5000,     nan,     inf])"
    ),
    (
      Tensor.arange(8).reshaped([2, 2, 2]),
      """
      tensor([[[0., 1.],
               [2., 3.]],

              [[4., 5.],
               [6., 7.]]])
      """
    ),
    (
      Tensor.arange(12) / 7,
      """
      tensor([0.0000, 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.0000, 1.1429,
              1.2857, 1.4286, 1.5714])
      """
    ),
    (
      Tensor.arange(1100).reshaped([11, 100]) / 8,
      """
      tensor([[0.0000e+00, 1.2500e-01, 2.5000e-01,  ..., 1.2125e+01, 1.2250e+01,
               1.2375e+01],
              [1.2500e+01, 1.2625e+01, 1.2750e+01,  ..., 2.4625e+01, 2.4750e+01,
               2.4875e+01],
              [2.5000e+01, 2.5125e+01, 2.5250e+01,  ..., 3.7125e+01, 3.7250e+01,
               3.7375e+01],
              ...,
              [1.0000e+02, 1.0012e+02, 1.0025e+02,  ..., 1.1212e+02, 1.1225e+02,
               1.1238e+02],
              [1.1250e+02, 1.1262e+02, 1.1275e+02,  ..., 1.2462e+02, 1.2475e+02,
               1.2488e+02],
              [1.2500e+02, 1.2512e+02, 1.2525e+02,  ..., 1.3712e+02, 1.3725e+02,
               1.3738e+02]])
      """
    ),
  ]

  @Test(arguments: rows) func text(_ tensor: Tensor<Double>, _ expected: String) {
    #expect(tensor.torchDescription == expected)
  }
}
