"""Other programs, and what they print."""

import subprocess

if __name__ == "__main__":
    for word in ("one", "two", "three"):
        print(subprocess.run(["echo", word], capture_output=True, text=True, check=True).stdout.strip())
