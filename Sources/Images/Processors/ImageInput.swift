public import Tensors

/// What diffusers accepts as a picture or as several (`PipelineImageInput`).
public enum ImageInput<Scalar: TensorScalar>: Sendable {
  /// PIL pictures.
  case images([Image])
  /// One torch tensor, `[N, C, H, W]`, `[C, H, W]` or `[H, W]`, values in 0…1 (or -1…1), or latents.
  case tensor(Tensor<Scalar>)
  /// A list of torch tensors.
  case tensors([Tensor<Scalar>])
  /// One numpy array, `[N, H, W, C]`, `[H, W, C]` or `[H, W]`, values in 0…1.
  case array(Tensor<Scalar>)
  /// A list of numpy arrays.
  case arrays([Tensor<Scalar>])
}

/// The forms in which a pipeline gives its pictures back.
public enum ImageOutputType: String, Sendable, Hashable, CaseIterable {
  /// PIL pictures.
  case pil
  /// A numpy array, `[N, H, W, C]` in 0…1.
  case np
  /// A torch tensor, `[N, C, H, W]` in 0…1.
  case pt
  /// The latents.
  case latent

  /// The type that `name` stands for; unknown names are `np`, with a deprecation warning in diffusers.
  public init(diffusersName name: String) {
    self = ImageOutputType(rawValue: name) ?? .np
  }
}

/// The pictures that a pipeline gives back.
public enum ImageOutput<Scalar: TensorScalar>: Sendable {
  /// 8-bit pictures.
  case images([Image])
  /// `[N, H, W, C]`, as numpy.
  case array(Tensor<Scalar>)
  /// `[N, C, H, W]`, as torch; latents too.
  case tensor(Tensor<Scalar>)
}

/// How a picture is brought to a size of another shape.
public enum ResizeMode: String, Sendable, Hashable, CaseIterable {
  /// Stretched.
  case `default`
  /// Fitted inside; the rest repeats the edges.
  case fill
  /// Fitted outside; what is too much is cut off.
  case crop
}

/// A rectangle of whole pixels, as `get_crop_region` gives it: it may leave the picture.
public struct CropRegion: Sendable, Hashable {
  /// The left side.
  public let left: Int
  /// The upper side.
  public let top: Int
  /// The right side, exclusive.
  public let right: Int
  /// The lower side, exclusive.
  public let bottom: Int

  /// The rectangle `(left, top, right, bottom)`.
  public init(left: Int, top: Int, right: Int, bottom: Int) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }
}
