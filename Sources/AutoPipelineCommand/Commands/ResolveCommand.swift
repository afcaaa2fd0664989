import ArgumentParser
import AutoPipeline
import AutoPipelineConformance
import Checkpoints
import Foundation

/// `resolve`: the class that an AutoPipeline chooses.
struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Say which pipeline class diffusers chooses for a checkpoint and a task.",
    discussion: """
      Takes the folder of a checkpoint, the id of a model in the hub's cache or the
      name of a class. Without --task, DiffusionPipeline chooses.

      With --components it looks for the files of all components, too, and for the
      prior that the model card of a combined pipeline's decoder names.

      Nothing is downloaded: what is not in the cache is refused as diffusers does
      with HF_HUB_OFFLINE=1.

      Exit statuses: 0 resolved; 1 refused with an error that diffusers raises,
      too, such as for a missing or invalid model_index.json; 2 bad usage or input
      that only this reader refuses, such as one that is too large.

      Examples:
        autopipeline resolve folder --task inpainting
        autopipeline resolve StableDiffusionXLPipeline --task image-to-image \\
          --controlnet ControlNetUnionModel --enable-pag
        autopipeline resolve FluxPipeline --task inpainting --from-pipe \\
          --controlnet none
        autopipeline resolve kandinsky-decoder --task inpainting --components
        autopipeline resolve QwenImagePipeline --task text-to-image --first-version
        autopipeline resolve WanPipeline --task text-to-video \\
          --diffusers-version 0.36.0 --json
      """)

  @Argument(help: ArgumentHelp("A folder, a model's id or a class.", valueName: "checkpoint"))
  var name: String

  @Option(help: "text-to-image, image-to-image, inpainting, or a task of later releases.")
  var task: AutoTask?

  @Flag(help: "Convert a pipeline of the class, as from_pipe does.")
  var fromPipe = false

  @Option(
    help: ArgumentHelp(
      "ControlNetModel, ControlNetUnionModel, the folder of a ControlNet, or none for None. "
        + "Several make a list.", valueName: "controlnet"))
  var controlnet: [String] = []

  @Flag(inversion: .prefixedNo, help: "Pass enable_pag=True or enable_pag=False.")
  var enablePag: Bool?

  @Option(help: "The release of diffusers, 0.35.2 to 0.42.1.")
  var diffusersVersion = DiffusersVersion.pinned

  @Flag(help: "Say which release first supports the class and the task.")
  var firstVersion = false

  @Flag(help: "Show the components of the checkpoint's pipeline, those of its prior included.")
  var components = false

  @Flag(help: "Without --task, load the combined class of a decoder, as load_connected_pipeline.")
  var connected = false

  @Option(help: ArgumentHelp("The branch, tag or commit of a model's id.", valueName: "revision"))
  var revision: String?

  @Option(help: ArgumentHelp("The hub's cache, instead of the usual one.", valueName: "folder"))
  var cacheDir: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let query = try ResolverQuery(
      name, task: task, fromPipe: fromPipe, options: options(), loadsConnected: connected,
      revision: revision,
      cache: cacheDir.map { HubCache(root: URL(filePath: $0)) } ?? HubCache())
    let resolver = try Resolver(version: diffusersVersion)
    do {
      if components { return try showComponents(query) }
      let className = try query.resolve(resolver)
      guard firstVersion else { return show(className, resolver.mappings.version) }
      guard let version = try query.firstVersion() else { return show(className, nil) }
      show("\(version)", version)
    } catch let error as PythonError {
      let version = firstVersion ? try query.firstVersion() : nil
      if let version { return show("\(version)", version) }
      try refuse(query.advised(error, resolver))
    }
  }

  private func options() throws -> ResolverOptions {
    let kinds = try controlnet.map(ResolverQuery.controlNet)
    return ResolverOptions(
      controlNet: kinds.count > 1 ? .controlNet : kinds.first, enablePAG: enablePag)
  }

  private func show(_ text: String, _ version: DiffusersVersion?) {
    guard json else { return print(text) }
    let key = firstVersion ? "first_version" : "pipeline_class"
    var members: JSONObject = [key: .string(text)]
    if !firstVersion { members["diffusers_version"] = version.map { .string("\($0)") } }
    print(JSONValue.object(members).serialized(indent: 2))
  }

  private func showComponents(_ query: ResolverQuery) throws {
    guard diffusersVersion == .pinned else {
      throw UsageError("--components are those of diffusers \(DiffusersVersion.pinned)")
    }
    guard let found = try query.components(controlNets: controlnet, warn: warn) else {
      throw UsageError("--components needs a checkpoint; \(name) is the name of a class")
    }
    if json {
      let members: JSONObject = [
        "pipeline_class": .string(found.className),
        "diffusers_version": .string("\(diffusersVersion)"), "components": found.json,
      ]
      return print(JSONValue.object(members).serialized(indent: 2))
    }
    Terminal.output.write(found.className + "\n")
    let here = FileManager.default.currentDirectoryPath + "/"
    let rows = found.rows.map { row in
      row.map { $0.hasPrefix(here) ? String($0.dropFirst(here.count)) : $0 }
    }
    var report = ReportText()
    report.add(
      TextTable(
        [
          .text("component"), .text("class"), .text("library", rank: 2),
          .text("folder", shrinks: true),
        ], rows: rows))
    Terminal.output.show(report)
  }

  private func refuse(_ error: PythonError) throws -> Never {
    if json {
      var members: JSONObject = [
        "type": .string(error.type.rawValue), "message": .string(error.message),
      ]
      members["advice"] = error.advice.map { .string($0) }
      print(JSONValue.object(["error": .object(members)]).serialized(indent: 2))
    } else {
      complain(error)
    }
    throw ExitCode(1)
  }
}

extension AutoTask: ExpressibleByArgument {}

extension DiffusersVersion: ExpressibleByArgument {
  /// The release called `argument`.
  public init?(argument: String) { self.init(argument) }
}
