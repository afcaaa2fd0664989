import Foundation
import Tensors

extension Tensor {
  /// What Python prints for a `torch.Tensor` of this shape, its values left out.
  var torchDescription: String {
    "tensor(…, size=(\(shape.map(String.init).joined(separator: ", "))))"
  }
}
