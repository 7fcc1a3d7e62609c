from pathlib import Path

import numpy as np
import pytest

from placement.errors import InputError
from placement.importing.fields import PointFile
from placement.importing.source import read_points


def point_file(**changes: object) -> PointFile:
    columns = {"id": "no", "name": "sign", "lon": "x", "lat": "y"}
    settings = {"file": "p.csv", "datum": "WGS-84", "columns": columns, "missing": ("", "NA")}
    return PointFile.model_validate(settings | changes)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "p.csv").write_text(text, encoding=encoding)
    return folder


def test_columns_get_our_names_and_missing_words_become_empty(tmp_path: Path) -> None:
    source = write(tmp_path, "\ufeffno,sign,x,y,other\n007,NA,116.5,35.4,1\n8,店,NA,,2\n")
    frame = read_points(source, point_file(id_prefix="P"))
    assert frame["id"].tolist() == ["P007", "P8"]
    assert frame["name"].tolist() == ["", "店"]
    assert frame["lon"].tolist()[0] == 116.5
    assert np.isnan(frame[["lon", "lat"]].to_numpy()[1]).all()
    assert "other" not in frame


def test_rows_without_ids_are_numbered(tmp_path: Path) -> None:
    source = write(tmp_path, "sign,x,y\n" + "店,116.5,35.4\n" * 11)
    columns = {"name": "sign", "lon": "x", "lat": "y"}
    frame = read_points(source, point_file(columns=columns, id_prefix="F-"))
    assert frame["id"].tolist()[::10] == ["F-01", "F-11"]


def test_all_missing_columns_are_reported_at_once(tmp_path: Path) -> None:
    source = write(tmp_path, "no,x\n1,2\n")
    with pytest.raises(InputError) as caught:
        read_points(source, point_file())
    found = [(p.code, p.file, p.column) for p in caught.value.problems]
    assert found == [("PL211", "p.csv", "sign"), ("PL211", "p.csv", "y")]


def test_a_coordinate_that_is_no_number_is_located(tmp_path: Path) -> None:
    source = write(tmp_path, "no,sign,x,y\n1,a,116.5,35.4\n2,b,116°30′,35.4\n")
    with pytest.raises(InputError) as caught:
        read_points(source, point_file())
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column) == ("PL607", 3, "x")
    assert problem.value == "116°30′"


def test_other_encodings_and_missing_files_are_refused(tmp_path: Path) -> None:
    source = write(tmp_path, "no,sign,x,y\n1,店,116.5,35.4\n", encoding="gb18030")
    with pytest.raises(InputError) as caught:
        read_points(source, point_file())
    assert [p.code for p in caught.value.problems] == ["PL202"]
    for name, code in (("q.csv", "PL101"), ("../p.csv", "PL805"), ("/etc/passwd", "PL805")):
        with pytest.raises(InputError) as caught:
            read_points(source, point_file(file=name))
        (problem,) = caught.value.problems
        assert (problem.code, problem.value) == (code, name)
