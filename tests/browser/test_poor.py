"""A slow line, a slow device and a small camera: it takes longer, and it still comes to its end."""

from pathlib import Path

import pytest
from tests.browser.conftest import ask, own
from tests.robot.album import Album
from tests.robot.applicant import Applicant, come_by
from tests.robot.browser import PHONE, studio
from tests.robot.server import Server
from tests.world.people import person
from tests.world.puppet import Puppet
from tests.world.specimen import passport

LINE = {"offline": False, "latency": 300, "downloadThroughput": 250_000, "uploadThroughput": 125_000}
"""Latency in ms, throughput in bytes a second: 2 Mbit/s down, 1 Mbit/s up."""


@pytest.mark.slow
def test_slow_line_slow_device_small_camera(server: Server, tmp_path: Path) -> None:
    with studio(tmp_path, size=(640, 480), fps=15) as started:
        assert started.camera is not None
        page = started.visit(PHONE)
        come_by(page, ask(server)[1])
        robot = Applicant(page, started.camera, Album(prefix="poor-", audit=False))
        robot.consent()
        robot.choose()
        tools = page.context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", LINE)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        robot.show_document(passport(person(0)))
        robot.show_face(Puppet(person(0).portrait))
        assert robot.outcome() in {"approved", "retry"}
        assert {"turn_left", "turn_right"} < set(robot.moves_seen)
        assert started.watch.problems(own(server)) == []
