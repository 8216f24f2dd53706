"""What one argument of the command line stands for."""

from __future__ import annotations

from pathlib import Path

from riskscan.recipe.hand_in import hand_in


def test_the_empty_file_of_a_package_is_no_hand_over(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("\n")
    (tmp_path / "load.py").write_text("print(1)\n")
    (tmp_path / "empty.sql").write_text("")
    assert sorted(Path(item.path).name for item in hand_in(str(tmp_path), None)) == ["empty.sql", "load.py"]


def test_handed_in_by_name_it_is_said_to_be_empty(tmp_path: Path) -> None:
    file = tmp_path / "__init__.py"
    file.write_text("")
    assert [item.path for item in hand_in(str(file), None)] == [file.as_posix()]


def test_a_folder_with_nothing_to_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("")
    (item,) = hand_in(str(tmp_path), None)
    assert item.data is None
    assert item.problem
