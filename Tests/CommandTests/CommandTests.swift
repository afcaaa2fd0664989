import Testing
@testable import AutoPipelineConformance
