"""The distributed energy resource itself: information model, protocol mapping, behaviour; no sockets."""
