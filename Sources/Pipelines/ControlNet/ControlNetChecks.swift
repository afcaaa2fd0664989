import Checkpoints
import Tensors

/// The checks of `check_inputs` that are about ControlNets, with upstream's messages.
struct ControlNetChecks<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let nets: ControlNets<Scalar>
  /// The argument that holds the conditioning pictures.
  let imageName: String
  /// Whether several conditionings may come as a list for each prompt.
  let allowsNestedLists: Bool

  func check() throws {
    if let modes = ControlModes(run.arguments, nets) { return try check(modes) }
    try images()
    try scales()
    try guidance()
  }

  /// The checks of the classes with union models, which differ a little from each other.
  private func check(_ modes: ControlModes<Scalar>) throws {
    let task = run.row.task
    try unionImages()
    if task == .textToImage { try unionScales() }
    if task == .imageToImage { try spanCount() }
    try guidance(separator: task == .textToImage ? "_" : " ")
    try modes.check()
    if task != .imageToImage && image.elements.count != modes.count {
      throw PythonError.value("Expected len(control_image) == len(control_mode)")
    }
    _ = try modes.indices()
  }

  private var count: Int { nets.count }
  private var image: ArgumentValue<Scalar> { run.arguments[imageName] }

  /// Several ControlNets share one conditioning among all prompts.
  func warnOfPrompts() {
    guard nets.isMultiple, case .list(let prompts) = run.arguments["prompt"] else { return }
    run.warn(
      "You have \(count) ControlNets and you have passed \(prompts.count) prompts. The"
        + " conditionings will be fixed across the prompts.")
  }

  private func images() throws {
    guard nets.isMultiple else { return try check(image) }
    guard case .list(let images) = image else {
      throw PythonError.type("For multiple controlnets: `image` must be type `list`")
    }
    let isNested = images.contains(where: \.isList)
    if isNested && !allowsNestedLists {
      throw PythonError.value(
        "A single batch of multiple conditionings are supported at the moment.")
    }
    let pictures = isNested ? transposed(images) : images
    guard pictures.count == count else {
      guard isNested else { throw imageCount(pictures.count) }
      throw PythonError.value(
        "For multiple controlnets: if you pass`image` as a list of list, each sublist must have"
          + " the same length as the number of controlnets, but the sublists in `image` got"
          + " \(pictures.count) images and \(count) ControlNets.")
    }
    try pictures.forEach(check)
  }

  /// What is no list counts as a list of one; each model or each kind has an element.
  private func unionImages() throws {
    let images = image.elements
    guard !nets.isMultiple || images.count == count else { throw imageCount(images.count) }
    try images.forEach(check)
  }

  private func imageCount(_ images: Int) -> PythonError {
    .value(
      "For multiple controlnets: `image` must have the same length as the number of controlnets,"
        + " but got \(images) images and \(count) ControlNets.")
  }

  private func unionScales() throws {
    guard nets.isMultiple,
      case .list(let scales) = run.arguments["controlnet_conditioning_scale"],
      scales.contains(where: \.isList)
    else { return }
    throw PythonError.value(
      "A single batch of multiple conditionings is not supported at the moment.")
  }

  /// `check_image`: a picture for all prompts, or one for each.
  private func check(_ image: ArgumentValue<Scalar>) throws {
    guard let batch = image.pictureCount else {
      throw PythonError.type(
        "image must be passed and be one of PIL image, numpy array, torch tensor, list of PIL"
          + " images, list of numpy arrays or list of torch tensors, but is \(image.pythonType)")
    }
    guard batch != 1 && batch != run.promptCount else { return }
    throw PythonError.value(
      "If image batch size is not 1, image batch size must be same as prompt batch size. image"
        + " batch size: \(batch), prompt batch size: \(run.promptCount)")
  }

  private func scales() throws {
    let scale = run.arguments["controlnet_conditioning_scale"]
    if !nets.isMultiple {
      guard case .double = scale else {
        throw PythonError.type(
          "For single controlnet: `controlnet_conditioning_scale` must be type `float`.")
      }
      return
    }
    guard case .list(let scales) = scale, scales.contains(where: \.isList) else { return }
    throw PythonError.value(
      allowsNestedLists
        ? "A single batch of varying conditioning scale settings (e.g. [[1.0, 0.5], [0.2, 0.8]]) is"
          + " not supported at the moment. The conditioning scale must be fixed across the batch."
        : "A single batch of multiple conditionings are supported at the moment.")
  }

  private var span: ControlGuidanceSpan<Scalar> { ControlGuidanceSpan(run.arguments, nets) }

  /// - Parameter separator: What stands between the words of the arguments' names in the messages.
  private func guidance(separator: String = " ") throws {
    let span = span
    guard span.starts.count == span.ends.count else {
      throw PythonError.value(
        "`control_guidance_start` has \(span.starts.count) elements, but `control_guidance_end` has"
          + " \(span.ends.count) elements. Make sure to provide the same number of elements to each"
          + " list.")
    }
    try spanCount()
    for (start, end) in zip(span.starts, span.ends) { try check(start, end, separator) }
  }

  /// Several ControlNets have a span each.
  private func spanCount() throws {
    let starts = span.starts
    guard nets.isMultiple && starts.count != count else { return }
    throw PythonError.value(
      "`control_guidance_start`: \(ArgumentValue.list(starts).pythonText) has \(starts.count)"
        + " elements but there are \(count) controlnets available. Make sure to provide \(count).")
  }

  private func check(
    _ start: ArgumentValue<Scalar>, _ end: ArgumentValue<Scalar>, _ separator: String
  ) throws {
    guard let first = start.number, let last = end.number else { return }
    let name = "control\(separator)guidance\(separator)"
    if first >= last {
      throw PythonError.value(
        "\(name)start: \(start.pythonText) cannot be larger or equal to control guidance end:"
          + " \(end.pythonText).")
    }
    if first < 0 {
      throw PythonError.value("\(name)start: \(start.pythonText) can't be smaller than 0.")
    }
    if last > 1 {
      throw PythonError.value("\(name)end: \(end.pythonText) can't be larger than 1.0.")
    }
  }
}

