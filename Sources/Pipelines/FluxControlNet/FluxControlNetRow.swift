extension PipelineRow {
  /// The row of a class on Flux's components with ControlNets.
  ///
  /// - Parameters:
  ///   - file: The Python file, without `pipeline_`.
  ///   - inputs: The pictures among the call's parameters.
  ///   - guides: Whether the class has true guidance and IP-adapters.
  ///   - options: The parameters between the size and the number of steps.
  ///   - callbackTensors: What a callback may ask for besides latents, embeddings and control picture.
  static func fluxControlNet(
    _ name: String, _ task: PipelineTask, file: String, inputs: [Parameter] = [],
    guides: Bool = true, options: [Parameter] = [], callbackTensors: [String] = []
  ) -> PipelineRow {
    let picture = inputs.contains { $0.name == "control_image" } ? [] : [Parameter.controlImages]
    return flux(
      name, task, family: "flux-controlnet", file: file, inputs: inputs, guides: guides, scale: 7,
      options: options,
      control: [.controlGuidanceStart, .controlGuidanceEnd] + picture + [
        Parameter("control_mode", .scales), .controlScale(1),
      ],
      callbackTensors: ["control_image"] + callbackTensors, mixins: [])
  }
}
