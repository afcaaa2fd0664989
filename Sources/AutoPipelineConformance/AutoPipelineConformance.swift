// AutoPipelineConformance
