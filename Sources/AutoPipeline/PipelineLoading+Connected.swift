import Checkpoints
import Pipelines
import Tensors

extension PipelineLoading {
  /// Pipelines may be connected in a circle; Python gives up after a thousand calls.
  private static var maximumDepth: Int { 16 }

  /// Loads the prior that the model card names and takes its components as `prior_…`
  /// (`_update_init_kwargs_with_connected_pipeline`).
  func loadPrior(
    _ folder: String, _ call: LoadCall<Scalar>, builds: Bool, into loaded: inout LoadedParts<Scalar>
  ) throws {
    let card = try ModelCard("\(folder.withoutSlash)/README.md", warn: arguments.warn)
    let name = try card.priorName()
    guard !name.isNull else { return }
    let arguments = try priorArguments(call)
    guard depth < Self.maximumDepth else {
      throw PythonError(
        type: .recursionError, message: "maximum recursion depth exceeded",
        advice: "\(folder)/README.md: the priors name one another in a circle")
    }
    let prior = try PipelineLoading(
      resolver: resolver, location: try priorLocation(name), arguments: arguments, className: nil,
      builds: { _ in builds }, depth: depth + 1
    ).plan()
    for name in prior.signature.components {
      loaded.add("prior_\(name)", prior.components[name])
    }
  }

  /// The place of the prior, in the same cache and at the same revision.
  private func priorLocation(_ name: JSONValue) throws(PythonError) -> CheckpointLocation {
    guard let text = name.stringValue else {
      guard name.arrayValue == nil, name.objectValue == nil else {
        throw .type(
          "stat: path should be string, bytes, os.PathLike or integer, not \(name.pythonType)")
      }
      throw PythonError(
        type: .attributeError, message: "'\(name.pythonType)' object has no attribute 'count'")
    }
    return CheckpointLocation(text, revision: location.revision, cache: location.cache)
  }

  /// All arguments but those for schedulers, and those for the prior without their prefix.
  private func priorArguments(_ call: LoadCall<Scalar>) throws(PythonError) -> LoadArguments<Scalar>
  {
    var passed = arguments
    for name in arguments.components.keys where name.contains("scheduler") {
      passed.components[name] = nil
    }
    for name in arguments.options.keys where name.contains("scheduler") {
      passed.options[name] = nil
    }
    for name in call.passed.sorted() where name.hasPrefix("prior_") {
      let plain = name.replacingText("prior_", with: "")
      guard passed.components[plain] == nil, passed.options[plain] == nil else {
        throw .type(
          "diffusers.pipelines.pipeline_utils.DiffusionPipeline.from_pretrained() got multiple"
            + " values for keyword argument '\(plain)'")
      }
      passed.components[plain] = arguments.components[name]
    }
    return passed
  }

  /// What `DiffusionPipeline.download` looks at in a checkpoint from the cache.
  func checkDownload(_ folder: String, _ usesLocalFilesOnly: Bool) throws {
    let file = "\(folder)/\(ModelIndex.fileName)"
    guard isRegularFile(file) else { throw CheckpointLocation.unreachable(file) }
    let config = try Resolver.loadConfig(file)
    guard let members = config.objectValue else {
      throw PythonError(
        type: .attributeError, message: "'\(config.pythonType)' object has no attribute 'get'")
    }
    let name = members["_class_name"]?.stringValue ?? ""
    guard let signature = PipelineSignature.of(name), signature.loadsConnectedPipelines else {
      return
    }
    let card = try ModelCard("\(folder)/README.md", warn: arguments.warn)
    for prior in try card.connected() {
      try downloadPrior(prior, usesLocalFilesOnly)
    }
  }

  private func downloadPrior(_ prior: JSONValue, _ usesLocalFilesOnly: Bool) throws {
    let place = CheckpointLocation(prior.stringValue ?? prior.pythonRepr, cache: location.cache)
    // Without a network the error of the checkpoint itself hides the prior's.
    try HubCache.validate(place.name)
    guard try place.cache.snapshot(place.name) == nil else { return }
    guard !usesLocalFilesOnly else { throw CheckpointLocation.notCached }
    throw location.uncached
  }
}

extension ModelCard {
  /// All connected checkpoints.
  ///
  /// - Throws: `PythonError`, what Python raises for a value that is no list.
  fileprivate func connected() throws(PythonError) -> [JSONValue] {
    guard let prior else { return [] }
    guard let names = prior.arrayValue else {
      throw .type("can only concatenate list (not \"\(prior.pythonType)\") to list")
    }
    return names
  }
}
