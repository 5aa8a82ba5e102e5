"""What comes in and goes out: record directories, spreadsheets, minutes, mail, iCalendar.

Parses files into a proposed change and never saves one.
"""
