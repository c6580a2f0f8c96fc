"""What happens to photos later: the files of removed ones are deleted."""

import procrastinate

from marketplace.gateways.files import uploads

tasks = procrastinate.Blueprint()


@tasks.task(name="delete_file", retry=5)
def delete_file(name: str) -> None:
    """Delete one stored file; that it is gone already is no error."""
    uploads().delete(name)
