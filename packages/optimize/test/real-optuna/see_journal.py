"""Prints as JSON what Optuna sees in the journal FILE; with `continue`, first lets TPE add two trials to STUDY."""

import json
import sys
import warnings

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

path, *rest = sys.argv[1:]
optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("error", UserWarning)  # a distribution that does not fit its bounds warns
storage = JournalStorage(JournalFileBackend(path))


def number(value):
    return value if value == value and abs(value) != float("inf") else str(float(value)).replace("inf", "Infinity").replace("nan", "NaN")


def seen(trial):
    return {
        "number": trial.number,
        "state": trial.state.name,
        "values": None if trial.values is None else [number(value) for value in trial.values],
        "params": trial.params,
        "distributions": {name: json.loads(optuna.distributions.distribution_to_json(d)) for name, d in trial.distributions.items()},
        "user_attrs": trial.user_attrs,
        "constraints": trial.constraints,
        "start": None if trial.datetime_start is None else trial.datetime_start.timestamp(),
        "complete": None if trial.datetime_complete is None else trial.datetime_complete.timestamp(),
    }


if rest[:1] == ["continue"]:
    study = optuna.load_study(study_name=rest[1], storage=storage, sampler=optuna.samplers.TPESampler(seed=0))
    space = study.trials[0].distributions
    for _ in range(2):
        study.tell(study.ask(space), 0.0)

studies = []
for summary in optuna.get_all_study_summaries(storage=storage):
    study = optuna.load_study(study_name=summary.study_name, storage=storage)
    complete = [t for t in study.trials if t.state.name == "COMPLETE" and abs(t.value) != float("inf")]
    studies.append(
        {
            "study_name": study.study_name,
            "directions": [direction.name.lower() for direction in study.directions],
            "user_attrs": study.user_attrs,
            "trials": [seen(trial) for trial in study.trials],
            "best": {"number": study.best_trial.number, "value": number(study.best_value), "params": study.best_params} if complete else None,
            "importances": optuna.importance.get_param_importances(study) if len(complete) > 10 else None,
        }
    )
print(json.dumps(studies))
