/// Python's names of the classes of components, modules included, as exceptions and warnings print them.
public enum PythonClass {
  /// `<class 'diffusers.models.autoencoders.autoencoder_kl.AutoencoderKL'>`; without the module for a class that
  /// is not listed here.
  public static func text(_ className: String, library: String) -> String {
    "<class '\(modules[className] ?? library).\(className)'>"
  }

  private static let modules: [String: String] = {
    var modules: [String: String] = [:]
    for (prefix, lines) in [
      ("diffusers.", models), ("diffusers.schedulers.", schedulers),
      ("transformers.models.", transformers),
    ] {
      for line in lines.split(separator: "\n") {
        let words = line.split(separator: " ")
        for name in words.dropFirst() { modules[String(name)] = prefix + words[0] }
      }
    }
    return modules
  }()

  private static let models = """
    models.autoencoders.autoencoder_asym_kl AsymmetricAutoencoderKL
    models.autoencoders.autoencoder_dc AutoencoderDC
    models.autoencoders.autoencoder_kl AutoencoderKL
    models.autoencoders.vq_model VQModel
    models.controlnets.controlnet ControlNetModel
    models.controlnets.controlnet_flux FluxControlNetModel FluxMultiControlNetModel
    models.controlnets.controlnet_sd3 SD3ControlNetModel SD3MultiControlNetModel
    models.controlnets.controlnet_union ControlNetUnionModel
    models.controlnets.multicontrolnet MultiControlNetModel
    models.controlnets.multicontrolnet_union MultiControlNetUnionModel
    models.transformers.auraflow_transformer_2d AuraFlowTransformer2DModel
    models.transformers.hunyuan_transformer_2d HunyuanDiT2DModel
    models.transformers.lumina_nextdit2d LuminaNextDiT2DModel
    models.transformers.pixart_transformer_2d PixArtTransformer2DModel
    models.transformers.prior_transformer PriorTransformer
    models.transformers.sana_transformer SanaTransformer2DModel
    models.transformers.transformer_chroma ChromaTransformer2DModel
    models.transformers.transformer_cogview3plus CogView3PlusTransformer2DModel
    models.transformers.transformer_cogview4 CogView4Transformer2DModel
    models.transformers.transformer_flux FluxTransformer2DModel
    models.transformers.transformer_lumina2 Lumina2Transformer2DModel
    models.transformers.transformer_sd3 SD3Transformer2DModel
    models.unets.unet_2d_condition UNet2DConditionModel
    models.unets.unet_kandinsky3 Kandinsky3UNet
    models.unets.unet_stable_cascade StableCascadeUNet
    pipelines.deepfloyd_if.safety_checker IFSafetyChecker
    pipelines.deepfloyd_if.watermark IFWatermarker
    pipelines.kandinsky.text_encoder MultilingualCLIP
    pipelines.kolors.text_encoder ChatGLMModel
    pipelines.kolors.tokenizer ChatGLMTokenizer
    pipelines.stable_diffusion.safety_checker StableDiffusionSafetyChecker
    pipelines.wuerstchen.modeling_paella_vq_model PaellaVQModel
    pipelines.wuerstchen.modeling_wuerstchen_diffnext WuerstchenDiffNeXt
    pipelines.wuerstchen.modeling_wuerstchen_prior WuerstchenPrior
    """

  private static let schedulers = """
    scheduling_amused AmusedScheduler
    scheduling_consistency_models CMStochasticIterativeScheduler
    scheduling_cosine_dpmsolver_multistep CosineDPMSolverMultistepScheduler
    scheduling_ddim DDIMScheduler
    scheduling_ddim_cogvideox CogVideoXDDIMScheduler
    scheduling_ddim_inverse DDIMInverseScheduler
    scheduling_ddim_parallel DDIMParallelScheduler
    scheduling_ddpm DDPMScheduler
    scheduling_ddpm_parallel DDPMParallelScheduler
    scheduling_ddpm_wuerstchen DDPMWuerstchenScheduler
    scheduling_deis_multistep DEISMultistepScheduler
    scheduling_dpm_cogvideox CogVideoXDPMScheduler
    scheduling_dpmsolver_multistep DPMSolverMultistepScheduler
    scheduling_dpmsolver_multistep_inverse DPMSolverMultistepInverseScheduler
    scheduling_dpmsolver_sde DPMSolverSDEScheduler
    scheduling_dpmsolver_singlestep DPMSolverSinglestepScheduler
    scheduling_edm_dpmsolver_multistep EDMDPMSolverMultistepScheduler
    scheduling_edm_euler EDMEulerScheduler
    scheduling_euler_ancestral_discrete EulerAncestralDiscreteScheduler
    scheduling_euler_discrete EulerDiscreteScheduler
    scheduling_flow_match_euler_discrete FlowMatchEulerDiscreteScheduler
    scheduling_flow_match_heun_discrete FlowMatchHeunDiscreteScheduler
    scheduling_flow_match_lcm FlowMatchLCMScheduler
    scheduling_heun_discrete HeunDiscreteScheduler
    scheduling_ipndm IPNDMScheduler
    scheduling_k_dpm_2_ancestral_discrete KDPM2AncestralDiscreteScheduler
    scheduling_k_dpm_2_discrete KDPM2DiscreteScheduler
    scheduling_lcm LCMScheduler
    scheduling_lms_discrete LMSDiscreteScheduler
    scheduling_pndm PNDMScheduler
    scheduling_repaint RePaintScheduler
    scheduling_sasolver SASolverScheduler
    scheduling_scm SCMScheduler
    scheduling_sde_ve ScoreSdeVeScheduler
    scheduling_tcd TCDScheduler
    scheduling_unclip UnCLIPScheduler
    scheduling_unipc_multistep UniPCMultistepScheduler
    scheduling_vq_diffusion VQDiffusionScheduler
    """

  private static let transformers = """
    bert.modeling_bert BertModel
    bert.tokenization_bert BertTokenizer
    clip.feature_extraction_clip CLIPFeatureExtractor
    clip.image_processing_clip CLIPImageProcessor
    clip.modeling_clip CLIPTextModel CLIPTextModelWithProjection CLIPVisionModel CLIPVisionModelWithProjection
    clip.tokenization_clip CLIPTokenizer
    clip.tokenization_clip_fast CLIPTokenizerFast
    gemma.modeling_gemma GemmaModel GemmaPreTrainedModel
    gemma.tokenization_gemma GemmaTokenizer
    gemma.tokenization_gemma_fast GemmaTokenizerFast
    gemma2.modeling_gemma2 Gemma2Model Gemma2PreTrainedModel
    glm.modeling_glm GlmModel
    siglip.image_processing_siglip SiglipImageProcessor
    siglip.modeling_siglip SiglipModel SiglipVisionModel
    t5.modeling_t5 T5EncoderModel
    t5.tokenization_t5 T5Tokenizer
    t5.tokenization_t5_fast T5TokenizerFast
    umt5.modeling_umt5 UMT5EncoderModel
    xlm_roberta.tokenization_xlm_roberta XLMRobertaTokenizer
    """
}
