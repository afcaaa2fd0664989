import ArgumentParser
import AutoPipelineConformance
import Checkpoints
import Foundation

/// `generate`: a picture from a checkpoint and a prompt.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make pictures from a checkpoint and a prompt.",
    discussion: """
      Without --task, a mask means inpainting, a picture image-to-image,
      neither text-to-image. The names of the files go to standard output;
      `autopipeline run` makes the same pictures again from request.json.
      The exit statuses, and the limit of memory, are those of `run`.

      Examples:
        autopipeline generate folder --prompt "a red bird" --steps 25 --seed 7
        autopipeline generate folder --prompt "in oil" --image bird.png \\
          --strength 0.6 --output oil
        autopipeline generate folder --prompt "a nest" --image bird.png \\
          --mask mask.png --scheduler DDIMScheduler --argument eta=0.5
      """)

  @Argument(
    help: "A folder in the Hugging Face layout, or the id of a model in the hub's cache.")
  var checkpoint: String

  @Option(help: "text-to-image, image-to-image or inpainting.")
  var task: String?

  @Option(help: "What to show; several make a batch.")
  var prompt: [String] = []

  @Option(help: "What not to show.")
  var negativePrompt: [String] = []

  @Option(help: ArgumentHelp("The picture to start from, a PNG.", valueName: "file"))
  var image: String?

  @Option(help: ArgumentHelp("Its white part is filled in, a PNG.", valueName: "file"))
  var mask: String?

  @Option(help: "The number of denoising steps.")
  var steps: Int?

  @Option(help: "How strongly the prompt counts.")
  var guidanceScale: Double?

  @Option(help: "How much of the picture is changed, 0 to 1.")
  var strength: Double?

  @Option(help: "The seed; a random one if absent.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("A scheduler class of diffusers.", valueName: "class"))
  var scheduler: String?

  @Option(help: "The variant of the weight files, such as fp16.")
  var variant: String?

  @Option(help: ArgumentHelp("The height in pixels.", valueName: "pixels"))
  var height: Int?

  @Option(help: ArgumentHelp("The width in pixels.", valueName: "pixels"))
  var width: Int?

  @Option(help: ArgumentHelp("Pictures for each prompt.", valueName: "count"))
  var imagesPerPrompt: Int?

  @Option(help: "pil, np, pt or latent.")
  var outputType: String?

  @Option(
    name: .customLong("argument"),
    help: ArgumentHelp(
      "Any other argument of the call, by diffusers' name; the value is JSON or text.",
      valueName: "name=value"))
  var arguments: [String] = []

  @OptionGroup var options: ExecutionOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "folder"))
  var output = "pictures"

  func run() throws {
    var generation = Generation(
      checkpoint: checkpoint, seed: seed ?? UInt64.random(in: 0..<1 << 32))
    generation.task = task
    generation.prompts = prompt
    generation.negativePrompts = negativePrompt
    generation.image = image
    generation.mask = mask
    generation.scheduler = scheduler
    generation.variant = variant
    generation.arguments = try callArguments()
    let json = try generation.json()
    try Execution(
      request: try generation.request(), options: options, output: URL(filePath: output),
      requestFile: json
    ).run()
  }

  private func callArguments() throws -> JSONObject {
    var call = JSONObject()
    call["num_inference_steps"] = steps.map { .int($0) }
    call["guidance_scale"] = guidanceScale.map { .double($0) }
    call["strength"] = strength.map { .double($0) }
    call["height"] = height.map { .int($0) }
    call["width"] = width.map { .int($0) }
    call["num_images_per_prompt"] = imagesPerPrompt.map { .int($0) }
    call["output_type"] = outputType.map { .string($0) }
    for argument in arguments {
      guard let (name, value) = Self.pair(argument) else {
        throw ValidationError("--argument takes name=value, such as clip_skip=1, not '\(argument)'")
      }
      call[name] = value
    }
    return call
  }

  private static func pair(_ text: String) -> (String, JSONValue)? {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    let value = String(parts[1])
    return (String(parts[0]), (try? JSONValue.parse(text: value)) ?? .string(value))
  }
}
