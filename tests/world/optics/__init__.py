"""A camera as physics has it: a plane of print or light, a pose, a lens, a sensor, and what a phone makes of it."""

from tests.world.optics.camera import Shot, burst, photograph, shoot
from tests.world.optics.emission import Emission, Flicker
from tests.world.optics.lattice import Lattice
from tests.world.optics.light import Light, any_light
from tests.world.optics.phone import PHONES, Phone, any_phone

__all__ = [
    "PHONES",
    "Emission",
    "Flicker",
    "Lattice",
    "Light",
    "Phone",
    "Shot",
    "any_light",
    "any_phone",
    "burst",
    "photograph",
    "shoot",
]
