public import Tensors

/// The pipeline classes that the reference runs.
public enum PipelineRegistry {
  /// One line for each class.
  private static func classes<Scalar: TensorScalar>(
    _: Scalar.Type
  ) -> [any DiffusionPipeline<Scalar>.Type] {
    [
      StableDiffusionPipeline<Scalar>.self,
      StableDiffusionImg2ImgPipeline<Scalar>.self,
      StableDiffusionInpaintPipeline<Scalar>.self,
      StableDiffusionControlNetPipeline<Scalar>.self,
      StableDiffusionControlNetImg2ImgPipeline<Scalar>.self,
      StableDiffusionControlNetInpaintPipeline<Scalar>.self,
      StableDiffusionPAGPipeline<Scalar>.self,
      StableDiffusionPAGImg2ImgPipeline<Scalar>.self,
      StableDiffusionPAGInpaintPipeline<Scalar>.self,
      StableDiffusionControlNetPAGPipeline<Scalar>.self,
      StableDiffusionControlNetPAGInpaintPipeline<Scalar>.self,
      StableDiffusionXLPipeline<Scalar>.self,
      StableDiffusionXLImg2ImgPipeline<Scalar>.self,
      StableDiffusionXLInpaintPipeline<Scalar>.self,
      StableDiffusionXLPAGPipeline<Scalar>.self,
      StableDiffusionXLPAGImg2ImgPipeline<Scalar>.self,
      StableDiffusionXLPAGInpaintPipeline<Scalar>.self,
      StableDiffusionXLControlNetPipeline<Scalar>.self,
      StableDiffusionXLControlNetImg2ImgPipeline<Scalar>.self,
      StableDiffusionXLControlNetInpaintPipeline<Scalar>.self,
      StableDiffusionXLControlNetPAGPipeline<Scalar>.self,
      StableDiffusionXLControlNetPAGImg2ImgPipeline<Scalar>.self,
      LatentConsistencyModelPipeline<Scalar>.self,
      LatentConsistencyModelImg2ImgPipeline<Scalar>.self,
    ]
  }

  /// What the reference knows of each class it runs.
  public static let rows: [PipelineRow] = classes(Double.self).map { $0.row }

  /// The row of the class `name`, if the reference runs it.
  public static func row(_ name: String) -> PipelineRow? { rows.first { $0.name == name } }

  /// The pipeline of the class `name` over `components`.
  ///
  /// - Throws: `UnsupportedError` for a class that the reference does not have; what the class's
  ///   initializer throws.
  public static func make<Scalar: TensorScalar>(
    _ name: String, _ components: PipelineComponents<Scalar>
  ) throws -> any DiffusionPipeline<Scalar> {
    guard let type = classes(Scalar.self).first(where: { $0.row.name == name }) else {
      throw UnsupportedError("the reference does not have \(name) yet")
    }
    return try type.init(components)
  }
}
