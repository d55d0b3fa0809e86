import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.engine.face import tiny_model

from bonafide.cli import calibrate as command
from bonafide.cli.main import main
from bonafide.engine.face.calibration import Side, Subject, calibrate, compared
from bonafide.engine.face.described import read_description
from bonafide.engine.face.rates import (
    Comparisons,
    TooFewError,
    all_pairs,
    cross_pairs,
    equal_error,
    false_matches,
    false_non_matches,
    threshold_at_fmr,
    threshold_at_fnmr,
)

HEAD = "a,b,person_a,person_b,sex_a,sex_b,age_a,age_b,group_a,group_b"


def drawn(people: int, spread: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two pictures of each of many made-up people: unit vectors near one direction per person."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(people, 32))
    pictures = [centres + random.normal(size=centres.shape) * spread for _ in range(2)]
    one, two = ((p / np.linalg.norm(p, axis=1, keepdims=True)).astype(np.float32) for p in pictures)
    return one, two, np.arange(people)


def made(people: int = 400, spread: float = 0.8, seed: int = 0) -> tuple[Comparisons, list[Subject]]:
    one, two, who = drawn(people, spread, seed)
    genuine = Comparisons((one * two).sum(axis=1), who, who)
    tried = compared(Side(one, who), Side(two, who), genuine, one_pool=False)
    subjects = [
        Subject(f"p{i}", "female" if i % 2 else "male", 20 + i % 50, "few" if i < 3 else "many")
        for i in range(people)
    ]
    return tried, subjects


def test_thresholds_come_from_one_half_and_hold_on_the_other() -> None:
    tried, subjects = made()
    found = calibrate(tried, subjects, fmr=0.01, fnmr=0.02)
    first = {i for i, one in enumerate(subjects) if one.half == 0}
    set_on = tried.among(first)
    assert (set_on.impostor.values >= found.match_min).mean() <= 0.01
    assert (set_on.impostor.values >= found.match_min - 0.01).mean() > 0.01
    assert (set_on.genuine.values < found.review_min).mean() <= 0.02
    assert found.fmr.share == pytest.approx(0.01, abs=0.004)
    assert found.fmr.low is not None
    assert found.fmr.high is not None
    assert found.fmr.low < found.fmr.share < found.fmr.high
    assert found.review_min <= found.match_min
    assert found.fmr.people + len(first) == len(subjects)


def test_groups_are_reported_and_small_ones_are_not() -> None:
    tried, subjects = made()
    rows = {(row.trait, row.value): row for row in calibrate(tried, subjects, fmr=0.01).groups}
    assert {"female", "male"} <= {value for trait, value in rows if trait == "sex"}
    assert ("age", "18-29") in rows
    women = rows["sex", "female"]
    assert women.fmr is not None
    assert women.fmr.trials == women.people * (women.people - 1)
    few = rows.get(("group", "few"))
    assert few is None or (few.people < 5 and few.fmr is None)
    assert rows["group", "many"].fmr is not None


def test_people_and_not_pairs_carry_the_interval() -> None:
    one, _two, who = drawn(60, 0.5)
    # one person whose pictures pass for everybody: pairs would give a narrow interval round a wrong rate
    one[0] = np.float32(1 / np.sqrt(32))
    tried = all_pairs(one, who)
    wolf = Comparisons(
        np.where((tried.a == 0) | (tried.b == 0), 0.99, -0.5).astype(np.float32), tried.a, tried.b
    )
    rate = false_matches(wolf, 0.9)
    assert rate.errors == 59
    assert rate.low == 0.0
    assert rate.high is not None
    assert rate.share is not None
    assert rate.high > 2.5 * rate.share


def test_no_error_seen_is_not_no_error() -> None:
    people = np.arange(40)
    good = Comparisons(np.ones(40, np.float32), people, people)
    seen = false_non_matches(good, 0.5)
    assert (seen.errors, seen.low) == (0, 0.0)
    assert seen.high == pytest.approx(1 - 0.025 ** (1 / 40))
    apart = Comparisons(np.zeros(40, np.float32), people, np.roll(people, 1))
    none = false_matches(apart, 0.5)
    assert none.high == pytest.approx(1 - 0.025 ** (1 / 20))


def test_rates_count_what_they_say() -> None:
    people = np.array([0, 1, 2])
    tried = Comparisons(
        np.array([0.9, 0.2, 0.8, 0.1, 0.3, 0.7], np.float32),
        np.array([0, 1, 2, 0, 0, 1]),
        np.array([0, 1, 2, 1, 2, 2]),
    )
    assert (false_matches(tried, 0.7).errors, false_matches(tried, 0.7).trials) == (1, 3)
    assert (false_non_matches(tried, 0.7).errors, false_non_matches(tried, 0.7).trials) == (1, 3)
    assert false_matches(tried.only(tried.a < 0), 0.5).share is None
    assert (
        len(cross_pairs(np.eye(3, dtype=np.float32), people, np.eye(3, dtype=np.float32), people).values) == 9
    )
    assert equal_error(np.array([0.9, 0.8]), np.array([0.1, 0.2])) == 0.0


def test_a_threshold_passes_no_more_than_it_may_also_among_equal_values() -> None:
    impostor = np.array([0.5] * 50 + [0.1] * 950, np.float32)
    assert (impostor >= threshold_at_fmr(impostor, 0.01)).sum() == 0
    assert (impostor >= threshold_at_fmr(impostor, 0.06)).sum() == 50
    genuine = np.linspace(0, 1, 100, dtype=np.float32)
    assert (genuine < threshold_at_fnmr(genuine, 0.05)).sum() == 5


def test_too_few_comparisons_are_refused_with_the_number_needed() -> None:
    tried, subjects = made(people=40)
    with pytest.raises(TooFewError, match="100000") as error:
        calibrate(tried, subjects, fmr=1e-4)
    assert error.value.code == "calibration_too_small"
    with pytest.raises(TooFewError):
        calibrate(tried.only(tried.a != tried.b), subjects, fmr=0.1)


def write(folder: Path, text: str) -> Path:
    place = folder / "pairs.csv"
    place.write_text(text, "utf-8")
    return place


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b,person_a\nx,y,1\n", "pairs_columns"),
        ("a,b,person_a,person_b,shoe\n", "pairs_columns"),
        ("", "pairs_columns"),
        ("a,b,person_a,person_b\nx.jpg,y.jpg,1,\n", "pairs_row"),
        ("a,b,person_a,person_b\nx.jpg,y.jpg,1,2,3\n", "pairs_row"),
        (f"{HEAD}\nx,y,1,2,m,f,old,20,,\n", "pairs_row"),
        (f"{HEAD}\nx,y,1,2,m,f,200,20,,\n", "pairs_row"),
        (f"{HEAD}\nx,y,1,2,m,f,30,20,,\nx,z,1,3,f,f,30,20,,\n", "pairs_conflict"),
        ("a,b,person_a,person_b\nx,y,1,2\nx,z,3,2\n", "pairs_conflict"),
        ("a,b,person_a,person_b\nx.jpg,y.jpg,1,2\n", "pairs_picture"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(
    tmp_path: Path, text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = write(tmp_path, text)
    with pytest.raises(command.PairsError) as error:
        command.measure(command.read_pairs(place), tmp_path, None)
    assert error.value.code == code
    assert main(["calibrate", str(place)]) == 2
    assert capsys.readouterr().err.startswith("bonafide: ")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_bytes(b"\xff\xfe\x00")
    for name in ("pairs.csv", "absent.csv"):
        with pytest.raises(command.PairsError) as error:
            command.read_pairs(tmp_path / name)
        assert error.value.code == "pairs_unreadable"


@pytest.fixture
def listed(shared_data: Path, tmp_path: Path) -> Callable[[int], Path]:
    """A list of London pairs: front against smiling, and everyone against the next."""

    def write_list(people: int) -> Path:
        london = shared_data / "faces" / "london"
        with (london.parent / "london_info.csv").open() as stream:
            rows = list(csv.DictReader(stream))
        known = {p.name[:3] for p in (london / "neutral_front").glob("*.jpg")}
        rows = [row for row in rows if row["face_id"] in known][:people]
        lines = [HEAD]
        for row in rows:
            who = row["face_id"]
            age = str(int(float(row["face_age"]))) if row["face_age"] not in {"", "NA"} else ""
            for view in ("neutral_front", "smiling_front"):
                small = tmp_path / view / f"{who}.jpg"
                small.parent.mkdir(exist_ok=True)
                picture = cv2.imread(str(next((london / view).glob(f"{who}_*.jpg"))))
                cv2.imwrite(str(small), cv2.resize(picture, (400, 400), interpolation=cv2.INTER_AREA))
            traits = [row["face_gender"]] * 2 + [age] * 2 + [row["face_eth"]] * 2
            lines.append(
                ",".join([f"neutral_front/{who}.jpg", f"smiling_front/{who}.jpg", who, who, *traits])
            )
        return write(tmp_path, "\n".join(lines))

    return write_list


def test_real_pictures_go_through_with_the_shipped_and_an_own_model(
    listed: Callable[[int], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = listed(26)
    assert main(["calibrate", str(place), "--fmr", "0.1", "--json"]) == 0
    shipped = json.loads(capsys.readouterr().out)
    assert shipped["model"] == "dlib-resnet-v1"
    assert shipped["pictures"] == 52
    assert shipped["faceless"] == 0
    assert 0.8 < shipped["match_min"] < 0.97
    assert shipped["fnmr"]["errors"] == 0
    described = tiny_model.describe(tmp_path)
    out = tmp_path / "report.md"
    assert main(["calibrate", str(place), "--fmr", "0.1", "--model", str(described), "--out", str(out)]) == 0
    text = out.read_text()
    assert "# Calibration of tiny" in text
    line = re.search(r"thresholds: \{match_min: [-0-9.]+, review_min: [-0-9.]+\}", text)
    assert line is not None
    described.write_text(described.read_text() + "\n" + line.group())
    match_min, review_min = read_description(described).thresholds()
    assert review_min <= match_min
