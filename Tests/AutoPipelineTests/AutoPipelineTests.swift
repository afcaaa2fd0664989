import Testing
@testable import AutoPipeline
