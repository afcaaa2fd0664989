import Testing
@testable import TextEncoders
