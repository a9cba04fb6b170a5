"""Failures a person can act on: a code with arguments, worded where they are shown."""


class AppError(Exception):
    """Something the user can act on; ``resources.wording.words_of`` puts it into words."""

    def __init__(self, code: str, **arguments: object) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{key}={value!r}" for key, value in self.arguments.items())])


class Refused(AppError):
    """A rule of the office forbids this; the code names the rule."""


class Problem(AppError):
    """The world is not as it should be: a file, a disk, the network, a clock."""
