import Images

/// The PNGs of a run, which are the rounded results of the same run.
struct PictureFiles {
  let files: ResultFile

  /// By how much more than half a level a sample may differ, for float32's own rounding.
  private static let slack = 1e-3

  /// What is wrong with the pictures; nil if nothing.
  func fault() throws -> String? {
    let output = try files.tensors("output.safetensors")
    guard let entry = output.entry("images"), entry.shape.count == 4 else { return nil }
    let scale = entry.dtype.isFloatingPoint ? 255.0 : 1
    let values = try output.tensor("images", as: Double.self).values
    let (height, width, channels) = (entry.shape[1], entry.shape[2], entry.shape[3])
    let size = height * width * channels
    for number in 0..<entry.shape[0] {
      let name = "image-\(number).png"
      let picture: Image
      do {
        picture = try Image(png: Array(try files.bytes(name)))
      } catch let fault as ResultFile.Fault {
        return fault.problem
      } catch {
        return printable("\(name): \(error)", limit: 300)
      }
      guard [picture.height, picture.width, picture.mode.channels] == [height, width, channels]
      else {
        return "\(name) has \(picture.width)×\(picture.height) pixels of"
          + " \(picture.mode.channels) channels, the tensor \(width)×\(height) of \(channels)"
      }
      let levels = values[(number * size)..<((number + 1) * size)].lazy.map {
        min(max($0 * scale, 0), 255)
      }
      let wrong = zip(picture.pixels, levels).enumerated().first { _, pair in
        !(abs(Double(pair.0) - pair.1) <= 0.5 + Self.slack)
      }
      if let (index, (sample, level)) = wrong {
        return "\(name) has \(sample) at sample \(index), where the tensor has"
          + " \(short(level)) of 255"
      }
    }
    return nil
  }
}
