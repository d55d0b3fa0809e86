"""Run in a process of its own with a database of its own; prints, as JSON, what came of each scenario."""

import json
import os
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafide.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from bonafide.vault import keys  # noqa: E402
from tests.together import asking, erasing, working  # noqa: E402
from tests.together.crowd import Came  # noqa: E402

SCENARIOS: tuple[Callable[[], Came], ...] = (
    asking.first_sight,
    asking.one_link,
    asking.same_key,
    asking.same_picture,
    asking.cameras,
    asking.wrong_answers,
    asking.eleven_webhooks,
    working.queue_of_many,
    working.silent_worker,
    working.reviewers,
    working.new_key,
    working.late_under_the_old_key,
    working.many_sweeps,
    erasing.erased_meanwhile,
    erasing.message_to_the_erased,
    erasing.found_each_other,
    working.storm,
)


def main() -> None:
    """Do all of them, one after another, in a fresh database."""
    keys.ensure_secrets()
    call_command("migrate", verbosity=0)
    print(json.dumps({scenario.__name__: scenario() for scenario in SCENARIOS}))  # noqa: T201


if __name__ == "__main__":
    main()
