"""Configurations as chains of running stubs: started as one, commanded at the utility's end, watched at every hop."""
