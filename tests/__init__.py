"""The tests of Promesa, one folder per room of the house."""
