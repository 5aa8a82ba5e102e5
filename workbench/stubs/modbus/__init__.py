"""Modbus/TCP: frames as pure functions, a server and a client on asyncio, and SunSpec's models on registers.

What a point or a model is stands in ``workbench.der``; here are messages, connections and registers only.
"""
