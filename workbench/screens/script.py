"""What Streamlit runs for every page: the shell, and nothing else."""

from workbench.screens.shell import run

run()
