"""IEEE 2030.5 for the head-end and its clients: resources and their XML, identities, schedules, client."""
