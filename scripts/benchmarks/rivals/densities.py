"""Times kernel densities of one sample: fastKDE called as PsyNeuLink calls it, SciPy's gaussian_kde on a given axis.

usage: densities.py TASK.json
"""

import json
import sys
from importlib.metadata import version

import numpy as np
from fastkde import fastKDE
from scipy.stats import gaussian_kde
from timing import median_seconds


def main():
    with open(sys.argv[1]) as file:
        task = json.load(file)
    sample = np.array(task["sample"])
    axis = np.array(task["kde"]["axis"])
    factor = task["kde"]["bandwidth"] / sample.std(ddof=1)
    print(
        json.dumps(
            {
                "fastkde": {
                    "version": version("fastkde"),
                    "ms": median_seconds(lambda: fastKDE.fastKDE(sample, do_save_marginals=False)) * 1e3,
                },
                "scipy": {
                    "version": version("scipy"),
                    "ms": median_seconds(lambda: gaussian_kde(sample, bw_method=factor)(axis)) * 1e3,
                    "density": gaussian_kde(sample, bw_method=factor)(axis).tolist(),
                },
            }
        )
    )


if __name__ == "__main__":
    main()
