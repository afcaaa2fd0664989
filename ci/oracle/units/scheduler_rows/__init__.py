"""The rows of the schedulers' table. A row: class, name, config (constructor), and what is done with it, see runner.py."""


def row(kind, name, config=None, *, set=5, **options):
    """`set` holds the arguments of set_timesteps, or just the number of steps."""
    arguments = {"num_inference_steps": set} if isinstance(set, int) else set
    return {"class": kind + "Scheduler", "name": name, "config": config or {}, "set": arguments, **options}


from . import alpha, euler, families, sigma, solvers  # noqa: E402

ROWS = alpha.ROWS + euler.ROWS + sigma.ROWS + solvers.ROWS + families.ROWS

assert len({(row["class"], row["name"]) for row in ROWS}) == len(ROWS), "a row's name stands twice"