/// `control_guidance_start` and `control_guidance_end`, one of each for every ControlNet.
struct ControlGuidanceSpan<Scalar: TensorScalar> {
  let starts: [ArgumentValue<Scalar>]
  let ends: [ArgumentValue<Scalar>]

  init(_ arguments: Arguments<Scalar>, _ nets: ControlNets<Scalar>) {
    self.init(arguments, count: nets.conditionCount(arguments))
  }

  /// - Parameter count: The number of ControlNets.
  init(_ arguments: Arguments<Scalar>, count: Int) {
    let start = arguments["control_guidance_start"]
    let end = arguments["control_guidance_end"]
    starts = start.repeated(start.isList ? 0 : end.isList ? end.elements.count : count)
    ends = end.repeated(end.isList ? 0 : start.isList ? start.elements.count : count)
  }

  /// Whether each ControlNet counts at step `index` of `total`: 1 or 0.
  func kept(at index: Int, of total: Int) -> [Double] {
    zip(starts, ends).map { start, end in
      let isBefore = Double(index) / Double(total) < start.number ?? 0
      let isAfter = Double(index + 1) / Double(total) > end.number ?? 1
      return isBefore || isAfter ? 0 : 1
    }
  }
}

/// The lists of a list the other way round, as long as the shortest.
func transposed<Scalar>(_ rows: [ArgumentValue<Scalar>]) -> [ArgumentValue<Scalar>] {
  let lists = rows.map(\.elements)
  let count = lists.map(\.count).min() ?? 0
  return (0..<count).map { column in .list(lists.map { $0[column] }) }
}

extension ArgumentValue {
  /// Whether this is a list.
  var isList: Bool {
    if case .list = self { return true }
    return false
  }

  /// The value `count` times, or a list's own elements.
  fileprivate func repeated(_ count: Int) -> [ArgumentValue] {
    if case .list(let values) = self { return values }
    return Array(repeating: self, count: count)
  }

  /// Python's `len`, 1 for a picture; nil for what is no picture.
  fileprivate var pictureCount: Int? {
    switch self {
    case .image: 1
    case .tensor(let tensor): tensor.shape.first ?? 1
    case .list(let values): values.first.flatMap { $0.isPicture ? values.count : nil }
    default: nil
    }
  }
}
