"""Readers of foreign formats: pure, streaming, each recognising its format by the first bytes."""
