public import Tensors

/// The pipeline classes that the reference runs.
public enum PipelineRegistry {
  /// One line for each class.
  private static let classes: [any PipelineClass.Type] = [
    StableDiffusionPipeline.self,
    StableDiffusionImg2ImgPipeline.self,
    StableDiffusionInpaintPipeline.self,
    StableDiffusionControlNetPipeline.self,
    StableDiffusionControlNetImg2ImgPipeline.self,
    StableDiffusionControlNetInpaintPipeline.self,
    StableDiffusionPAGPipeline.self,
    StableDiffusionPAGImg2ImgPipeline.self,
    StableDiffusionPAGInpaintPipeline.self,
    StableDiffusionControlNetPAGPipeline.self,
    StableDiffusionControlNetPAGInpaintPipeline.self,
    StableDiffusionXLPipeline.self,
    StableDiffusionXLImg2ImgPipeline.self,
    StableDiffusionXLInpaintPipeline.self,
    StableDiffusionXLPAGPipeline.self,
    StableDiffusionXLPAGImg2ImgPipeline.self,
    StableDiffusionXLPAGInpaintPipeline.self,
    StableDiffusionXLControlNetPipeline.self,
    StableDiffusionXLControlNetImg2ImgPipeline.self,
    StableDiffusionXLControlNetInpaintPipeline.self,
    StableDiffusionXLControlNetUnionPipeline.self,
    StableDiffusionXLControlNetUnionImg2ImgPipeline.self,
    StableDiffusionXLControlNetUnionInpaintPipeline.self,
    StableDiffusionXLControlNetPAGPipeline.self,
    StableDiffusionXLControlNetPAGImg2ImgPipeline.self,
    StableDiffusion3Pipeline.self,
    StableDiffusion3Img2ImgPipeline.self,
    StableDiffusion3InpaintPipeline.self,
    StableDiffusion3PAGPipeline.self,
    StableDiffusion3PAGImg2ImgPipeline.self,
    StableDiffusion3ControlNetPipeline.self,
    StableDiffusion3ControlNetInpaintingPipeline.self,
    FluxControlNetPipeline.self,
    FluxControlNetImg2ImgPipeline.self,
    FluxControlNetInpaintPipeline.self,
    ChromaPipeline.self,
    LatentConsistencyModelPipeline.self,
    LatentConsistencyModelImg2ImgPipeline.self,
    FluxPipeline.self,
    FluxImg2ImgPipeline.self,
    FluxInpaintPipeline.self,
    FluxControlPipeline.self,
    FluxControlImg2ImgPipeline.self,
    FluxControlInpaintPipeline.self,
    FluxKontextPipeline.self,
    FluxKontextInpaintPipeline.self,
  ]

  /// What the reference knows of each class it runs.
  public static let rows: [PipelineRow] = classes.map { $0.row }

  /// The row of the class `name`, if the reference runs it.
  public static func row(_ name: String) -> PipelineRow? { rows.first { $0.name == name } }

  /// The pipeline of the class `name` over `components`.
  ///
  /// - Throws: `UnsupportedError` for a class that the reference does not have; what the class's
  ///   `make` throws.
  public static func make<Scalar: TensorScalar>(
    _ name: String, _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    guard let type = classes.first(where: { $0.row.name == name }) else {
      throw UnsupportedError("the reference does not have \(name) yet")
    }
    return try type.make(components)
  }
}
