"""One Optuna study behind JSON lines: asks and tells that come in on standard input are answered on standard output.

`src/bridge/` starts this file and speaks to it; nothing else does. A request is `{"id", "op", ...}`; its answer is
`{"id", "ok"}` or `{"id", "error": {"kind", "message"}}`. Values are Optuna's internal ones: numbers as they are, a choice
by its position. It ends when standard input does.
"""

import importlib
import importlib.util
import inspect
import json
import os
import sys
import time

# Threads of linear algebra cost more than they give for matrices of a few hundred rows, and the cores are the workers'.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

LEAST_VERSION = (4, 9)


class Refusal(Exception):
    """What the user must change; `kind` says which part of the bridge's own error it becomes."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def import_optuna():
    try:
        import optuna
    except ImportError as error:
        raise Refusal("missing", f"{error} in {sys.executable}") from error
    version = tuple(int(part) for part in optuna.__version__.split(".")[:2])
    if version < LEAST_VERSION:
        raise Refusal("version", f"{optuna.__version__} in {sys.executable}")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna


def find_class(path):
    """`GPSampler` is Optuna's own; else `package.module.Class`, `package.module:Class` or `folder/file.py:Class`."""
    module_name, _, name = path.rpartition(":" if ":" in path else ".")
    if module_name == "":
        module_name = "optuna.samplers"
    try:
        if module_name.endswith(".py"):
            spec = importlib.util.spec_from_file_location(os.path.basename(module_name)[:-3], module_name)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        else:
            if os.getcwd() not in sys.path:
                sys.path.insert(0, os.getcwd())
            module = importlib.import_module(module_name)
        return getattr(module, name)
    except (ImportError, AttributeError, OSError) as error:
        raise Refusal("sampler", f"{path}: {error}") from error


def built(value):
    """An option as Python takes it: `{"class": path, "options": {...}}` is an object of that class."""
    if isinstance(value, list):
        return [built(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "class" in value and set(value) <= {"class", "options"}:
        return build(value["class"], value.get("options", {}), None)
    return {name: built(member) for name, member in value.items()}


def build(path, options, seed):
    """An object of the class at `path`; `seed` is its seed where it takes one and `options` gives none."""
    cls = find_class(path)
    arguments = {name: built(option) for name, option in options.items()}
    try:
        if seed is not None and "seed" in inspect.signature(cls).parameters:
            arguments.setdefault("seed", seed)
        return cls(**arguments)
    except Refusal:
        raise
    except ImportError as error:
        raise Refusal("dependency", f"{path}: {error} in {sys.executable}") from error
    except Exception as error:
        raise Refusal("sampler", f"{path}: {type(error).__name__}: {error}") from error


def storage_of(optuna, name):
    """A database's URL, or a journal file, named `journal:FILE` or by a name that ends in `.log`."""
    path = name[len("journal:"):] if name.startswith("journal:") else name
    if path == name and ("://" in name or not name.endswith(".log")):
        return name
    journal = optuna.storages.journal
    return optuna.storages.JournalStorage(journal.JournalFileBackend(path))


class Bridge:
    """The study, and its trials that have been asked for and not told."""

    def __init__(self):
        self.asked = {}
        self.is_exhausted = False

    def open(self, request):
        self.optuna = optuna = import_optuna()
        given = request["sampler"]
        sampler = None if given is None else build(given["class"], given["options"], request["seed"])
        direction = request["direction"]
        stored = request["study"]
        if stored is None:
            self.study = optuna.create_study(sampler=sampler, direction=direction)
        else:
            self.study = optuna.create_study(
                storage=storage_of(optuna, stored["storage"]),
                study_name=stored["name"],
                sampler=sampler,
                direction=direction,
                load_if_exists=True,
            )
            found = [other.name.lower() for other in self.study.directions]
            if found != [direction]:
                raise Refusal("study", f"{stored['name']} must have direction {direction}, got {', '.join(found)}")
        self.study.stop = self.exhaust  # grids and trees call it when there is nothing left
        convert = optuna.distributions.json_to_distribution
        self.space = {name: convert(text) for name, text in request["space"]}
        return {
            "optuna": optuna.__version__,
            "python": sys.executable,
            "sampler": type(self.study.sampler).__name__,
            "trials": len(self.study.get_trials(deepcopy=False)),
        }

    def exhaust(self):
        self.is_exhausted = True

    def ask(self, request):
        trials = []
        for _ in range(min(request["count"], self.left())):
            trial = self.study.ask(self.space)
            self.asked[trial.number] = trial
            values = [float(d.to_internal_repr(trial.params[name])) for name, d in self.space.items()]
            trials.append([trial.number, values])
        return trials

    def left(self):
        """Candidates that a sampler of a finite grid has left; it would otherwise repeat itself."""
        if self.is_exhausted:
            return 0
        grid = getattr(self.study.sampler, "_all_grids", None)
        return sys.maxsize if grid is None else len(grid) - len(self.study.get_trials(deepcopy=False))

    def tell(self, request):
        for number, values, constraints in request["results"]:
            trial = self.asked.pop(number, None)
            if trial is not None and constraints:
                self.constrain(trial, constraints)
            state = self.optuna.trial.TrialState
            self.study.tell(
                number,
                values,
                state=state.FAIL if values is None else state.COMPLETE,
                skip_if_finished=True,  # told before the process that told it died
            )
        return None

    def constrain(self, trial, constraints):
        if hasattr(trial, "set_constraint"):
            for index, value in enumerate(constraints):
                trial.set_constraint(str(index), value)
        else:
            trial.storage.set_trial_system_attr(trial._trial_id, "constraints", constraints)

    def ping(self, _request):
        return None

    def timed(self, request):
        """The answer to `request["of"]`, and the milliseconds that it took here: for scripts/bench-bridge."""
        start = time.perf_counter()
        answer = getattr(self, request["of"]["op"])(request["of"])
        return {"ms": 1000 * (time.perf_counter() - start), "answer": answer}


def main():
    # What a user's sampler prints must not end up between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    bridge = Bridge()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = {"id": request["id"]}
        try:
            answer["ok"] = getattr(bridge, request["op"])(request)
        except Refusal as refusal:
            answer["error"] = {"kind": refusal.kind, "message": str(refusal)}
        except Exception as error:
            answer["error"] = {"kind": "optuna", "message": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer, separators=(",", ":")) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
