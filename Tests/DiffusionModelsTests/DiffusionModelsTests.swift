import Testing
@testable import DiffusionModels
