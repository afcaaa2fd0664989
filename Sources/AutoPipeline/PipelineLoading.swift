import Checkpoints
import Foundation
import Pipelines
import Tensors

/// One call of diffusers' `DiffusionPipeline.from_pretrained`, in its order of steps: what is wrong first is
/// reported first.
struct PipelineLoading<Scalar: TensorScalar> {
  let resolver: Resolver
  let location: CheckpointLocation
  let arguments: LoadArguments<Scalar>
  /// The class that the method is called on; nil for `DiffusionPipeline`, which makes the class that the
  /// checkpoint names.
  let className: String?
  /// Whether the components of a class are read, or only their files looked for.
  let builds: (String) -> Bool
  /// How many pipelines are connected to one another up to here.
  var depth = 0

  /// Loads everything but the pipeline itself.
  ///
  /// - Throws: `PythonError` where diffusers raises, with its text; `CheckpointError` for files that cannot
  ///   be used; `UnsupportedError` for what the reference does not do.
  func plan() throws -> PipelinePlan<Scalar> {
    try arguments.checkTypes()
    try arguments.checkSupported()
    let folder = try folder()
    let index = try index(in: folder)
    try index.checkVariant(arguments.variant, in: URL(filePath: folder))
    let signature = try signature(index.members, folder)
    try arguments.checkConnected(signature)
    try Self.checkLegacyInpainting(signature, index.members)

    let loader = loader(folder, index, builds: builds(signature.className))
    let call = LoadCall(signature, arguments, isOnClass: className != nil)
    let stored = try call.components(of: index.members, warn: arguments.warn)
    var loaded = LoadedParts<Scalar>(options: call.options(of: index.members))
    try load(stored, call, loader, into: &loaded)
    if signature.loadsConnectedPipelines, isRegularFile("\(folder.withoutSlash)/README.md") {
      try loadPrior(folder, call, builds: loader.builds, into: &loaded)
    }
    try call.complete(&loaded, loader)
    let misfits = try call.checkTypes(loaded, warn: arguments.warn)
    return PipelinePlan(
      signature: signature, components: loaded.components, location: location, misfits: misfits)
  }

  private func folder() throws -> String {
    let usesLocalFilesOnly = arguments.isTrue("local_files_only")
    let folder = try location.folder(
      usesLocalFilesOnly: usesLocalFilesOnly, requiresToken: arguments.keywords["token"] == true,
      warn: arguments.warn)
    // What has been downloaded is looked at once more.
    if !isFolder(location.name) { try checkDownload(folder, usesLocalFilesOnly) }
    return folder
  }

  /// The checkpoint's `model_index.json`.
  private func index(in folder: String) throws -> ModelIndex {
    let file = try location.indexFile(in: folder)
    let config = try Resolver.loadConfig(file)
    guard let members = config.objectValue else {
      throw config.arrayValue != nil
        ? PythonError.type("pop expected at most 1 argument, got 2")
        : PythonError(
          type: .attributeError, message: "'\(config.pythonType)' object has no attribute 'pop'")
    }
    return ModelIndex(members, file: file)
  }

  private func signature(_ members: JSONObject, _ folder: String) throws -> PipelineSignature {
    let name = try Resolver.subscripted(.object(members), "_class_name")
    if let module = name.arrayValue?.first?.stringValue,
      isRegularFile("\(folder.withoutSlash)/\(module).py")
    {
      throw UnsupportedError("\(folder): a custom pipeline is Python code, which is not run here")
    }
    let chosen =
      try className
      ?? resolver.diffusionPipeline(
        className: name, loadsConnectedPipeline: arguments.loadsConnectedPipeline)
    guard let signature = PipelineSignature.of(chosen) else {
      throw UnsupportedError("the reference does not have \(chosen) yet")
    }
    return signature
  }

  /// Only this class compares the version, with one of 2022.
  private static func checkLegacyInpainting(
    _ signature: PipelineSignature, _ members: JSONObject
  ) throws(PythonError) {
    guard signature.className == "StableDiffusionInpaintPipeline",
      members["_diffusers_version"] == nil
    else { return }
    throw PythonError(type: .keyError, message: "'_diffusers_version'")
  }

  private func loader(
    _ folder: String, _ index: ModelIndex, builds: Bool
  ) -> CheckpointLoader<Scalar> {
    var loader = CheckpointLoader<Scalar>(folder, index)
    arguments.configure(&loader)
    loader.variant = arguments.variant
    loader.builds = builds
    return loader
  }

  private func load(
    _ stored: [(name: String, value: JSONValue)], _ call: LoadCall<Scalar>,
    _ loader: CheckpointLoader<Scalar>, into loaded: inout LoadedParts<Scalar>
  ) throws {
    for (name, value) in stored {
      let entry = try IndexedComponent(name, value)
      guard call.passed.contains(name) else {
        loaded.add(name, try loader.stored(entry))
        continue
      }
      let component = try loader.passed(name)
      if let component { try loader.check(component, inPlaceOf: entry) }
      loaded.add(name, component)
    }
  }
}

/// What a pipeline's constructor gets.
struct LoadedParts<Scalar: TensorScalar> {
  /// The names of all components that are given, be it `None`, in their order.
  private(set) var names: [String] = []
  /// The components that are there, and the options.
  private(set) var components = PipelineComponents<Scalar>()

  init(options: JSONObject) {
    components.options = options
  }

  /// Gives `component` under `name`; nil is `None`.
  mutating func add(_ name: String, _ component: PipelineComponent<Scalar>?) {
    if !names.contains(name) { names.append(name) }
    components[name] = component
  }
}
