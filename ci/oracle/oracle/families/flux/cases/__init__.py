"""The cases of Flux's pipelines, a module for each kind of checkpoint."""

from . import base, control, kontext

CASES = [*base.CASES, *control.CASES, *kontext.CASES]
