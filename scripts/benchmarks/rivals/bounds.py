"""Times PyDDM: closed form at fixed bounds, numerical solution at collapsing ones by its default grid and by a finer one.

usage: bounds.py TASK.json
"""

import json
import sys

import numpy as np
import pyddm
from timing import median_seconds


FINER = {"dx": 0.001, "dt": 0.001}


def model(walk, bound, **grid):
    drift = pyddm.DriftConstant(drift=walk["drift"])
    return pyddm.Model(drift=drift, noise=pyddm.NoiseConstant(noise=walk["noise"]), bound=bound, **grid)


def main():
    with open(sys.argv[1]) as file:
        task = json.load(file)
    walk, moving = task["walk"], task["moving"]
    fixed = model(walk, pyddm.BoundConstant(B=walk["threshold"]))
    bound = pyddm.BoundCollapsingExponential(B=moving["b0"], tau=1 / moving["tau"])

    def measured(**grid):
        collapsing = model(moving, bound, **grid)
        every = round(moving["times"][1] / collapsing.dt)
        if not np.allclose(collapsing.t_domain()[::every], moving["times"]):
            sys.exit("PyDDM's times must include those of the task")
        density = np.asarray(collapsing.solve().pdf("correct"))[::every]
        return {"ms": median_seconds(collapsing.solve) * 1e3, "upper": density.tolist()}

    # A solution is the density of both choices at every time.
    plain = median_seconds(fixed.solve_analytical) / (2 * len(fixed.t_domain())) * 1e9
    print(json.dumps({"version": pyddm.__version__, "nsPlain": plain, "default": measured(), "finer": measured(**FINER)}))


if __name__ == "__main__":
    main()
