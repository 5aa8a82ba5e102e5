"""The command line: every job of the web app that makes sense without a browser.
"""
