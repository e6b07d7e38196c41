"""The room as a whole: what it loads and when, and what it says where Keras is missing."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from ssc_lib.networks import training

FRAMEWORKS = {"keras", "tensorflow", "jax"}
WITHOUT_KERAS = ("settings", "segments", "events", "progress", "memory")


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh process."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def loaded(code: str) -> set[str]:
    """Which of the packages in question the code has loaded."""
    done = python(f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))")
    assert done.returncode == 0, done.stderr
    return (FRAMEWORKS | {"numpy"}) & set(json.loads(done.stdout))


def test_the_room_costs_nothing_before_its_names_are_used() -> None:
    assert loaded("import ssc_lib.networks.training") == set()
    assert loaded("from ssc_lib.networks.training.settings import CONFIGS, PRESETS") == set()
    assert loaded("from ssc_lib.networks.training import Settings; Settings()") == {"numpy"}


def test_what_needs_no_keras_loads_none() -> None:
    names = ", ".join(WITHOUT_KERAS)
    assert loaded(f"from ssc_lib.networks.training import {names}") <= {"numpy"}


def test_train_brings_keras_along_and_says_nothing() -> None:
    """Not even TensorFlow, which logs to standard error unless told otherwise."""
    pytest.importorskip("keras", reason="Keras is not installed")
    assert "keras" in loaded("from ssc_lib.networks.training import train")
    done = python("from ssc_lib.networks.training import train")
    assert (done.stdout, done.stderr) == ("", "")


def test_its_names() -> None:
    assert dir(training) == ["Settings", "settings_for", "train", "tuned_settings"]
    assert not hasattr(training, "learn")


@pytest.mark.parametrize(
    ("missing", "package"), [("keras", "tensorflow"), ("tensorflow", "tensorflow"), ("jax", "jax")]
)
def test_where_keras_or_its_backend_is_missing_one_sentence_says_what_to_install(
    missing: str, package: str
) -> None:
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from ssc_lib.networks.training import Settings\n"
        "try:\n    from ssc_lib.networks.training import train\n"
        "except ImportError as error:\n    print(error)"
    )
    if missing == "jax":
        code = f"import os; os.environ['KERAS_BACKEND'] = 'jax'\n{code}"
    if missing != "keras":
        pytest.importorskip("keras", reason="Keras is not installed")
    done = python(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"training needs {missing}, which is not installed; ")
    assert f"try pip install {package}" in done.stdout
    # the requirements bring TensorFlow, and no JAX
    assert ("requirements.txt in a clone" in done.stdout) == (package == "tensorflow")
    assert done.stdout.count("\n") == 1


def test_where_tensorflow_is_not_made_for_this_python_the_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name="keras")

    monkeypatch.setattr(training, "_load", missing)
    monkeypatch.setattr(training, "sys", SimpleNamespace(version_info=(3, 14)))
    with pytest.raises(ImportError, match=r"take Python 3.13, or train in JAX: pip install keras"):
        training.__getattr__("train")
    monkeypatch.setattr(training, "sys", SimpleNamespace(version_info=(3, 13)))
    with pytest.raises(ImportError, match="try pip install tensorflow, or"):
        training.__getattr__("train")


def test_another_module_that_is_missing_keeps_its_own_name() -> None:
    code = (
        "import sys; sys.modules['tqdm'] = None\n"
        "try:\n    from ssc_lib.networks.training import train\n"
        "except ModuleNotFoundError as error:\n    print(error.name)"
    )
    pytest.importorskip("keras", reason="Keras is not installed")
    assert python(code).stdout == "tqdm\n"
