"""The README's example is run as it is printed."""

import doctest
from pathlib import Path

import matching


def test_the_example_in_the_readme_works_as_printed() -> None:
    readme = Path(str(matching.__file__)).with_name("README.md")

    assert doctest.testfile(str(readme), module_relative=False) == (0, 19)
