"""Gateways: what the utility asks for on one side, the devices on the other, and between them the table of bindings.

One gateway serves every place of the architecture; which protocols its two ends speak makes it that of the
utility, of the facility, or one of a pair. Neither end knows the other: both speak of quantities.
"""
