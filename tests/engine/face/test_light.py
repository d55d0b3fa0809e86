"""Light of the screen on made-up skin: numbers in, verdict out. Rendered faces are in the world's tests."""

import random
from dataclasses import replace

import numpy as np
import pytest
from tests.world.flat import FlatPhoto, Replay
from tests.world.glow import AutoCamera, Glow
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.performer import Performer
from tests.world.puppet import Puppet
from tests.world.view import Presentation

from bonafide.checks.base import Status
from bonafide.checks.liveness import light_positive, light_status
from bonafide.engine.evidence import Colour, FrameReading, LightFinding
from bonafide.engine.face.draw import COLOURS
from bonafide.engine.face.hint import see_frame
from bonafide.engine.face.light import REGIONS, SCREEN, SETTLED_MS, draw_colours, light_finding, linear
from bonafide.engine.image import encode_jpeg
from bonafide.policy.thresholds import SHIPPED

SKIN = np.array([0.35, 0.22, 0.16])
DARK_SKIN = np.array([0.06, 0.035, 0.025])


def sequence(seed: int) -> tuple[Colour, ...]:
    rng = random.Random(seed)
    return draw_colours(COLOURS, [rng.randrange(4), *(rng.randrange(3) for _ in range(COLOURS - 1))])


def readings(
    shown: tuple[Colour, ...],
    *,
    share: float = 0.1,
    skin: np.ndarray = SKIN,
    sides: float = 0.6,
    exposure: float = 0.0,
    drift: float = 0.0,
    seed: int = 0,
) -> list[FrameReading]:
    """One settled reading for each colour, as a face of that skin would give it."""
    noise = np.random.default_rng(seed)
    made = []
    for number, colour in enumerate(shown):
        light = linear(np.array(SCREEN[colour]) / 255) * share
        gain = 1 + exposure * noise.uniform(-1, 1)
        balance = np.array([1 + drift * number, 1, 1])
        patches = [
            skin * (1 + light * (sides if name.endswith("side") else 1.0)) * gain * balance
            for name in REGIONS
        ]
        values = np.array(patches) * (1 + noise.normal(0, 0.0005, (len(REGIONS), 3)))
        made.append(
            FrameReading(
                number,
                number * 450,
                number * 450,
                1,
                inter_eye_px=70.0,
                light=number,
                light_ms=SETTLED_MS + 10,
                skin=tuple(float(v) for v in values.ravel()),
            )
        )
    return made


@pytest.mark.parametrize("skin", [SKIN, DARK_SKIN])
@pytest.mark.parametrize("share", [0.3, 0.05, 0.02])
def test_face_in_our_light_is_known_whatever_the_exposure(skin: np.ndarray, share: float) -> None:
    asked = sequence(1)
    found = light_finding(readings(asked, share=share, skin=skin, exposure=0.3, drift=0.004), asked)
    assert light_positive(found, SHIPPED), found


def test_light_of_another_session_is_no_answer() -> None:
    accepted = 0
    for seed in range(100):
        found = light_finding(readings(sequence(seed + 1000), seed=seed), sequence(seed))
        accepted += light_positive(found, SHIPPED)
        assert light_status(found, SHIPPED) is not Status.FAILED
    assert accepted <= 1


def test_what_gives_no_light_back_is_not_available() -> None:
    asked = sequence(2)
    found = light_finding(readings(asked, share=0.0), asked)
    assert (found.available, found.why) == (False, "no_response")
    assert light_status(found, SHIPPED) is Status.NOT_APPLICABLE


def test_flat_thing_in_our_light_is_not_a_face() -> None:
    asked = sequence(3)
    found = light_finding(readings(asked, sides=1.0), asked)
    assert found.correlation > 0.9
    assert light_status(found, SHIPPED) is Status.FAILED


def test_too_few_colours_or_none_say_so() -> None:
    asked = sequence(4)
    assert light_finding(readings(asked)[:4], asked).why == "too_few_colours"
    assert light_finding(readings(asked), ()).why == "no_light"
    unsettled = [replace(r, light_ms=SETTLED_MS - 1) for r in readings(asked)]
    turned = [replace(r, yaw=25.0) for r in readings(asked)]
    assert light_finding(unsettled, asked).why == light_finding(turned, asked).why == "too_few_colours"


def test_a_limit_that_is_not_a_number_passes_nobody() -> None:
    good = light_finding(readings(sequence(5)), sequence(5))
    assert light_positive(good, SHIPPED)
    nan = float("nan")
    for bad in (
        replace(good, correlation=nan),
        replace(good, chance=nan),
        replace(good, gradient=nan),
        replace(good, gradient=None),
    ):
        assert not light_positive(bad, SHIPPED)
    for late in (SHIPPED.light_delay_max_ms + 50, None):
        assert not light_positive(replace(good, delay_ms=late), SHIPPED)


def test_frames_sent_only_once_a_late_stream_had_caught_up_are_not_in_time() -> None:
    """A relay with a second's lag may wait before it sends each frame: then nothing says that it is in time."""
    asked = sequence(7)
    found = light_finding([replace(r, light_ms=1200) for r in readings(asked)], asked)
    assert found.correlation > 0.9
    assert found.delay_ms is not None
    assert found.delay_ms > SHIPPED.light_delay_max_ms
    assert light_status(found, SHIPPED) is Status.NOT_APPLICABLE
    early = [replace(r, seq=r.seq + 100, client_ms=r.client_ms - 400, light_ms=110) for r in readings(asked)]
    both = light_finding([*readings(asked), *early], asked)
    assert both.delay_ms == 100
    assert light_positive(both, SHIPPED)
    few = light_finding(readings(asked)[:5], asked)
    assert few.delay_ms is None
    assert not light_positive(few, SHIPPED)


def filmed(shown: Presentation, asked: tuple[Colour, ...], share: float, seed: int = 0) -> LightFinding:
    performer = Performer(shown, seed=seed)
    performer.camera = AutoCamera()
    seen = []
    for number, colour in enumerate(asked):
        performer.screen = Glow(SCREEN[colour], share) if share else None
        performer.step(0.55)
        at = number * 600
        reading = see_frame(encode_jpeg(performer.frame(at / 1000), 80), number, at, at).reading
        seen.append(replace(reading, light=number, light_ms=550))
    return light_finding(seen, asked)


@pytest.mark.skipif(not people_available(), reason=SKIP_REASON)
def test_rendered_head_answers_and_pictures_of_it_do_not() -> None:
    who, asked = person(3), sequence(6)
    assert light_positive(filmed(Puppet(who.portrait), asked, 0.1), SHIPPED)
    for flat in (
        FlatPhoto(who.portrait),
        FlatPhoto(who.portrait, kind="screen"),
        Replay(Puppet(who.portrait)),
    ):
        assert not light_positive(filmed(flat, asked, 0.2), SHIPPED)
