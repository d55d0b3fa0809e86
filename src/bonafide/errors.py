"""One tree of errors. Each carries a stable code and one sentence that says the way out."""


class BonafideError(Exception):
    """Base of every error raised on purpose.

    Attributes:
        code: stable machine word, snake_case.
        message: one sentence for the person who has to act on it; never personal data.
        status: HTTP status that the web rooms answer with.

    """

    code = "internal"
    status = 500

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class InvalidInputError(BonafideError):
    """The caller sent something that cannot be used."""

    code = "invalid_input"
    status = 422


class ImageError(InvalidInputError):
    """Bytes that are not an image we accept. Codes: too_large, not_an_image, too_many_pixels, too_small."""

    code = "not_an_image"


class NotFoundError(BonafideError):
    """No such record, or not for this caller."""

    code = "not_found"
    status = 404


class ConflictError(BonafideError):
    """The record is not in a state that allows this."""

    code = "conflict"
    status = 409


class ForbiddenError(BonafideError):
    """The caller may not do this."""

    code = "forbidden"
    status = 403


class ErasedError(ConflictError):
    """The data was erased; nothing can be read any more."""

    code = "erased"


class EngineCrashedError(BonafideError):
    """The process that examines images died or ran out of time; the job is tried again."""

    code = "engine_crashed"
