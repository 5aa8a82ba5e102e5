"""Runnable devices over real sockets, one adapter a protocol. Takes plain values, never a database session."""
