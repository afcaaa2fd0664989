// Tasks that later releases of diffusers added.
extension MappingTables {
  /// `AUTO_TEXT2VIDEO_PIPELINES_MAPPING`.
  static let textToVideo = Mappings.Table(
    .textToVideo, .whole,
    [
      Row("anyflow", "AnyFlowPipeline", since: .v0_39),
      Row("ltx", "LTXPipeline", since: .v0_41),
      Row("wan", "WanPipeline", since: .v0_36),
    ])

  /// `AUTO_CONDITION2VIDEO_PIPELINES_MAPPING`.
  static let conditionToVideo = Mappings.Table(
    .conditionToVideo, .whole,
    [
      Row("cosmos3-omni", "Cosmos3OmniPipeline", since: .v0_40)
    ])

  /// `AUTO_IMAGE2VIDEO_PIPELINES_MAPPING`.
  static let imageToVideo = Mappings.Table(
    .imageToVideo, .whole,
    [
      Row("anyflow-far", "AnyFlowFARPipeline", since: .v0_39),
      Row("ltx", "LTXImageToVideoPipeline", since: .v0_41),
      Row("wan-i2v", "WanImageToVideoPipeline", since: .v0_37),
      Row("wan", "WanImageToVideoPipeline", since: .v0_36, until: .v0_37),
    ])

  /// `AUTO_VIDEO2VIDEO_PIPELINES_MAPPING`.
  static let videoToVideo = Mappings.Table(
    .videoToVideo, .whole,
    [
      Row("anyflow-far", "AnyFlowFARPipeline", since: .v0_39),
      Row("wan", "WanVideoToVideoPipeline", since: .v0_36),
    ])

  /// `AUTO_TEXT2AUDIO_PIPELINES_MAPPING`.
  static let textToAudio = Mappings.Table(
    .textToAudio, .whole,
    [
      Row("audioldm2", "AudioLDM2Pipeline", since: .v0_39),
      Row("stable-audio", "StableAudioPipeline", since: .v0_39),
      Row("stable-audio-3", "StableAudio3Pipeline", since: .v0_40),
      Row("longcat-audio-dit", "LongCatAudioDiTPipeline", since: .v0_39),
    ])
}
