"""Tests of newsbot.search."""
