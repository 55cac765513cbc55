"""The one exception inside the child process; the parent turns it into `UploadRefused` with words."""


class Refused(Exception):
    """The file cannot be taken in: a code from `refusals.MESSAGES` and what its message needs to know."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
