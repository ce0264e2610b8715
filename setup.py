"""Build the egg for Scrapyd: scrapyd-deploy runs this file. pyproject.toml says all the rest."""

from setuptools import setup

setup()
