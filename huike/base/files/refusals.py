"""A file that cannot be read as a table: every reason, in one place."""

from huike.base.kernel.errors import Invalid, TooLarge


class FileRefused(Invalid):
    """The file is not a table that can be read; the text says why and how to mend it."""

    code = "file_refused"


class FileTooLarge(TooLarge):
    """The file is over a limit (or a bomb)."""

    code = "file_too_large"


def damaged(what: str) -> FileRefused:
    """The container breaks off or its checksum is wrong."""
    return FileRefused(
        f"The {what} file is damaged or cut off",
        code="file_damaged",
        mend="Export or upload the file again",
        format=what,
    )


def over(
    limit: str, most: int, *, mend: str = "Split the file and import the parts"
) -> FileTooLarge:
    """One of the limits is passed: `limit` names it."""
    words = limit.replace("_", " ")
    return FileTooLarge(
        f"The file is over the limit of {most:,} {words}",
        code=f"file_over_{limit}",
        mend=mend,
        most=most,
    )


def bomb(ratio: int) -> FileTooLarge:
    """It unpacks to far more than a table of its size could."""
    return FileTooLarge(
        f"The file unpacks to more than {ratio} times its size, as no table does",
        code="file_bomb",
        mend="Unpack it and upload the table itself",
        ratio=ratio,
    )
