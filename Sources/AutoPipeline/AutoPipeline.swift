// AutoPipeline
