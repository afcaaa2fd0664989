import Testing
@testable import TorchRandom
