"""DNP3 over TCP and TLS: an outstation that serves any device, and a master that speaks to one.

Frames, objects, the rules of select before operate and the profile of IEEE 1815.2 come from dnp3py, which does no
input or output. What keeps time and connections is here: ``docs/decisions/0026-dnp3py-with-an-own-runner.md``.
"""
