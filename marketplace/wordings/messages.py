"""How it is said what people may not say or send, and what their files are."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "thread.unknown": _("There is nothing here to talk about, or it is not for you to see."),
    "message.empty": _("Please write something, or add a file."),
    "message.too_long": _("At most %(limit)s letters fit into one message."),
    "message.too_many_files": _("At most %(limit)s files fit into one message."),
    "message.too_heavy": _("The files of one message may weigh %(limit)s MB together."),
    "message.too_often": _("You have sent %(limit)s messages in the last hour. Please wait a little."),
    "file.unknown": _("There is no such file, or it is not for you to see."),
    "file.empty": _("%(name)s is empty."),
    "file.too_large": _("%(name)s is larger than %(limit)s MB."),
    "file.kind_unknown": _("%(name)s is no PDF, picture (JPEG, PNG, WebP), text, CSV, XLSX or DOCX by its content."),
    "file.phone_photo": _(
        "%(name)s is a HEIC photo, which few machines can show. "
        "Please send it as JPEG, for example as a screenshot of it."
    ),
    "file.not_an_image": _("%(name)s looks like a picture but cannot be read as one."),
    "file.too_many_pixels": _("%(name)s has more than %(limit)s million pixels."),
    "file.runs_something": _(
        "%(name)s would run a program when opened. Please print it to a new PDF, or save it without macros."
    ),
    "file.packed_too_tightly": _("%(name)s would unpack to an unusual size."),
    "file.not_kept": _("%(name)s could not be stored just now. Please try again in a few minutes."),
    "file.locked": _("%(name)s is protected with a password, so that it cannot be checked."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "FileKind": {
        "image": _("Picture"),
        "pdf": _("PDF"),
        "text": _("Text"),
        "csv": _("CSV table"),
        "xlsx": _("Excel table"),
        "docx": _("Word document"),
        "zip": _("Archive"),
    },
}
