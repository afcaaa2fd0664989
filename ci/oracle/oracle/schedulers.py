"""Short names of the schedulers for the cases: each makes the load option that puts one, with the given configuration, in the place of the checkpoint's."""

from functools import partial

from .cases import scheduler

ancestral = partial(scheduler, "EulerAncestralDiscreteScheduler")
ddim = partial(scheduler, "DDIMScheduler")
ddpm = partial(scheduler, "DDPMScheduler")
deis = partial(scheduler, "DEISMultistepScheduler")
edm = partial(scheduler, "EDMEulerScheduler")
euler = partial(scheduler, "EulerDiscreteScheduler")
flow = partial(scheduler, "FlowMatchEulerDiscreteScheduler")
flow_heun = partial(scheduler, "FlowMatchHeunDiscreteScheduler")
heun = partial(scheduler, "HeunDiscreteScheduler")
kdpm2 = partial(scheduler, "KDPM2DiscreteScheduler")
kdpm2_ancestral = partial(scheduler, "KDPM2AncestralDiscreteScheduler")
lcm = partial(scheduler, "LCMScheduler")
lms = partial(scheduler, "LMSDiscreteScheduler")
multistep = partial(scheduler, "DPMSolverMultistepScheduler")
pndm = partial(scheduler, "PNDMScheduler")
sa = partial(scheduler, "SASolverScheduler")
sde = partial(scheduler, "DPMSolverSDEScheduler")
singlestep = partial(scheduler, "DPMSolverSinglestepScheduler")
tcd = partial(scheduler, "TCDScheduler")
unipc = partial(scheduler, "UniPCMultistepScheduler")
