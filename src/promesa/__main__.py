"""`python -m promesa` is `promesa`."""

from promesa.cli import main

if __name__ == "__main__":
    main.main()
