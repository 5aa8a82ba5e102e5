"""The ReqIF form (OMG ReqIF 1.2), in which tools for requirements exchange what they hold.

Here lives how items and links become objects and relations of the form and how they come back. What a file that
came in would change, and what of it cannot be taken, is worked out by ``exchange.taking_in`` for every format alike.
"""
