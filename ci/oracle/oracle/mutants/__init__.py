"""How much the suite sees: diffusers with one bug at a time, each of which a port could have, judged by the suite.

    python -m oracle mutants --binary autopipeline --report FOLDER

Each area has a module with a table of mutants; `mutant.Mutant` says what one is.
"""
