"""A purpose in the sessions of tests that look into files: the question is asked elsewhere."""

from casework import purposes


def for_checking(client):
    """The signed-in client, with the purpose “核对资料” in force."""
    session = client.session
    purposes.keep(session, "check")
    session.save()
    return client
