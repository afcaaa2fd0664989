import Checkpoints
import Testing

@Suite struct ConfigurationTests {
  private let configuration = Configuration(
    [
      "_class_name": "UNet2DConditionModel", "in_channels": 4, "act_fn": "silu", "eps": 1e-5,
      "center": true, "blocks": [320, 640], "heads": 8, "nothing": nil, "inner": ["a": 1, "b": 2],
      "spare": 1,
    ], file: "unet/config.json")

  @Test func readsTypedValues() throws {
    #expect(configuration.className == "UNet2DConditionModel")
    #expect(try configuration.int("in_channels") == 4)
    #expect(try configuration.int("absent", default: 7) == 7)
    #expect(try configuration.double("in_channels") == 4)
    #expect(try configuration.double("eps") == 1e-5)
    #expect(try configuration.bool("center"))
    #expect(try configuration.string("act_fn") == "silu")
    #expect(try configuration.ints("blocks") == [320, 640])
    #expect(try configuration.ints("heads", count: 2) == [8, 8])
    #expect(try configuration.ints("blocks", count: 2) == [320, 640])
    #expect(try configuration.optionalInt("nothing") == nil)
    #expect(try configuration.optionalInt("absent", default: 3) == 3)
    let inner = try #require(try configuration.nested("inner"))
    #expect(try inner.int("a") == 1)
    #expect(configuration.unreadKeys() == ["spare", "inner.b"])
  }

  @Test(arguments: [
    ("act_fn", "unet/config.json: \"act_fn\": expected an integer, found a string, \"silu\""),
    ("center", "unet/config.json: \"center\": expected an integer, found a boolean, true"),
    ("eps", "unet/config.json: \"eps\": expected an integer, found a number, 1e-05"),
    ("nothing", "unet/config.json: \"nothing\": expected an integer, found null, null"),
    ("absent", "unet/config.json: \"absent\": the key is missing; expected an integer"),
    (
      "in_channels",
      "unet/config.json: \"in_channels\": expected an integer from 8 to 9, found an integer, 4"
    ),
  ])
  func refusesOtherValues(_ key: String, _ message: String) throws {
    let error = try #require(throws: CheckpointError.self) {
      try configuration.int(key, in: key == "in_channels" ? 8...9 : Configuration.ordinaryRange)
    }
    #expect(error.description == message)
  }

  @Test func namesNestedKeys() throws {
    let inner = try #require(try configuration.nested("inner"))
    let error = try #require(throws: CheckpointError.self) { try inner.string("a") }
    #expect(error.key == "inner.a")
  }
}
