"""Who is asking: the signed-in person and the organization that person acts for, loaded once a request."""

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from marketplace.domain.viewers import Viewer
from marketplace.queries.accounts.faces import NOBODY, Face, find_face


class SignedIn(UserMixin):
    """What Flask-Login keeps: the person's id and the session epoch, so that all sessions can be ended at once."""

    def __init__(self, face: Face) -> None:
        """Wrap a face."""
        self.face = face

    def get_id(self) -> str:
        """Return what the session cookie holds."""
        return f"{self.face.viewer.user_id}.{self.face.session_epoch}"


def register_sessions(app: Flask) -> None:
    """Teach `app` to recognise people."""
    manager = LoginManager(app)
    manager.login_view = "accounts.sign_in"
    manager.session_protection = None  # the address changes on a phone; the epoch ends sessions instead

    @manager.user_loader
    def load(kept: str) -> SignedIn | None:
        user_id, _, epoch = kept.partition(".")
        face = find_face(int(user_id)) if user_id.isdigit() else None
        return SignedIn(face) if face and epoch == str(face.session_epoch) else None


def current_face() -> Face:
    """Return the person asking, with names for the page's head."""
    if "face" not in g:
        g.face = current_user.face if current_user.is_authenticated else NOBODY
    return g.face  # type: ignore[no-any-return]


def current_viewer() -> Viewer:
    """Return the viewer for services and queries."""
    return current_face().viewer


def begin_session(user_id: int, *, stays: bool = False) -> None:
    """Let this browser be the person from now on; nothing of an earlier session is kept.

    `stays`: also after the browser was closed, until two weeks without a visit.
    """
    face = find_face(user_id)
    session.clear()
    g.pop("csrf_token", None)
    if face is not None:
        session.permanent = stays
        login_user(SignedIn(face))
        g.face = face


def end_session() -> None:
    """Let this browser be nobody."""
    session.clear()
    g.pop("csrf_token", None)
    g.face = NOBODY
